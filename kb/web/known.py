"""The timeline as it was known on a day: events by their history."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from kb.store.browse import TYPES, term_of
from kb.web.filters import Filter
from kb.web.listing import fts_query
from kb.web.rows import Link, Row, rows_of

#: The index alone answers this, so that passing over what became known later costs little.
_WALK = """
SELECT event_id, known_from FROM event_history INDEXED BY event_history_time
WHERE known_from <= ? AND (known_until IS NULL OR known_until > ?)
"""
_DETAILS = """
SELECT h.event_id, e.number, h.title, h.type, h.mode, h.status, h.date, h.start_date, h.end_date, h.evidence,
       h.reports, h.sources, h.known_from, h.article_id, a.title, coalesce(s.name, s.domain, ''), p.id,
       p.name, p.country, (SELECT r.id FROM event_reports r WHERE r.event_id = h.event_id
                   AND r.article_id = h.article_id ORDER BY r.confidence DESC LIMIT 1)
FROM json_each(?) k CROSS JOIN event_history h
  ON h.event_id = json_extract(k.value, '$[0]') AND h.known_from = json_extract(k.value, '$[1]')
CROSS JOIN events e ON e.id = h.event_id
LEFT JOIN articles a ON a.id = h.article_id LEFT JOIN sources s ON s.id = a.source_id
LEFT JOIN places p ON p.id = h.place_id WHERE 1
"""
_DAY = "coalesce(replace(h.start_date, '-', ''), 0) + 0"
#: What comes after a day and an event, (oldest first?, has it a day?); events without a day are before all days.
_AFTER = {
    (False, True): "(start_date, event_id) < (?, ?) OR start_date IS NULL",
    (False, False): "start_date IS NULL AND event_id < ?",
    (True, True): "(start_date, event_id) > (?, ?)",
    (True, False): "start_date IS NULL AND event_id > ? OR start_date IS NOT NULL",
}


def known_on(db: sqlite3.Connection, chosen: Filter, size: int) -> tuple[list[Row], str]:
    """One page of the events known on ``chosen.as_of``, as they were known, and the next page's cursor."""
    rows = list(islice(_known(db, chosen, 2 * size), size + 1))
    now = {row.id: row for row in rows_of(db, [r[0] for r in rows[:size]])}
    listed = [_then(now[r[0]], r) for r in rows[:size] if r[0] in now]
    if len(rows) <= size:
        return listed, ""
    last = rows[size - 1]
    return listed, f"{(last[7] or '0').replace('-', '')}-{last[0]}"


def _known(db: sqlite3.Connection, chosen: Filter, step: int) -> Iterator[Any]:
    """What was known, in order of the days then given, as far as the filter wants it."""
    way = "" if chosen.order == "old" else "DESC"
    values, after = [chosen.as_of, chosen.as_of], ""
    if chosen.known_cursor:
        after = f"AND ({_AFTER[chosen.order == 'old', bool(chosen.known_cursor[0])]})"
        values += [part for part in chosen.known_cursor if part]
    walk = db.execute(f"{_WALK} {after} ORDER BY start_date {way}, event_id {way}", values)
    where, also = _where(chosen)
    while keys := walk.fetchmany(step):
        found = {r[0]: r for r in db.execute(_DETAILS + where, [json.dumps([[*key] for key in keys]), *also])}
        yield from (found[event] for event, _ in keys if event in found)
        step = min(2 * step, 5000)


def _then(row: Row, r: Any) -> Row:
    """The event as the articles until that day told it."""
    place = Link(r[16], r[17]) if r[16] else None
    precision = row.precision if row.date == r[6] else None
    return replace(
        row, title=r[2], type=r[3], mode=r[4], status=r[5], date=r[6], start=r[7], end=r[8],
        precision=precision, evidence=r[9], reports=r[10], sources=r[11], last_reported=r[12],
        place=place, country=r[18], article=Link(r[13], r[14] or "untitled"), outlet=r[15],
        published=r[12], report=r[19] or "",
    )  # fmt: skip


def _where(chosen: Filter) -> tuple[str, list[str | int]]:
    """The filter as conditions on the history ``h`` and the event ``e``, and their values."""
    low, high = chosen.days
    where, values = list[str](), list[str | int]()
    if chosen.date or chosen.undated:
        where.append(f" AND {_DAY} BETWEEN {low} AND {high}")
    if chosen.types is not None:
        where.append(f" AND h.type IN ({', '.join('?' * len(chosen.types))})")
        values += [TYPES[t] for t in sorted(chosen.types)]
    if chosen.status:
        where.append(" AND h.status = ?")
        values.append(chosen.status)
    for kind, value in (
        ("actor", chosen.actor), ("actor", chosen.other), ("place", chosen.place),
        ("country", chosen.country), ("source", chosen.outlet),
    ):  # fmt: skip
        if value:
            where.append(" AND EXISTS (SELECT 1 FROM browse_index b WHERE b.event = e.number AND b.term = ?)")
            values.append(term_of(kind, value))
    if chosen.words:
        where.append(" AND e.rowid IN (SELECT rowid FROM events_fts WHERE events_fts MATCH ?)")
        values.append(fts_query(chosen.words))
    return "".join(where), values
