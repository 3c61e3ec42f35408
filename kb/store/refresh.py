"""Events and their history, as their reports add up to them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlite_utils.db import Database

from kb.extract.calendar import bounds
from kb.resolve import event_title
from kb.store.browse import number_of, reindex


def refresh_events(db: Database, events: set[str]) -> None:
    """Bring events up to date with their reports; an event without reports goes."""
    ids = json.dumps(sorted(events))
    reports = _grouped(db, _REPORTS, ids)
    db.conn.execute("DELETE FROM event_actors WHERE event_id IN (SELECT value FROM json_each(?))", [ids])
    db.conn.execute(_FILL_ACTORS, [ids])
    actors, keys = _grouped(db, _ACTORS, ids), _grouped(db, _KEYS, ids)
    # A key may go from one of them to another, and no two events may have it in between.
    db.conn.execute(
        "UPDATE events SET event_key = NULL WHERE event_key IS NOT NULL "
        "AND id IN (SELECT value FROM json_each(?))",
        [ids],
    )
    rows = {
        event: _event_row(event, _key(keys[event]), told, _names(actors[event]))
        for event, told in reports.items()
    }
    db.conn.executemany(_UPSERT, rows.values())
    db.conn.execute("DELETE FROM event_history WHERE event_id IN (SELECT value FROM json_each(?))", [ids])
    db.conn.executemany(
        f"INSERT INTO event_history ({', '.join(HISTORY)}) VALUES ({', '.join('?' * len(HISTORY))})",
        [row for event, told in reports.items() for row in _history(rows[event], told, actors[event])],
    )
    gone = json.dumps(sorted(events - set(reports)))
    for table, column in (("statement_events", "event_id"), ("events", "id")):
        db.conn.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", [gone])
    reindex(db, events)


#: Newest first; of one article, what is said with most confidence.
_REPORTS = """
SELECT r.event_id, r.type, r.mode, r.status, r.date, r.place_id, r.text, r."trigger", r.article_id,
       articles.published, coalesce(first.source_id, articles.source_id), places.name
FROM event_reports r JOIN articles ON articles.id = r.article_id
LEFT JOIN articles first ON first.id = articles.copy_of
LEFT JOIN places ON places.id = r.place_id
WHERE r.event_id IN (SELECT value FROM json_each(?))
ORDER BY r.event_id, articles.published IS NULL, articles.published DESC, r.confidence DESC,
         r.article_id, r.start_char, r.id
"""
_FILL_ACTORS = """
INSERT INTO event_actors SELECT DISTINCT r.event_id, a.actor_id, a.role
FROM event_report_actors a JOIN event_reports r ON r.id = a.report_id
WHERE r.event_id IN (SELECT value FROM json_each(?))
"""
#: Who takes part, with the day of the article that says so.
_ACTORS = """
SELECT DISTINCT r.event_id, a.role <> 'initiator', actors.name, substr(articles.published, 1, 10)
FROM event_report_actors a JOIN event_reports r ON r.id = a.report_id
JOIN articles ON articles.id = r.article_id JOIN actors ON actors.id = a.actor_id
WHERE r.event_id IN (SELECT value FROM json_each(?))
"""


#: Keys are of the accounts; events read before there were accounts keep theirs.
_KEYS = """
WITH ids AS (SELECT value AS id FROM json_each(?))
SELECT own_event, max(event_key) FROM event_accounts WHERE own_event IN (SELECT id FROM ids)
GROUP BY own_event
UNION ALL
SELECT id, event_key FROM events WHERE id IN (SELECT id FROM ids)
AND id NOT IN (SELECT own_event FROM event_accounts)
"""


def _key(found: list[Any]) -> str | None:
    return found[0][0] if found else None


def _grouped(db: Database, sql: str, ids: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for event, *rest in db.conn.execute(sql, [ids]):
        found[event].append(rest)
    return found


def _names(actors: list[Any], until: str | None = None) -> list[str]:
    """Names of those who take part, as far as known on a day: initiators first, then by alphabet."""
    later: dict[str, int] = {}
    for not_initiator, name, day in actors:
        if until is None or (day and day <= until):
            later[name] = min(not_initiator, later.get(name, 1))
    return sorted(later, key=lambda name: (later[name], name))


def _history(now: list[Any], reports: list[Any], actors: list[Any]) -> Iterator[list[Any]]:
    """What was known of an event from which day on: a row for each day on which articles tell of it.

    ``now`` is the event's row, by all its reports.
    """
    dated = [r for r in reports if r[8]]
    days = sorted({r[8][:10] for r in dated})
    before: list[Any] | None = None
    for day in days:
        told = [r for r in dated if r[8][:10] <= day]
        state = now if len(told) == len(reports) else _event_row(now[0], None, told, _names(actors, day))
        changed = before is not None and (state[4], state[5]) != (before[6], before[7])
        row = [now[0], day, None, *(state[i] for i in _KEPT), int(changed)]
        if before:
            before[2] = day
            yield before
        before = row
    if before:
        yield before


def _status(reports: list[Any], end: str | None) -> str:
    """What the newest report says, unless it looks back: what is over cannot be planned again."""
    newest, published = reports[0][2], reports[0][8]
    if newest in ("planned", "proposed") and end and published and end < published[:10]:
        return next((str(r[2]) for r in reports if r[2] not in ("planned", "proposed")), str(newest))
    return str(newest)


def _event_row(event: str, key: str | None, reports: list[Any], actors: list[str]) -> list[Any]:
    """The newest report decides; where it is silent on place or date, the newest that speaks does."""
    type_, mode, _, _, _, text, _, article, *_ = reports[0]
    # Of the newest article's words for it the fullest: "negotiations" rather than "held".
    trigger = max((r[6] for r in reports if r[7] == article), key=len)
    date = next((r[3] for r in reports if r[3]), None)
    place, place_name = next(((r[4], r[10]) for r in reports if r[4]), (None, None))
    start, end, precision = bounds(date)
    status = _status(reports, end)
    published = sorted(r[8] for r in reports if r[8])
    return [
        event, event_title(text, trigger, actors, place_name), type_, mode, status, date, start, end,
        precision, place, published[0] if published else None, published[-1] if published else None,
        len({r[7] for r in reports}), len({r[9] for r in reports if r[9]}), text, article,
        int(start[:4]) if start else None, start[:7] if start else None, key, number_of(event),
    ]  # fmt: skip


COLUMNS = (
    "id title type mode status date start_date end_date date_precision place_id first_reported "
    "last_reported reports sources evidence article_id year month event_key number"
).split()
_UPSERT = (
    f"INSERT INTO events ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "
    "ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{c} = excluded.{c}" for c in COLUMNS[1:])
)
#: The columns of `event_history`; a row holds from `known_from` to the day before `known_until`.
HISTORY = (
    "event_id known_from known_until title type mode status date start_date end_date place_id "
    "reports sources evidence article_id changed"
).split()
#: Where in a row of `events` the columns of the history stand.
_KEPT = tuple(COLUMNS.index(column) for column in HISTORY[3:-1])
