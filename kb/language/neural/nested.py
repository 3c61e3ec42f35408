"""What somebody says that another has said: attributions inside the content of an attribution.

The model marks the outermost only, as its training texts do; inside, a verb of saying with a subject
before it and "that" behind it is plain enough.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kb.language.neural.subjects import before_auxiliaries, noun_ending
from kb.language.neural.words import Words
from kb.language.reading import Attribution, Name
from kb.records import Span
from kb.vocabulary import cues

#: Between the verb and "that" may stand whom it was said to: "told the Americans that".
_ADDRESSEE = 4
_FINITE = ("ed", "es", "ys", "ts", "ns", "ds", "said", "told", "wrote")


def nested(found: Sequence[Attribution], names: Sequence[Name], words: Words) -> Iterator[Attribution]:
    """The attributions inside the contents of what is said (not of what is only wanted or believed)."""
    starts = [name.span.start for name in names]
    tokens = [token.start for token in words.tokens]
    for one in found:
        if one.attitude or one.tentative:
            continue
        for piece in one.content:
            first, end = bisect_left(tokens, piece.start), bisect_left(tokens, piece.end)
            yield from _inside(words, first, end, (names, starts))


def _inside(
    words: Words, first: int, end: int, named: tuple[Sequence[Name], Sequence[int]]
) -> Iterator[Attribution]:
    for at in range(first + 1, end - 2):
        entry = cues().get((words.tokens[at].lower,))
        finite = words.tokens[at].text.endswith(_FINITE)  # "they insist" may be, "a request" is a noun
        if entry is None or entry.frame not in ("clause", "that") or not finite:
            continue
        that = _that(words, at, end)
        before = before_auxiliaries(words, at)
        named_there = any(n.span.start <= words.tokens[at].start < n.span.end for n in named[0])
        source = noun_ending(words, before, *named) if before >= first and not named_there else None
        if that is None or source is None or source.start < words.tokens[first].start:
            continue
        last = that
        while last + 1 < end and words.sentences[last + 1] == words.sentences[that]:
            last += 1
        while last > that and words.tokens[last].text in ".,;:\"”’'":
            last -= 1
        if last > that + 1:
            cue = Span(words.tokens[at].start, words.tokens[at].end)
            yield Attribution(source, cue, (words.span(that + 1, last + 1),), nested=True)


def _that(words: Words, cue: int, end: int) -> int | None:
    """Where "that" stands directly behind the cue or behind whom it was said to."""
    for at in range(cue + 1, min(cue + 1 + _ADDRESSEE, end)):
        if words.tokens[at].lower == "that":
            return at
        if not words.tokens[at].text[0].isalpha():
            return None
    return None
