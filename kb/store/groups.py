"""Statements that are one saying in many articles: `statements.statement_group`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlite_utils.db import Database

from kb.extract.calendar import day_of
from kb.resolve.sayings import alike, keys
from kb.store.accounts import iso
from kb.store.near import days_on

#: So many days apart two articles may be to report one saying.
_LONGEST = 31
_LIST = "(SELECT value FROM json_each(?))"


def members_beside(db: Database, statements: Iterable[str]) -> set[str]:
    """The other statements of the groups that some statements are in."""
    ids = json.dumps(sorted(statements))
    rows = db.conn.execute(
        f"SELECT id FROM statements WHERE id NOT IN {_LIST} AND statement_group IN "
        f"(SELECT statement_group FROM statements WHERE id IN {_LIST})",
        [ids, ids],
    )
    return {key for (key,) in rows}


def forget_keys(db: Database, article: str) -> set[str]:
    """Take out the keys of an article's statements; returns the statements that were grouped with them."""
    own = [k for (k,) in db.conn.execute("SELECT id FROM statements WHERE article_id = ?", [article])]
    beside = members_beside(db, own)
    db.conn.execute(f"DELETE FROM statement_keys WHERE statement_id IN {_LIST}", [json.dumps(own)])
    return beside


def regroup_all(db: Database, many: int = 5000) -> None:
    """Group all statements, some thousands of whole speakers at a time: none has been grouped before."""
    told = db.conn.execute(
        "SELECT speaker_id, id FROM statements WHERE speaker_id IS NOT NULL ORDER BY speaker_id"
    ).fetchall()
    some, last = set[str](), None
    for speaker, statement in told:
        if speaker != last and len(some) >= many:
            regroup(db, some)
            some = set()
        some.add(statement)
        last = speaker
    regroup(db, some)


def regroup(db: Database, statements: Iterable[str]) -> None:
    """Group some statements, and those grouped with them before, anew.

    Two of one speaker are in one group if their contents are alike and their articles less than a
    month apart, or a third is so to both; the group is named after the first by day, article and place.
    A statement alone has no group.
    """
    chosen = set(statements)
    chosen |= members_beside(db, chosen)
    contents = _with_keys(db, chosen)
    db.conn.execute(
        f"UPDATE statements SET statement_group = NULL WHERE statement_group IS NOT NULL AND id IN {_LIST}",
        [json.dumps(sorted(chosen))],
    )
    linked: dict[str, set[str]] = defaultdict(set)
    for one, (speaker, content, day) in contents.items():
        for other, words in _near(db, one, speaker, content, day):
            if alike(content, words):
                linked[one].add(other)
                linked[other].add(one)
    for group in _connected(db, linked):
        _name(db, group)


def _with_keys(db: Database, statements: set[str]) -> dict[str, tuple[str, str, str]]:
    """Speaker, content and day ("" if not known) of each statement that has a speaker, its keys written anew."""
    ids = json.dumps(sorted(statements))
    db.conn.execute(f"DELETE FROM statement_keys WHERE statement_id IN {_LIST}", [ids])
    rows = db.conn.execute(
        "SELECT s.id, s.speaker_id, s.content, a.published FROM statements s "
        f"JOIN articles a ON a.id = s.article_id WHERE s.speaker_id IS NOT NULL AND s.id IN {_LIST}",
        [ids],
    ).fetchall()
    found = {key: (speaker, content, iso(day_of(day)) or "") for key, speaker, content, day in rows}
    db.conn.executemany(
        "INSERT INTO statement_keys (speaker_id, key, day, statement_id) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        [
            (speaker, word, day, key)
            for key, (speaker, content, day) in found.items()
            for word in keys(content)
        ],
    )
    return found


def _near(db: Database, one: str, speaker: str, content: str, day: str) -> list[tuple[str, str]]:
    """The statements of the speaker, of about that day, that share a key with this one: id and content."""
    mine = f"SELECT statement_id FROM statement_keys WHERE speaker_id = ? AND key IN {_LIST}"
    chosen = [speaker, json.dumps(keys(content))]
    told, values = mine, list[str | None](chosen)
    if day:  # else it may be of any day
        middle = date.fromisoformat(day)
        around = [iso(days_on(middle, -_LONGEST)), iso(days_on(middle, _LONGEST))]
        told = f"{mine} AND day BETWEEN ? AND ? UNION {mine} AND day = ''"
        values = [*chosen, *around, *chosen]
    rows = db.conn.execute(
        f"SELECT id, content FROM statements WHERE id <> ? AND id IN ({told})", [one, *values]
    )
    return [(key, words) for key, words in rows]


def _connected(db: Database, linked: dict[str, set[str]]) -> list[set[str]]:
    """Sets of statements that hang together, with the groups they are in already."""
    groups, seen = list[set[str]](), set[str]()
    for start in linked:
        if start in seen:
            continue
        group, waiting = set[str](), [start]
        while waiting:
            one = waiting.pop()
            if one not in group:
                group.add(one)
                waiting += linked.get(one, set())
        group |= members_beside(db, group)
        overlapping = [g for g in groups if g & group]
        groups = [g for g in groups if not g & group] + [group.union(*overlapping)]
        seen |= group
    return groups


def _name(db: Database, group: set[str]) -> None:
    ids = json.dumps(sorted(group))
    (first,) = db.conn.execute(
        "SELECT s.id FROM statements s JOIN articles a ON a.id = s.article_id "
        f"WHERE s.id IN {_LIST} ORDER BY coalesce(a.published, '9999'), a.id, s.start_char LIMIT 1",
        [ids],
    ).fetchone()
    db.conn.execute(f"UPDATE statements SET statement_group = ? WHERE id IN {_LIST}", [first, ids])
