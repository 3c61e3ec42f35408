"""An article's page: its text with events, statements, actors and dates marked at their places."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from kb.web.rows import Link, rows_of
from kb.web.said import statements_where
from kb.web.words import TYPE, date_in_words

#: A text longer than this is shown up to here, with a link to the whole row.
_LONGEST = 200_000


class Mark(NamedTuple):
    """A span of the text: what it is, the anchor that leads to it, and where it leads (None: nowhere)."""

    start: int
    end: int
    kind: str
    anchor: str
    link: str | None
    title: str


class Other(NamedTuple):
    """Another article that tells of the same: how many events they share, and whether it is a copy."""

    id: str
    title: str | None
    outlet: str
    published: str | None
    events: int
    copy: int


@dataclass(slots=True)
class Piece:
    """A stretch of text under the same marks."""

    text: str
    kinds: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    link: str | None = None
    title: str = ""


@dataclass(slots=True)
class Paragraph:
    """A passage of the article and its pieces."""

    kind: str
    pieces: list[Piece]


def article_page(db: sqlite3.Connection, key: str) -> dict[str, Any] | None:
    """Everything on the page of an article; None if there is no such article."""
    columns = "id, title, subtitle, author, published, url, language, text, source_id, input, extractor"
    row = db.execute(f"SELECT {columns} FROM articles WHERE id = ?", [key]).fetchone()
    if row is None:
        return None
    article = dict(zip(columns.split(", "), row, strict=True))
    outlet = db.execute(
        "SELECT id, coalesce(name, domain) FROM sources WHERE id = ?", [article["source_id"]]
    ).fetchone()
    events = [e for (e,) in db.execute(_EVENTS, [key])]
    own = "statements s", "s.article_id = ?"
    return {
        "article": article,
        "outlet": Link(*outlet) if outlet else None,
        "published": date_in_words(article["published"][:10] if article["published"] else None),
        "paragraphs": _paragraphs(db, key, article["text"][:_LONGEST]),
        "cut": len(article["text"]) > _LONGEST,
        "events": rows_of(db, events),
        "statements": statements_where(db, own, [key], 200, "s.start_char"),
        "others": [Other(*row) for row in db.execute(_OTHERS, [key])],
        "actors": [Link(*a) for a in db.execute(_ACTORS, [key])],
        "revisions": db.execute(
            "SELECT count(*) FROM article_revisions WHERE article_id = ?", [key]
        ).fetchone()[0],
    }


#: Articles that tell of most of the same events; of events that everybody tells of only the newest reports.
_OTHERS = """
SELECT a.id, a.title, coalesce(s.name, s.domain, ''), substr(a.published, 1, 10), count(DISTINCT r.event_id),
       coalesce(a.copy_of = (SELECT copy_of FROM articles WHERE id = ?1), 0)
FROM (SELECT DISTINCT event_id FROM event_reports WHERE article_id = ?1 LIMIT 60) own
JOIN event_reports r ON r.event_id = own.event_id AND r.article_id <> ?1
JOIN articles a ON a.id = r.article_id LEFT JOIN sources s ON s.id = a.source_id
GROUP BY a.id ORDER BY 5 DESC, a.published DESC, a.id LIMIT 12
"""
_EVENTS = (
    "SELECT event_id FROM event_reports WHERE article_id = ? GROUP BY event_id "
    "ORDER BY min(start_char) LIMIT 200"
)
_ACTORS = (
    "SELECT a.id, a.name FROM mentions m JOIN actors a ON a.id = m.actor_id WHERE m.article_id = ? "
    "GROUP BY a.id ORDER BY count(*) DESC, a.name LIMIT 60"
)


def _paragraphs(db: sqlite3.Connection, key: str, text: str) -> list[Paragraph]:
    marks = sorted(_marks(db, key), key=lambda m: (m.start, -m.end))
    passages = db.execute(
        "SELECT kind, start_char, end_char FROM passages WHERE article_id = ? ORDER BY start_char", [key]
    ).fetchall()
    if not passages:
        passages = [("body", 0, len(text))]
    found, led_to = list[Paragraph](), set[str]()
    for kind, start, end in passages:
        if start < len(text):
            inside = [m for m in marks if m.start < end and m.end > start]
            cut = pieces(text, start, min(end, len(text)), inside)
            for piece in cut:  # words in several pieces have one anchor, at the first
                piece.anchors = [a for a in dict.fromkeys(piece.anchors) if a not in led_to]
                led_to.update(piece.anchors)
            found.append(Paragraph(kind, cut))
    return found


def pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> list[Piece]:
    """A stretch of text cut where marks begin and end; together the pieces are exactly the text."""
    inside = [m for m in marks if m.start < end and m.end > start and m.start < m.end]
    edges = sorted({start, end, *(e for m in inside for e in (m.start, m.end) if start < e < end)})
    found = []
    for first, last in pairwise(edges):
        over = [m for m in inside if m.start <= first and m.end >= last]
        piece = Piece(text[first:last], list(dict.fromkeys(m.kind for m in over)))
        piece.anchors = [m.anchor for m in over if m.anchor and max(m.start, start) == first]
        # Links cannot stand in one another: the shortest mark is the one that is clicked.
        linked = min((m for m in over if m.link), key=lambda m: m.end - m.start, default=None)
        if linked:
            piece.link, piece.title = linked.link, linked.title
        found.append(piece)
    return found


def _marks(db: sqlite3.Connection, key: str) -> Iterable[Mark]:
    sql = (
        "SELECT id, start_char, end_char, trigger_start, trigger_end, event_id, type, status "
        "FROM event_reports WHERE article_id = ?"
    )
    for id_, start, end, trigger, trigger_end, event, type_, status in db.execute(sql, [key]):
        yield Mark(start, end, "event", f"r-{id_}", None, "")
        yield Mark(trigger, trigger_end, "trigger", "", f"event:{event}", f"{TYPE[type_]}, {status}")
    for id_, start, end, part in db.execute(
        "SELECT s.id, p.start_char, p.end_char, p.part FROM statements s "
        "JOIN statement_spans p ON p.statement_id = s.id WHERE s.article_id = ?",
        [key],
    ):
        anchor = f"s-{id_}" if part == "content" else ""
        yield Mark(start, end, "said" if part == "content" else part, anchor, None, "")
    for start, end, actor, name in db.execute(
        "SELECT m.start_char, m.end_char, a.id, a.name FROM mentions m JOIN actors a ON a.id = m.actor_id "
        "WHERE m.article_id = ?",
        [key],
    ):
        yield Mark(start, end, "actor", "", f"actor:{actor}", name)
    for start, end, value in db.execute(
        "SELECT start_char, end_char, value FROM time_expressions WHERE article_id = ?", [key]
    ):
        yield Mark(start, end, "date", "", f"date:{value}" if value[:4].isdigit() else None, value)
