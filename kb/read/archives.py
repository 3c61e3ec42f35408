"""Web archives (WARC, WACZ) and packed files: each page in them is read by itself."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

from kb.errors import UserError, defect
from kb.read.decode import MAX_BYTES
from kb.read.readers import read_source
from kb.read.source import Elsewhere, Problem, Source
from kb.records import Article

#: Types of records that may hold a page.
_PAGES = ("response", "resource")
#: What stands where a record begins, packed or not.
_BEGINS = (b"\x1f\x8b\x08", b"WARC/")
_CUT = "Fetch the archive again; what stood before the cut has been read."


def is_gzip(source: Source) -> bool:
    """True of a gzip file that is no web archive."""
    return source.head.startswith(b"\x1f\x8b") and not is_warc(source)


def is_warc(source: Source) -> bool:
    """True of a web archive, packed or not."""
    head = source.head
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def is_wacz(source: Source) -> bool:
    """True of a zip file with a web archive in it."""
    if not source.head.startswith(b"PK\x03\x04"):
        return False
    try:
        with source.stream() as stream, zipfile.ZipFile(stream) as packed:
            return any(name.startswith("archive/") for name in packed.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def read_gzip(source: Source) -> Iterator[Article | Problem | Elsewhere]:
    """What is packed, as if it had not been; not more than one document may be long."""
    try:
        with source.stream() as stream, gzip.open(stream) as packed:
            content = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(
            f"{source.name} is a gzip file that is cut off or damaged.", "Fetch it again."
        ) from error
    name = source.name.removesuffix(".gz")
    yield from read_source(Source(name, content=content, address=source.address, fields=source.fields))


def read_wacz(source: Source) -> Iterator[Article | Problem | Elsewhere]:
    """Every web archive in the file."""
    try:
        with source.stream() as stream, zipfile.ZipFile(stream) as packed:
            for name in sorted(packed.namelist()):
                if name.startswith("archive/") and not name.endswith("/"):
                    with packed.open(name) as inner:
                        yield from _records(inner, f"{source.name}/{name}")
    except (zipfile.BadZipFile, zlib.error) as error:
        raise UserError(f"{source.name} is a damaged zip file.", "Fetch it again.") from error


def read_warc(source: Source) -> Iterator[Article | Problem | Elsewhere]:
    """The pages of the archive in their order; a cut archive says so at its end."""
    with source.stretch() as stream:
        yield from _records(stream, source.name, source.part.first if source.part else 1)
    at_end = source.part is None or source.part.end is None
    if at_end and source.head.startswith(b"\x1f\x8b") and (problem := _cut(source)):
        yield problem


def records_of(source: Source) -> Iterator[tuple[int, bool]]:
    """Where each record begins, as far as the first damage, and whether a page may be in it that can be read from
    there: where several records are packed as one, there is no place to begin between them.
    """
    from warcio.archiveiterator import ArchiveIterator

    with (
        source.stretch() as stream,
        source.stream() as again,
        suppress(Exception),
    ):  # reading tells of the damage
        records = ArchiveIterator(stream)
        for record in records:
            begin = records.get_record_offset()
            again.seek(begin)
            yield begin, record.rec_type in _PAGES and again.read(5).startswith(_BEGINS)


def _records(stream: IO[bytes] | Any, name: str, first: int = 1) -> Iterator[Article | Problem | Elsewhere]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = first - 1
    try:
        for record in ArchiveIterator(stream):
            number += 1
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            if not _is_page(record):
                continue
            content = record.content_stream().read(MAX_BYTES + 1)
            page = Source(
                f"{name}, {address or f'record {number}'}", content=content, address=address or None
            )
            yield from _page(page)
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError, OSError, AttributeError) as error:
        # AttributeError: an answer that has lost its address, which warcio takes for granted.
        problem = f"{name} is damaged after record {number} ({error})."
        yield Problem(name, UserError(problem, _CUT))


def _page(page: Source) -> Iterator[Article | Problem | Elsewhere]:
    """What is in one page; one that breaks its reader is no damage of the archive."""
    try:
        yield from read_source(page)
    except UserError as error:
        yield Problem(page.name, error)
    except MemoryError:
        raise
    except Exception as error:
        yield Problem(page.name, defect(page.name, error))


def _is_page(record: Any) -> bool:
    """True of an answer with a page in it; requests, pictures, scripts and redirects are passed over."""
    if record.rec_type not in _PAGES:
        return False
    headers = record.http_headers
    if headers is None:
        return (record.rec_headers.get_header("Content-Type") or "").startswith("text/html")
    status, kind = headers.get_statuscode(), (headers.get_header("Content-Type") or "").lower()
    return status == "200" and ("html" in kind or "xml" in kind or kind.startswith("text/plain"))


def _cut(source: Source) -> Problem | None:
    """A packed archive whose last record is not whole; readers of WARC pass over that in silence.

    Of a part nothing before it is looked at: had that been damaged, the part would have begun there.
    """
    try:
        with io.BufferedReader(source.stretch()) as stream, gzip.open(stream) as packed:
            while packed.read(1 << 20):
                pass
    except (EOFError, OSError, zlib.error):
        return Problem(source.name, UserError(f"{source.name} is cut off.", _CUT))
    return None
