"""RSS and Atom files: an article for each entry, with as much text as the feed gives."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from kb.errors import UserError
from kb.read.metadata import Metadata
from kb.read.pages import article_of, paragraphs_of
from kb.read.source import Problem, Source
from kb.records import Article

_FEED = re.compile(rb"<rss[\s>]|<feed[\s>][^>]*Atom|<feed[^>]+xmlns=|<rdf:RDF", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)


def is_feed(source: Source) -> bool:
    """True of RSS, Atom and RDF feeds, and of sitemaps."""
    head = source.head.lstrip(b"\xef\xbb\xbf \r\n\t")
    return head.startswith(b"<") and bool(_FEED.search(head) or _SITEMAP.search(head))


def read_feed(source: Source) -> Iterator[Article | Problem]:
    """The feed's entries; an entry without text is a problem of its own."""
    import feedparser

    if _SITEMAP.search(source.head):
        raise UserError(
            f"{source.name} is a sitemap: it lists addresses and holds no text.",
            "Save its pages, or read its feed instead.",
        )
    feed = feedparser.parse(source.data(), sanitize_html=False)
    if not feed.entries:
        why = f" ({feed.bozo_exception})" if feed.get("bozo") else ""
        raise UserError(f"{source.name} is a feed without entries{why}.", "Check that it was saved whole.")
    for number, entry in enumerate(feed.entries, 1):
        name = f"{source.name}, entry {number}"
        try:
            yield _article(entry, feed.feed, source, name)
        except UserError as error:
            yield Problem(name, error)


def _article(entry: Any, feed: Any, source: Source, name: str) -> Article:
    bodies = [c.get("value", "") for c in entry.get("content", [])] + [entry.get("summary", "")]
    paragraphs = paragraphs_of(max(bodies, key=len))
    link = entry.get("link")
    host = re.match(r"https?://(?:www\.)?([^/:]+)", link or "")
    if not paragraphs:
        raise UserError(
            f"{name} has a title and no text.", f"Save the page{f' {link}' if link else ''} instead."
        )
    known = Metadata(
        title=" ".join(" ".join(paragraphs_of(entry.get("title", ""))).split()) or None,
        author=entry.get("author"),
        outlet=host[1] if host else feed.get("title"),
        url=link,
        published=_moment(dict.get(entry, "published_parsed")),  # feedparser's own would take the other
        modified=_moment(dict.get(entry, "updated_parsed")),
        language=(feed.get("language") or "")[:2].lower() or None,
    )
    known.basis = "feed" if known.published else None
    return article_of(paragraphs, known, Source(name, content=b"", address=source.address))


def _moment(parsed: Any) -> str | None:
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).strftime("%Y-%m-%dT%H:%M+00:00")
    except (ValueError, OverflowError):
        return None
