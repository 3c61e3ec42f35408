"""Event reports, and the events that they join or begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlite_utils.db import Database

from kb.records import EventReport, Extraction, digest, slug
from kb.resolve import event_key


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
