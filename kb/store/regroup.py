"""Which accounts of different articles are one event, kept up to date as articles come and change."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlite_utils.db import Database

from kb.resolve.stories import REACH, Account, is_appointed, is_trip, told_again
from kb.store.accounts import LIST, iso, link_statements, read_accounts, words_of
from kb.store.near import Key, Near, days_on

#: Accounts or groups that are looked at together where there are very many.
_MANY = 5000
#: With the condition of the index `event_accounts_trips`.
_TRIPS = (
    "type = ? AND sides = ? AND place_id = ? AND day IS NULL AND state <> 'over' AND published IS NOT NULL"
)


def regroup_accounts(db: Database, gone: Iterable[Account], came: Iterable[Account]) -> set[str]:
    """Put accounts that came, and those which a change concerns, into their events; returns what events changed.

    An account's event depends on the groups near it and on nothing else, so that it is enough to look at
    those. The accounts of one group always share an event.
    """
    old, new = list(gone), list(came)
    near, moves = Near(db), _Moves(db)
    seen_anew, keys = _seen_anew(db, old, new)
    concerned = keys | {other for key in seen_anew for other in near.dependents(key)}
    moved = _place_groups(db, near, moves, concerned)
    _place_undated(db, near, moves, new, seen_anew | moved)
    for trip, days in _trips([*old, *new]).items():
        _place_trips(db, moves, trip, days)
    return moves.carry_out()


def group_all_accounts(db: Database) -> None:
    """Put all accounts into their events, some thousands at a time: none has been placed before."""
    keys = [
        Key(type_, sides, date.fromisoformat(day))
        for type_, sides, day in db.conn.execute(
            "SELECT DISTINCT type, sides, day FROM event_accounts WHERE day IS NOT NULL AND sides <> '' "
            "ORDER BY type, day, sides"  # what stands beside a group is of its day
        )
    ]
    for start in range(0, len(keys), _MANY):
        moves = _Moves(db)
        _place_groups(db, Near(db), moves, set(keys[start : start + _MANY]))
        moves.carry_out()
    undated = db.conn.execute(
        "SELECT id FROM event_accounts WHERE day IS NULL AND instr(sides, '|') ORDER BY type, sides, published"
    )
    ids = [account for (account,) in undated]
    for start in range(0, len(ids), _MANY):
        moves = _Moves(db)
        _place_these(Near(db), moves, read_accounts(db, f"id IN {LIST}", [_ids(ids[start : start + _MANY])]))
        moves.carry_out()
    trips = db.conn.execute(
        "SELECT type, sides, place_id, max(published) FROM event_accounts WHERE day IS NULL "
        "AND state <> 'over' AND published IS NOT NULL AND place_id IS NOT NULL AND sides <> '' "
        "AND NOT instr(sides, '|') GROUP BY type, sides, place_id"
    ).fetchall()
    moves = _Moves(db)
    for *trip, last in trips:
        _place_trips(db, moves, tuple(trip), [date.min, date.fromisoformat(last)])
    moves.carry_out()


class _Moves:
    """Accounts that go to another event, all at once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._found: dict[str, tuple[str, str, str]] = {}

    def note(self, account: str, article: str, before: str, event: str) -> None:
        if before != event:
            self._found[account] = article, before, event

    def carry_out(self) -> set[str]:
        """Returns the events that have lost or gained an account."""
        rows = [(event, account) for account, (_, _, event) in self._found.items()]
        run = self._db.conn.executemany
        run("UPDATE event_accounts SET event_id = ? WHERE id = ?", rows)
        run("UPDATE event_reports SET event_id = ? WHERE account_id = ?", rows)
        link_statements(self._db, {article for article, _, _ in self._found.values()})
        return {event for _, *both in self._found.values() for event in both}


_IN_GROUPS = (
    "FROM json_each(?) AS k CROSS JOIN event_accounts AS a ON a.type = json_extract(k.value, '$[0]') "
    "AND a.sides = json_extract(k.value, '$[1]') AND a.day = json_extract(k.value, '$[2]')"
)


def _listed(keys: Iterable[Key]) -> str:
    return json.dumps([[k.type, k.sides, iso(k.day)] for k in sorted(keys)])


def _seen_anew(db: Database, gone: Iterable[Account], came: Iterable[Account]) -> tuple[set[Key], set[Key]]:
    """Of the groups that changed those that look otherwise to their neighbours than before; and all of them.

    A group that began anew, without any account that stood there before, may have another event.
    """
    before, now = defaultdict[Key, set[str]](set), defaultdict[Key, set[str]](set)
    stayed = set[Key]()
    keys, new = set[Key](), {a.id for a in came}
    for one in (*gone, *came):
        if one.day and one.sides:
            keys.add(Key(one.type, words_of(one.sides), one.day))
    for one in gone:
        if one.day and one.sides:
            before[Key(one.type, words_of(one.sides), one.day)] |= _look(one.state == "over", one.country)
    sql = f"SELECT a.id, a.type, a.sides, a.day, a.state = 'over', a.country {_IN_GROUPS}"
    for account, type_, sides, day, held, country in db.conn.execute(sql, [_listed(keys)]):
        key = Key(type_, sides, date.fromisoformat(day))
        now[key] |= _look(held, country)
        if account not in new:
            stayed.add(key)
            before[key] |= _look(held, country)
    return {key for key in keys if key not in stayed or before[key] != now[key]}, keys


def _look(held: bool, country: str | None) -> set[str]:
    """What an account adds to how its group looks: that it was held, in which country."""
    return {*(["held"] if held else []), *([country] if country else [])}


def _place_groups(db: Database, near: Near, moves: _Moves, keys: set[Key]) -> set[Key]:
    """Note where the accounts of groups go; returns the groups of which any moves."""
    moved = set[Key]()
    sql = f"SELECT a.id, a.article_id, a.event_id, a.type, a.sides, a.day {_IN_GROUPS}"
    for account, article, before, type_, sides, day in db.conn.execute(sql, [_listed(keys)]).fetchall():
        key = Key(type_, sides, date.fromisoformat(day))
        event = near.event_of(key)
        if event is not None and event != before:
            moves.note(account, article, before, event)
            moved.add(key)
    return moved


def _place_undated(
    db: Database, near: Near, moves: _Moves, changed: Iterable[Account], keys: set[Key]
) -> None:
    """Note where accounts without a day go: those that came, and those told of near changed groups."""
    ids = {a.id for a in changed if a.day is None and len(a.sides) > 1}
    concerned = {a.id: (a, own, event) for a, own, event in read_accounts(db, f"id IN {LIST}", [_ids(ids)])}
    for key in keys:
        if "|" in key.sides:
            where = "type = ? AND sides = ? AND day IS NULL AND published BETWEEN ? AND ?"
            where += "" if is_appointed(key.type) else " AND state = 'ahead'"
            days = [iso(days_on(key.day, -REACH)), iso(days_on(key.day, REACH))]
            found = read_accounts(db, where, [key.type, key.sides, *days])
            concerned |= {a.id: (a, own, event) for a, own, event in found}
    _place_these(near, moves, concerned.values())


def _place_these(near: Near, moves: _Moves, undated: Iterable[tuple[Account, str, str]]) -> None:
    for one, own, before in undated:
        moves.note(one.id, one.article, before, near.event_of_undated(one) or own)


def _ids(ids: Iterable[str]) -> str:
    return json.dumps(sorted(ids))


def _trips(changed: Iterable[Account]) -> dict[tuple[str, str, str], list[date]]:
    """The days on which trips of each type, side and place came or went."""
    found = defaultdict[tuple[str, str, str], list[date]](list)
    for one in changed:
        if is_trip(one) and one.published and one.place:
            found[one.type, words_of(one.sides), one.place].append(one.published)
    return found


def _place_trips(db: Database, moves: _Moves, trip: tuple[str, str, str], days: list[date]) -> None:
    """Go through the trips from before the first that changed until all is again as it was."""
    start = _first_before(db, trip, min(days))
    first: tuple[Account, str] | None = None
    where = f"{_TRIPS} AND published >= ? ORDER BY published, article_id, id"
    for one, own, before in read_accounts(db, where, [*trip, iso(start.published) if start else ""]):
        if start and (one.published, one.article, one.id) < (start.published, start.article, start.id):
            continue
        if not told_again(one, first[0] if first else None):
            first = one, own
            if before == own and one.published and one.published > max(days):
                return
        assert first
        moves.note(one.id, one.article, before, first[1] if one.article != first[0].article else own)


def _first_before(db: Database, trip: tuple[str, str, str], day: date) -> Account | None:
    """The last trip before a day that is a first telling."""
    where = f"{_TRIPS} AND published < ? ORDER BY published DESC, article_id DESC, id DESC"
    found: Account | None = None
    for one, own, event in read_accounts(db, where, [*trip, iso(day)]):
        if found and one.article != found.article:
            break
        if own == event:
            found = one  # of one article the first, with which the others are not told again
    return found
