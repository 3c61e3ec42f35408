"""Web archives (WARC, WACZ) and packed files: each page in them is read by itself."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from kb.errors import UserError
from kb.read.decode import MAX_BYTES
from kb.read.readers import read_source
from kb.read.source import Elsewhere, Problem, Source
from kb.records import Article

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
    with source.stream() as stream:
        yield from _records(stream, source.name)
    if source.head.startswith(b"\x1f\x8b") and (problem := _cut(source)):
        yield problem


def _records(stream: IO[bytes] | Any, name: str) -> Iterator[Article | Problem | Elsewhere]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
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
            try:
                yield from read_source(page)
            except UserError as error:
                yield Problem(page.name, error)
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError, OSError) as error:
        problem = f"{name} is damaged after record {number} ({error})."
        yield Problem(name, UserError(problem, _CUT))


def _is_page(record: Any) -> bool:
    """True of an answer with a page in it; requests, pictures, scripts and redirects are passed over."""
    if record.rec_type not in ("response", "resource"):
        return False
    headers = record.http_headers
    if headers is None:
        return (record.rec_headers.get_header("Content-Type") or "").startswith("text/html")
    status, kind = headers.get_statuscode(), (headers.get_header("Content-Type") or "").lower()
    return status == "200" and ("html" in kind or "xml" in kind or kind.startswith("text/plain"))


def _cut(source: Source) -> Problem | None:
    """A packed archive whose last record is not whole; readers of WARC pass over that in silence."""
    try:
        with source.stream() as stream, gzip.open(stream) as packed:
            while packed.read(1 << 20):
                pass
    except (EOFError, OSError, zlib.error):
        return Problem(source.name, UserError(f"{source.name} is cut off.", _CUT))
    return None
