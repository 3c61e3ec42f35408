"""Web pages: the article's text without the page around it, and what the page says of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from kb.errors import UserError
from kb.read.clippings import DATELINE, ENDS_SENTENCE
from kb.read.metadata import Metadata, metadata_of
from kb.read.source import Problem, Source
from kb.read.writer import Writer
from kb.records import Article, fold

#: Bytes; a longer page is a dump, and would take half a minute.
MAX_PAGE = 5_000_000
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]", re.IGNORECASE)
_MARKUP = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*>\s*<(?:rss|feed|urlset|sitemapindex))", re.IGNORECASE
)


def is_page(source: Source) -> bool:
    """True of HTML: markup from the first byte, with one of a page's elements near the beginning."""
    head = source.head
    return bool(_MARKUP.match(head) and _PAGE.search(head)) or bool(
        re.match(rb"^\s*<(?:p|div|h1)[\s>]", head, re.IGNORECASE)
    )


def read_page(source: Source) -> Iterator[Article | Problem]:
    """The page's article; UserError where there is none."""
    data = source.data(MAX_PAGE)
    tree = _tree(data, source.name)
    known = metadata_of(tree, source.address)
    body = _body(tree, known, source.name)
    yield article_of(body, known, source)


def article_of(paragraphs: list[str], known: Metadata, source: Source) -> Article:
    """Paragraphs and metadata as an article."""
    writer, title = Writer(), known.title
    if title:
        writer.add("title", title)
    if known.subtitle:
        writer.add("subtitle", known.subtitle)
    begun, lead_seen = False, False
    for paragraph in paragraphs:
        if not begun and fold(paragraph) in (fold(title or ""), fold(known.site or "")):
            continue  # the headline again
        begun = True
        dateline = None if lead_seen else DATELINE.match(paragraph)
        if dateline:
            writer.add("dateline", paragraph[: dateline.end()].rstrip())
            paragraph = paragraph[dateline.end() :]
        heading = len(paragraph) <= 100 and lead_seen and not ENDS_SENTENCE.search(paragraph)
        writer.add("heading" if heading else "body" if lead_seen else "lead", paragraph)
        lead_seen = True
    if not lead_seen:
        raise UserError(
            f"{source.name} is a page without an article's text.", "Check the address or the file."
        )
    return Article(
        text=writer.text,
        passages=tuple(writer.passages),
        input=source.name,
        title=title,
        subtitle=known.subtitle,
        source=known.outlet,
        published=known.published,
        published_basis=known.basis,
        modified=known.modified,
        author=known.author,
        url=known.url,
        language=known.language,
    )


def _tree(data: bytes, name: str) -> Any:
    from trafilatura import load_html

    tree = load_html(data)
    if tree is None:
        raise UserError(f"{name} is not a page that could be read.", "Save the page again, as HTML.")
    return tree


def _body(tree: Any, known: Metadata, name: str) -> list[str]:
    """The paragraphs of the article, by trafilatura."""
    from copy import deepcopy

    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found: Any = bare_extraction(deepcopy(tree), include_comments=False, with_metadata=False)
    text = found.text if found is not None else ""
    paragraphs = [" ".join(line.lstrip("-| ").split()) for line in (text or "").split("\n")]
    kept = [p for p in paragraphs if p]
    if not kept:
        raise UserError(f"{name} is a page without an article's text.", "Check the address or the file.")
    return kept


def paragraphs_of(markup: str) -> list[str]:
    """The paragraphs of a fragment of HTML (a feed's content, a field of a dump), or of plain text."""
    if not re.search(r"<\w+[^>]*>|&\w+;", markup):
        return [" ".join(p.split()) for p in re.split(r"\n\s*\n|\n", markup) if p.strip()]
    from lxml import html

    blocks = re.sub(
        r"(?i)<(?:/?(?:p|div|li|h\d|blockquote|tr|ul|ol|table|section)|br)\b[^>]*>", "\n\n", markup
    )
    try:
        text = html.fromstring(f"<div>{blocks}</div>").text_content()
    except (ValueError, html.etree.ParserError):
        return []
    return [" ".join(p.split()) for p in text.split("\n\n") if p.strip()]
