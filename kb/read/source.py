"""A document as bytes: its name, its beginning, all of it within a limit, or a stream."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any, NamedTuple

from kb.errors import UserError
from kb.read.decode import MAX_BYTES, decode, too_long
from kb.records import Article

#: Bytes by which a document's kind is told.
_HEAD = 4096


class Problem(NamedTuple):
    """Something in a document that gave no article: where it is and what is wrong with it."""

    name: str
    error: UserError


class Elsewhere(NamedTuple):
    """Something whose whole text is at a web address: an entry of a feed, a line of a sitemap.

    ``instead`` is what is taken if the address is not fetched.
    """

    name: str
    address: str
    instead: Article | Problem


class Part(NamedTuple):
    """A part of a file: its bytes from ``start`` to ``end`` (None: to the last), and of which number its
    first line or record is.
    """

    start: int = 0
    end: int | None = None
    first: int = 1


class Stretch(io.RawIOBase):
    """The bytes of a part as if the file held no others; it closes the file with itself.

    No read goes over a multiple of its size in the file, so that who reads in blocks meets the blocks of the
    whole file: on them depends what warcio makes of damage.
    """

    def __init__(self, file: IO[bytes], part: Part) -> None:
        self._file, self._end = file, part.end
        file.seek(part.start)

    def readable(self) -> bool:
        """True: it is for reading only."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the block reaches; returns how many bytes were read."""
        size, at = len(buffer), self._file.tell()
        size -= at % size if size else 0
        content = self._file.read(size if self._end is None else max(0, min(size, self._end - at)))
        buffer[: len(content)] = content
        return len(content)

    def tell(self) -> int:
        """Where in the file the next byte is."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file as well."""
        self._file.close()
        super().close()


@dataclass(frozen=True)
class Source:
    """A document: a file (``path``), or bytes that came from elsewhere (``content``).

    ``name`` is what failures and articles are called by; ``address`` the web address, if it has one;
    ``fields`` what the user says fields of records are called: ("text", "Body"); ``part`` what of a file is to
    be read, by readers that can begin in its midst. Of which kind it is, the beginning of the whole tells.
    """

    name: str
    path: Path | None = None
    content: bytes | None = None
    address: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    part: Part | None = None

    @cached_property
    def head(self) -> bytes:
        """The first bytes."""
        if self.content is not None:
            return self.content[:_HEAD]
        with self.stream() as stream:
            return stream.read(_HEAD)

    def stream(self) -> IO[bytes]:
        """The document from its beginning, to be closed; for readers of large files."""
        if self.content is not None:
            return io.BytesIO(self.content)
        assert self.path is not None
        try:
            if not self.path.is_file():
                raise UserError(f"{self.name} is not a regular file.", "Name a text file.")
            return self.path.open("rb")
        except OSError as error:
            reason = error.strerror or str(error)
            raise UserError(
                f"{self.name} could not be read ({reason}).", "Check the file and its permissions."
            ) from error

    def stretch(self) -> Stretch:
        """The part that is to be read (all of it, if there is none), without a buffer, to be closed."""
        return Stretch(self.stream(), self.part or Part())

    def data(self, limit: int = MAX_BYTES) -> bytes:
        """The whole document, if it is no longer than ``limit`` bytes; UserError if it is."""
        if self.content is not None:
            size = len(self.content)
        else:
            assert self.path is not None
            with self.stream() as stream:
                size = os.fstat(stream.fileno()).st_size
        if size > limit:  # refused by its size alone, without reading it
            raise too_long(self.name, size, limit)
        with self.stream() as stream:
            return stream.read(limit + 1)

    @cached_property
    def text(self) -> str:
        """The document as text; UserError if it is none."""
        return decode(self.data(), self.name)


def standard_input() -> Source:
    """What is piped into the program."""
    return Source("standard input", content=sys.stdin.buffer.read(MAX_BYTES + 1))
