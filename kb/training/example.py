"""A training text with what is annotated in it, by character; and the same by word."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kb.language.neural.labels import NAMES, PARTS
from kb.language.neural.pieces import Pieces
from kb.language.neural.words import Words, lay_out
from kb.language.reading import NameType
from kb.language.sentences import segment
from kb.records import Passage, Span

#: The label of a word whose class is not known: it teaches nothing.
UNKNOWN = -100


@dataclass(frozen=True, slots=True)
class Quoted:
    """An attribution: content in one or more pieces, with source and cue where there are any."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A trigger with its accepted types; ``parts`` are (role, words), None where not annotated."""

    trigger: Span
    types: tuple[int, ...]
    status: int
    parts: tuple[tuple[int, Span], ...] | None


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what is known of it. None means that nothing is known, () that there is nothing.

    ``unknown`` are stretches where the absence of a label means nothing (per head); ``open_names``
    that names of no listed type may be unmarked names of type "other".
    """

    name: str
    text: str
    passages: tuple[Passage, ...]
    statements: tuple[Quoted, ...] | None = None
    attitudes: tuple[Quoted, ...] | None = None
    names: tuple[tuple[Span, NameType], ...] | None = None
    events: tuple[Event, ...] | None = None
    unknown: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    open_names: bool = False


@dataclass(slots=True)
class Labelled:
    """An example by word: label arrays are lists as long as ``words`` has words."""

    name: str
    words: Words
    statements: list[list[int]]
    attitudes: list[list[int]]
    names: list[int]
    triggers: list[int]
    events: list[tuple[tuple[int, int], Event, list[tuple[int, int, int]] | None]]
    open_names: bool


class _Places:
    """Characters to words."""

    def __init__(self, words: Words) -> None:
        self._starts = [t.start for t in words.tokens]
        self._ends = [t.end for t in words.tokens]

    def words(self, span: Span) -> tuple[int, int] | None:
        """The words that share a character with the span."""
        first = bisect.bisect_right(self._ends, span.start)
        end = bisect.bisect_left(self._starts, span.end)
        return (first, end) if first < end else None


def label(example: Example, pieces: Pieces) -> Labelled:
    """The example with a label for each word and head."""
    words = lay_out(segment(example.text, example.passages), pieces)
    places, n = _Places(words), len(words.tokens)
    statements = _attributions(example.statements, places, n)
    attitudes = _attributions(example.attitudes, places, n)
    names = [UNKNOWN if example.names is None else 0] * n
    for span, kind in example.names or ():
        _mark(names, places.words(span), 1 + 2 * NAMES.index(kind))
    triggers = [UNKNOWN if example.events is None else 0] * n
    events = []
    for stretch in example.unknown.get("triggers", ()):
        _fill(triggers, places.words(stretch))
    for event in example.events or ():
        where = places.words(event.trigger)
        if where is None:
            continue
        _mark(triggers, where, 1)
        parts = None
        if event.parts is not None:
            found = [(role, places.words(span)) for role, span in event.parts]
            parts = [(role, *range_) for role, range_ in found if range_]
        events.append((where, event, parts))
    for head, rows in (("statements", statements), ("attitudes", attitudes)):
        for stretch in example.unknown.get(head, ()):
            for i in range(*(places.words(stretch) or (0, 0))):
                rows[i] = [UNKNOWN] * len(PARTS)
    return Labelled(example.name, words, statements, attitudes, names, triggers, events, example.open_names)


def _attributions(found: Sequence[Quoted] | None, places: _Places, n: int) -> list[list[int]]:
    """Words x parts: 0 outside, 1 begin, 2 inside."""
    if found is None:
        return [[UNKNOWN] * len(PARTS) for _ in range(n)]
    rows = [[0] * n for _ in PARTS]
    for one in found:
        for part, spans in zip(rows, ((one.source,), (one.cue,), one.content), strict=True):
            for span in spans:
                _mark(part, places.words(span) if span else None, 1)
    return [list(row) for row in zip(*rows, strict=True)]


def _mark(labels: list[int], where: tuple[int, int] | None, begin: int) -> None:
    if where:
        labels[where[0]] = begin
        labels[where[0] + 1 : where[1]] = [begin + 1] * (where[1] - where[0] - 1)


def _fill(labels: list[int], where: tuple[int, int] | None) -> None:
    for i in range(*(where or (0, 0))):
        labels[i] = UNKNOWN


def rewrite(example: Example, changes: Iterable[tuple[Span, str]]) -> Example:
    """The example with stretches of its text replaced (none overlapping) and every span moved."""
    ordered = sorted(changes)
    starts, shifts, shift, out, at = list[int](), list[int](), 0, list[str](), 0
    for span, new in ordered:
        out += [example.text[at : span.start], new]
        at = span.end
        shift += len(new) - (span.end - span.start)
        starts.append(span.end)
        shifts.append(shift)
    out.append(example.text[at:])

    def move(offset: int) -> int:
        i = bisect.bisect_right(starts, offset)
        if i < len(ordered) and ordered[i][0].start < offset:  # inside a replaced stretch
            offset = ordered[i][0].start if offset < ordered[i][0].end else offset
        return offset + (shifts[i - 1] if i else 0)

    def span_of(span: Span) -> Span:
        return Span(move(span.start), move(span.end))

    def quoted(one: Quoted) -> Quoted:
        return Quoted(
            span_of(one.source) if one.source else None,
            span_of(one.cue) if one.cue else None,
            tuple(map(span_of, one.content)),
        )

    def event(one: Event) -> Event:
        parts = None if one.parts is None else tuple((role, span_of(s)) for role, s in one.parts)
        return replace(one, trigger=span_of(one.trigger), parts=parts)

    return replace(
        example,
        text="".join(out),
        passages=tuple(Passage(p.kind, *span_of(p.span)) for p in example.passages),
        statements=None if example.statements is None else tuple(map(quoted, example.statements)),
        attitudes=None if example.attitudes is None else tuple(map(quoted, example.attitudes)),
        names=None if example.names is None else tuple((span_of(s), k) for s, k in example.names),
        events=None if example.events is None else tuple(map(event, example.events)),
        unknown={head: tuple(map(span_of, spans)) for head, spans in example.unknown.items()},
    )
