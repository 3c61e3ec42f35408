"""The log: runs of ingest, and every input that failed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlite_utils.db import Database

from kb.errors import UserError


def now() -> str:
    """The moment in UTC, to the second, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def start_run(db: Database, version: str, extractor: str) -> int:
    """Note that a run begins; returns its id."""
    with db.atomic():
        cursor = db.conn.execute(
            "INSERT INTO runs (started, version, extractor) VALUES (?, ?, ?)",
            [now(), version, extractor],
        )
    return int(cursor.lastrowid or 0)


def note_failure(db: Database, run: int, name: str, error: UserError, document: str | None = None) -> None:
    """Keep an input that could not be ingested, with the reason and the next step.

    ``document`` is what it is a part of (a line of a file), if it is not all of it.
    """
    with db.atomic():
        db.conn.execute(
            "INSERT INTO failures (run_id, input, error, hint, at, document) VALUES (?, ?, ?, ?, ?, ?)",
            [run, name, error.problem, error.next_step, now(), document or name],
        )


_EARLIER = "document = ? AND run_id <> ? AND resolved IS NULL"


def has_failed(db: Database, run: int, document: str) -> bool:
    """True if an earlier run has failed with a document, and none since has been over it."""
    return db.conn.execute(f"SELECT 1 FROM failures WHERE {_EARLIER}", [document, run]).fetchone() is not None


def resolve_failures(db: Database, run: int, document: str) -> None:
    """Note that earlier failures of a document are over: this run has read it again, and has its own."""
    with db.atomic():
        db.conn.execute(f"UPDATE failures SET resolved = ? WHERE {_EARLIER}", [now(), document, run])


def open_failures(db: Database) -> list[tuple[str, str, str, str]]:
    """(document, error, next step, when) of the failures that no later run has been over, the newest last."""
    sql = "SELECT document, error, hint, at FROM failures WHERE resolved IS NULL ORDER BY id"
    return list(db.conn.execute(sql).fetchall())


def finish_run(db: Database, run: int, articles: int, failures: int) -> None:
    """Note that the run has come to its end, and what it did."""
    with db.atomic():
        db.conn.execute(
            "UPDATE runs SET finished = ?, articles = ?, failures = ? WHERE id = ?",
            [now(), articles, failures, run],
        )
