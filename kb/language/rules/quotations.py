"""Attributed words in quotation marks: how far they go, and quotations that stand alone."""

from __future__ import annotations

from collections.abc import Sequence

from kb.language.reading import Attribution
from kb.language.rules.line import Line
from kb.records import Span

#: A shorter quotation is a word or two held at arm's length, not a statement.
_SHORTEST = 12


def to_quote(text: str, span: Span, quotes: Sequence[Span]) -> Span:
    """A content that begins inside a quotation runs to where the quotation ends."""
    for quote in quotes:
        if quote.start <= span.start < quote.end and span.end < quote.end:
            end = quote.end
            while end > span.start and not text[end - 1].isalnum() and text[end - 1] not in ")?!%":
                end -= 1
            return Span(span.start, max(end, span.end))
    return span


def bare_quotes(
    line: Line, quotes: Sequence[Span], found: Sequence[Attribution], anyone_spoke: bool
) -> list[Attribution]:
    """Whole sentences in quotation marks without a cue: the speaker before goes on."""
    if not anyone_spoke or not found:
        return []
    bare = []
    for quote in quotes:
        covered = any(quote.overlaps(c) for a in found for c in a.content)
        inside = line.sentence.span.start <= quote.start <= line.sentence.span.start + 2
        if inside and not covered and quote.end - quote.start >= _SHORTEST:
            end = quote.end - 1 if line.sentence.span.end >= quote.end else quote.end
            bare.append(Attribution(None, None, (Span(quote.start, max(end, quote.start + 1)),), True))
    return bare
