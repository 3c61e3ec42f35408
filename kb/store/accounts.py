"""Accounts of events: which of different articles are one event, kept up to date article by article."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlite_utils.db import Database

from kb.extract.calendar import day_of
from kb.resolve.stories import (
    REACH,
    Account,
    Group,
    group_of_undated,
    held_later,
    is_appointed,
    is_trip,
    undated_together,
    wider,
)

_COLUMNS = "id, article_id, type, sides, day, published, state, country, place_id"
_LIST = "(SELECT value FROM json_each(?))"


def save_account(db: Database, one: Account, key: str | None, event: str) -> None:
    """Write an account, for the time being in the event of its own key."""
    db.conn.execute(
        "INSERT INTO event_accounts (id, article_id, type, sides, day, published, state, country, place_id, "
        "event_key, own_event, event_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            one.id, one.article, one.type, _words(one.sides), _iso(one.day), _iso(one.published),
            one.state, one.country, one.place, key, event, event,
        ],
    )  # fmt: skip


def forget_accounts(db: Database, article: str) -> list[Account]:
    """Take out the accounts of an article; returns what they were."""
    gone = list(_read(db, "article_id = ?", [article]))
    db.conn.execute("DELETE FROM event_accounts WHERE article_id = ?", [article])
    return gone


def regroup_accounts(db: Database, changed: Iterable[Account]) -> set[str]:
    """Put accounts that came, and those they concern, into their events; returns the events that changed.

    Concerned are accounts of the same type whose group may be found, or lost, through one that came or went.
    The accounts of one group always share an event.
    """
    near, chosen = _Near(db), list(changed)
    new = {one.id for one in chosen}
    ids = {one.id for account in chosen for one in near.concerned(account, new)}
    moved, articles, done = set[str](), set[str](), set[str]()
    while ids:
        done |= ids
        follow = set[str]()
        standing = dict(
            db.conn.execute(
                f"SELECT id, event_id FROM event_accounts WHERE id IN {_LIST}", [json.dumps(sorted(ids))]
            ).fetchall()
        )
        for one in _read(db, f"id IN {_LIST}", [json.dumps(sorted(ids))]):
            event, before = near.event_of(one), standing[one.id]
            if event != before:
                follow.add(before)
                moved |= {event, before}
                articles.add(one.article)
                db.conn.execute("UPDATE event_accounts SET event_id = ? WHERE id = ?", [event, one.id])
                db.conn.execute("UPDATE event_reports SET event_id = ? WHERE account_id = ?", [event, one.id])
        # What stood in the event that an account has left may have stood there through it.
        ids = {a.id for a in _read(db, f"event_id IN {_LIST}", [json.dumps(sorted(follow))])} - done
    _link_statements(db, articles)
    return moved


def _link_statements(db: Database, articles: set[str]) -> None:
    """Let the statements of articles speak of the events that their reports are in now."""
    if articles:
        ids = json.dumps(sorted(articles))
        db.conn.execute(
            "DELETE FROM statement_events WHERE statement_id IN "
            f"(SELECT id FROM statements WHERE article_id IN {_LIST})",
            [ids],
        )
        db.conn.execute(f"{STATEMENT_EVENTS} WHERE s.article_id IN {_LIST}", [ids])


#: A statement speaks of the events whose trigger stands in its content.
STATEMENT_EVENTS = (
    "INSERT OR IGNORE INTO statement_events SELECT DISTINCT s.id, r.event_id FROM statements s "
    "JOIN statement_spans p ON p.statement_id = s.id AND p.part = 'content' "
    "JOIN event_reports r ON r.article_id = s.article_id AND r.trigger_start >= p.start_char "
    "AND r.trigger_end <= p.end_char"
)


class _Near:
    """The accounts near another, each neighbourhood read once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._days: dict[tuple[str, date], list[Group]] = {}
        self._events: dict[tuple[str, frozenset[str], date], str] = {}
        self._read: dict[tuple[str, str], tuple[date, date, list[Group]]] = {}

    def concerned(self, one: Account, new: set[str]) -> Iterator[Account]:
        """The account itself and those whose event may depend on it, given which others came with it."""
        yield from _read(self._db, "id = ?", [one.id])
        if one.day is None:
            if is_trip(one):
                yield from self._undated(one)
            return
        yield from _read(self._db, *_of_group(one.type, one.sides, one.day))
        if is_appointed(one.type):
            yield from _read(self._db, "type = ? AND day = ?", [one.type, _iso(one.day)])
        if self._makes_a_difference(one, new):
            low, high = _iso(_days_on(one.day, -REACH)), _iso(_days_on(one.day, REACH))
            yield from _read(
                self._db,
                "type = ? AND sides = ? AND "
                "(day BETWEEN ? AND ? OR day IS NULL AND published BETWEEN ? AND ?)",
                [one.type, _words(one.sides), low, high, low, high],
            )

    def _makes_a_difference(self, one: Account, new: set[str]) -> bool:
        """False if its group looks the same to others without it."""
        assert one.day
        there = [a for a in _read(self._db, *_of_group(one.type, one.sides, one.day)) if a.id not in new]
        known = any(a.state == "over" for a in there) or one.state != "over"
        return not (there and known and (one.country is None or any(a.country == one.country for a in there)))

    def event_of(self, one: Account) -> str:
        """The event that an account belongs to, by what stands near it."""
        group = self._own(one)
        if group is None and one.published:
            group = group_of_undated(one, self._around(one.type, one.sides, one.published))
        if group:
            return self._event_of_group(one.type, group)
        first = undated_together(self._undated(one)).get(one.id) if is_trip(one) else None
        return self._own_event("id = ?", [first or one.id])

    def _event_of_group(self, type_: str, group: Group) -> str:
        key = type_, group.sides, group.day
        if key not in self._events:
            if is_appointed(type_):
                group = wider(group, self._same_day(type_, group.day)) or group
                group = held_later(group, self._around(type_, group.sides, group.day)) or group
            self._events[key] = self._own_event(*_of_group(type_, group.sides, group.day))
        return self._events[key]

    def _own(self, one: Account) -> Group | None:
        if one.day is None:
            return None
        return next((g for g in self._around(one.type, one.sides, one.day) if g.day == one.day), None)

    def _around(self, type_: str, sides: frozenset[str], day: date) -> list[Group]:
        """The groups of a type and sides not farther than REACH from a day."""
        key, low, high = (type_, _words(sides)), _days_on(day, -REACH), _days_on(day, REACH)
        have = self._read.get(key)
        if not have or low < have[0] or high > have[1]:
            # Neighbours will be asked for theirs: read wide enough for them.
            first, last = _days_on(day, -3 * REACH), _days_on(day, 3 * REACH)
            where = "type = ? AND sides = ? AND day BETWEEN ? AND ?"
            found = _groups(self._db, where, [*key, _iso(first), _iso(last)])
            have = self._read[key] = (first, last, found)
        first_of = bisect_left(have[2], low, key=lambda g: g.day)
        return have[2][first_of : bisect_right(have[2], high, key=lambda g: g.day)]

    def _same_day(self, type_: str, day: date) -> list[Group]:
        if (type_, day) not in self._days:
            self._days[type_, day] = _groups(self._db, "type = ? AND day = ?", [type_, _iso(day)])
        return self._days[type_, day]

    def _undated(self, one: Account) -> list[Account]:
        return list(
            _read(
                self._db,
                "type = ? AND sides = ? AND day IS NULL AND place_id = ?",
                [one.type, _words(one.sides), one.place],
            )
        )

    def _own_event(self, where: str, values: list[Any]) -> str:
        sql = f"SELECT min(own_event) FROM event_accounts WHERE {where}"
        return str(self._db.conn.execute(sql, values).fetchone()[0])


def _of_group(type_: str, sides: frozenset[str], day: date) -> tuple[str, list[Any]]:
    return "type = ? AND sides = ? AND day = ?", [type_, _words(sides), _iso(day)]


def _words(sides: frozenset[str]) -> str:
    return "|".join(sorted(sides))


def _days_on(day: date, days: int) -> date:
    """So many days later, or the first or last day there is."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _read(db: Database, where: str, values: list[Any]) -> Iterator[Account]:
    rows = db.conn.execute(f"SELECT {_COLUMNS} FROM event_accounts WHERE {where}", values).fetchall()
    for id_, article, type_, sides, day, published, state, country, place in rows:
        who = frozenset(sides.split("|")) if sides else frozenset[str]()
        yield Account(id_, article, type_, who, day_of(day), day_of(published), state, country, place)


def _groups(db: Database, where: str, values: list[Any]) -> list[Group]:
    """The groups of dated accounts, by day."""
    rows = db.conn.execute(
        "SELECT day, sides, json_group_array(DISTINCT article_id), max(state = 'over'), "
        "json_group_array(DISTINCT country) FILTER (WHERE country IS NOT NULL) "
        f"FROM event_accounts WHERE day IS NOT NULL AND sides <> '' AND {where} "
        "GROUP BY day, sides ORDER BY day, sides",
        values,
    ).fetchall()
    return [
        Group(
            date.fromisoformat(day),
            frozenset(sides.split("|")),
            frozenset(json.loads(articles)),
            bool(held),
            frozenset(json.loads(countries)),
        )
        for day, sides, articles, held, countries in rows
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
