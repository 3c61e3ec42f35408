"""`kb timeline`: the timeline of the database in the terminal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kb.errors import UserError
from kb.extract.calendar import bounds
from kb.store import open_for_reading
from kb.vocabulary import event_types

_MARK = {
    "occurred": " ",
    "ongoing": "~",
    "planned": "+",
    "proposed": "?",
    "cancelled": "x",
    "denied": "-",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show; dates are ISO days, months or years."""

    actor: str | None = None
    since: str | None = None
    until: str | None = None
    kind: str | None = None
    status: str | None = None
    #: The last day whose articles count.
    as_of: str | None = None


def select(database: str, filters: Filters, limit: int) -> list[dict[str, Any]]:
    """The newest ``limit`` rows that pass the filters, oldest first; undated rows come first.

    With ``as_of`` the rows are those of `timeline_history` that held at the end of that day: what articles
    published later say of status, date, place and actors is left out, and so are undated articles.
    """
    db = open_for_reading(database)
    try:
        where, values = _conditions(db, filters)
        told = "timeline_history t" if filters.as_of else _TIMELINE
        sql = (
            "SELECT * FROM (SELECT t.*, a.title AS article, a.source_id AS source "
            f"FROM {told} LEFT JOIN articles a ON a.id = t.article_id "
            f"{where} ORDER BY t.start_date DESC, t.event_id, t.statement_id LIMIT ?) "
            "ORDER BY start_date IS NOT NULL, start_date, event_id, statement_id"
        )
        return [dict(row) for row in db.execute(sql, [*values, limit])]
    finally:
        db.close()


_TIMELINE = "(SELECT t.*, e.reports FROM timeline t LEFT JOIN events e ON e.id = t.event_id) t"
#: Events in which an actor takes part, as articles up to a day have it.
_TAKES_PART = (
    "SELECT r.event_id FROM event_report_actors x JOIN event_reports r ON r.id = x.report_id "
    "JOIN articles ON articles.id = r.article_id WHERE x.actor_id = ? "
    "AND coalesce(substr(articles.published, 1, 10), '') <= ?"
)


def _conditions(db: sqlite3.Connection, filters: Filters) -> tuple[str, list[str]]:
    conditions, values = [], list[str]()
    day = bounds(filters.as_of)[1]
    if day:
        conditions.append("t.known_from <= ? AND (t.known_until IS NULL OR t.known_until > ?)")
        values += [day, day]
    if filters.actor:
        actor = find_actor(db, filters.actor)
        conditions.append(
            f"(t.event_id IN ({_TAKES_PART}) OR t.statement_id IN "
            "(SELECT id FROM statements WHERE speaker_id = ? OR on_behalf_of_id = ?))"
        )
        values += [actor, day or "9999", actor, actor]
    if filters.since:
        conditions.append("coalesce(t.end_date, t.start_date) >= ?")
        values.append(bounds(filters.since)[0] or filters.since)
    if filters.until:
        conditions.append("t.start_date <= ?")
        values.append(bounds(filters.until)[1] or filters.until)
    if filters.kind:
        conditions.append("t.type = ?")
        values.append(_kind(filters.kind))
    if filters.status:
        conditions.append("t.event_id IS NOT NULL AND t.status = ?")
        values.append(filters.status)
    return ("WHERE " + " AND ".join(conditions) if conditions else ""), values


def _kind(given: str) -> str:
    if given.lower() in ("statement", "statements"):
        return "statement"
    known = [name for name, *_ in event_types()]
    if given.upper() not in known:
        raise UserError(f"There is no event type {given!r}.", f"Use statement or one of: {', '.join(known)}.")
    return given.upper()


def find_actor(db: sqlite3.Connection, name: str) -> str:
    """The id of the actor with this id, name or alias; the one most mentioned, if several."""
    row = db.execute(
        "SELECT actors.id FROM actors LEFT JOIN actor_names ON actor_names.actor_id = actors.id "
        "WHERE actors.id = ?1 OR actors.name = ?1 COLLATE NOCASE OR actor_names.name = ?1 COLLATE NOCASE "
        "GROUP BY actors.id ORDER BY actors.name <> ?1 COLLATE NOCASE, "
        "(SELECT count(*) FROM mentions WHERE actor_id = actors.id) DESC LIMIT 1",
        [name],
    ).fetchone()
    if row is None:
        like = db.execute(
            "SELECT DISTINCT actors.name FROM actors JOIN actor_names ON actor_id = actors.id "
            "WHERE actor_names.name LIKE ? ORDER BY actors.name LIMIT 5",
            [f"%{name}%"],
        ).fetchall()
        hint = f"Did you mean {', '.join(r[0] for r in like)}?" if like else "Check the spelling."
        raise UserError(f"There is no actor {name!r} in the database.", hint)
    return str(row[0])


def render(rows: Sequence[dict[str, Any]], as_of: str | None = None) -> Iterator[str]:
    """Lines of text: a heading for each day, an entry for each row, its evidence beneath."""
    if as_of and rows:
        yield f"As the articles up to {bounds(as_of)[1]} told it."
    if not rows:
        yield "Nothing on the timeline passes these filters."
        return
    day: object = ()
    for row in rows:
        if row["date"] != day:
            day = row["date"]
            yield ""
            yield str(day or "undated")
        mark = _MARK.get(row["status"], " ") if row["event_id"] else "“"
        label = row["type"] if row["event_id"] else "says"
        status = f" [{row['status']}]" if row["event_id"] and row["status"] != "occurred" else ""
        yield f" {mark} {label:9} {_cut(row['what'], 110)}{status}"
        outlets = f" ({row['reports']} reports)" if (row["reports"] or 0) > 1 else ""
        yield f"             “{_cut(row['evidence'], 150)}” — {row['source'] or row['article']}{outlets}"
    yield ""
    yield "+ planned   ? proposed   ~ ongoing   x cancelled   - denied   “ statement"


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + " …"
