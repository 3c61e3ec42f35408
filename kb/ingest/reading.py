"""Documents to steps: articles to be extracted, and whatever else happened, in the order of the input."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlite_utils.db import Database

from kb import language
from kb.errors import UserError, defect
from kb.pipeline import signature
from kb.read import Defaults, Document, Pattern, Problem, Reach, Source, read_reaching
from kb.read.fetch import Fetcher, Limits, Seen
from kb.read.guarded import Guard
from kb.records import Article
from kb.store.fetches import seen_before
from kb.store.save import is_unchanged


@dataclass(frozen=True, slots=True)
class Extractor:
    """Who makes the rows: an engine, and the name under which they are kept."""

    engine: language.Engine

    @property
    def name(self) -> str:
        """Engine with its version and kb's: an article is read again when this changes."""
        return signature(self.engine)


@dataclass(frozen=True, slots=True)
class Options:
    """What else the user asks for: which files of folders, whether what is elsewhere is fetched, and how.

    ``follow`` None follows what web addresses lead to, and nothing that files do. With more ``workers`` than
    one so many processes extract; ``bulk`` writes a new database with its indexes last.
    """

    pattern: Pattern = Pattern()  # noqa: RUF009  # frozen
    follow: bool | None = None
    limits: Limits = Limits()  # noqa: RUF009  # frozen
    workers: int = 1
    bulk: bool = False


class Began(NamedTuple):
    """A document is being read."""

    document: str


class Unchanged(NamedTuple):
    """An article, or a whole address, that is in the database already."""


class Finished(NamedTuple):
    """A document has been read; what the addresses that were fetched for it said of themselves."""

    fetched: list[tuple[str, Seen]]


Step = Article | Began | Problem | Unchanged | Finished


@dataclass(slots=True)
class _Visit:
    """What addresses that were fetched for a document said of themselves; how many are as they were."""

    said: list[tuple[str, Seen]] = field(default_factory=list)
    unchanged: int = 0


@dataclass(slots=True)
class Reading:
    """One run's reading: with what, and which articles it has met."""

    db: Database
    extractor: Extractor
    defaults: Defaults
    options: Options
    guard: Guard
    fetcher: Fetcher = field(init=False)
    seen: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fetcher = Fetcher(self.options.limits)

    def steps(self, documents: Sequence[Document]) -> Iterator[Step]:
        """All that there is in documents; a reader that breaks costs only its document."""
        name = self.extractor.name
        for document in documents:
            yield Began(document.name)
            visit = _Visit()
            try:
                for one in self._articles(document, visit):
                    article = one if isinstance(one, Problem) else distinct(one, self.seen)
                    if isinstance(article, Article) and is_unchanged(self.db, article, name):
                        yield Unchanged()
                    else:
                        yield article
            except (sqlite3.OperationalError, sqlite3.NotSupportedError):
                raise
            except UserError as error:
                yield Problem(document.name, error)
                visit = _Visit()  # what was fetched for it is to be fetched again
            except Exception as error:
                yield Problem(document.name, defect(document.name, error))
                visit = _Visit()
            for _ in range(visit.unchanged):
                yield Unchanged()
            yield Finished(visit.said)

    def _articles(self, document: Document, visit: _Visit) -> Iterator[Article | Problem]:
        """The articles of a document, those at addresses to which it leads included."""
        follow = self.options.follow if self.options.follow is not None else document.address is not None

        def fetch(address: str) -> Source | None:
            found = self.fetcher.fetch(address, Seen(*seen_before(self.db, address, self.extractor.name)))
            visit.said.append((address, found.seen))
            visit.unchanged += found.source is None
            return found.source

        source = fetch(document.address) if document.address else document.source(self.defaults.fields)
        if source is not None:
            reach = Reach(self.guard.read, fetch if follow else None)
            yield from read_reaching(source, self.defaults, reach)


def distinct(article: Article, seen: dict[str, str]) -> Article:
    """Two texts in one run under one outlet, date and title are two articles, not an edit."""
    first = seen.setdefault(article.id, article.content_hash)
    if first == article.content_hash:
        return article
    return replace(article, edition=article.content_hash)
