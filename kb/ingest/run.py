"""One run: read, extract, write."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from typing import Protocol

from kb import __version__
from kb.errors import UserError
from kb.ingest.reading import Began, Extractor, Finished, Options, Reading, Step, Unchanged
from kb.ingest.summary import Summary
from kb.ingest.writing import Writer, unwritten
from kb.language import Engine
from kb.language.gazetteer import learn
from kb.pipeline import load
from kb.read import Defaults, Document, Problem, find
from kb.read.guarded import Guard
from kb.records import Article, Extraction
from kb.store import create, finish_run, start_run
from kb.store.bulk import finish_bulk, start_bulk
from kb.store.names import added_names
from kb.store.save import save_all, save_evidence
from kb.workers import Given, Pool, extracted

#: Bytes of files for each further worker to be worth its start.
_WORTH = 40_000

Read = Began | Problem | Unchanged | Finished | tuple[Article, Extraction | UserError]


class Progress(Protocol):
    """Shows how far a run is."""

    def __call__(self, done: int, documents: int, articles: int) -> None:
        """So many documents of so many have been read, and so many articles."""

    def stage(self, words: str) -> None:
        """What is being done once all documents have been read."""


def ingest(
    paths: Sequence[str],
    database: str,
    defaults: Defaults = Defaults(),  # noqa: B008  # frozen, so safe to share
    progress: Progress | None = None,
    engine: Engine = "neural",
    options: Options = Options(),  # noqa: B008  # frozen as well
) -> Summary:
    """Read everything under the paths into the database (made if need be).

    ``engine`` is kept with each article: another engine or version reads unchanged articles anew. A failed
    input is noted and the rest go on; only a database that cannot be opened or written stops the run
    (UserError). The rows are the same for any number of workers.
    """
    found, started = find(paths, options.pattern), time.perf_counter()
    extractor, summary = Extractor(engine), Summary(passed_over=found.passed_over)
    db, guard = start_bulk(database) if options.bulk else create(database), Guard()
    try:
        names = tuple(added_names(db))
        for actor, name in names:
            learn(actor, name)
        run = start_run(db, __version__, extractor.name)
        writer = Writer(db, run, extractor.name, summary, save_evidence if options.bulk else save_all)
        for name, error in found.missing:
            writer.fail(name, error, name)
        steps = Reading(db, extractor, defaults, options, guard).steps(found.documents)
        given = Given(engine, names)
        with closing(_extracted(steps, given, _workers(found.documents, options), summary)) as read:
            _write(read, writer, len(found.documents), progress)
        finish_run(db, run, summary.articles, len(summary.failed))
        if options.bulk:
            finish_bulk(db, database, progress.stage if progress else lambda words: None)
    except sqlite3.Error as error:
        raise unwritten(database, error) from error
    finally:
        guard.stop()
        db.close()
    summary.seconds = time.perf_counter() - started
    return summary


def _workers(documents: Sequence[Document], options: Options) -> int:
    """How many workers are worth their start: none for a few short files, or where the network is slower."""
    size = sum(d.path.stat().st_size for d in documents if d.path and d.path.is_file())
    return max(1, min(options.workers, 1 + size // _WORTH))


def _extracted(
    steps: Iterable[Step], given: Given, workers: int, summary: Summary
) -> Generator[Read, None, None]:
    """The steps in order, each article with what it says: read in this process, or by workers."""
    if workers > 1:
        with Pool(workers, given) as pool:
            yield from pool.read(steps)
        return
    for step in steps:
        if not isinstance(step, Article):
            yield step
            continue
        if not summary.loading:
            started = time.perf_counter()
            load(given.engine)
            summary.loading = time.perf_counter() - started
        yield step, extracted(step, given.engine)


def _write(read: Iterable[Read], writer: Writer, documents: int, progress: Progress | None) -> None:
    """Put what was read where it belongs; what waits to be written is written also on Ctrl-C."""
    document, done = "", 0
    try:
        for one in read:
            if isinstance(one, Began):
                document = one.document
            elif isinstance(one, Unchanged):
                writer.summary.unchanged += 1
            elif isinstance(one, Problem):
                writer.fail(one.name, one.error, document)
            elif isinstance(one, Finished):
                writer.finish(document, one.fetched)
                done += 1
            elif isinstance(one[1], UserError):
                writer.fail(one[0].input, one[1], document)
            else:
                writer.add(one[1], document)
            if progress:
                progress(done, documents, writer.taken)
    except KeyboardInterrupt:
        writer.flush()
        raise
    writer.flush()
