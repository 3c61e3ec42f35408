"""The readers that come with kb, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Iterator

from kb.read import archives, feeds, mail, pages, pdf, tables
from kb.read.clippings import read_clippings
from kb.read.readers import Reader, hookimpl
from kb.read.source import Elsewhere, Problem, Source
from kb.records import Article


@hookimpl
def register_readers() -> list[Reader]:
    """Archives first, then what has a clear beginning; what is left is text."""
    return [
        Reader("gzip", archives.is_gzip, archives.read_gzip),
        Reader("warc", archives.is_warc, archives.read_warc),
        Reader("wacz", archives.is_wacz, archives.read_wacz),
        Reader("pdf", pdf.is_pdf, pdf.read_pdf),
        Reader("mail", mail.is_mail, mail.read_mail),
        Reader("feed", feeds.is_feed, feeds.read_feed),
        Reader("html", pages.is_page, pages.read_page),
        Reader("json", tables.is_json, tables.read_json),
        Reader("csv", tables.is_csv, tables.read_csv),
        Reader("text", lambda source: True, _read_text),
    ]


def _read_text(source: Source) -> Iterator[Article | Problem | Elsewhere]:
    yield from read_clippings(source.text, source.name)
