"""The queue of shards: a few articles each, kept in an SQLite file with what has been read of them.

A shard is open, taken by a worker, or done. What a worker has read of a shard is kept article by article, so
that another can go on where it died; the article over which it died is told by ``position``.
"""

from __future__ import annotations

import pickle
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

_TABLES = """
CREATE TABLE given (content BLOB NOT NULL);
CREATE TABLE refused (content BLOB NOT NULL);
CREATE TABLE shards (
    number INTEGER PRIMARY KEY, state TEXT NOT NULL DEFAULT 'open', worker INTEGER, position INTEGER,
    until REAL
);
CREATE TABLE articles (
    shard INTEGER NOT NULL, position INTEGER NOT NULL, content BLOB NOT NULL, result BLOB,
    deaths INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (shard, position)
);
CREATE INDEX shards_state ON shards(state, number);
"""


class Held(NamedTuple):
    """A shard that a worker has: which article it is at, and until when it may be (``time.time()``)."""

    shard: int
    position: int | None
    until: float | None


class Queue:
    """One process puts shards in and takes them out in order; workers take and fill them."""

    def __init__(self, path: str | Path) -> None:
        self._db = sqlite3.connect(path, timeout=60, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")  # it does not outlive the run

    @classmethod
    def make(cls, path: str | Path, given: Any) -> Queue:
        """A new queue; ``given`` is what every worker is told."""
        queue = cls(path)
        queue._db.executescript(_TABLES)
        queue._db.execute("INSERT INTO given VALUES (?)", [pickle.dumps(given)])
        return queue

    @property
    def given(self) -> Any:
        """What every worker is told."""
        return pickle.loads(self._db.execute("SELECT content FROM given").fetchone()[0])

    def put(self, shard: int, articles: Iterable[Any]) -> None:
        """Add a shard."""
        rows = [(shard, position, pickle.dumps(one)) for position, one in enumerate(articles)]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO articles (shard, position, content) VALUES (?, ?, ?)", rows)
        self._db.execute("INSERT INTO shards (number) VALUES (?)", [shard])
        self._db.execute("COMMIT")

    def take(self, worker: int) -> tuple[int, list[tuple[int, Any]]] | None:
        """The first open shard for a worker, with those of its articles that nobody has read; None if none is."""
        found = self._db.execute("SELECT min(number) FROM shards WHERE state = 'open'").fetchone()
        if found[0] is None:  # looking costs no lock, and an idle worker looks often
            return None
        taken = self._db.execute(
            "UPDATE shards SET state = 'taken', worker = ?, position = NULL, until = NULL WHERE number = "
            "(SELECT min(number) FROM shards WHERE state = 'open') RETURNING number",
            [worker],
        ).fetchall()
        if not taken:
            return None
        rows = self._db.execute(
            "SELECT position, content FROM articles WHERE shard = ? AND result IS NULL ORDER BY position",
            taken[0],
        )
        return int(taken[0][0]), [(position, pickle.loads(content)) for position, content in rows]

    def begin(self, shard: int, position: int, seconds: float) -> None:
        """Note at which article of a shard its worker is, and how long it may take."""
        self._db.execute(
            "UPDATE shards SET position = ?, until = ? WHERE number = ?",
            [position, time.time() + seconds, shard],
        )

    def keep(self, shard: int, position: int, result: Any) -> None:
        """Keep what an article says."""
        self._db.execute(
            "UPDATE articles SET result = ? WHERE shard = ? AND position = ?",
            [pickle.dumps(result), shard, position],
        )

    def done(self, shard: int) -> None:
        """Note that all of a shard has been read."""
        self._db.execute("UPDATE shards SET state = 'done' WHERE number = ?", [shard])

    def held(self, worker: int) -> Held | None:
        """What a worker has; None if it is idle."""
        row = self._db.execute(
            "SELECT number, position, until FROM shards WHERE state = 'taken' AND worker = ?", [worker]
        ).fetchone()
        return Held(*row) if row else None

    def died(self, shard: int, position: int) -> tuple[int, Any] | None:
        """Note that a worker died over an article; returns how often one did so, and the article.

        None if it had been read by then.
        """
        found = self._db.execute(
            "UPDATE articles SET deaths = deaths + 1 WHERE shard = ? AND position = ? AND result IS NULL "
            "RETURNING deaths, content",
            [shard, position],
        ).fetchall()
        return (found[0][0], pickle.loads(found[0][1])) if found else None

    def open_again(self, shard: int) -> None:
        """Give a shard to another worker."""
        self._db.execute("UPDATE shards SET state = 'open', worker = NULL WHERE number = ?", [shard])

    def refuse(self, error: Exception) -> None:
        """Note why workers cannot work at all."""
        self._db.execute("INSERT INTO refused VALUES (?)", [pickle.dumps(error)])

    @property
    def refused(self) -> Exception | None:
        """Why workers cannot work at all."""
        row = self._db.execute("SELECT content FROM refused LIMIT 1").fetchone()
        error: Exception | None = pickle.loads(row[0]) if row else None
        return error

    def taken_out(self, shard: int) -> Sequence[Any] | None:
        """The results of a shard in order, which leaves the queue; None while it is not done."""
        state = self._db.execute("SELECT state FROM shards WHERE number = ?", [shard]).fetchone()
        if state != ("done",):
            return None
        rows = self._db.execute("SELECT result FROM articles WHERE shard = ? ORDER BY position", [shard])
        results = [pickle.loads(result) for (result,) in rows]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("DELETE FROM articles WHERE shard = ?", [shard])
        self._db.execute("DELETE FROM shards WHERE number = ?", [shard])
        self._db.execute("COMMIT")
        return results

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
