"""Statements as rows, with their spans and what they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlite_utils.db import Database

from kb.records import Article, Extraction, Span, Statement, digest
from kb.store.accounts import link_statements


def row_id(article: str, kind: str, span: Span, more: str = "") -> str:
    """The id of a row from the article and its span: the same words give the same id."""
    return digest(f"{article}|{kind}|{span.start}|{span.end}|{more}", 16)


def identified(extraction: Extraction) -> Iterator[tuple[str, Statement]]:
    """The article's statements with their ids; one that others stand in comes before them."""
    article = extraction.article.id
    for one in sorted(extraction.statements, key=lambda s: s.parent is not None):
        yield row_id(article, "s", one.main), one


def save_statements(db: Database, extractions: Sequence[Extraction]) -> None:
    """Write articles' statements, their spans, whom they are about and which events they speak of."""
    told = [(one.article, key, s) for one in extractions for key, s in identified(one)]
    db.conn.executemany(
        "INSERT INTO statements (id, article_id, speaker_id, speaker_text, on_behalf_of_id, kind, "
        "cue, content, start_char, end_char, said_on, confidence, act, conduit_id, parent_id, day) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [
            (
                key, a.id, s.speaker, _at(a.text, s.source), s.on_behalf_of, s.kind,
                _at(a.text, s.cue), _at(a.text, s.main), s.main.start, s.main.end, s.said_on,
                s.confidence, s.act, s.conduit,
                row_id(a.id, "s", s.parent) if s.parent else None, _day(a, s),
            )
            for a, key, s in told
        ],
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO statement_spans VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(key, part, span.start, span.end) for _, key, s in told for part, span in _parts(s)],
    )
    db.conn.executemany(
        "INSERT INTO statement_actors VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(key, actor, _day(a, s)) for a, key, s in told for actor in s.about],
    )
    link_statements(db, {one.article.id for one in extractions})


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
