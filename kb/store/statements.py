"""Statements as rows, with their spans and what they speak of."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils.db import Database

from kb.records import Article, Extraction, Span, Statement, digest
from kb.store.accounts import STATEMENT_EVENTS


def row_id(article: str, kind: str, span: Span, more: str = "") -> str:
    """The id of a row from the article and its span: the same words give the same id."""
    return digest(f"{article}|{kind}|{span.start}|{span.end}|{more}", 16)


def identified(extraction: Extraction) -> Iterator[tuple[str, Statement]]:
    """The article's statements with their ids; one that others stand in comes before them."""
    article = extraction.article.id
    for one in sorted(extraction.statements, key=lambda s: s.parent is not None):
        yield row_id(article, "s", one.main), one


def save_statements(db: Database, extraction: Extraction) -> None:
    """Write the article's statements, their spans, whom they are about and which events they speak of."""
    article, text = extraction.article, extraction.article.text
    pairs = list(identified(extraction))
    db.conn.executemany(
        "INSERT INTO statements (id, article_id, speaker_id, speaker_text, on_behalf_of_id, kind, "
        "cue, content, start_char, end_char, said_on, confidence, act, conduit_id, parent_id, day) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [
            (
                i, article.id, s.speaker, _at(text, s.source), s.on_behalf_of, s.kind,
                _at(text, s.cue), _at(text, s.main), s.main.start, s.main.end, s.said_on,
                s.confidence, s.act, s.conduit,
                row_id(article.id, "s", s.parent) if s.parent else None, _day(article, s),
            )
            for i, s in pairs
        ],
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO statement_spans VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(i, part, span.start, span.end) for i, s in pairs for part, span in _parts(s)],
    )
    db.conn.executemany(
        "INSERT INTO statement_actors VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(i, actor, _day(article, s)) for i, s in pairs for actor in s.about],
    )
    db.conn.execute(f"{STATEMENT_EVENTS} WHERE s.article_id = ?", [article.id])


def _day(article: Article, statement: Statement) -> str | None:
    """The day under which a statement is listed: of saying, else of publication."""
    return statement.said_on or (article.published[:10] if article.published else None)


def _parts(statement: Statement) -> list[tuple[str, Span]]:
    parts = [("content", span) for span in statement.content]
    if statement.source:
        parts.append(("source", statement.source))
    if statement.cue:
        parts.append(("cue", statement.cue))
    return parts


def _at(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None
