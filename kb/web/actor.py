"""The pages of an actor, a place and two actors: what happened, whom they met, what was said."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from kb.store.browse import TYPES, term_of
from kb.web.filters import Filter
from kb.web.home import Bar, height_of
from kb.web.listing import counts_of, page_of, plan
from kb.web.rows import Row, rows_of
from kb.web.said import Said, statements_where
from kb.web.words import MONTHS, date_in_words

_EVENTS, _PARTNERS = 15, 12
_BY = "statements s"
_ABOUT = "statement_actors x JOIN statements s ON s.id = x.statement_id"


class Partner(NamedTuple):
    """Somebody who shares events with an actor: how many talks, and how many events in all."""

    id: str
    name: str
    talks: int
    events: int


def actor_page(db: sqlite3.Connection, key: str) -> dict[str, Any] | None:
    """Everything on the page of an actor; None if there is no such actor."""
    columns = "id, name, type, country, wikidata, description"
    actor = db.execute(f"SELECT {columns} FROM actors WHERE id = ?", [key]).fetchone()
    if actor is None:
        return None
    return {
        "subject": dict(zip(columns.split(", "), actor, strict=True)),
        "aliases": _aliases(db, key, actor[1]),
        "offices": _offices(db, key),
        "staff": _staff(db, key),
        "partners": partners_of(db, key),
        "said": statements_where(db, (_BY, "s.speaker_id = ?"), [key]),
        "on_behalf": statements_where(db, (_BY, "s.on_behalf_of_id = ?"), [key], 6),
        "about": statements_where(db, (_ABOUT, "x.actor_id = ?"), [key], order="x.day DESC"),
        **_events(db, Filter(actor=key)),
    }


def place_page(db: sqlite3.Connection, key: str) -> dict[str, Any] | None:
    """Everything on the page of a place; None if there is no such place."""
    place = db.execute(
        "SELECT id, name, country, latitude, longitude FROM places WHERE id = ?", [key]
    ).fetchone()
    if place is None:
        return None
    shown = _events(db, Filter(place=key))
    return {
        "place": dict(zip(("id", "name", "country", "latitude", "longitude"), place, strict=True)),
        **shown,
    }


def pair_page(db: sqlite3.Connection, one: str, other: str) -> dict[str, Any] | None:
    """What two actors did with one another and said about one another; None if one of them does not exist."""
    names = [db.execute("SELECT name FROM actors WHERE id = ?", [key]).fetchone() for key in (one, other)]
    if None in names:
        return None
    both = [(one, names[0][0], other, names[1][0]), (other, names[1][0], one, names[0][0])]
    return {
        "one": {"id": one, "name": names[0][0]},
        "other": {"id": other, "name": names[1][0]},
        "said": [
            (speaker_name, subject_name, _said_about(db, speaker, subject))
            for speaker, speaker_name, subject, subject_name in both
        ],
        **_events(db, Filter(actor=one, other=other)),
    }


def _said_about(db: sqlite3.Connection, speaker: str, subject: str) -> list[Said]:
    """What one said about the other, newest first: from the side of which there is less."""
    counted = "SELECT count(*) FROM (SELECT 1 FROM {} LIMIT 5000)"
    by = db.execute(counted.format("statements WHERE speaker_id = ?"), [speaker]).fetchone()[0]
    of = db.execute(counted.format("statement_actors WHERE actor_id = ?"), [subject]).fetchone()[0]
    if by <= of:
        also = "EXISTS (SELECT 1 FROM statement_actors x WHERE x.statement_id = s.id AND x.actor_id = ?)"
        return statements_where(db, (_BY, f"s.speaker_id = ? AND {also}"), [speaker, subject], 8)
    where = "x.actor_id = ? AND s.speaker_id = ?"
    return statements_where(db, (_ABOUT, where), [subject, speaker], 8, "x.day DESC")


def _events(db: sqlite3.Connection, chosen: Filter) -> dict[str, Any]:
    """The newest events of a filter, their number by type, and bars by year or month."""
    found = plan(db, chosen)
    rows: list[Row] = []
    bars, types, total = list[Bar](), list[tuple[str, int, str]](), 0
    if found:
        rows = rows_of(db, page_of(db, found, chosen, _EVENTS).events)
        counts = counts_of(db, found, chosen)
        total = counts.total
        types = [(t, counts.types[t], f"../{chosen.query(type=t)}") for t in TYPES if counts.types.get(t)]
        bars = _bars(chosen, counts.months)
    return {"rows": rows, "bars": bars, "types": types, "total": total, "timeline": chosen.query()}


def _bars(chosen: Filter, months: dict[int, int]) -> list[Bar]:
    """Activity by month where it fits into three years, else by year."""
    dated = sorted(month for month in months if month)
    if not dated:
        return []
    span = (dated[-1] // 100 - dated[0] // 100) * 12 + dated[-1] % 100 - dated[0] % 100
    cells: dict[str, tuple[str, int]] = {}
    if span <= 36:
        at = dated[0]
        while at <= dated[-1]:
            label = f"{MONTHS[at % 100 - 1][:3]} {at // 100}"
            cells[f"{at // 100:04}-{at % 100:02}"] = label, months.get(at, 0)
            at += 89 if at % 100 == 12 else 1
    else:
        for year in range(max(dated[0] // 100, dated[-1] // 100 - 59), dated[-1] // 100 + 1):
            events = sum(n for month, n in months.items() if month // 100 == year)
            cells[f"{year:04}"] = str(year), events
    most = max(n for _, n in cells.values()) or 1
    return [
        Bar(label, n, height_of(n, most), chosen.query(date=value), False)
        for value, (label, n) in cells.items()
    ]


def partners_of(db: sqlite3.Connection, key: str) -> list[Partner]:
    """Those who share most events with an actor, talks first."""
    talks = TYPES.index("CONSULT")
    sql = (
        "SELECT t.value, a.name, p.talks, p.events FROM (SELECT other, "
        f"sum(CASE WHEN type = {talks} THEN events ELSE 0 END) AS talks, sum(events) AS events "
        "FROM browse_pairs WHERE one = ? GROUP BY other) p JOIN browse_terms t ON t.id = p.other "
        "JOIN actors a ON a.id = t.value ORDER BY p.talks DESC, p.events DESC, a.name LIMIT ?"
    )
    return [Partner(*row) for row in db.execute(sql, [term_of("actor", key), _PARTNERS])]


def _aliases(db: sqlite3.Connection, key: str, name: str) -> list[str]:
    sql = "SELECT DISTINCT name FROM actor_names WHERE actor_id = ? AND name <> ? ORDER BY name LIMIT 12"
    return [alias for (alias,) in db.execute(sql, [key, name])]


def _offices(db: sqlite3.Connection, key: str) -> list[tuple[str, str | None, str | None, str]]:
    """Offices that the actor has held: office, the body's id and name, and when."""
    sql = (
        "SELECT o.office, o.organisation_id, a.name, o.start_date, o.end_date FROM actor_offices o "
        "LEFT JOIN actors a ON a.id = o.organisation_id WHERE o.actor_id = ? "
        "ORDER BY o.start_date DESC LIMIT 20"
    )
    return [(*row[:3], _term(*row[3:])) for row in db.execute(sql, [key])]


def _staff(db: sqlite3.Connection, key: str) -> list[tuple[str, str, str, str]]:
    """Who holds or has held an office of the actor: office, id, name, when; those in the base only."""
    sql = (
        "SELECT o.office, a.id, a.name, o.start_date, o.end_date FROM actor_offices o "
        "JOIN actors a ON a.id = o.actor_id WHERE o.organisation_id = ? "
        "ORDER BY o.start_date DESC LIMIT 20"
    )
    return [(*row[:3], _term(*row[3:])) for row in db.execute(sql, [key])]


def _term(start: str | None, end: str | None) -> str:
    if not start and not end:
        return ""
    return f"{date_in_words(start) if start else '…'} – {date_in_words(end) if end else 'today'}"
