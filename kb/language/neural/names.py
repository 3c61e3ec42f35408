"""Names that the model finds, together with those that the vocabulary knows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from kb.language.names import find_names
from kb.language.neural.decode import Found
from kb.language.neural.labels import NAMES
from kb.language.neural.words import Words
from kb.language.reading import Name, Sentence
from kb.records import Span


def merge(sentences: Sequence[Sentence], words: Words, found: Sequence[Found]) -> tuple[Name, ...]:
    """Every name of the text, in order, none overlapping another.

    The model decides what is a name and of which type; where the vocabulary has a longer one it
    decides how far the name goes. A word that only the vocabulary takes for a name (a demonym,
    a figure of speech) can be linked, but has no type of its own: "other".
    """
    read = {words.span(f.first, f.end): NAMES[f.kind] for f in found}
    bare = {words.span(f.first, f.end): words.span(_after_article(words, f), f.end) for f in found}
    starts = [words.tokens[f.first].start for f in found]
    names = list[Name]()
    for name in find_names(sentences):
        if not name.known:
            continue
        touched = [s for s in _touching(found, starts, name.span, words) if s in read]
        if not touched:
            names.append(name._replace(type="other"))
        elif all(name.span.covers(bare[span]) for span in touched):
            kind = read[max(touched, key=lambda span: span.end - span.start)]
            for span in touched:
                del read[span]
            names.append(name._replace(type=kind))
    names += [Name(span, kind, False) for span, kind in read.items()]
    return tuple(sorted(names))


def _touching(found: Sequence[Found], starts: Sequence[int], span: Span, words: Words) -> list[Span]:
    """The found names (in order, with their ``starts``) that share a character with the span."""
    at = bisect_left(starts, span.end) - 1
    touching = []
    while at >= 0 and (one := words.span(found[at].first, found[at].end)).end > span.start:
        touching.append(one)
        at -= 1
    return touching


def _after_article(words: Words, found: Found) -> int:
    """The first word of a name behind a leading "the": the Kremlin is the Kremlin."""
    return found.first + (found.end - found.first > 1 and words.tokens[found.first].lower == "the")
