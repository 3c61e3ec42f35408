"""What the model reads at a time: whole passages with a little of what stands before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.language.neural.pieces import CLS, SEP
from kb.language.neural.words import Words

#: Pieces in a window at most, and how many of them may repeat what the window before has read.
LONGEST, CONTEXT = 160, 16
#: Beyond this many words from the trigger the second pass does not tell distances apart.
FARTHEST = 32


@dataclass(slots=True)
class Window:
    """Pieces with their features; ``words`` are read here, ``first`` are their first pieces.

    Pieces before the first of ``first`` are context: read, but not decided upon.
    """

    ids: list[int] = field(default_factory=lambda: [CLS])
    shapes: list[int] = field(default_factory=lambda: [0])
    quotes: list[int] = field(default_factory=lambda: [0])
    words: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)

    def add(self, words: Words, indexes: Sequence[int], *, decided: bool = True) -> None:
        """Append words and a separator."""
        for i in indexes:
            if decided:
                self.words.append(i)
                self.first.append(len(self.ids))
            pieces, case = words.pieces[i], words.shapes[i]
            self.ids += pieces
            self.shapes += [case, *[case + 10] * (len(pieces) - 1)]
            self.quotes += [words.quotes[i]] * len(pieces)
        self.ids.append(SEP)
        self.shapes.append(0)
        self.quotes.append(0)


def windows(words: Words, longest: int = LONGEST, context: int = CONTEXT) -> list[Window]:
    """Every word in exactly one window, passages whole where they fit, sentences where they do not."""
    found: list[Window] = []
    for start, end in _units(words, longest - context - 2):
        size = _size(words, start, end) + 1
        if not found or len(found[-1].ids) + size > longest:
            found.append(Window())
            before = _context(words, start, context)
            if before < start:
                found[-1].add(words, range(before, start), decided=False)
        found[-1].add(words, range(start, end))
    return found


def _size(words: Words, start: int, end: int) -> int:
    return sum(len(pieces) for pieces in words.pieces[start:end])


def _units(words: Words, longest: int) -> Iterator[tuple[int, int]]:
    """Stretches of words that belong in one window: passages, or sentences of a long passage."""
    for start, end in _runs(words.passages, 0, len(words.tokens)):
        if _size(words, start, end) <= longest:
            yield start, end
            continue
        begin, size = start, 0
        for first, last in _runs(words.sentences, start, end):
            for at, stop in _cut(words, first, last, longest):
                more = _size(words, at, stop)
                if size and size + more > longest:
                    yield begin, at
                    begin, size = at, 0
                size += more
        yield begin, end


def _runs(keys: Sequence[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = start
        while stop < end and keys[stop] == keys[start]:
            stop += 1
        yield start, stop
        start = stop


def _cut(words: Words, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """A sentence too long for any window, in pieces that fit."""
    begin, size = start, 0
    for i in range(start, end):
        if size and size + len(words.pieces[i]) > longest:
            yield begin, i
            begin, size = i, 0
        size += len(words.pieces[i])
    yield begin, end


def _context(words: Words, start: int, most: int) -> int:
    """The first word of the sentence before ``start``, or as much of its end as fits."""
    at, size = start, 0
    while at > 0 and words.sentences[at - 1] == words.sentences[start - 1]:
        size += len(words.pieces[at - 1])
        if size > most - 1:
            break
        at -= 1
    return at


def distances(around: range, trigger: int) -> list[int]:
    """How far each word stands from the trigger's first, numbered from 0 (FARTHEST or more before it)."""
    return [min(max(k - trigger, -FARTHEST), FARTHEST) + FARTHEST for k in around]


def surroundings(words: Words, trigger: tuple[int, int], most: int = 40) -> range:
    """The words among which the second pass seeks participants: the trigger's sentence, or the
    ``most`` words of it around the trigger.
    """
    first, n = trigger[0], len(words.tokens)
    sentence = words.sentences[first]
    start, stop = first, first + 1
    while start > 0 and words.sentences[start - 1] == sentence:
        start -= 1
    while stop < n and words.sentences[stop] == sentence:
        stop += 1
    if stop - start > most:
        start = max(start, min(stop - most, first - most // 2))
    return range(start, min(stop, start + most))
