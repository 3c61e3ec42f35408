"""The groups of accounts near another, each neighbourhood read once, and the event of each."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import NamedTuple

from sqlite_utils.db import Database

from kb.resolve.stories import REACH, SLIP, Account, Group, group_of_undated, held_later, is_appointed, wider
from kb.store.accounts import LIST, iso, read_groups, sides_of, words_of

#: A group of more sides than this is not taken apart to find those of fewer sides; its whole type is looked through.
_MOST_SIDES = 10
#: The condition of the index `event_accounts_wide`: more than two sides.
_WIDE = "sides LIKE '%|%|%'"


class Key(NamedTuple):
    """What the accounts of one group have in common."""

    type: str
    sides: str
    day: date


class Near:
    """What stands near an account. It reads the accounts' own columns only, which do not change meanwhile."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._wide: dict[tuple[str, date], dict[str, list[frozenset[str]]]] = {}
        self._around: dict[tuple[str, str], tuple[date, date, list[Group]]] = {}
        self._events: dict[Key, str | None] = {}

    def event_of(self, key: Key) -> str | None:
        """The event that the accounts of a group belong to; None if there is no such group."""
        if key not in self._events:
            group = next(iter(self.groups(key.type, key.sides, key.day, key.day)), None)
            self._events[key] = self._final(key.type, group).event if group else None
        return self._events[key]

    def _final(self, type_: str, group: Group) -> Group:
        """The group whose event this one tells of."""
        if not is_appointed(type_):
            return group
        group = wider(group, self._with_more_sides(type_, group)) or group
        later = self.groups(type_, words_of(group.sides), group.day, days_on(group.day, SLIP))
        return held_later(group, later) or group

    def event_of_undated(self, one: Account) -> str | None:
        """The event of an account that gives no day, if a group near it tells of the same."""
        if one.published is None or len(one.sides) < 2:
            return None
        low, high = days_on(one.published, -REACH), days_on(one.published, REACH)
        sides = words_of(one.sides)
        group = group_of_undated(one, self.groups(one.type, sides, low, high))
        return self.event_of(Key(one.type, sides, group.day)) if group else None

    def dependents(self, key: Key) -> Iterator[Key]:
        """The groups whose event may be another since this one came, went or looks different."""
        if not is_appointed(key.type):
            return
        yield from self._narrower(key)
        for group in self.groups(key.type, key.sides, days_on(key.day, -SLIP), days_on(key.day, -1)):
            earlier = Key(key.type, key.sides, group.day)
            yield earlier
            yield from self._narrower(earlier)

    def groups(self, type_: str, sides: str, low: date, high: date) -> list[Group]:
        """The groups of a type and sides from one day to another."""
        key = type_, sides
        have = self._around.get(key)
        if not have or low < have[0] or high > have[1]:
            # Neighbours will be asked for theirs: read wide enough for them.
            first, last = days_on(low, -2 * REACH), days_on(high, 2 * REACH)
            where = "type = ? AND sides = ? AND day BETWEEN ? AND ?"
            found = read_groups(self._db, where, [*key, iso(first), iso(last)])
            have = self._around[key] = (first, last, found)
        first_of = bisect_left(have[2], low, key=lambda g: g.day)
        return have[2][first_of : bisect_right(have[2], high, key=lambda g: g.day)]

    def _with_more_sides(self, type_: str, group: Group) -> list[Group]:
        """The groups of its day that have all its sides and more; of one with a single side nobody asks."""
        if len(group.sides) < 2:
            return []
        wide = self._wide_by_side(type_, group.day)
        least = min((wide.get(side, []) for side in group.sides), key=len)
        more = [words_of(sides) for sides in least if sides > group.sides]
        if not more:
            return []
        where = f"type = ? AND sides IN {LIST} AND day = ?"
        return read_groups(self._db, where, [type_, json.dumps(more), iso(group.day)])

    def _wide_by_side(self, type_: str, day: date) -> dict[str, list[frozenset[str]]]:
        """The sets of more than two sides of a day, under each of their sides."""
        found = self._wide.get((type_, day))
        if found is None:
            found = self._wide[type_, day] = {}
            # Told by name: without statistics SQLite would go through all accounts of the type.
            accounts = "event_accounts INDEXED BY event_accounts_wide"
            sql = f"SELECT DISTINCT sides FROM {accounts} WHERE type = ? AND day = ? AND {_WIDE}"
            for (words,) in self._db.conn.execute(sql, [type_, iso(day)]):
                sides = sides_of(words)
                for side in sides:
                    found.setdefault(side, []).append(sides)
        return found

    def _narrower(self, key: Key) -> Iterator[Key]:
        """The groups of the day that have some of the sides of this one, two at least."""
        sides = sides_of(key.sides)
        if len(sides) < 3:
            return
        where, values = "type = ? AND day = ?", [key.type, iso(key.day)]
        if len(sides) <= _MOST_SIDES:
            where += f" AND sides IN {LIST}"
            values.append(json.dumps(list(_fewer(sides))))
        for (words,) in self._db.conn.execute(
            f"SELECT DISTINCT sides FROM event_accounts WHERE {where}", values
        ).fetchall():
            if len(sides_of(words)) > 1 and sides_of(words) < sides:
                yield Key(key.type, words, key.day)


def _fewer(sides: frozenset[str]) -> Iterable[str]:
    for size in range(2, len(sides)):
        yield from ("|".join(some) for some in combinations(sorted(sides), size))


def days_on(day: date, days: int) -> date:
    """So many days later, or the first or last day there is."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
