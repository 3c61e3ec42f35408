"""Input as shards: what one worker reads in one go, and what one Parquet file holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kb.errors import UserError
from kb.read import Found, Piece, Problem, pieces

#: Articles in a shard: some seconds of work, so that little is lost with a worker and a thousand workers
#: ask for some hundred shards in a second.
SIZE = 128


@dataclass(frozen=True, slots=True)
class Shard:
    """Pieces of documents to be read together, under a number; ``last`` tells that no further shard follows.

    ``missing`` are paths that do not exist: they are rows of failure in the first shard's file.
    """

    number: int
    pieces: tuple[Piece, ...]
    missing: tuple[Problem, ...] = ()
    last: bool = False


def shards(found: Found, fields: tuple[tuple[str, str], ...] = (), size: int = SIZE) -> Iterator[Shard]:
    """Everything found, in its order, in shards of about ``size`` articles; the same input gives the same ones.

    They come while files are still being looked through. UserError for what is no file.
    """
    for document in found.documents:
        if document.path is None:
            raise UserError(
                f"{document.name} is no file, and a cluster reads files only.",
                "Save it as a file, or read it with kb ingest.",
            )
    missing = tuple(Problem(name, error) for name, error in found.missing)
    ready: Shard | None = None
    for number, group in enumerate(_groups(found, fields, size)):
        if ready is not None:
            yield ready
        ready = Shard(number, group, () if number else missing)
    if ready is not None or missing:
        yield replace(ready or Shard(0, (), missing), last=True)


def _groups(found: Found, fields: tuple[tuple[str, str], ...], size: int) -> Iterator[tuple[Piece, ...]]:
    group, articles = list[Piece](), 0
    for document in found.documents:
        assert document.path is not None
        # Workers may have been started in another folder; failures and articles keep the name as it was given.
        for piece in pieces(str(Path(document.path).absolute()), document.name, fields):
            if group and articles + piece.about > size:
                yield tuple(group)
                group, articles = [], 0
            group.append(piece)
            articles += piece.about
    if group:
        yield tuple(group)
