"""Event reports and the events they add up to."""

from __future__ import annotations

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
    states = {a.id: a.country or a.id for a in extraction.actors}
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
    """The key of a cluster: of its earliest day, so that the order of its reports does not matter."""
    who = {states.get(a.actor, a.actor) for r in reports for a in r.actors if a.actor}
    keys = {r.date: k for r in reports if (k := event_key(r, who))}
    return keys[min(k for k in keys if k)] if keys else None


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
    for event, key in sorted(events.items()):
        reports = db.conn.execute(
            'SELECT r.type, r.mode, r.status, r.date, r.place_id, r.text, r."trigger", r.article_id, '
            "articles.published, articles.source_id, r.start_char, places.name "
            "FROM event_reports r JOIN articles ON articles.id = r.article_id "
            "LEFT JOIN places ON places.id = r.place_id WHERE r.event_id = ? "
            "ORDER BY articles.published IS NULL, articles.published DESC, r.confidence DESC, "
            "r.article_id, r.start_char",
            [event],
        ).fetchall()
        if reports:
            _refresh(db, event, key, reports)
        else:
            for table in ("statement_events", "event_actors"):
                db.conn.execute(f"DELETE FROM {table} WHERE event_id = ?", [event])
            db.conn.execute("DELETE FROM events WHERE id = ?", [event])


def _refresh(db: Database, event: str, key: str | None, reports: list[Any]) -> None:
    """The newest report decides; where it is silent on place or date, the newest that speaks does."""
    newest = reports[0]
    db.conn.execute("DELETE FROM event_actors WHERE event_id = ?", [event])
    db.conn.execute(
        "INSERT INTO event_actors SELECT DISTINCT r.event_id, a.actor_id, a.role "
        "FROM event_report_actors a JOIN event_reports r ON r.id = a.report_id WHERE r.event_id = ?",
        [event],
    )
    actors = [
        r[0]
        for r in db.conn.execute(
            "SELECT DISTINCT actors.name FROM event_actors JOIN actors ON actors.id = actor_id "
            "WHERE event_id = ? ORDER BY role <> 'initiator', role, actors.name",
            [event],
        )
    ]
    date = next((r[3] for r in reports if r[3]), None)
    place, place_name = next(((r[4], r[11]) for r in reports if r[4]), (None, None))
    start, end, precision = bounds(date)
    published = sorted(r[8] for r in reports if r[8])
    db.conn.execute(
        _UPSERT,
        [
            event, event_title(newest[6], actors, place_name), newest[0], newest[1], newest[2], date,
            start, end, precision, place, published[0] if published else None,
            published[-1] if published else None, len({r[7] for r in reports}),
            len({r[9] for r in reports if r[9]}), newest[5], newest[7],
            int(start[:4]) if start else None, start[:7] if start else None, key,
        ],
    )  # fmt: skip


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
