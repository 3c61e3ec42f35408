"""What the timeline's pages read: for every filter the events in order of time, and how many there are.

A *term* is something events can be filtered by: an actor, a place, a country, an outlet, a type, a status,
or ("all", ""). ``browse_index`` has the events of each term by day, ``browse_counts`` how many a term has by
month, type and status, ``browse_pairs`` how many events of a type two actors share; with them a page over a
million events costs no more than its own rows. All are derived from the tables of the contract.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import permutations
from typing import Any, NamedTuple

from sqlite_utils.db import Database

from kb.records import digest
from kb.vocabulary import event_types

#: Types and statuses are stored as their places in these.
TYPES = tuple(id_ for id_, _, _ in event_types())
STATUSES = ("occurred", "ongoing", "planned", "proposed", "cancelled", "denied")
#: Bits of a number that survive JSON in every programming language.
_HEX_DIGITS = 13
_LIST = "(SELECT value FROM json_each(?))"


class Posting(NamedTuple):
    """An event under a term: ``day`` as 20250602, 0 where the event has no date."""

    term: int
    day: int
    event: int
    type: int
    status: int


def number_of(event: str) -> int:
    """The number under which an event is indexed: from its id, so that no order of reading decides it."""
    return int(digest(event, _HEX_DIGITS), 16)


@lru_cache(maxsize=65536)
def term_of(kind: str, value: str) -> int:
    """The number of a term: ("actor", "russia"), ("all", "")."""
    return int(digest(f"{kind}|{value}", _HEX_DIGITS), 16)


def create_browse(db: Database) -> None:
    """The tables, empty."""
    db.conn.execute(
        "CREATE TABLE browse_terms (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, "
        "events INTEGER NOT NULL)"
    )
    db.conn.execute("CREATE INDEX browse_terms_kind ON browse_terms(kind, events)")
    db.conn.execute("CREATE INDEX browse_terms_value ON browse_terms(value)")
    db.conn.execute(
        "CREATE TABLE browse_index (term INTEGER NOT NULL, day INTEGER NOT NULL, event INTEGER NOT NULL, "
        "type INTEGER NOT NULL, status INTEGER NOT NULL, PRIMARY KEY (term, day, event)) WITHOUT ROWID"
    )
    db.conn.execute("CREATE INDEX browse_index_event ON browse_index(event)")
    db.conn.execute(
        "CREATE TABLE browse_counts (term INTEGER NOT NULL, month INTEGER NOT NULL, type INTEGER NOT NULL, "
        "status INTEGER NOT NULL, events INTEGER NOT NULL, PRIMARY KEY (term, month, type, status)) "
        "WITHOUT ROWID"
    )
    db.conn.execute(
        "CREATE TABLE browse_pairs (one INTEGER NOT NULL, other INTEGER NOT NULL, type INTEGER NOT NULL, "
        "events INTEGER NOT NULL, PRIMARY KEY (one, other, type)) WITHOUT ROWID"
    )


def reindex(db: Database, events: Iterable[str]) -> None:
    """Bring the index up to date with these events, also where they are gone."""
    ids = sorted(events)
    numbers = json.dumps([number_of(event) for event in ids])
    sql = f"SELECT term, day, event, type, status FROM browse_index WHERE event IN {_LIST}"
    old = {Posting(*row) for row in db.conn.execute(sql, [numbers])}
    terms: dict[int, tuple[str, str]] = {}
    new = set[Posting]()
    for (kind, value), posting in _postings(db, json.dumps(ids)):
        terms[posting.term] = kind, value
        new.add(posting)
    db.conn.executemany(
        "DELETE FROM browse_index WHERE term = ? AND day = ? AND event = ?", [p[:3] for p in old - new]
    )
    db.conn.executemany("INSERT INTO browse_index VALUES (?, ?, ?, ?, ?)", sorted(new - old))
    _count_pairs(db, new, old, _actors(db, terms, old))
    _count(db, terms, new - old, old - new)


def _postings(db: Database, ids: str) -> Iterator[tuple[tuple[str, str], Posting]]:
    rows: list[Any] = db.conn.execute(_EVENTS, [ids]).fetchall()
    known = {}
    for id_, number, type_, status, start, place, country in rows:
        day = int(start[:10].replace("-", "")) if start else 0
        known[id_] = day, number, TYPES.index(type_), STATUSES.index(status)
        for kind, value in (
            ("all", ""), ("type", type_), ("status", status), ("place", place), ("country", country),
        ):  # fmt: skip
            if value is not None:
                yield (kind, value), Posting(term_of(kind, value), *known[id_])
    for kind, sql in (("actor", _ACTORS), ("source", _SOURCES)):
        for id_, value in db.conn.execute(sql, [ids]):
            if id_ in known:
                yield (kind, value), Posting(term_of(kind, value), *known[id_])


_EVENTS = (
    "SELECT e.id, e.number, e.type, e.status, e.start_date, e.place_id, p.country FROM events e "
    f"LEFT JOIN places p ON p.id = e.place_id WHERE e.id IN {_LIST}"
)
_ACTORS = f"SELECT DISTINCT event_id, actor_id FROM event_actors WHERE event_id IN {_LIST}"
_SOURCES = (
    "SELECT DISTINCT r.event_id, a.source_id FROM event_reports r JOIN articles a ON a.id = r.article_id "
    f"WHERE a.source_id IS NOT NULL AND r.event_id IN {_LIST}"
)


def _count(
    db: Database, terms: dict[int, tuple[str, str]], came: Iterable[Posting], went: Iterable[Posting]
) -> None:
    cells, totals = Counter[tuple[int, int, int, int]](), Counter[int]()
    for change, postings in ((1, came), (-1, went)):
        for p in postings:
            cells[p.term, p.day // 100, p.type, p.status] += change
            totals[p.term] += change
    changed = [(*cell, n) for cell, n in cells.items() if n]
    db.conn.executemany(
        "INSERT INTO browse_counts VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET events = events + excluded.events",
        changed,
    )
    db.conn.executemany(
        "DELETE FROM browse_counts WHERE term = ? AND month = ? AND type = ? AND status = ? AND events = 0",
        [cell[:4] for cell in changed if cell[4] < 0],
    )
    db.conn.executemany(
        "INSERT INTO browse_terms VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET events = events + excluded.events",
        [(term, *terms[term], n) for term, n in totals.items() if n and term in terms],
    )
    lost = [(n, term) for term, n in totals.items() if n and term not in terms]
    db.conn.executemany("UPDATE browse_terms SET events = events + ? WHERE id = ?", lost)
    db.conn.executemany("DELETE FROM browse_terms WHERE id = ? AND events = 0", [(t,) for _, t in lost])


def _actors(db: Database, terms: dict[int, tuple[str, str]], old: Iterable[Posting]) -> set[int]:
    """Which of the terms are actors, also of those that no event has any more."""
    ids = json.dumps(sorted({p.term for p in old}))
    sql = f"SELECT id FROM browse_terms WHERE kind = 'actor' AND id IN {_LIST}"
    return {id_ for (id_,) in db.conn.execute(sql, [ids])} | {
        t for t, (k, _) in terms.items() if k == "actor"
    }


def _count_pairs(db: Database, new: Iterable[Posting], old: Iterable[Posting], actors: set[int]) -> None:
    """Whom an actor has met: both ways round, so that one lookup answers for either."""
    pairs = Counter[tuple[int, int, int]]()
    for change, postings in ((1, new), (-1, old)):
        together = dict[tuple[int, int], list[int]]()
        for p in postings:
            if p.term in actors:
                together.setdefault((p.event, p.type), []).append(p.term)
        for (_, type_), terms in together.items():
            for one, other in permutations(terms, 2):
                pairs[one, other, type_] += change
    changed = [(*pair, n) for pair, n in pairs.items() if n]
    db.conn.executemany(
        "INSERT INTO browse_pairs VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET events = events + excluded.events",
        changed,
    )
    db.conn.executemany(
        "DELETE FROM browse_pairs WHERE one = ? AND other = ? AND type = ? AND events = 0",
        [pair[:3] for pair in changed if pair[3] < 0],
    )
