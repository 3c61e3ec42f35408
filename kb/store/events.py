"""Event reports, and the events that they join or begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlite_utils.db import Database

from kb.extract.calendar import day_of
from kb.records import Actor, Article, EventReport, Extraction, digest, slug
from kb.resolve import event_key, side
from kb.resolve.rounds import round_of
from kb.resolve.stories import Account, state_of
from kb.store.accounts import save_account


def save_reports(db: Database, extraction: Extraction) -> tuple[list[Account], set[str]]:
    """Write the article's event reports and accounts; returns the accounts, and their events.

    An account begins in the event that has its key (type, day, sides), whichever article came first, or in
    one of its own, named after its first report; `regroup_accounts` then looks beyond the key.
    """
    article = extraction.article
    clusters: dict[int, list[EventReport]] = defaultdict(list)
    for report in extraction.reports:
        clusters[report.cluster].append(report)
    actors = {a.id: a for a in extraction.actors}
    countries = {p.id: p.country for p in extraction.places}
    accounts, events = [], dict[int, tuple[str, str]]()
    for number, reports in sorted(clusters.items()):
        key, account = _account(article, reports, actors, countries)
        same = next((e for e in events.values() if e[0] == account.id), None)
        if same is None:  # else two clusters begin with the very same words
            event = _own_event(db, key, _event_id(article.id, reports[0], actors))
            save_account(db, account, key, event)
            accounts.append(account)
            same = account.id, event
        events[number] = same
    unique = {_report_id(article.id, r): r for r in reversed(extraction.reports)}
    db.conn.executemany(
        f"INSERT INTO event_reports VALUES ({', '.join('?' * 18)})",
        [_row(article, r, *events[r.cluster]) for r in unique.values()],
    )
    db.conn.executemany(
        "INSERT INTO event_report_actors VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(key, a.actor, a.role) for key, r in unique.items() for a in r.actors if a.actor],
    )
    return accounts, {event for _, event in events.values()}


def _row(article: Article, r: EventReport, account: str, event: str) -> tuple[object, ...]:
    text = article.text
    words = text[r.span.start : r.span.end]
    return (
        _report_id(article.id, r), event, article.id, r.span.start, r.span.end, words,
        text[r.trigger.start : r.trigger.end], r.trigger.start, r.trigger.end, r.type, r.mode, r.status,
        r.date, r.date_basis, r.place, r.confidence, account,
        round_of(words) if r.type == "CONSULT" else None,
    )  # fmt: skip


def _account(
    article: Article,
    reports: Sequence[EventReport],
    actors: dict[str, Actor],
    countries: dict[str, str | None],
) -> tuple[str | None, Account]:
    """A cluster's key and account: of the first report that names a day and two sides, else a day and one.

    Of one report, not of all: whom else an article names beside them is its own affair.
    """
    told = []
    for report in reports:
        who = frozenset(
            side(actors[a.actor], report.type, article.published) for a in report.actors if a.actor in actors
        )
        key = event_key(report, who)
        told.append((key is None, len(who) < 2, not who, report.span, key, who, report))
    *_, key, sides, main = min(told, key=lambda t: t[:4])
    place = main.place or next((r.place for r in reports if r.place), None)
    return key, Account(
        id=_report_id(article.id, reports[0]),
        article=article.id,
        type=main.type,
        sides=sides,
        day=day_of(main.date) if key else None,
        published=day_of(article.published),
        state=state_of(r.status for r in reports),
        country=countries.get(place) if place else None,
        place=place,
    )


def _report_id(article: str, report: EventReport) -> str:
    span, trigger = report.span, report.trigger
    return digest(f"{article}|e|{span.start}|{span.end}|{trigger.start}|{report.type}", 16)


def _own_event(db: Database, key: str | None, name: str) -> str:
    """The event of accounts with this key, else one of this name that no other account has as its own.

    After a correction the event that has the key in the table may be without accounts: it keeps its id.
    """
    own = "SELECT own_event FROM event_accounts WHERE "
    row = db.conn.execute(own + "event_key = ? LIMIT 1", [key]).fetchone()
    if row:
        return str(row[0])
    before = db.conn.execute("SELECT id FROM events WHERE event_key = ?", [key]).fetchone()
    for free in (*(before or ()), name):
        if not db.conn.execute(own + "own_event = ? LIMIT 1", [free]).fetchone():
            return str(free)
    return f"{name}-{digest(f'{name}|{key}', 4)}"


def _event_id(article: str, first: EventReport, known: dict[str, Actor]) -> str:
    actors = "-".join(slug(known[a.actor].name, 20) for a in first.actors[:2] if a.actor)
    words = "-".join(part for part in (first.type.lower(), actors) if part)
    return f"{words}-{_report_id(article, first)[:10]}"
