"""Event reports and the events they add up to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlite_utils.db import Database

from kb.extract.calendar import bounds
from kb.records import EventReport, Extraction, digest, slug
from kb.resolve import event_key, event_title


def save_reports(db: Database, extraction: Extraction) -> tuple[dict[int, str], dict[str, str | None]]:
    """Write the article's event reports; returns the event of each cluster, and the events' keys.

    A cluster joins the event that has its key (type, day, states), whichever article came first;
    otherwise it begins an event of its own, named after its first report.
    """
    article, text = extraction.article, extraction.article.text
    clusters: dict[int, list[EventReport]] = defaultdict(list)
    for report in extraction.reports:
        clusters[report.cluster].append(report)
    events: dict[int, str] = {}
    keyed: dict[str, str] = {}
    # A person whom no list knows may turn out to be somebody else later on; the name stays.
    states = {a.id: a.country or slug(a.name) for a in extraction.actors}
    names = {a.id: a.name for a in extraction.actors}
    for number, reports in sorted(clusters.items()):
        key = _key(reports, states)
        event = _known_event(db, key, keyed) or _event_id(article.id, reports[0], names)
        events[number] = event
        if key:
            keyed[key] = event
    rows, roles = [], []
    seen = set()
    for r in extraction.reports:
        key = _report_id(article.id, r)
        if key in seen:
            continue
        seen.add(key)
        rows.append(
            (
                key, events[r.cluster], article.id, r.span.start, r.span.end,
                text[r.span.start : r.span.end], text[r.trigger.start : r.trigger.end],
                r.trigger.start, r.trigger.end, r.type, r.mode, r.status, r.date, r.date_basis,
                r.place, r.confidence,
            )
        )  # fmt: skip
        roles += [(key, role.actor, role.role) for role in r.actors if role.actor]
    marks = ", ".join("?" * 16)
    db.conn.executemany(f"INSERT INTO event_reports VALUES ({marks})", rows)
    db.conn.executemany("INSERT INTO event_report_actors VALUES (?, ?, ?) ON CONFLICT DO NOTHING", roles)
    by_event = dict.fromkeys(events.values())
    by_event.update({event: key for key, event in keyed.items()})
    return events, by_event


def _report_id(article: str, report: EventReport) -> str:
    span, trigger = report.span, report.trigger
    return digest(f"{article}|e|{span.start}|{span.end}|{trigger.start}|{report.type}", 16)


def _key(reports: Sequence[EventReport], states: dict[str, str]) -> str | None:
    """The key of a cluster: of the first report that names a day and two sides, else a day and one.

    Of one report, not of all: whom else an article names beside them is its own affair.
    """
    keyed = []
    for report in reports:
        who = {states.get(a.actor, a.actor) for a in report.actors if a.actor}
        if key := event_key(report, who):
            keyed.append((len(who) < 2, report.span, key))
    return min(keyed)[2] if keyed else None


def _known_event(db: Database, key: str | None, keyed: dict[str, str]) -> str | None:
    if key is None or key in keyed:
        return keyed.get(key or "")
    row = db.conn.execute("SELECT id FROM events WHERE event_key = ?", [key]).fetchone()
    return str(row[0]) if row else None


def _event_id(article: str, first: EventReport, names: dict[str, str]) -> str:
    actors = "-".join(slug(names[a.actor], 20) for a in first.actors[:2] if a.actor)
    words = "-".join(part for part in (first.type.lower(), actors) if part)
    return f"{words}-{_report_id(article, first)[:10]}"


def refresh_events(db: Database, events: dict[str, str | None]) -> None:
    """Bring events (id -> key) up to date with their reports; an event without reports goes."""
    ids = json.dumps(sorted(events))
    reports = _grouped(db, _REPORTS, ids)
    db.conn.execute("DELETE FROM event_actors WHERE event_id IN (SELECT value FROM json_each(?))", [ids])
    db.conn.execute(_FILL_ACTORS, [ids])
    actors = _grouped(db, _ACTORS, ids)
    db.conn.executemany(
        _UPSERT,
        [
            _event_row(event, events[event], told, [name for (name,) in actors.get(event, [])])
            for event, told in reports.items()
        ],
    )
    gone = json.dumps(sorted(set(events) - set(reports)))
    for table, column in (("statement_events", "event_id"), ("events", "id")):
        db.conn.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", [gone])


#: Newest first; of one article, what is said with most confidence.
_REPORTS = """
SELECT r.event_id, r.type, r.mode, r.status, r.date, r.place_id, r.text, r."trigger", r.article_id,
       articles.published, articles.source_id, places.name
FROM event_reports r JOIN articles ON articles.id = r.article_id
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
_ACTORS = """
SELECT event_id, name FROM (
    SELECT event_id, actors.name, min(role <> 'initiator') AS later FROM event_actors
    JOIN actors ON actors.id = actor_id
    WHERE event_id IN (SELECT value FROM json_each(?)) GROUP BY event_id, actors.name
) ORDER BY event_id, later, name
"""


def _grouped(db: Database, sql: str, ids: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for event, *rest in db.conn.execute(sql, [ids]):
        found[event].append(rest)
    return found


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
        int(start[:4]) if start else None, start[:7] if start else None, key,
    ]  # fmt: skip


_COLUMNS = (
    "id title type mode status date start_date end_date date_precision place_id first_reported "
    "last_reported reports sources evidence article_id year month event_key"
).split()
_UPSERT = (
    f"INSERT INTO events ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "
    "ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(
        f"{c} = coalesce(excluded.{c}, {c})" if c == "event_key" else f"{c} = excluded.{c}"
        for c in _COLUMNS[1:]
    )
)
