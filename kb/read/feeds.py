"""RSS and Atom files: an article for each entry, with as much text as the feed gives."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

from kb.errors import UserError
from kb.read.metadata import Metadata
from kb.read.pages import article_of, paragraphs_of
from kb.read.source import Elsewhere, Problem, Source
from kb.records import Article

_FEED = re.compile(rb"<rss[\s>]|<feed[\s>][^>]*Atom|<feed[^>]+xmlns=|<rdf:RDF", re.IGNORECASE)
_LOCATION = re.compile(rb"<loc>\s*([^<]+?)\s*</loc>")
#: Words from which an entry is taken to be the whole article, not its beginning.
_WHOLE = 150
_SITEMAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)


def is_feed(source: Source) -> bool:
    """True of RSS, Atom and RDF feeds, and of sitemaps."""
    head = source.head.lstrip(b"\xef\xbb\xbf \r\n\t")
    return head.startswith(b"<") and bool(_FEED.search(head) or _SITEMAP.search(head))


def read_feed(source: Source) -> Iterator[Article | Problem | Elsewhere]:
    """The feed's entries; an entry without text is a problem of its own."""
    import feedparser

    if _SITEMAP.search(source.head):
        yield from _sitemap(source)
        return
    feed = feedparser.parse(source.data(), sanitize_html=False)
    if not feed.entries:
        why = f" ({feed.bozo_exception})" if feed.get("bozo") else ""
        raise UserError(f"{source.name} is a feed without entries{why}.", "Check that it was saved whole.")
    for number, entry in enumerate(feed.entries, 1):
        name = f"{source.name}, entry {number}"
        found: Article | Problem
        try:
            found = _article(entry, feed.feed, source, name)
        except UserError as error:
            found = Problem(name, error)
        link = entry.get("link") or ""
        short = isinstance(found, Problem) or len(found.text.split()) < _WHOLE
        yield Elsewhere(name, link, found) if short and link.startswith("http") else found


def _sitemap(source: Source) -> Iterator[Elsewhere]:
    """The addresses that a sitemap lists; those of an index of sitemaps are sitemaps again."""
    for number, address in enumerate(_LOCATION.findall(source.data()), 1):
        name = f"{source.name}, address {number}"
        words = unescape(address.decode("utf-8", "replace").strip())
        problem = UserError(
            f"{name} is {words}, which was not fetched.", "Use --follow to fetch what it lists."
        )
        yield Elsewhere(name, words, Problem(name, problem))


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
