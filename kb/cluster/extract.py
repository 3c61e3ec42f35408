"""One shard to one Parquet file: a function without state, for any program that hands out work.

It needs nothing but the shard and a folder that it can write to, starts nothing that outlives it, and may run
twice, also at the same time: both write the same, and only whole files get their name. With Dask see
`kb.cluster.run`; with Ray it is ``ray.remote(extract_shard)``, with Spark
``context.parallelize(shards).map(lambda shard: extract_shard(shard, folder))``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kb import language, pipeline
from kb.cluster import parquet
from kb.cluster.parquet import About, Outcome
from kb.cluster.shards import Shard
from kb.errors import UserError, defect
from kb.read import Defaults, Piece, Problem, Reach, read_piece
from kb.read.guarded import Guard
from kb.records import Article, Extraction, unique

_BLOCK = 1 << 20


class Done(NamedTuple):
    """The file of a shard: how many articles it holds, and what could not be read."""

    path: str
    articles: int
    failures: tuple[Problem, ...]


def extract_shard(
    shard: Shard,
    folder: str,
    engine: language.Engine = "neural",
    defaults: Defaults = Defaults(),  # noqa: B008  # frozen, so safe to share
) -> Done:
    """Read a shard into ``folder`` (made if need be), as shard-000012.parquet.

    A file that is there already, of the same input and by the same extractor, is left as it is. What cannot be
    read and what breaks the engine is a row of failure, and the rest go on. UserError if the model is missing,
    OSError if the folder cannot be written.
    """
    path, about = path_of(shard, folder), about_of(shard, engine, defaults)
    if not is_done(path, about):
        pipeline.load(engine)  # a model that is missing is no fault of the articles
        guard = Guard()
        try:
            parquet.write(path, about, list(_outcomes(shard, guard, engine, defaults)))
        finally:
            guard.stop()
    articles, failures = parquet.failures(path)
    return Done(str(path), articles, tuple(failures))


def path_of(shard: Shard, folder: str) -> Path:
    """Where the shard's file is."""
    return Path(folder, f"shard-{shard.number:06}.parquet")


def about_of(shard: Shard, engine: language.Engine, defaults: Defaults) -> About:
    """What the shard's file says of itself; the shard's bytes are read for it."""
    documents = unique([*(problem.name for problem in shard.missing), *(p.name for p in shard.pieces)])
    told = [repr((defaults, shard.missing)), *map(_fingerprint, shard.pieces)]
    fingerprint = hashlib.sha256("\n".join(told).encode("utf-8", "surrogateescape")).hexdigest()
    return About(shard.number, shard.last, pipeline.signature(engine), fingerprint, documents)


def is_done(path: Path, wanted: About) -> bool:
    """True if the file is there and is what would be written."""
    try:
        return parquet.about(path) == wanted
    except UserError:
        return False


def _fingerprint(piece: Piece) -> str:
    """A hash of the piece's bytes and of all that decides how they are read."""
    found = hashlib.sha256(
        repr((piece.name, piece.start, piece.first, piece.fields)).encode("utf-8", "replace")
    )
    try:
        source = piece.source
        found.update(source.head)
        with source.stretch() as stream:
            while block := stream.read(_BLOCK):
                found.update(block)
    except (UserError, OSError) as error:
        found.update(str(error).encode("utf-8", "replace"))
    return found.hexdigest()


def _outcomes(shard: Shard, guard: Guard, engine: language.Engine, defaults: Defaults) -> Iterator[Outcome]:
    for problem in shard.missing:
        yield Outcome(problem.name, problem)
    for piece in shard.pieces:
        try:
            for one in read_piece(piece, defaults, reach=Reach(guard.read)):
                yield Outcome(piece.name, one if isinstance(one, Problem) else _extracted(one, engine))
        except UserError as error:
            yield Outcome(piece.name, Problem(piece.name, error))
        except Exception as error:  # a reader that breaks costs only what it was reading
            yield Outcome(piece.name, Problem(piece.name, defect(piece.name, error)))


def _extracted(article: Article, engine: language.Engine) -> Extraction | Problem:
    try:
        found = pipeline.extract(article, engine)
        _check(article)
        return found
    except Exception as error:  # an article that breaks the engine costs only its own rows
        return Problem(article.input, defect(article.input, error))


def _check(article: Article) -> None:
    """UnicodeEncodeError for half a surrogate pair, which neither file nor database takes."""
    for words in (article.source, article.url, article.title, article.subtitle, article.author,
                  article.published, article.modified, article.language, article.text, article.input):  # fmt: skip
        (words or "").encode()
