"""Accounts of events as rows: what each article says of an event, by which those of others are found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlite_utils.db import Database

from kb.extract.calendar import day_of
from kb.resolve.stories import Account, Group

LIST = "(SELECT value FROM json_each(?))"
_COLUMNS = "id, article_id, type, sides, day, published, state, country, place_id"


def save_accounts(db: Database, told: Iterable[tuple[Account, str | None, str]]) -> None:
    """Write accounts with their keys, for the time being each in the event of its own key."""
    db.conn.executemany(
        "INSERT INTO event_accounts (id, article_id, type, sides, day, published, state, country, place_id, "
        "event_key, own_event, event_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                one.id, one.article, one.type, words_of(one.sides), iso(one.day), iso(one.published),
                one.state, one.country, one.place, key, event, event,
            )
            for one, key, event in told
        ],
    )  # fmt: skip


def forget_accounts(db: Database, article: str) -> list[Account]:
    """Take out the accounts of an article; returns what they were."""
    gone = [one for one, *_ in read_accounts(db, "article_id = ?", [article])]
    db.conn.execute("DELETE FROM event_accounts WHERE article_id = ?", [article])
    return gone


def read_accounts(db: Database, where: str, values: list[Any]) -> Iterator[tuple[Account, str, str]]:
    """Accounts, each with the event that it begins in and the one that it is in."""
    sql = f"SELECT {_COLUMNS}, own_event, event_id FROM event_accounts WHERE {where}"
    for id_, article, type_, sides, day, published, state, country, place, own, event in db.conn.execute(
        sql, values
    ):
        account = Account(
            id_, article, type_, sides_of(sides), day_of(day), day_of(published), state, country, place
        )
        yield account, own, event


def read_groups(db: Database, where: str, values: list[Any]) -> list[Group]:
    """The groups of dated accounts, by day."""
    rows = db.conn.execute(
        "SELECT min(own_event), day, sides, group_concat(DISTINCT article_id), max(state = 'over'), "
        "group_concat(DISTINCT country) "
        f"FROM event_accounts WHERE day IS NOT NULL AND sides <> '' AND {where} "
        "GROUP BY day, sides ORDER BY day, sides",
        values,
    ).fetchall()
    return [
        Group(
            event,
            date.fromisoformat(day),
            sides_of(sides),
            frozenset(articles.split(",")),
            bool(held),
            frozenset(countries.split(",")) if countries else frozenset(),
        )
        for event, day, sides, articles, held, countries in rows
    ]


def link_statements(db: Database, articles: set[str]) -> None:
    """Let the statements of articles speak of the events that their reports are in now."""
    if articles:
        ids = json.dumps(sorted(articles))
        db.conn.execute(
            f"DELETE FROM statement_events WHERE statement_id IN "
            f"(SELECT id FROM statements WHERE article_id IN {LIST})",
            [ids],
        )
        db.conn.execute(f"{STATEMENT_EVENTS} WHERE s.article_id IN {LIST}", [ids])


#: A statement speaks of the events whose trigger stands in its content.
STATEMENT_EVENTS = (
    "INSERT OR IGNORE INTO statement_events SELECT DISTINCT s.id, r.event_id FROM statements s "
    "JOIN statement_spans p ON p.statement_id = s.id AND p.part = 'content' "
    "JOIN event_reports r ON r.article_id = s.article_id AND r.trigger_start >= p.start_char "
    "AND r.trigger_end <= p.end_char"
)


def words_of(sides: frozenset[str]) -> str:
    """Sides as they stand in the table."""
    return "|".join(sorted(sides))


def sides_of(words: str) -> frozenset[str]:
    """Sides from how they stand in the table."""
    return frozenset(words.split("|")) if words else frozenset()


def iso(day: date | None) -> str | None:
    """A day as it stands in the table."""
    return day.isoformat() if day else None
