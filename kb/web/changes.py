"""What changed from one article to the next, and what is to come."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from kb.extract.calendar import day_of
from kb.web.filters import Filter
from kb.web.listing import page_of, plan
from kb.web.rows import Row, rows_of
from kb.web.words import STATUS, ago, date_in_words

_PAGE = 40
#: A plan without a day that no article has repeated for so many days is no news any more.
_FRESH = 60


class Changed(NamedTuple):
    """An event of which an article told otherwise than what was known before."""

    day: str
    event: str
    title: str
    status_before: str
    status: str
    date_before: str
    date: str
    evidence: str
    article: str
    outlet: str

    @property
    def sign(self) -> str:
        """The sign of the new status."""
        return STATUS[self.status][0]


_CHANGES = """
SELECT h.known_from, h.event_id, h.title, p.status, h.status, p.date, h.date, h.evidence, h.article_id,
       coalesce(s.name, s.domain, '')
FROM event_history h
JOIN event_history p ON p.event_id = h.event_id AND p.known_until = h.known_from
LEFT JOIN articles a ON a.id = h.article_id LEFT JOIN sources s ON s.id = a.source_id
WHERE h.changed = 1 AND (h.known_from, h.event_id) < (?, ?)
ORDER BY h.known_from DESC, h.event_id DESC LIMIT ?
"""


def changes_page(db: sqlite3.Connection, given: Mapping[str, str]) -> dict[str, Any]:
    """The newest changes of status or date, by the day on which they became known."""
    day, _, event = given.get("before", "").partition("~")
    rows = db.execute(_CHANGES, [day or "9999", event or "", _PAGE + 1]).fetchall()
    changes = []
    for r in rows[:_PAGE]:
        cells: list[Any] = [*r[:5], date_in_words(r[5]), date_in_words(r[6]), *r[7:]]
        changes.append(Changed(*cells))
    last = rows[_PAGE - 1] if len(rows) > _PAGE else None
    return {
        "days": [(date_in_words(day), list(some)) for day, some in groupby(changes, key=lambda c: c.day)],
        "next": f"{last[0]}~{last[1]}" if last else "",
    }


def upcoming_page(db: sqlite3.Connection, given: Mapping[str, str], today: date) -> dict[str, Any]:
    """Planned and proposed events from a day on, then those lately spoken of without a day."""
    start = day_of(given.get("from", "")) if given.get("from", "").count("-") == 2 else None
    start = start or today
    dated = sorted(
        (row for status in ("planned", "proposed") for row in _from(db, status, start)),
        key=lambda row: (row.start or "", row.number),
    )
    return {
        "today": start.isoformat(),
        "is_today": start == today,
        "days": [(heading, list(some)) for heading, some in groupby(dated, key=lambda row: row.heading)],
        "ago": {row.heading: ago(row.start, start) for row in dated},
        "undated": _without_day(db, start),
    }


def _from(db: sqlite3.Connection, status: str, start: date) -> list[Row]:
    """Events of a status that begin on a day or later, and those that began before and are not over."""
    chosen = Filter(status=status, date=f"{start}/..", order="old")
    found = plan(db, chosen)
    if found is None:
        return []
    later = rows_of(db, page_of(db, found, chosen, 60).events)
    running = Filter(status=status, date=f"{start - timedelta(days=400)}/{start - timedelta(days=1)}")
    begun = rows_of(db, page_of(db, found, running, 60).events)
    return [
        row for row in begun if (row.end or "9999") >= start.isoformat() and row.precision != "day"
    ] + later


def _without_day(db: sqlite3.Connection, start: date) -> list[Row]:
    fresh = []
    for status in ("planned", "proposed"):
        chosen = Filter(status=status, undated="1")
        found = plan(db, chosen)
        rows = rows_of(db, page_of(db, found, chosen, 120).events) if found else []
        oldest = (start - timedelta(days=_FRESH)).isoformat()
        fresh += [r for r in rows if oldest <= (r.last_reported or "")[:10] <= start.isoformat()]
    return sorted(fresh, key=lambda row: row.last_reported or "", reverse=True)[:40]
