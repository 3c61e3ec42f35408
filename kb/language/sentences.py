"""A text to its sentences with their words: what every engine starts from."""

from __future__ import annotations

from collections.abc import Sequence

from kb.language.reading import Sentence
from kb.language.tokens import split_sentences, tokenize
from kb.records import Passage, Span


def segment(text: str, passages: Sequence[Passage] | None = None) -> tuple[Sentence, ...]:
    """The sentences of a text, in order; none crosses a passage.

    ``passages`` tell the parts apart (a title is not a sentence of the lead); without them every
    block between blank lines is a body passage.
    """
    parts = tuple(passages) if passages is not None else paragraphs(text)
    found = []
    for index, passage in enumerate(parts):
        for span in split_sentences(text, passage.start, passage.end):
            tokens = tuple(tokenize(text, *Span(*span)))
            if tokens:
                found.append(Sentence(span, tokens, index, passage.kind))
    return tuple(found)


def paragraphs(text: str) -> tuple[Passage, ...]:
    """Every block between blank lines as a body passage."""
    found, start = [], 0
    for block in text.split("\n\n"):
        if block.strip():
            found.append(Passage("body", start, start + len(block)))
        start += len(block) + 2
    return tuple(found)
