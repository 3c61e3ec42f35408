"""Events as the pages show them: with actors, place, outlets, evidence and the best quotation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.web.words import STATUS, TYPE, date_in_words, heading_of, precision_in_words

_LIST = "(SELECT value FROM json_each(?))"
#: Quotations longer than this are left to the event's own page.
_LONGEST = 320


@dataclass(frozen=True, slots=True)
class Link:
    """Something with a page of its own: id, name, and for actors the role."""

    id: str
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's words about an event."""

    id: str
    article: str
    speaker: str
    speaker_id: str | None
    words: str
    direct: bool


@dataclass(slots=True)
class Row:
    """An event with everything that its place in a list shows."""

    id: str
    number: int
    title: str
    type: str
    mode: str | None
    status: str
    date: str | None
    start: str | None
    end: str | None
    precision: str | None
    place: Link | None
    country: str | None
    latitude: float | None
    longitude: float | None
    reports: int
    sources: int
    evidence: str
    first_reported: str | None
    last_reported: str | None
    report: str
    article: Link
    outlet: str
    published: str
    actors: list[Link] = field(default_factory=list)
    quotation: Quotation | None = None

    @property
    def heading(self) -> str:
        """The day under which it is listed."""
        return heading_of(self.date)

    @property
    def when(self) -> str:
        """Its date in words."""
        return date_in_words(self.date)

    @property
    def known_to(self) -> str:
        """How exact the date is, where it is no day."""
        return precision_in_words(self.precision)

    @property
    def sign(self) -> str:
        """The sign of its status."""
        return STATUS[self.status][0]

    @property
    def status_words(self) -> str:
        """Its status in words."""
        return STATUS[self.status][1]

    @property
    def kind(self) -> str:
        """Its type in words."""
        return TYPE[self.type]


_EVENTS = """
SELECT e.id, e.number, e.title, e.type, e.mode, e.status, e.date, e.start_date, e.end_date, e.date_precision,
       p.id, p.name, p.country, p.latitude, p.longitude, e.reports, e.sources, e.evidence, e.first_reported,
       e.last_reported, a.id, a.title, coalesce(s.name, s.domain, ''), coalesce(a.published, ''),
       (SELECT r.id FROM event_reports r WHERE r.event_id = e.id AND r.article_id = e.article_id
        ORDER BY r.confidence DESC LIMIT 1)
FROM events e LEFT JOIN places p ON p.id = e.place_id LEFT JOIN articles a ON a.id = e.article_id
LEFT JOIN sources s ON s.id = a.source_id
WHERE e.{column} IN (SELECT value FROM json_each(?))
"""


def rows_of(db: sqlite3.Connection, keys: Sequence[int] | Sequence[str]) -> list[Row]:
    """The events of these numbers (or ids), in the order given."""
    column = "number" if keys and isinstance(keys[0], int) else "id"
    found: dict[int | str, Row] = {}
    for r in db.execute(_EVENTS.format(column=column), [json.dumps(list(keys))]):
        place = Link(r[10], r[11]) if r[10] else None
        article = Link(r[20] or "", r[21] or "untitled")
        cells: list[Any] = [*r[:10], place, *r[12:20], r[24] or "", article, r[22], r[23]]
        row = Row(*cells)  # in the order of its fields
        found[row.number if column == "number" else row.id] = row
    listed = [found[key] for key in keys if key in found]
    _add_actors(db, listed)
    _add_quotations(db, listed)
    return listed


_ORDER = {"initiator": 0, "participant": 1, "recipient": 2, "mediator": 3, "host": 4}


def _add_actors(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    by_id = {row.id: row for row in rows}
    sql = (
        "SELECT x.event_id, a.id, a.name, x.role FROM event_actors x JOIN actors a ON a.id = x.actor_id "
        f"WHERE x.event_id IN {_LIST}"
    )
    for event, *actor in db.execute(sql, [json.dumps(list(by_id))]):
        by_id[event].actors.append(Link(*actor))
    for row in by_id.values():
        ordered = sorted(row.actors, key=lambda a: (_ORDER.get(a.role, 9), a.name))
        row.actors = list({a.id: a for a in reversed(ordered)}.values())[::-1]  # each once, in its first role


def _add_quotations(db: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """The best words about each event: in quotation marks before reported ones, the longest that fits."""
    by_id = {row.id: row for row in rows}
    sql = (
        "SELECT x.event_id, s.id, s.article_id, coalesce(a.name, s.speaker_text), s.speaker_id, s.content, "
        "s.kind FROM statement_events x JOIN statements s ON s.id = x.statement_id "
        f"LEFT JOIN actors a ON a.id = s.speaker_id WHERE x.event_id IN {_LIST} AND length(s.content) < ?"
    )
    best: dict[str, tuple[tuple[int, int, str], Quotation]] = {}
    for event, key, article, speaker, speaker_id, words, kind in db.execute(
        sql, [json.dumps(list(by_id)), _LONGEST]
    ):
        if not speaker:
            continue
        rank = ({"direct": 0, "mixed": 1}.get(kind, 2), -len(words), key)
        if event not in best or rank < best[event][0]:
            quotation = Quotation(key, article, speaker, speaker_id, words, kind == "direct")
            best[event] = rank, quotation
    for event, (_, quotation) in best.items():
        by_id[event].quotation = quotation
