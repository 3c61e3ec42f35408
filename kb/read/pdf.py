"""PDF files, as far as they hold text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from kb.errors import UserError
from kb.read.metadata import Metadata
from kb.read.pages import article_of
from kb.read.source import Problem, Source
from kb.records import Article

_MOST_PAGES = 200


def is_pdf(source: Source) -> bool:
    """True of PDF."""
    return source.head.lstrip().startswith(b"%PDF")


def read_pdf(source: Source) -> Iterator[Article | Problem]:
    """The text of all pages as one article; its date is not taken from the file, which says when it was made."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        import io

        reader = PdfReader(io.BytesIO(source.data()))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError(f"{source.name} is locked with a password.", "Save it without one.")
        pages = [page.extract_text() or "" for page in reader.pages[:_MOST_PAGES]]
        title = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ValueError, KeyError, RecursionError, AttributeError, TypeError, IndexError) as error:
        raise UserError(
            f"{source.name} is a PDF that could not be read ({type(error).__name__}).",
            "Save its text as .txt.",
        ) from error
    text = "\n\n".join(pages)
    paragraphs = [
        " ".join(p.split()) for p in re.split(r"\n\s*\n", re.sub(r"-\n(?=[a-z])", "", text)) if p.strip()
    ]
    if not paragraphs:
        raise UserError(f"{source.name} is a PDF without text, perhaps a scan.", "Save its text as .txt.")
    first, *rest = paragraphs
    if rest and len(first) <= 200 and not title:
        title, paragraphs = first, rest
    yield article_of(paragraphs, Metadata(title=title or None), source)
