"""``python -m kb.read.child``: reads documents for another process, which may kill it at any time.

Standard input has pickled sources, standard output what is in each: ("one", article or problem) ..., then
("end", None), or ("refused", UserError) or ("broke", words). Both are framed by `send` and `receive`.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from contextlib import suppress
from typing import IO, Any

from kb.errors import UserError
from kb.read.readers import read_source

_HEAD = struct.Struct("<Q")


def send(stream: IO[bytes], content: Any) -> None:
    """Write an object so that `receive` can tell where it ends."""
    packed = pickle.dumps(content)
    view = memoryview(_HEAD.pack(len(packed)) + packed)
    while view:
        view = view[stream.write(view) or 0 :]
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next object; EOFError where there is none."""
    (size,) = _HEAD.unpack(_exactly(stream, _HEAD.size))
    return pickle.loads(_exactly(stream, size))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    """So many bytes: a pipe gives what it has."""
    pieces = bytearray()
    while len(pieces) < size:
        piece = stream.read(size - len(pieces))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def main() -> None:
    """Read until standard input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print must not get between
    _limit_memory(int(sys.argv[1]))
    while True:
        try:
            source = receive(sys.stdin.buffer)
        except EOFError:
            return
        try:
            for one in read_source(source):
                send(out, ("one", one))
            send(out, ("end", None))
        except UserError as error:
            send(out, ("refused", (error.problem, error.next_step)))
        except MemoryError:
            send(out, ("broke", "needs more memory than one document may have"))
        except Exception as error:
            send(out, ("broke", f"could not be read: {type(error).__name__}: {error}"))


def _limit_memory(size: int) -> None:
    """No more address space than so many bytes, where the system can be told so."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main()
