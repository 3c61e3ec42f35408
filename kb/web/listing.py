"""Which events a filter finds, in order of time, and how many there are by month, type and status.

The page walks the events of the rarest term asked for ("actor: Russia" rather than "all") in `browse_index`
and looks the others up for each; how many there are comes from `browse_counts` where one term decides.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from kb.store.browse import STATUSES, TYPES, term_of
from kb.web.filters import Filter

#: Events that a search in the texts looks at, at most.
MOST_FOUND = 20_000


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
    """The term to walk, and what each of its events must fulfil, as SQL with its values."""

    term: int
    where: str
    values: list[int | str]
    single: bool


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
    clauses, values = list[str](), list[int | str]()
    for term in wanted:
        if term != driver:
            clauses.append(
                "EXISTS (SELECT 1 FROM browse_index o WHERE o.term = ? AND o.day = b.day "
                "AND o.event = b.event)"
            )
            values.append(term)
    if chosen.words:
        clauses.append(
            "b.event IN (SELECT number FROM events WHERE rowid IN "
            f"(SELECT rowid FROM events_fts WHERE events_fts MATCH ? LIMIT {MOST_FOUND}))"
        )
        values.append(fts_query(chosen.words))
    return Plan(driver, " AND ".join(["", *clauses]), values, not clauses)


def fts_query(words: str) -> str:
    """What is searched for, for FTS5: every word must occur, words in quotation marks as a phrase."""
    parts = re.findall(r'"([^"]+)"|(\S+)', words)
    terms = [" ".join(re.findall(r"\w+", phrase or word)) for phrase, word in parts]
    return " ".join(f'"{t}"' for t in terms if t) or '""'


def page_of(db: sqlite3.Connection, found: Plan, chosen: Filter, size: int) -> Page:
    """One page of events, newest first unless the filter asks for the oldest."""
    old = chosen.order == "old"
    low, high = chosen.days
    where, values = [found.where], list[int | str](found.values)
    where.append(f" AND b.day BETWEEN {max(low, 1) if old and not chosen.undated else low} AND {high}")
    for column, numbers in (("type", chosen.types), ("status", chosen.statuses)):
        if numbers is not None:
            where.append(f" AND b.{column} IN ({', '.join(map(str, sorted(numbers)))})")
    if chosen.cursor:
        where.append(f" AND (b.day, b.event) {'>' if old else '<'} (?, ?)")
        values += chosen.cursor
    way = "" if old else "DESC"
    rows = db.execute(
        f"SELECT b.day, b.event FROM browse_index b WHERE b.term = ?{''.join(where)} "
        f"ORDER BY b.day {way}, b.event {way} LIMIT ?",
        [found.term, *values, size + 1],
    ).fetchall()
    following = f"{rows[size - 1][0]}-{rows[size - 1][1]}" if len(rows) > size else ""
    return Page([event for _, event in rows[:size]], following)


def counts_of(db: sqlite3.Connection, found: Plan, chosen: Filter) -> Counts:
    """How many events a filter finds: years and months of all dates, the rest of the dates chosen."""
    low, high = chosen.days
    first = max(1, low // 100) if chosen.date else 0  # month 0 has the events without a date
    if found.single:
        source, values = "SELECT month, type, status, events FROM browse_counts WHERE term = ?", [found.term]
    else:
        source = (
            "SELECT b.day / 100, b.type, b.status, count(*) FROM browse_index b "
            f"WHERE b.term = ?{found.where} GROUP BY 1, 2, 3"
        )
        values = [found.term, *found.values]  # type: ignore[list-item]
    months, types, statuses = Counter[int](), Counter[str](), Counter[str]()
    for month, type_, status, events in db.execute(source, values):
        right_type = chosen.types is None or type_ in chosen.types
        right_status = chosen.statuses is None or status in chosen.statuses
        inside = first <= month <= high // 100
        if right_type and right_status:
            months[month] += events
        if inside and right_status:
            types[TYPES[type_]] += events
        if inside and right_type:
            statuses[STATUSES[status]] += events
    years = Counter[int]()
    for month, events in months.items():
        years[month // 100] += events
    total = sum(n for month, n in months.items() if first <= month <= high // 100)
    if not chosen.whole_months:
        total = _exactly(db, found, chosen)
    return Counts(dict(years), dict(months), dict(types), dict(statuses), total)


def _exactly(db: sqlite3.Connection, found: Plan, chosen: Filter) -> int:
    """The number of events of days that are no whole months."""
    low, high = chosen.days
    where = [f"{found.where} AND b.day BETWEEN {low} AND {high}"]
    for column, numbers in (("type", chosen.types), ("status", chosen.statuses)):
        if numbers is not None:
            where.append(f" AND b.{column} IN ({', '.join(map(str, sorted(numbers)))})")
    sql = f"SELECT count(*) FROM browse_index b WHERE b.term = ?{''.join(where)}"
    return int(db.execute(sql, [found.term, *found.values]).fetchone()[0])


def _sizes(db: sqlite3.Connection, terms: list[int]) -> dict[int, int]:
    marks = ", ".join("?" * len(terms))
    return dict(db.execute(f"SELECT id, events FROM browse_terms WHERE id IN ({marks})", terms).fetchall())
