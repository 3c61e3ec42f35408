"""The timeline: bars of years and months, filters, and events under their days."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from itertools import groupby
from typing import Any, NamedTuple

from kb.store.browse import STATUSES
from kb.vocabulary import event_types
from kb.web.filters import QUADS, Filter, parse
from kb.web.known import known_on
from kb.web.listing import Counts, counts_of, is_capped, page_of, plan
from kb.web.rows import Link, Row, rows_of
from kb.web.words import MONTHS, STATUS, TYPE, date_in_words

PAGE = 40
#: Years that the bars show without leaving empty ones out.
_YEARS = 60
#: Choices that a list of suggestions offers.
_SUGGESTED = 120


class Bar(NamedTuple):
    """A bar that is a link: its label, number of events, height in percent, address, chosen or not."""

    label: str
    events: int
    height: int
    link: str
    chosen: bool


class Choice(NamedTuple):
    """A value that a filter can take: words, number of events (None: not counted), address, chosen or not."""

    value: str
    words: str
    events: int | None
    link: str
    chosen: bool


def timeline(db: sqlite3.Connection, given: Mapping[str, str]) -> dict[str, Any]:
    """Everything that the template of the timeline shows for an address's arguments."""
    chosen, problems = parse(given)
    chosen, unknown = resolve(db, chosen)
    problems += unknown
    found = None if unknown else plan(db, chosen)
    rows, following, counts = list[Row](), "", Counts({}, {}, {}, {}, 0)
    if found and chosen.as_of:
        rows, following = known_on(db, chosen, PAGE)
    elif found:
        counts = counts_of(db, found, chosen)
        page = page_of(db, found, chosen, PAGE)
        rows, following = rows_of(db, page.events), page.following
    names = names_of(db, chosen)
    return {
        "filter": chosen,
        "problems": problems,
        "days": days_of(rows),
        "shown": len(rows),
        "capped": bool(chosen.words) and is_capped(db, chosen.words),
        "total": None if chosen.as_of else counts.total,
        "next": chosen.link(before=following) if following else "",
        "years": _years(chosen, counts),
        "months": _months(chosen, counts),
        "undated": counts.months.get(0, 0),
        "types": _types(chosen, counts),
        "quads": [
            Choice(q, q, None, chosen.link(quad="" if q == chosen.quad else q), q == chosen.quad)
            for q in QUADS
        ],
        "statuses": _statuses(chosen, counts),
        "names": names,
        "in_words": in_words(chosen, names),
        "suggested": suggestions(db),
    }


#: Of events that begin on one day those of the day come first, then what is known to the month, to the year.
_RANK = {"day": 0, "interval": 0, "month": 1, "season": 2, "year": 3}


def days_of(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Events under the headings of their days."""
    sorted_rows = [
        row
        for _, same in groupby(rows, key=lambda row: row.start)
        for row in sorted(same, key=lambda row: _RANK.get(row.precision or "", 0))
    ]
    return [(heading, list(day)) for heading, day in groupby(sorted_rows, key=lambda row: row.heading)]


def resolve(db: sqlite3.Connection, chosen: Filter) -> tuple[Filter, list[str]]:
    """The filter with names of actors, places and outlets replaced by ids, and what could not be found."""
    problems, ids = list[str](), dict[str, str]()
    for field, kind, sql in (
        ("actor", "actor", _ACTOR), ("other", "actor", _ACTOR), ("place", "place", _PLACE),
        ("outlet", "outlet", _OUTLET),
    ):  # fmt: skip
        value = getattr(chosen, field)
        if not value:
            continue
        row = db.execute(sql, {"value": value}).fetchone()
        if row is None:
            problems.append(f"No {kind} here is called “{value}”. Try another name.")
        ids[field] = row[0] if row else ""
    if chosen.country:
        ids["country"] = chosen.country.upper()
    return Filter(**{f: ids.get(f, getattr(chosen, f)) for f in Filter.__slots__}), problems


#: The id itself, else the name or alias that most events use.
_ACTOR = """
SELECT a.id FROM actors a WHERE a.id = :value UNION ALL
SELECT id FROM (SELECT a.id, t.events FROM actors a
LEFT JOIN browse_terms t ON t.kind = 'actor' AND t.value = a.id WHERE a.name = :value COLLATE NOCASE
   OR a.id IN (SELECT actor_id FROM actor_names WHERE name = :value COLLATE NOCASE)
ORDER BY coalesce(t.events, 0) DESC, a.id) LIMIT 1
"""
_PLACE = (
    "SELECT id FROM places WHERE id = :value OR name = :value COLLATE NOCASE ORDER BY id <> :value LIMIT 1"
)
_OUTLET = (
    "SELECT id FROM sources WHERE id = :value OR name = :value COLLATE NOCASE "
    "OR domain = :value COLLATE NOCASE ORDER BY id <> :value LIMIT 1"
)


def names_of(db: sqlite3.Connection, chosen: Filter) -> dict[str, str]:
    """The names of the actors, place and outlet that a filter has by id."""
    found = {}
    for field, sql in (
        ("actor", "SELECT name FROM actors WHERE id = ?"), ("other", "SELECT name FROM actors WHERE id = ?"),
        ("place", "SELECT name FROM places WHERE id = ?"),
        ("outlet", "SELECT coalesce(name, domain) FROM sources WHERE id = ?"),
    ):  # fmt: skip
        row = db.execute(sql, [getattr(chosen, field)]).fetchone() if getattr(chosen, field) else None
        found[field] = row[0] if row else ""
    return found


def in_words(chosen: Filter, names: dict[str, str]) -> list[tuple[str, str]]:
    """Each filter in words, with the address of the timeline without it."""
    parts = [
        ("actor", names["actor"]), ("other", f"with {names['other']}"),
        ("type", TYPE.get(chosen.type, "")), ("quad", chosen.quad),
        ("status", STATUS.get(chosen.status, ("", ""))[1]), ("place", f"in {names['place']}"),
        ("country", f"in country {chosen.country}"), ("outlet", f"reported by {names['outlet']}"),
        ("date", date_in_words(chosen.date)), ("undated", "without a date"),
        ("words", f"“{chosen.words}”"), ("as_of", f"as known on {date_in_words(chosen.as_of)}"),
    ]  # fmt: skip
    return [(words, chosen.link(**{field: ""})) for field, words in parts if getattr(chosen, field)]


def suggestions(db: sqlite3.Connection) -> dict[str, list[Link]]:
    """Names to choose from in the form: those with most events."""
    sql = (
        "SELECT {table}.id, {name} FROM browse_terms t JOIN {table} ON {table}.id = t.value "
        "WHERE t.kind = '{kind}' ORDER BY t.events DESC LIMIT ?"
    )
    tables = (("actor", "actors", "actors.name"), ("place", "places", "places.name"),
              ("source", "sources", "coalesce(sources.name, sources.domain)"))  # fmt: skip
    return {
        kind: [Link(*row) for row in db.execute(sql.format(table=t, name=name, kind=kind), [_SUGGESTED])]
        for kind, t, name in tables
    }


def _years(chosen: Filter, counts: Counts) -> list[Bar]:
    years = {year: n for year, n in counts.years.items() if year}
    if not years:
        return []
    most = max(years.values())
    first_year, last_year = min(years), max(years)
    if last_year - first_year < _YEARS:  # gaps are shown, unless there would be more gap than years
        years = {year: years.get(year, 0) for year in range(first_year, last_year + 1)}
    first, last = (chosen.days[0] // 10000, chosen.days[1] // 10000) if chosen.date else (0, 0)
    return [
        Bar(str(y), years[y], height_of(years[y], most),
            chosen.link(date="" if chosen.date == f"{y:04}" else f"{y:04}", undated=""), first <= y <= last)
        for y in sorted(years)
    ]  # fmt: skip


def height_of(events: int, most: int) -> int:
    """Percent of the highest bar; something is seen of every event."""
    return max(3, round(100 * events / most)) if events else 0


def _months(chosen: Filter, counts: Counts) -> list[Bar]:
    """The twelve months of the year chosen."""
    year = chosen.days[0] // 10000
    if not chosen.date or year != chosen.days[1] // 10000:
        return []
    events = [counts.months.get(year * 100 + month, 0) for month in range(1, 13)]
    most = max(events) or 1
    bars = []
    for month, n in enumerate(events, 1):
        value = f"{year:04}-{month:02}"
        chosen_now = chosen.date.startswith(value)
        link = chosen.link(date=f"{year:04}" if chosen.date == value else value)
        bars.append(Bar(MONTHS[month - 1][:3], n, height_of(n, most), link, chosen_now))
    return bars


def _types(chosen: Filter, counts: Counts) -> list[Choice]:
    found = []
    for value, _, _ in event_types():
        now, events = value == chosen.type, counts.types.get(value, 0)
        if events or now or chosen.as_of:
            found.append(Choice(value, TYPE[value], events, chosen.link(type="" if now else value), now))
    return found


def _statuses(chosen: Filter, counts: Counts) -> list[Choice]:
    found = []
    for value in STATUSES:
        now, events = value == chosen.status, counts.statuses.get(value, 0)
        if events or now or chosen.as_of:
            words = STATUS[value][1]
            found.append(Choice(value, words, events, chosen.link(status="" if now else value), now))
    return found
