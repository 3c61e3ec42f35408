"""A document as bytes: its name, its beginning, all of it within a limit, or a stream."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple

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


@dataclass(frozen=True)
class Source:
    """A document: a file (``path``), or bytes that came from elsewhere (``content``).

    ``name`` is what failures and articles are called by; ``address`` the web address, if it has one;
    ``fields`` what the user says fields of records are called: ("text", "Body").
    """

    name: str
    path: Path | None = None
    content: bytes | None = None
    address: str | None = None
    fields: tuple[tuple[str, str], ...] = ()

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
