"""`kb ingest`: documents to rows, one article at a time, nothing lost and nothing written twice."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlite_utils.db import Database

from kb import __version__, language
from kb.errors import UserError, defect
from kb.language.gazetteer import learn
from kb.pipeline import engine_of, extract, load, signature
from kb.read import Defaults, Document, Pattern, Problem, Reach, Source, find, read_reaching
from kb.read.fetch import Fetcher, Limits, Seen
from kb.read.guarded import Guard
from kb.records import Article
from kb.store import create, finish_run, note_failure, save, start_run
from kb.store.fetches import note_fetch, seen_before
from kb.store.names import added_names, stored_article
from kb.store.runs import resolve_failures
from kb.store.save import is_unchanged


@dataclass(frozen=True, slots=True)
class Extractor:
    """Who makes the rows: an engine, and the name under which they are kept."""

    engine: language.Engine

    @property
    def name(self) -> str:
        """Engine with its version and kb's: an article is read again when this changes."""
        return signature(self.engine)


@dataclass(slots=True)
class Summary:
    """What one run did; ``failed`` are (input, error) pairs.

    ``seconds`` is the whole run; ``loading`` what of it went into vocabularies, once and for all.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rows: int = 0
    seconds: float = 0.0
    loading: float = 0.0
    failed: list[tuple[str, UserError]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """How many articles were read, whether or not anything had to be written."""
        return self.new + self.changed + self.unchanged

    def __str__(self) -> str:
        reading = self.seconds - self.loading
        rate = self.articles / reading if reading > 0 else 0.0
        return (
            f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged, "
            f"{len(self.failed)} failed; {self.rows} rows written; {rate:.0f} articles/s"
        )


@dataclass(frozen=True, slots=True)
class Options:
    """What else the user asks for: which files of folders, whether what is elsewhere is fetched, and how.

    ``follow`` None follows what web addresses lead to, and nothing that files do.
    """

    pattern: Pattern = Pattern()  # noqa: RUF009  # frozen
    follow: bool | None = None
    limits: Limits = Limits()  # noqa: RUF009  # frozen


@dataclass(slots=True)
class _Work:
    """One run: where it writes, what it has done, and what it fetches with."""

    db: Database
    run: int
    reader: Extractor
    defaults: Defaults
    options: Options
    summary: Summary
    fetcher: Fetcher
    guard: Guard
    seen: dict[str, str] = field(default_factory=dict)

    def read(self, document: Document) -> Iterator[Article | Problem]:
        """The articles of a document; an address is remembered once they have been taken."""
        follow = self.options.follow if self.options.follow is not None else document.address is not None
        said: list[tuple[str, Seen]] = []

        def fetch(address: str) -> Source | None:
            found = self.fetcher.fetch(address, Seen(*seen_before(self.db, address, self.reader.name)))
            said.append((address, found.seen))
            self.summary.unchanged += found.source is None
            return found.source

        source = fetch(document.address) if document.address else document.source(self.defaults.fields)
        if source is not None:
            yield from read_reaching(source, self.defaults, Reach(self.guard.read, fetch if follow else None))
        for address, seen in said:
            note_fetch(self.db, address, (seen.etag, seen.modified), self.reader.name)

    def fail(self, name: str, error: UserError, document: str | None = None) -> None:
        """Note a failure and go on."""
        self.summary.failed.append((name, error))
        note_failure(self.db, self.run, name, error, document)


def ingest(
    paths: Sequence[str],
    database: str,
    defaults: Defaults = Defaults(),  # noqa: B008  # frozen, so safe to share
    progress: Callable[[Sequence[Document]], Iterable[Document]] | None = None,
    engine: language.Engine = "neural",
    options: Options = Options(),  # frozen as well
) -> Summary:
    """Read everything under the paths into the database (made if need be).

    ``progress`` may wrap the documents to show how far the run is. ``engine`` is kept with each
    article: another engine or version reads unchanged articles anew. A failed input is noted and the
    rest go on; only a database that cannot be opened or written stops the run (UserError).
    """
    found, reader = find(paths, options.pattern), Extractor(engine)
    db = create(database)
    for actor, name in added_names(db):
        learn(actor, name)
    summary, started = Summary(passed_over=found.passed_over), time.perf_counter()
    guard = Guard()
    try:
        run = start_run(db, __version__, reader.name)
        work = _Work(db, run, reader, defaults, options, summary, Fetcher(options.limits), guard)
        for name, error in found.missing:
            work.fail(name, error)
        for document in progress(found.documents) if progress else found.documents:
            _ingest_document(work, document)
        finish_run(db, run, summary.articles, len(summary.failed))
    except sqlite3.Error as error:
        raise unwritten(database, error) from error
    finally:
        guard.stop()
        db.close()
    summary.seconds = time.perf_counter() - started
    return summary


def _ingest_document(work: _Work, document: Document) -> None:
    """Every article of a document; what was wrong with it in earlier runs is over."""
    try:
        resolve_failures(work.db, work.run, document.name)
        for one in work.read(document):
            if isinstance(one, Problem):
                work.fail(one.name, one.error, document.name)
                continue
            article = distinct(one, work.seen)
            try:
                _ingest_article(work.db, article, work.summary, work.reader)
            except (sqlite3.OperationalError, sqlite3.NotSupportedError):
                raise
            except Exception as error:  # an article that breaks the engine costs only its own rows
                work.fail(article.input, defect(article.input, error), document.name)
    except UserError as error:
        work.fail(document.name, error, document.name)
    except (sqlite3.OperationalError, sqlite3.NotSupportedError):
        raise
    except Exception as error:  # a reader that breaks costs only its document
        work.fail(document.name, defect(document.name, error), document.name)


def unwritten(database: str, error: sqlite3.Error) -> UserError:
    """What to tell where the database cannot be written."""
    return UserError(
        f"The database {database} could not be written ({error}).",
        "Articles written so far are safe; free the disk or the lock and run the command again.",
    )


def distinct(article: Article, seen: dict[str, str]) -> Article:
    """Two texts in one run under one outlet, date and title are two articles, not an edit."""
    first = seen.setdefault(article.id, article.content_hash)
    if first == article.content_hash:
        return article
    return replace(article, edition=article.content_hash)


def _ingest_article(db: Database, article: Article, summary: Summary, reader: Extractor) -> None:
    if is_unchanged(db, article, reader.name):
        summary.unchanged += 1
        return
    if not summary.loading:
        started = time.perf_counter()
        load(reader.engine)
        summary.loading = time.perf_counter() - started
    outcome, rows = save(db, extract(article, reader.engine), reader.name)
    summary.rows += rows
    setattr(summary, outcome, getattr(summary, outcome) + 1)


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
