"""What articles say into the database, some articles at a time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence

from sqlite_utils.db import Database

from kb.errors import UserError, defect
from kb.ingest.summary import Summary
from kb.pipeline import engine_of, extract
from kb.read.fetch import Seen
from kb.records import Extraction
from kb.store import note_failure
from kb.store.fetches import note_fetch
from kb.store.names import stored_article
from kb.store.runs import has_failed, resolve_failures
from kb.store.save import Outcome, is_unchanged, save

#: Articles that are written together, and seconds that one waits for others at most.
_TOGETHER, _SECONDS = 256, 5.0
Save = Callable[[Database, Sequence[Extraction], str], list[tuple[Outcome, int]]]


class Writer:
    """Writes articles together, which is cheaper; what waits is lost if the run is killed, and read again."""

    def __init__(self, db: Database, run: int, extractor: str, summary: Summary, save: Save) -> None:
        self.db, self.run, self.extractor, self.summary = db, run, extractor, summary
        self._save = save
        self._waiting: dict[str, tuple[Extraction, str]] = {}
        self._since = 0.0

    @property
    def taken(self) -> int:
        """How many articles have come so far, whether they are written or wait."""
        return self.summary.articles + len(self._waiting)

    def by(self, extractor: str) -> None:
        """Name who made what is added from now on."""
        if extractor != self.extractor:
            self.flush()
            self.extractor = extractor

    def add(self, extraction: Extraction, document: str) -> None:
        """Write an article of a document, now or with those that follow; one that is there is passed over."""
        article = extraction.article
        if article.id in self._waiting and self._waiting[article.id][0].article == article:
            self.summary.unchanged += 1
            return
        if article.id in self._waiting:
            self.flush()
        if is_unchanged(self.db, article, self.extractor):
            self.summary.unchanged += 1
            return
        self._since = self._since if self._waiting else time.monotonic()
        self._waiting[article.id] = extraction, document
        if len(self._waiting) >= _TOGETHER or time.monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what waits. An article that cannot be written costs only its own rows."""
        if not self._waiting:
            return
        waiting = list(self._waiting.values())
        self._waiting.clear()
        try:
            self._write([extraction for extraction, _ in waiting])
        except (sqlite3.OperationalError, sqlite3.NotSupportedError):
            raise
        except Exception:
            for extraction, document in waiting:
                self._write_alone(extraction, document)

    def _write_alone(self, extraction: Extraction, document: str) -> None:
        try:
            self._write([extraction])
        except (sqlite3.OperationalError, sqlite3.NotSupportedError):
            raise
        except Exception as error:
            name = extraction.article.input
            self.fail(name, defect(name, error), document)

    def _write(self, extractions: Sequence[Extraction]) -> None:
        for outcome, rows in self._save(self.db, extractions, self.extractor):
            self.summary.rows += rows
            setattr(self.summary, outcome, getattr(self.summary, outcome) + 1)

    def fail(self, name: str, error: UserError, document: str) -> None:
        """Note a failure and go on."""
        self.summary.failed.append((name, error))
        note_failure(self.db, self.run, name, error, document)

    def finish(self, document: str, fetched: Sequence[tuple[str, Seen]]) -> None:
        """Note that a document has been read, once its articles are in the database.

        What was wrong with it in earlier runs is over, and what addresses said is remembered.
        """
        failed = has_failed(self.db, self.run, document)
        if failed or fetched:
            self.flush()
        if failed:
            resolve_failures(self.db, self.run, document)
        for address, said in fetched:
            note_fetch(self.db, address, (said.etag, said.modified), self.extractor)


def reread(db: Database, articles: Sequence[str]) -> int:
    """Read stored articles again, each with the engine that read it; returns how many have new rows."""
    changed = 0
    for key in articles:
        found = stored_article(db, key)
        if found is None:
            continue
        article, extractor = found
        before = _linked(db, key)
        save(db, extract(article, engine_of(extractor)), extractor)
        changed += _linked(db, key) != before
    return changed


def _linked(db: Database, article: str) -> set[tuple[object, ...]]:
    """Which words of an article mean whom."""
    sql = "SELECT start_char, end_char, actor_id FROM mentions WHERE article_id = ?"
    return set(db.conn.execute(sql, [article]).fetchall())


def unwritten(database: str, error: sqlite3.Error) -> UserError:
    """What to tell where the database cannot be written."""
    return UserError(
        f"The database {database} could not be written ({error}).",
        "Articles written so far are safe; free the disk or the lock and run the command again.",
    )
