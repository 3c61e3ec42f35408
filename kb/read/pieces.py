"""Large files in pieces that can be read apart from one another, by several processes at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb.errors import UserError
from kb.read import archives, tables
from kb.read.decode import MAX_BYTES
from kb.read.inputs import Defaults, Reach, read_reaching
from kb.read.readers import readers
from kb.read.source import Part, Problem, Source
from kb.records import Article

#: Articles in a piece: the engine reads so many in a second, and to begin a piece costs a millisecond.
SIZE = 32
#: A long article as JSON, in bytes.
_LINE = 8_000
#: Kinds of documents of which one usually holds many articles.
_MANY = frozenset({"json", "csv", "feed", "gzip", "wacz"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file that can be read by itself: its bytes from ``start`` to ``end`` (None: to the last).

    ``name`` is what failures call the document, ``first`` the number of its first line or record, ``fields``
    as in `Source`, ``about`` how many articles are expected in it.
    """

    name: str
    path: str
    start: int = 0
    end: int | None = None
    first: int = 1
    fields: tuple[tuple[str, str], ...] = ()
    about: int = 1

    @property
    def source(self) -> Source:
        """The piece as a document that readers read."""
        whole = self.start == 0 and self.end is None
        part = None if whole else Part(self.start, self.end, self.first)
        return Source(self.name, Path(self.path), fields=self.fields, part=part)


def pieces(
    path: str, name: str, fields: tuple[tuple[str, str], ...] = (), size: int = SIZE
) -> Iterator[Piece]:
    """The pieces of a file in their order, each as soon as it is found, of about ``size`` articles.

    JSON lines are cut at line ends, web archives where records begin; any other file is one piece, and so is
    what cannot be read (which reading it tells). Read one after the other they give what the whole file gives.
    """
    return split(Piece(name, path, fields=fields), size)


def split(piece: Piece, size: int = 1) -> Iterator[Piece]:
    """A piece in smaller ones, which together give what it gives."""
    source, begins, about = piece.source, Part(piece.start, None, piece.first), 0
    for number, (start, articles) in enumerate(_units(source), piece.first):
        if articles and about >= size:
            yield replace(piece, start=begins.start, end=start, first=begins.first, about=about)
            begins, about = Part(start, None, number), 0
        about += articles
    yield replace(piece, start=begins.start, first=begins.first, about=about or _expected(source))


def read_piece(
    piece: Piece,
    defaults: Defaults,
    today: date | None = None,
    reach: Reach = Reach(),  # noqa: B008  # frozen, so safe to share
) -> Iterator[Article | Problem]:
    """The articles of a piece, and what in it is none, as `read_each` gives them of a whole document."""
    yield from read_reaching(piece.source, defaults, reach, today)


def place(piece: Piece) -> str:
    """What a failure calls a piece of one article: the document, or the line or record at which it begins."""
    if piece.source.part is None:
        return piece.name
    return f"{piece.name}, {'record' if archives.is_warc(piece.source) else 'line'} {piece.first}"


def _units(source: Source) -> Iterator[tuple[int, int]]:
    """Where each line or record begins, and how many articles its work is worth (0: no piece begins there)."""
    with suppress(UserError, OSError):  # whoever reads the file tells what is wrong with it
        read = next(reader.read for reader in readers() if reader.recognises(source))
        if read is tables.read_json and tables.is_lines(source):
            begin = source.part.start if source.part else 0
            for line in tables.lines_of(source):
                yield begin, 1 + len(line) // _LINE
                begin += len(line)
        elif read is archives.read_warc:
            for begin, is_page in archives.records_of(source):
                yield begin, int(is_page)


def _expected(source: Source) -> int:
    """How many articles a whole file may hold."""
    with suppress(UserError, OSError):
        if next(reader.name for reader in readers() if reader.recognises(source)) in _MANY:
            assert source.path is not None
            return max(1, min(source.path.stat().st_size, MAX_BYTES) // _LINE)
    return 1
