"""`kb load`: shards to rows, the same as `kb ingest` would have made of their input."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlite_utils.db import Database

from kb import __version__
from kb.cluster import parquet
from kb.cluster.parquet import About
from kb.errors import UserError, defect
from kb.ingest import Summary, Writer, distinct, unwritten
from kb.language.gazetteer import learn
from kb.pipeline import engine_of, extract
from kb.read import Problem
from kb.records import Extraction, fold, unique
from kb.store import create, finish_run, start_run
from kb.store.bulk import finish_bulk, start_bulk
from kb.store.names import added_names
from kb.store.save import is_unchanged, save_all, save_evidence

_AGAIN = "Run the same kb extract --cluster again; it makes what is missing."


@dataclass(slots=True)
class _Work:
    """One load: where it writes, and what it has seen; ``added`` are names that users have added."""

    db: Database
    writer: Writer
    added: list[str]
    seen: dict[str, str] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)


def load(
    paths: Sequence[str],
    database: str,
    progress: Callable[[Sequence[Path]], Iterable[Path]] | None = None,
    bulk: bool = False,
) -> Summary:
    """Write what shards hold into the database (made if need be); folders stand for the shards in them.

    Articles come in the order of their shards, unchanged ones are passed over, and failures are rows of
    ``failures``, all as with `kb.ingest.ingest`, ``bulk`` included. UserError before anything is written if a
    shard is missing or is none.
    """
    files, started = _in_order(paths), time.perf_counter()
    db, summary = start_bulk(database) if bulk else create(database), Summary()
    try:
        names = list(added_names(db))
        for actor, name in names:
            learn(actor, name)
        extractors = ", ".join(unique(about.extractor for about in files.values()))
        run = start_run(db, __version__, extractors)
        writer = Writer(db, run, extractors, summary, save_evidence if bulk else save_all)
        work = _Work(db, writer, [f" {fold(name)} " for _, name in names])
        for file in progress(list(files)) if progress else files:
            _load_file(work, file, files[file])
        writer.flush()
        finish_run(db, run, summary.articles, len(summary.failed))
        if bulk:
            finish_bulk(db, database)
    except sqlite3.Error as error:
        raise unwritten(database, error) from error
    finally:
        db.close()
    summary.seconds = time.perf_counter() - started
    return summary


def _in_order(paths: Sequence[str]) -> dict[Path, About]:
    """The files by folder, in the order given, and by number; each once."""
    found, folders = dict[Path, About](), dict[Path, int]()
    for given in map(Path, paths):
        inside = {file: parquet.about(file) for file in _files(given)}
        if given.is_dir():
            _check_whole(given, inside)
        for file, about in inside.items():
            folders.setdefault(file.resolve().parent, len(folders))
            found[file.resolve()] = about
    places = {file: (folders[file.parent], about.shard) for file, about in found.items()}
    return {file: found[file] for file in sorted(found, key=places.__getitem__)}


def _files(given: Path) -> list[Path]:
    if not given.is_dir():
        return [given]
    files = sorted(given.glob("shard-*.parquet"))
    if not files:
        raise UserError(f"{given} holds no shards.", "Name the folder that kb extract --cluster wrote to.")
    return files


def _check_whole(folder: Path, files: dict[Path, About]) -> None:
    """UserError if shards of a folder are missing, or are of another run."""
    by_number = sorted(files.items(), key=lambda item: item[1].shard)
    for number, (file, about) in enumerate(by_number):
        if about.shard != number:
            raise UserError(f"{folder} lacks shard {number}.", _AGAIN)
        if about.last and number < len(by_number) - 1:
            later = by_number[number + 1][0].name
            raise UserError(
                f"{folder} holds shards of several runs: {file.name} is the last of one, and there is {later}.",
                "Remove what is of earlier runs, or extract into an empty folder.",
            )
    if not by_number[-1][1].last:
        raise UserError(f"{folder} lacks the shards after {by_number[-1][0].name}.", _AGAIN)


def _load_file(work: _Work, file: Path, about: About) -> None:
    """Every outcome of a shard; what was wrong with its documents in earlier runs is over."""
    work.writer.by(about.extractor)
    for document, result in parquet.read(file):
        if isinstance(result, Problem):
            work.writer.fail(result.name, result.error, document)
            continue
        try:
            _load_article(work, result, document, about.extractor)
        except (sqlite3.OperationalError, sqlite3.NotSupportedError):
            raise
        except Exception as error:  # an article that cannot be read again costs only its own rows
            name = result.article.input
            work.writer.fail(name, defect(name, error), document)
    for document in about.documents:
        if document not in work.documents:
            work.documents.add(document)
            work.writer.finish(document, [])


def _load_article(work: _Work, extraction: Extraction, document: str, extractor: str) -> None:
    article = distinct(extraction.article, work.seen)
    added = work.added and _names_one_of(work.added, article.text)
    if added and not is_unchanged(
        work.db, article, extractor
    ):  # workers do not know the names that users add
        extraction = extract(article, engine_of(extractor))
    work.writer.add(replace(extraction, article=article), document)


def _names_one_of(names: Sequence[str], text: str) -> bool:
    folded = f" {fold(text)} "
    return any(name in folded for name in names)
