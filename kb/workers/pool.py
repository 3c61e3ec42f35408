"""Who minds the workers: starts them, gives them shards, and sees to what a dead or stuck one leaves."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.errors import UserError
from kb.records import Article
from kb.workers.queue import Held, Queue
from kb.workers.work import Given

#: Articles in a shard, steps in it at most, shards ahead for each worker, and seconds between two looks.
_SHARD, _STEPS, _AHEAD, _PAUSE = 8, 64, 3, 0.01
#: Deaths over one article, and at the start of a worker, after which it is not tried again.
_DEATHS, _EARLY_DEATHS = 2, 5


@dataclass(slots=True)
class _Shard:
    """What came in, in order: articles that workers read, and what only keeps its place between them."""

    steps: list[object] = field(default_factory=list)
    number: int | None = None

    @property
    def articles(self) -> list[Article]:
        return [one for one in self.steps if isinstance(one, Article)]


class Pool:
    """So many processes that extract; use it in a ``with`` statement.

    A worker that dies, or takes far longer than an article may, is replaced, and its shard taken up again from
    the article over which it died; the second death over an article is the article's failure.
    """

    def __init__(self, workers: int, given: Given) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kb-")
        self._path = Path(self._folder.name, "queue.db")
        self._queue = Queue.make(self._path, given)
        self._workers: dict[int, subprocess.Popen[bytes]] = {}
        self._most, self._next, self._early = workers, 0, 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._workers.values():
            process.kill()
            process.wait()
        self._queue.close()
        self._folder.cleanup()

    def read(self, steps: Iterable[object]) -> Iterator[Any]:
        """The steps in their order, never far ahead of what is taken.

        An article becomes (article, extraction or UserError); what else there is keeps its place.
        """
        waiting: deque[_Shard] = deque()
        for shard in _shards(steps):
            if shard.articles:
                self._put(shard)
            waiting.append(shard)
            while sum(one.number is not None for one in waiting) > self._most * _AHEAD:
                yield from self._results(waiting.popleft())
            while waiting and (ready := self._ready(waiting[0])) is not None:
                waiting.popleft()
                yield from ready
        while waiting:
            yield from self._results(waiting.popleft())

    def _put(self, shard: _Shard) -> None:
        shard.number, self._next = self._next, self._next + 1
        self._queue.put(shard.number, shard.articles)
        if len(self._workers) < self._most:
            self._start(len(self._workers))

    def _start(self, number: int) -> None:
        command = [sys.executable, "-m", "kb.workers.worker", str(self._path), str(number)]
        self._workers[number] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def _results(self, shard: _Shard) -> Iterator[Any]:
        """What came of a shard, waited for."""
        while (ready := self._ready(shard)) is None:
            self._mind()
            time.sleep(_PAUSE)
        yield from ready

    def _ready(self, shard: _Shard) -> list[Any] | None:
        if shard.number is None:
            return list(shard.steps)
        results = self._queue.taken_out(shard.number)
        if results is None:
            return None
        told = iter(results)
        return [(one, next(told)) if isinstance(one, Article) else one for one in shard.steps]

    def _mind(self) -> None:
        """Replace workers that have died or are stuck; UserError if none can work."""
        for number, process in list(self._workers.items()):
            held = self._queue.held(number)
            stuck = held is not None and held.until is not None and time.time() > held.until
            if stuck:
                process.kill()
                process.wait()
            if process.poll() is None:
                continue
            if refused := self._queue.refused:
                raise refused
            self._early = 0 if held else self._early + 1
            if self._early > _EARLY_DEATHS:
                problem = f"The workers end as soon as they start (exit status {process.returncode})."
                raise UserError(problem, "Read with --workers 1, which needs none.")
            if held := self._queue.held(number):
                self._see_to(held, "takes too long" if stuck else "breaks the engine")
            self._start(number)

    def _see_to(self, held: Held, why: str) -> None:
        """A second death over an article is its failure; in any case another goes on with the shard."""
        found = None if held.position is None else self._queue.died(held.shard, held.position)
        if found and held.position is not None and found[0] >= _DEATHS:
            error = UserError(
                f"{found[1].input} {why}: {found[0]} processes that read it had to be replaced.",
                "Split it, or report it with the file as a defect of kb.",
            )
            self._queue.keep(held.shard, held.position, error)
        self._queue.open_again(held.shard)


def _shards(steps: Iterable[object]) -> Iterator[_Shard]:
    """Steps in shards of some articles."""
    shard: _Shard = _Shard()
    for step in steps:
        shard.steps.append(step)
        if len(shard.articles) == _SHARD or len(shard.steps) == _STEPS:
            yield shard
            shard = _Shard()
    if shard.steps:
        yield shard
