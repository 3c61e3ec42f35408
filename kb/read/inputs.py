"""Paths to documents: what to read, in which order, and what was passed over."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from kb.errors import UserError
from kb.read.clippings import read_clippings
from kb.read.decode import MAX_BYTES, decode, too_long
from kb.records import Article

#: A folder is searched for these; a file named on the command line is read whatever it is called.
TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ""})
#: Files that describe a folder rather than belong to its articles.
DOCUMENTATION = frozenset({"readme", "license", "licence", "changelog", "notice", "makefile"})


@dataclass(frozen=True, slots=True)
class Document:
    """Something to read: a file, or standard input (``path`` None)."""

    name: str
    path: Path | None


@dataclass(slots=True)
class Found:
    """What the given paths hold: documents to read, failures at once, and files passed over."""

    documents: list[Document] = field(default_factory=list)
    missing: list[tuple[str, UserError]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the user says of articles that do not say it themselves."""

    published: str | None = None
    source: str | None = None


def find(paths: Sequence[str]) -> Found:
    """Every document under the paths, folders in the order of their names, each file once."""
    found, seen = Found(), set[Path]()
    for given in paths:
        if given == "-":
            found.documents.append(Document("standard input", None))
            continue
        path = Path(given)
        if not path.exists():
            problem = f"{given} does not exist."
            found.missing.append(
                (given, UserError(problem, "Check the path; folders and files can be mixed."))
            )
            continue
        for file in _files(path) if path.is_dir() else [path]:
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            if path.is_dir() and not _is_article_file(file):
                found.passed_over.append(str(file))
            else:
                found.documents.append(Document(str(file), file))
    return found


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(where, name)


def _is_article_file(file: Path) -> bool:
    return file.suffix.lower() in TEXT_SUFFIXES and file.stem.lower() not in DOCUMENTATION


def read(document: Document, defaults: Defaults, today: date | None = None) -> list[Article]:
    """The articles of one document (usually one). Raises UserError with the next step."""
    articles = read_clippings(decode(_data(document), document.name), document.name)
    return [_checked(_with_defaults(a, defaults), document.name, today) for a in articles]


def _data(document: Document) -> bytes:
    try:
        if document.path is None:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        if not document.path.is_file():
            raise UserError(f"{document.name} is not a regular file.", "Name a text file.")
        with document.path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_BYTES:  # refused by its size alone, without reading it
                raise too_long(document.name, size)
            return file.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            f"{document.name} could not be read ({reason}).", "Check the file and its permissions."
        ) from error


def _with_defaults(article: Article, defaults: Defaults) -> Article:
    return replace(
        article,
        published=article.published or defaults.published,
        source=article.source or defaults.source,
    )


def _checked(article: Article, name: str, today: date | None) -> Article:
    """Refuse an impossible or future date: every relative date in the article hangs on it."""
    if article.published is None:
        return article
    parts = [int(part) for part in article.published[:10].split("-")]
    try:
        day = date(*([*parts, 1, 1])[:3])
    except ValueError as error:
        raise UserError(
            f"{name} has the date {article.published}, which does not exist.",
            "Correct the date in its first line.",
        ) from error
    if day > (today or date.today()) + timedelta(days=1):
        raise UserError(
            f"{name} has the date {article.published}, which lies in the future.",
            "Correct the date in its first line.",
        )
    return article
