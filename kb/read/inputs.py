"""Paths to documents: what to read, in which order, and what was passed over."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fnmatch import fnmatch
from pathlib import Path

from kb.errors import UserError
from kb.read import tables
from kb.read.readers import read_source
from kb.read.source import Elsewhere, Problem, Source, standard_input
from kb.read.tongue import language_of
from kb.records import Article

#: A folder is searched for these; a file named on the command line is read whatever it is called.
SUFFIXES = frozenset(
    ".txt .text .md .html .htm .xhtml .xml .rss .atom .json .jsonl .ndjson .csv .tsv .warc .wacz .gz .eml "
    ".pdf".split()
) | {""}
#: Files that describe a folder rather than belong to its articles.
DOCUMENTATION = frozenset({"readme", "license", "licence", "changelog", "notice", "makefile"})


@dataclass(frozen=True, slots=True)
class Document:
    """Something to read: a file, a web address, or standard input (neither)."""

    name: str
    path: Path | None
    address: str | None = None

    def source(self, fields: tuple[tuple[str, str], ...] = ()) -> Source:
        """The file or standard input as bytes; an address has to be fetched."""
        return replace(Source(self.name, self.path) if self.path else standard_input(), fields=fields)


@dataclass(slots=True)
class Found:
    """What the given paths hold: documents to read, failures at once, and files passed over."""

    documents: list[Document] = field(default_factory=list)
    missing: list[tuple[str, UserError]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which files of a folder are taken: shell patterns of names or paths; nothing given takes all."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def takes(self, file: Path) -> bool:
        """True if a pattern of those to take fits, and none of those to leave."""

        def fits(pattern: str) -> bool:
            return fnmatch(file.name, pattern) or fnmatch(file.as_posix(), pattern)

        return (not self.include or any(map(fits, self.include))) and not any(map(fits, self.exclude))


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the user says of articles that do not say it themselves, and how fields of records are called."""

    published: str | None = None
    source: str | None = None
    fields: tuple[tuple[str, str], ...] = ()


def find(paths: Sequence[str], pattern: Pattern = Pattern()) -> Found:  # frozen, so safe to share
    """Every document under the paths, folders in the order of their names, each file once."""
    found, seen = Found(), set[Path]()
    for given in paths:
        if given == "-":
            found.documents.append(Document("standard input", None))
            continue
        if re.match(r"https?://", given, re.IGNORECASE):
            found.documents.append(Document(given, None, given))
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
            if path.is_dir() and not (pattern.takes(file) and (pattern.include or _is_article_file(file))):
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
    return (
        file.suffix.lower() in SUFFIXES
        and file.stem.lower() not in DOCUMENTATION
        and (file.suffix.lower() != ".json" or _is_dump(file))
    )


def _is_dump(file: Path) -> bool:
    """False of JSON that is no article: settings, annotation beside a text of the same name."""
    if file.with_suffix(".txt").exists():
        return False
    with suppress(OSError), file.open("rb") as opened:
        return bool(tables.TEXT_FIELD.search(opened.read(200_000)))
    return True  # reading it will say what is wrong


def read(document: Document, defaults: Defaults, today: date | None = None) -> list[Article]:
    """The articles of one document (usually one). Raises UserError with the next step."""
    found = []
    for one in read_each(document, defaults, today):
        if isinstance(one, Problem):
            raise one.error
        found.append(one)
    return found


def read_each(
    document: Document, defaults: Defaults, today: date | None = None
) -> Iterator[Article | Problem]:
    """The articles of a file as they are read, and what in it is none; UserError if nothing is."""
    yield from read_reaching(document.source(defaults.fields), defaults, today=today)


@dataclass(frozen=True, slots=True)
class Reach:
    """How documents are opened: ``read`` gives what is in one; ``fetch`` the document at an address.

    ``fetch`` gives None if the document is as it was before, or raises UserError; without it what is elsewhere
    stays there.
    """

    read: Callable[[Source], Iterator[Article | Problem | Elsewhere]] = read_source
    fetch: Callable[[str], Source | None] | None = None


def read_reaching(
    source: Source,
    defaults: Defaults,
    reach: Reach = Reach(),
    today: date | None = None,  # frozen
) -> Iterator[Article | Problem]:
    """The articles of a document, with those that it says are elsewhere."""
    for one in reach.read(source):
        if isinstance(one, Elsewhere):
            yield from _elsewhere(one, defaults, reach, today)
        else:
            yield _ready(one, defaults, today)


def _elsewhere(
    one: Elsewhere, defaults: Defaults, reach: Reach, today: date | None
) -> Iterator[Article | Problem]:
    if reach.fetch is None:
        yield _ready(one.instead, defaults, today)
        return
    try:
        found = reach.fetch(one.address)
        if found is not None:
            further = reach if "sitemap" in one.address else replace(reach, fetch=None)
            yield from read_reaching(found, defaults, further, today)
    except UserError as error:
        yield Problem(one.address, error)
        if isinstance(one.instead, Article):  # what the feed itself says of it is better than nothing
            yield _ready(one.instead, defaults, today)


def _ready(one: Article | Problem, defaults: Defaults, today: date | None) -> Article | Problem:
    """An article with what the user says of it, its date checked and its language known."""
    if isinstance(one, Problem):
        return one
    try:
        article = _checked(_with_defaults(one, defaults), one.input, today)
    except UserError as error:
        return Problem(one.input, error)
    return replace(article, language=language_of(article.text, article.language))


def _with_defaults(article: Article, defaults: Defaults) -> Article:
    return replace(
        article,
        published=article.published or defaults.published,
        published_basis=article.published_basis or ("given" if defaults.published else None),
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
