"""A shard's outcomes as a Parquet file: written whole or not at all, and read back as they were."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from kb import __version__
from kb.cluster.packing import Row, pack, unpack
from kb.cluster.schema import LAYOUT, SCHEMA
from kb.errors import UserError
from kb.read import Problem
from kb.records import Extraction

#: Rows that are unpacked at a time.
_BATCH = 32
_PREFIX = "kb_"


class Outcome(NamedTuple):
    """What came of one article or part of a document: what it says, or why nothing was read."""

    document: str
    result: Extraction | Problem


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: which shard it is, of which input (``fingerprint``; "" if some of it has yet
    to be read), by whom it was made, and which documents its shard has a part of.
    """

    shard: int
    last: bool
    extractor: str
    fingerprint: str
    documents: tuple[str, ...]
    version: str = __version__
    layout: str = LAYOUT


def write(path: Path, about: About, outcomes: Sequence[Outcome]) -> None:
    """Write the file under a name of its own and give it its name when it is on the disk."""
    rows = [_row(n, outcome, about.extractor) for n, outcome in enumerate(outcomes)]
    told = {f"{_PREFIX}{name}": json.dumps(value) for name, value in asdict(about).items()}
    table = pa.Table.from_pylist(rows, SCHEMA.with_metadata(told))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _row(position: int, outcome: Outcome, extractor: str) -> Row:
    row: Row = {"position": position, "document": _encodable(outcome.document)}
    if isinstance(outcome.result, Extraction):
        return row | pack(outcome.result) | {"extractor": extractor}
    name, error = outcome.result
    told = {"name": name, "error": error.problem, "hint": error.next_step}
    return row | {key: _encodable(words) for key, words in told.items()}


def _encodable(words: str) -> str:
    """Names of files may hold bytes that are no text."""
    return words.encode("utf-8", "backslashreplace").decode()


def about(path: Path) -> About:
    """What a file says of itself; UserError for one that kb did not write, or wrote in another layout."""
    return _about(path, _opened(path))


def read(path: Path) -> Iterator[Outcome]:
    """The outcomes of a file in their order; UserError as `about`."""
    file = _opened(path)
    version = _about(path, file).version
    try:
        for batch in file.iter_batches(_BATCH):
            for row in batch.to_pylist():
                yield _outcome(row)
    except KeyError as error:
        raise UserError(
            f"{path} names the actor {error.args[0]}, which the vocabulary of this kb lacks.",
            f"Load it with kb {version}, which made it, or make it anew.",
        ) from error
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def failures(path: Path) -> tuple[int, list[Problem]]:
    """How many articles a file holds, and what could not be read."""
    rows = _opened(path).read(["name", "error", "hint"]).to_pylist()
    found = [Problem(r["name"], UserError(r["error"], r["hint"])) for r in rows if r["error"] is not None]
    return len(rows) - len(found), found


def _outcome(row: Row) -> Outcome:
    if row["error"] is not None:
        return Outcome(row["document"], Problem(row["name"], UserError(row["error"], row["hint"])))
    return Outcome(row["document"], unpack(row))


def _opened(path: Path) -> Any:
    if not path.is_file():
        raise UserError(f"{path} does not exist.", "Check the path; kb extract --cluster makes such files.")
    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise _foreign(path) from error


def _about(path: Path, file: Any) -> About:
    told = file.schema_arrow.metadata or {}
    found = {
        key.decode().removeprefix(_PREFIX): json.loads(value)
        for key, value in told.items()
        if key.startswith(_PREFIX.encode())
    }
    if "layout" not in found:
        raise _foreign(path)
    if found["layout"] != LAYOUT:
        raise UserError(
            f"{path} has layout {found['layout']} of shards, and this kb reads layout {LAYOUT}.",
            f"Load it with kb {found.get('version')}, which made it, or make it anew.",
        )
    return About(**found | {"documents": tuple(found["documents"])})


def _foreign(path: Path) -> UserError:
    return UserError(
        f"{path} is no Parquet file of kb.", "Name what kb extract --cluster made: files or folder."
    )


def _damaged(path: Path, error: Exception) -> UserError:
    return UserError(f"{path} is damaged ({error}).", "Remove it and run the same kb extract again.")
