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


def note_failure(db: Database, run: int, name: str, error: UserError) -> None:
    """Keep an input that could not be ingested, with the reason and the next step."""
    with db.atomic():
        db.conn.execute(
            "INSERT INTO failures (run_id, input, error, hint, at) VALUES (?, ?, ?, ?, ?)",
            [run, name, error.problem, error.next_step, now()],
        )


def finish_run(db: Database, run: int, articles: int, failures: int) -> None:
    """Note that the run has come to its end, and what it did."""
    with db.atomic():
        db.conn.execute(
            "UPDATE runs SET finished = ?, articles = ?, failures = ? WHERE id = ?",
            [now(), articles, failures, run],
        )
