"""Saved messages (.eml): newsletters and alerts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from kb.errors import UserError
from kb.read.metadata import Metadata
from kb.read.pages import article_of, paragraphs_of
from kb.read.source import Problem, Source
from kb.records import Article

_HEADERS = re.compile(rb"^(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to)\s*:",
                      re.IGNORECASE | re.MULTILINE)  # fmt: skip


def is_mail(source: Source) -> bool:
    """True if the document begins with headers of a message, three of them at least."""
    head = source.head.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
    return bool(re.match(rb"^[A-Za-z-]+:\s?\S", head)) and len(_HEADERS.findall(head)) >= 3


def read_mail(source: Source) -> Iterator[Article | Problem]:
    """The message's text as an article."""
    message = BytesParser(policy=policy.default).parsebytes(source.data())
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain", "html"))
    try:
        text = str(body.get_content()) if body is not None else ""
    except (LookupError, ValueError, KeyError) as error:
        raise UserError(
            f"{source.name} is in an encoding that is not known ({error}).", "Save it as UTF-8."
        ) from error
    blocks = re.split(r"\n\s*\n", text) if body is None or body.get_content_type() == "text/plain" else [text]
    paragraphs = [p for block in blocks for p in paragraphs_of(re.sub(r"\n(?=\S)", " ", block))]
    if not paragraphs:
        raise UserError(f"{source.name} is a message without text.", "Save the article itself.")
    name, address = parseaddr(str(message.get("from", "")))
    published = _moment(str(message.get("date", "")))
    known = Metadata(
        title=" ".join(str(message.get("subject", "")).split()) or None,
        author=name or None,
        outlet=address.partition("@")[2] or None,
        published=published,
        basis="mail" if published else None,
    )
    yield article_of(paragraphs, known, source)


def _moment(words: str) -> str | None:
    try:
        return parsedate_to_datetime(words).strftime("%Y-%m-%dT%H:%M%:z") if words else None
    except (ValueError, TypeError):
        return None
