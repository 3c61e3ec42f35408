"""Reading in a process of its own: a document that hangs, crashes or fills the memory costs only itself."""

from __future__ import annotations

import select
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kb.errors import UserError
from kb.read.child import receive, send
from kb.read.readers import read_source, readers
from kb.read.source import Elsewhere, Problem, Source
from kb.records import Article

_HINT = "Save its text as .txt, or split it."


@dataclass(slots=True)
class Guard:
    """Reads documents in a child process, started when the first that needs it comes.

    ``seconds`` is what one article of a document may take, ``memory`` how many bytes the child may have.
    Plain text is read in this process: nothing in it can take long.
    """

    seconds: float = 60.0
    memory: int = 2_000_000_000
    _child: Any = field(default=None, repr=False)
    #: Reads what is fetched while a feed is being read: one child tells of one document at a time.
    _inner: Guard | None = field(default=None, repr=False)
    _busy: bool = False

    def read(self, source: Source) -> Iterator[Article | Problem | Elsewhere]:
        """As `read_source`; UserError also for a document that took too long or broke its reader."""
        plain = next(r.name for r in readers() if r.recognises(source)) == "text"
        if plain or sys.platform == "win32":  # where pipes cannot be waited for
            yield from read_source(source)
            return
        if self._busy:
            self._inner = self._inner or Guard(self.seconds, self.memory)
            yield from self._inner.read(source)
            return
        self._busy = True
        try:
            yield from self._told_by_child(source)
        finally:
            self._busy = False

    def _told_by_child(self, source: Source) -> Iterator[Article | Problem | Elsewhere]:
        child = self._started()
        try:
            send(child.stdin, source)
            while True:
                if not select.select([child.stdout], [], [], self.seconds)[0]:
                    self.stop()
                    problem = f"{source.name} took longer than {self.seconds:.0f} seconds to read."
                    raise UserError(problem, _HINT)
                kind, content = receive(child.stdout)
                if kind == "one":
                    yield content
                elif kind == "end":
                    return
                elif kind == "refused":
                    raise UserError(*content)
                else:
                    raise UserError(f"{source.name} {content}.", _HINT)
        except (EOFError, BrokenPipeError) as error:
            self.stop()
            raise UserError(f"{source.name} broke the program that reads it.", _HINT) from error
        except GeneratorExit:
            self.stop()  # what is left unread would be taken for the next document's
            raise

    def stop(self) -> None:
        """End the child, if there is one; the next document starts another."""
        if self._inner is not None:
            self._inner.stop()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for stream in (self._child.stdin, self._child.stdout):
                stream.close()
            self._child = None

    def _started(self) -> Any:
        if self._child is not None and self._child.poll() is not None:
            self.stop()
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "kb.read.child", str(self.memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,  # what lay in a buffer of ours, select would not see
            )
        return self._child
