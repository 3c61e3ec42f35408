"""Shards on a Dask cluster: some in flight at a time, again where a worker died, and nothing lost in silence."""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from kb.cluster import parquet, require
from kb.cluster.extract import Done, about_of, extract_shard, path_of
from kb.cluster.parquet import Outcome
from kb.cluster.shards import Shard
from kb.errors import UserError
from kb.language import Engine
from kb.read import Defaults, Piece, Problem
from kb.read.pieces import place, split

_ON = "Run the same command again: shards that are there are kept."
#: So often may a worker die of a shard before it is set apart; a scheduler of your own has its own number.
_DEATHS = 2
#: Seconds that a scheduler has to answer, and its first worker to come: it may be starting.
_ANSWER, _FIRST_WORKER = 30, 120
#: Shards in flight for each thread that works: enough that none waits for the next.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Where:
    """Which cluster: the address of a scheduler, or None for this machine and so many processes of it (None:
    one for each core).
    """

    scheduler: str | None = None
    workers: int | None = None


@dataclass(slots=True)
class Totals:
    """What one run did; ``seconds`` from the first shard to the last."""

    shards: int = 0
    articles: int = 0
    failed: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        rate = self.articles / self.seconds if self.seconds > 0 else 0.0
        return (
            f"{self.articles} article{'s' * (self.articles != 1)} in {self.shards} "
            f"shard{'s' * (self.shards != 1)}, {self.failed} failed; {rate:.0f} articles/s"
        )


def run_dask(
    shards: Iterable[Shard],
    folder: str,
    engine: Engine = "neural",
    defaults: Defaults = Defaults(),  # noqa: B008  # frozen, so safe to share
    where: Where = Where(),
    progress: Callable[[Done], None] | None = None,
) -> Totals:
    """Make a file of every shard in ``folder``, which workers must be able to write to under the same path.

    ``progress`` is told of each. Files of the same input are kept, so that a run goes on where it was stopped;
    afterwards the folder holds the shards of this run and no others. A shard of which workers die is read
    article by article, and what ends them is a row of failure. UserError for everything that stops the run.
    """
    require("kb extract --cluster dask", "distributed", "pyarrow")
    path, coming = _checked(folder), iter(shards)
    first = next(coming, None)
    if first is None:
        raise UserError("There is nothing to read.", "Name files or folders with articles in them.")
    with _connected(where) as client:
        job = _Job(client, str(path), engine, defaults, progress)
        started = time.perf_counter()
        for shard in job.run(chain([first], coming)):
            job.run_alone(shard)
        job.totals.seconds = time.perf_counter() - started
    _tidy(path, job.totals.shards)
    return job.totals


@dataclass(slots=True)
class _Job:
    """One run on a cluster."""

    client: Any
    folder: str
    engine: Engine
    defaults: Defaults
    progress: Callable[[Done], None] | None
    totals: Totals = field(default_factory=Totals)
    token: str = field(default_factory=lambda: secrets.token_hex(4))
    submitted: int = 0

    def run(self, shards: Iterator[Shard]) -> list[Shard]:
        """Every shard, a bounded number at a time; returns those of which workers have died."""
        from distributed import as_completed

        running, known, killed = as_completed([]), dict[str, Shard](), list[Shard]()
        while True:
            while running.count() < self._room() and (shard := next(shards, None)):
                future = self._submit(shard, self.folder)
                known[future.key] = shard
                running.add(future)
            if running.is_empty():
                return killed
            future = next(running)
            shard = known.pop(future.key)
            done = self._result(future, shard)
            if done is None:
                killed.append(shard)
            else:
                self._note(done)

    def run_alone(self, shard: Shard) -> None:
        """A shard of which workers died, with nothing beside it; if they die again, article by article."""
        done = self._result(self._submit(shard, self.folder), shard)
        if done is None:
            path = path_of(shard, self.folder)
            # Not of the whole input: the next run tries again.
            about = replace(about_of(shard, self.engine, self.defaults), fingerprint="")
            parquet.write(path, about, list(self._one_by_one(shard)))
            articles, failures = parquet.failures(path)
            done = Done(str(path), articles, tuple(failures))
        self._note(done)

    def _one_by_one(self, shard: Shard) -> Iterator[Outcome]:
        for problem in shard.missing:
            yield Outcome(problem.name, problem)
        apart = Path(self.folder, f".{path_of(shard, '').name}-apart")
        for number, piece in enumerate(chain.from_iterable(map(split, shard.pieces))):
            alone = Shard(number, (piece,))
            done = self._result(self._submit(alone, str(apart)), alone)
            if done is None:
                yield _deadly(piece)
            else:
                yield from parquet.read(Path(done.path))
        shutil.rmtree(apart, ignore_errors=True)

    def _room(self) -> int:
        """How many shards may be in flight: workers come and go."""
        threads: dict[str, int] = self.client.nthreads()
        return max(2, _AHEAD * sum(threads.values()))

    def _submit(self, shard: Shard, folder: str) -> Any:
        self.submitted += 1
        key = f"kb-{self.token}-{self.submitted}"
        return self.client.submit(attempt, shard, folder, self.engine, self.defaults, key=key, pure=False)

    def _result(self, future: Any, shard: Shard) -> Done | None:
        """What came of a shard; None if workers have died of it. UserError for what concerns all shards."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        try:
            error = future.exception()
            done: Done | None = None if error else future.result()
        except (CancelledError, TimeoutError, OSError) as lost:
            raise UserError(f"The Dask cluster went away ({type(lost).__name__}).", _ON) from lost
        if error is None or isinstance(error, KilledWorker):
            return done
        if isinstance(error, UserError):
            raise error
        raise _unmade(shard, error) from error

    def _note(self, done: Done) -> None:
        self.totals.shards += 1
        self.totals.articles += done.articles
        self.totals.failed += len(done.failures)
        if self.progress:
            self.progress(done)


def attempt(shard: Shard, folder: str, engine: Engine, defaults: Defaults) -> Done:
    """`extract_shard`, with every error as a UserError: Dask waits for ever for one that cannot be pickled."""
    try:
        return extract_shard(shard, folder, engine, defaults)
    except UserError:
        raise
    except Exception as error:
        raise _unmade(shard, error) from None


def _unmade(shard: Shard, error: BaseException) -> UserError:
    return UserError(
        f"Shard {shard.number} could not be made ({type(error).__name__}: {error}).",
        f"Workers need this kb and the folder under the same path. {_ON}",
    )


def _deadly(piece: Piece) -> Outcome:
    name = place(piece)
    error = UserError(
        f"{name} ended every process that read it.",
        "Leave it out, or give workers more memory; the same command tries it again.",
    )
    return Outcome(piece.name, Problem(name, error))


#: Of a cluster of our own: how many workers may die over a shard, and no watching of what they do, which
#: costs each of them several hundredths of its time.
_CONFIG = {
    "distributed.scheduler.allowed-failures": _DEATHS,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "1s",
}


@contextmanager
def _connected(where: Where) -> Iterator[Any]:
    """A client of the cluster; what was started for it ends with it."""
    import dask
    from distributed import Client, LocalCluster

    with ExitStack() as stack:
        if where.scheduler is None:
            stack.enter_context(dask.config.set(_CONFIG))
            cluster = LocalCluster(
                n_workers=where.workers, threads_per_worker=1, processes=True, dashboard_address=None,
                silence_logs=logging.ERROR,
            )  # fmt: skip
            yield stack.enter_context(Client(stack.enter_context(cluster)))
            return
        try:
            client = stack.enter_context(Client(where.scheduler, timeout=_ANSWER))
        except (OSError, ValueError, TimeoutError) as error:
            raise UserError(
                f"No Dask scheduler answers at {where.scheduler}.",
                "Check the address (tcp://HOST:8786), or leave out --scheduler to use this machine.",
            ) from error
        try:
            client.wait_for_workers(1, timeout=_FIRST_WORKER)
        except TimeoutError as error:
            raise UserError(
                f"The Dask scheduler at {where.scheduler} has no workers.",
                f"Start some: dask worker {where.scheduler} --nthreads 1",
            ) from error
        yield client


def _checked(folder: str) -> Path:
    """The folder, made if need be; UserError if something else is in it or in its place."""
    path = Path(folder).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
        other = sorted(
            p.name for p in path.iterdir() if not p.match("shard-*.parquet") and not p.match(".shard-*")
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            f"{folder} cannot be written to ({reason}).", "Give another folder: --out FOLDER."
        ) from error
    if other:
        raise UserError(
            f"{folder} holds other things than shards ({other[0]}).",
            "Give a folder of its own: --out FOLDER.",
        )
    return path


def _tidy(folder: Path, shards: int) -> None:
    """Remove what is left of killed workers, and shards of an earlier run that this one has no more."""
    for path in folder.iterdir():
        if path.name.startswith(".shard-"):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        elif parquet.about(path).shard >= shards:
            path.unlink()
