"""Which events a filter finds, in order of time, and how many there are by month, type and status.

The page walks the events of the rarest term asked for ("actor: Russia" rather than "all") in `browse_index`
and looks the others up for each; how many there are comes from `browse_counts` where one term decides.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from kb.store.browse import STATUSES, TYPES, term_of
from kb.web.filters import Filter

#: Events that a search in the texts looks at, at most.
MOST_FOUND = 5_000


class Page(NamedTuple):
    """Numbers of events in order, and the cursor of the next page ("" on the last one)."""

    events: list[int]
    following: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Events by year, by month (202506; 0: undated), by type and by status, and how many there are."""

    years: dict[int, int]
    months: dict[int, int]
    types: dict[str, int]
    statuses: dict[str, int]
    total: int


class Plan(NamedTuple):
    """Events ``b`` to walk, as SQL from FROM to WHERE with its values; ``term`` if it is all of a term."""

    walk: str
    values: list[int | str]
    term: int | None = None


def events_of(term: int, also: int | None = None) -> Plan:
    """The events of a term, or those that it shares with another."""
    walk = "FROM browse_index b WHERE b.term = ?"
    return Plan(walk, [term], term) if also is None else Plan(walk + _SHARED, [term, also])


_SHARED = (
    " AND EXISTS (SELECT 1 FROM browse_index o WHERE o.term = ? AND o.day = b.day AND o.event = b.event)"
)
#: The events with words come from the full-text index, at most so many of them.
_WITH_WORDS = (
    "FROM (SELECT coalesce(replace(start_date, '-', ''), 0) + 0 AS day, number FROM events WHERE rowid IN "
    f"(SELECT rowid FROM events_fts WHERE events_fts MATCH ? LIMIT {MOST_FOUND})) h "
    "CROSS JOIN browse_index b WHERE b.term = ? AND b.day = h.day AND b.event = h.number"
)


def plan(db: sqlite3.Connection, chosen: Filter) -> Plan | None:
    """How to find the events of a filter; None if one of its terms has none."""
    wanted = [
        term_of(kind, value)
        for kind, value in (
            ("actor", chosen.actor), ("actor", chosen.other), ("place", chosen.place),
            ("country", chosen.country), ("source", chosen.outlet),
        ) if value
    ]  # fmt: skip
    narrow = [term_of(kind, v) for kind, v in (("type", chosen.type), ("status", chosen.status)) if v]
    sizes = _sizes(db, [*wanted, *narrow])
    if any(term not in sizes for term in wanted):
        return None
    everything = term_of("all", "")
    fit = wanted or [t for t in narrow if t in sizes] or [everything]
    driver = min(fit, key=lambda term: sizes.get(term, 0))
    others = [term for term in wanted if term != driver]
    if chosen.words:
        return Plan(_WITH_WORDS + _SHARED * len(others), [fts_query(chosen.words), driver, *others])
    walk = events_of(driver)
    return Plan(walk.walk + _SHARED * len(others), [driver, *others], None if others else driver)


def fts_query(words: str) -> str:
    """What is searched for, for FTS5: every word must occur, words in quotation marks as a phrase."""
    parts = re.findall(r'"([^"]+)"|(\S+)', words)
    terms = [" ".join(re.findall(r"\w+", phrase or word)) for phrase, word in parts]
    return " ".join(f'"{t}"' for t in terms if t) or '""'


def is_capped(db: sqlite3.Connection, words: str) -> bool:
    """True if more events have the words than are looked at."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM events_fts WHERE events_fts MATCH ? LIMIT ?)"
    return bool(db.execute(sql, [fts_query(words), MOST_FOUND + 1]).fetchone()[0] > MOST_FOUND)


def page_of(db: sqlite3.Connection, found: Plan, chosen: Filter, size: int) -> Page:
    """One page of events, newest first unless the filter asks for the oldest."""
    old = chosen.order == "old"
    low, high = chosen.days
    where, values = list[str](), list[int | str](found.values)
    where.append(f" AND b.day BETWEEN {max(low, 1) if old and not chosen.undated else low} AND {high}")
    where.append(f" AND {_among('b.type', chosen.types)} AND {_among('b.status', chosen.statuses)}")
    if chosen.cursor:
        where.append(f" AND (b.day, b.event) {'>' if old else '<'} (?, ?)")
        values += chosen.cursor
    way = "" if old else "DESC"
    rows = db.execute(
        f"SELECT b.day, b.event {found.walk}{''.join(where)} ORDER BY b.day {way}, b.event {way} LIMIT ?",
        [*values, size + 1],
    ).fetchall()
    following = f"{rows[size - 1][0]}-{rows[size - 1][1]}" if len(rows) > size else ""
    return Page([event for _, event in rows[:size]], following)


def counts_of(db: sqlite3.Connection, found: Plan, chosen: Filter) -> Counts:
    """How many events a filter finds: years and months of all dates, the rest of the dates chosen."""
    low, high = chosen.days
    first = max(1, low // 100) if chosen.date else 0  # month 0 has the events without a date
    inside = f"month BETWEEN {first} AND {high // 100}"
    right = _among("type", chosen.types), _among("status", chosen.statuses)
    cells = _Cells(db, found)
    months = cells.by("month", *right)
    types, statuses = cells.by("type", inside, right[1]), cells.by("status", inside, right[0])
    years = Counter[int]()
    for month, events in months.items():
        years[month // 100] += events
    total = sum(n for month, n in months.items() if first <= month <= high // 100)
    if not chosen.whole_months:
        total = _exactly(db, found, chosen)
    by_type = {TYPES[n]: events for n, events in types.items()}
    return Counts(dict(years), months, by_type, {STATUSES[n]: e for n, e in statuses.items()}, total)


class _Cells:
    """Numbers of events by month, type and status: known of a term, counted once for anything else."""

    def __init__(self, db: sqlite3.Connection, found: Plan) -> None:
        self._db, self._from, self._values = db, "browse_counts WHERE term = ?", [found.term]
        if found.term is None:
            counted = db.execute(
                f"SELECT b.day / 100, b.type, b.status, count(*) {found.walk} GROUP BY 1, 2, 3", found.values
            ).fetchall()
            self._from = (
                "(SELECT json_extract(value, '$[0]') AS month, json_extract(value, '$[1]') AS type, "
                "json_extract(value, '$[2]') AS status, json_extract(value, '$[3]') AS events "
                "FROM json_each(?)) WHERE 1"
            )
            self._values = [json.dumps([list(row) for row in counted])]  # type: ignore[list-item]

    def by(self, column: str, *where: str) -> dict[int, int]:
        """The numbers by the values of a column, of the cells that fulfil all conditions."""
        sql = f"SELECT {column}, sum(events) FROM {self._from} AND {' AND '.join(where)} GROUP BY 1"
        return dict(self._db.execute(sql, self._values).fetchall())


def _among(column: str, numbers: frozenset[int] | None) -> str:
    return "1" if numbers is None else f"{column} IN ({', '.join(map(str, sorted(numbers)))})"


def _exactly(db: sqlite3.Connection, found: Plan, chosen: Filter) -> int:
    """The number of events of days that are no whole months."""
    low, high = chosen.days
    where = f" AND b.day BETWEEN {low} AND {high} AND {_among('b.type', chosen.types)}"
    sql = f"SELECT count(*) {found.walk}{where} AND {_among('b.status', chosen.statuses)}"
    return int(db.execute(sql, found.values).fetchone()[0])


def _sizes(db: sqlite3.Connection, terms: list[int]) -> dict[int, int]:
    marks = ", ".join("?" * len(terms))
    return dict(db.execute(f"SELECT id, events FROM browse_terms WHERE id IN ({marks})", terms).fetchall())
