"""Event reports, and the events that they join or begin."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

from sqlite_utils.db import Database

from kb.extract.calendar import day_of
from kb.records import Actor, Article, EventReport, Extraction, digest, slug
from kb.resolve import event_key, side
from kb.resolve.rounds import round_of
from kb.resolve.stories import Account, state_of
from kb.store.accounts import LIST, save_accounts


def save_reports(db: Database, extractions: Sequence[Extraction]) -> tuple[list[Account], set[str]]:
    """Write articles' event reports and accounts; returns the accounts, and their events.

    An account begins in the event that has its key (type, day, sides), whichever article came first, or in
    one of its own, named after its first report; `regroup_accounts` then looks beyond the key.
    """
    told, of_cluster = dict[str, tuple[Account, str | None, str]](), dict[tuple[str, int], str]()
    for one in extractions:
        clusters: dict[int, list[EventReport]] = defaultdict(list)
        for report in one.reports:
            clusters[report.cluster].append(report)
        for number, reports in sorted(clusters.items()):
            key, account, name = _account(one, reports)
            told.setdefault(account.id, (account, key, name))  # two may begin with the very same words
            of_cluster[one.article.id, number] = account.id
    begun = _own_events(db, [(key, name) for _, key, name in told.values()])
    own = dict(zip(told, begun, strict=True))
    save_accounts(db, [(one, key, own[one.id]) for one, key, _ in told.values()])
    rows: dict[str, tuple[object, ...]] = {}
    acting = set[tuple[str, str, str]]()
    for one in extractions:
        for report in one.reports:
            key, account_id = _report_id(one.article.id, report), of_cluster[one.article.id, report.cluster]
            if key not in rows:
                rows[key] = key, own[account_id], *_row(one.article, report, account_id)
                acting |= {(key, a.actor, a.role) for a in report.actors if a.actor}
    db.conn.executemany(f"INSERT INTO event_reports VALUES ({', '.join('?' * 18)})", rows.values())
    db.conn.executemany("INSERT INTO event_report_actors VALUES (?, ?, ?)", sorted(acting))
    return [one for one, *_ in told.values()], set(own.values())


def _row(article: Article, r: EventReport, account: str) -> tuple[object, ...]:
    """A report's row after its id and its event's."""
    text = article.text
    words = text[r.span.start : r.span.end]
    return (
        article.id, r.span.start, r.span.end, words,
        text[r.trigger.start : r.trigger.end], r.trigger.start, r.trigger.end, r.type, r.mode, r.status,
        r.date, r.date_basis, r.place, r.confidence, account,
        round_of(words) if r.type == "CONSULT" else None,
    )  # fmt: skip


def _account(extraction: Extraction, reports: Sequence[EventReport]) -> tuple[str | None, Account, str]:
    """A cluster's key, account and name: of the first report that names a day and two sides, else a day and one.

    Of one report, not of all: whom else an article names beside them is its own affair.
    """
    article, actors = extraction.article, {a.id: a for a in extraction.actors}
    countries = {p.id: p.country for p in extraction.places}
    told = []
    for report in reports:
        who = frozenset(
            side(actors[a.actor], report.type, article.published) for a in report.actors if a.actor in actors
        )
        key = event_key(report, who)
        told.append((key is None, len(who) < 2, not who, report.span, key, who, report))
    *_, key, sides, main = min(told, key=lambda t: t[:4])
    place = main.place or next((r.place for r in reports if r.place), None)
    id_ = _report_id(article.id, reports[0])
    account = Account(
        id=id_,
        article=article.id,
        type=main.type,
        sides=sides,
        day=day_of(main.date) if key else None,
        published=day_of(article.published),
        state=state_of(r.status for r in reports),
        country=countries.get(place) if place else None,
        place=place,
    )
    return key, account, _event_name(id_, reports[0], actors)


def _report_id(article: str, report: EventReport) -> str:
    span, trigger = report.span, report.trigger
    return digest(f"{article}|e|{span.start}|{span.end}|{trigger.start}|{report.type}", 16)


def _own_events(db: Database, wanted: Sequence[tuple[str | None, str]]) -> list[str]:
    """For each key and name the event of accounts with this key, else one that is no other account's own.

    That is the one of this name, or, after a correction, the one that has the key in the table still: it
    keeps its id though it is without accounts.
    """
    keys, names = json.dumps([key for key, _ in wanted if key]), json.dumps([name for _, name in wanted])
    run = db.conn.execute
    have = dict(run(f"SELECT event_key, own_event FROM event_accounts WHERE event_key IN {LIST}", [keys]))
    left = dict(run(f"SELECT event_key, id FROM events WHERE event_key IN {LIST}", [keys]).fetchall())
    own = f"SELECT own_event FROM event_accounts WHERE own_event IN {LIST} UNION ALL "
    own += f"SELECT own_event FROM event_accounts WHERE own_event IN {LIST}"
    taken = {event for (event,) in run(own, [names, json.dumps(sorted(left.values()))])}
    found = []
    for key, name in wanted:
        if key is None or key not in have:
            free = [e for e in (left.get(key or ""), name) if e and e not in taken]
            event = free[0] if free else f"{name}-{digest(f'{name}|{key}', 4)}"
            taken.add(event)
            if key is None:
                found.append(event)
                continue
            have[key] = event
        found.append(have[key])
    return found


def _event_name(report: str, first: EventReport, known: dict[str, Actor]) -> str:
    actors = "-".join(slug(known[a.actor].name, 20) for a in first.actors[:2] if a.actor)
    words = "-".join(part for part in (first.type.lower(), actors) if part)
    return f"{words}-{report[:10]}"
