"""Statements as the pages show them."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from kb.web.words import date_in_words

_STATEMENTS = """
SELECT s.id, s.article_id, coalesce(p.name, s.speaker_text, 'unnamed'), s.speaker_id, b.name,
       s.on_behalf_of_id, s.cue, s.content, s.kind, s.day, coalesce(o.name, o.domain, '')
FROM {where} LEFT JOIN actors p ON p.id = s.speaker_id LEFT JOIN actors b ON b.id = s.on_behalf_of_id
JOIN articles a ON a.id = s.article_id LEFT JOIN sources o ON o.id = a.source_id
WHERE {condition} ORDER BY {order}, s.id LIMIT {limit}
"""


class Said(NamedTuple):
    """A statement as the pages show it."""

    id: str
    article: str
    speaker: str
    speaker_id: str | None
    behalf: str | None
    behalf_id: str | None
    cue: str | None
    words: str
    kind: str
    day: str | None
    outlet: str

    @property
    def when(self) -> str:
        """Its day in words."""
        return date_in_words(self.day)


def statements_where(
    db: sqlite3.Connection,
    where: tuple[str, str],
    values: list[str],
    limit: int = 12,
    order: str = "s.day DESC",
) -> list[Said]:
    """Statements, newest first; ``where`` is the tables, ``s`` among them, and the condition."""
    tables, condition = where
    sql = _STATEMENTS.format(where=tables, condition=condition, order=order, limit=limit)
    return [Said(*row) for row in db.execute(sql, values)]
