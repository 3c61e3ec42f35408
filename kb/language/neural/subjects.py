"""Sources by the words around cues: what a model of spans cannot see is plain from the order of words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from kb.language.neural.words import Words
from kb.language.reading import Attribution, Name
from kb.records import Span


def with_subjects(
    found: Sequence[Attribution], names: Sequence[Name], words: Words
) -> tuple[Attribution, ...]:
    """The attributions with sources put right by the words around them.

    A source takes in the names that it cuts: "Sergei" of "Sergei Lavrov". A cue without a source gets
    the name, pronoun or definite noun directly before it; one behind a relative clause the noun that
    the clause describes ("Guaidó, whom some fifty countries recognise, had promised").
    """
    starts = [name.span.start for name in names]
    tokens = [token.start for token in words.tokens]
    done = []
    for one in found:
        if one.cue is not None:
            one = _by_order(one, words, bisect_left(tokens, one.cue.start), (names, starts))
        done.append(one._replace(source=_widened(one, names, starts)))
    return tuple(done)


def _by_order(
    one: Attribution, words: Words, cue: int, named: tuple[Sequence[Name], Sequence[int]]
) -> Attribution:
    at = before_auxiliaries(words, cue)
    clause = _relative_clause(words, at)
    if clause is None:
        return one if one.source else _with_source(one, _subject(words, at, cue, *named))
    start, noun = clause
    inside = one.source is not None and start < one.source.start < words.tokens[cue].start
    if one.source is None or inside:
        return _with_source(one, noun_ending(words, noun, *named) or one.source)
    return one


def _with_source(one: Attribution, source: Span | None) -> Attribution:
    taken = source is not None and any(source.overlaps(span) for span in one.content)
    return one if taken else one._replace(source=source)


#: What may stand between a subject and its verb.
_AUXILIARIES = frozenset(
    "has have had is was were are be been will would could may might must should do does did not never also "
    "then now later once still already just even often always first again 've n't 'd reportedly apparently "
    "publicly repeatedly flatly clearly strongly firmly".split()
)
_RELATIVES = frozenset("who whom which whose".split())
_LONGEST_CLAUSE = 40
_PRONOUNS = frozenset("he she it they who which i we you".split())
_PREPOSITIONS = frozenset("of by in to for with at from on as and or but than because that if".split())
_DETERMINERS = frozenset("the its his her their our my this that".split())


def before_auxiliaries(words: Words, cue: int) -> int:
    """The word before the cue and its auxiliaries, in the same sentence; -1 if there is none."""
    at = cue - 1
    while at >= 0 and words.sentences[at] == words.sentences[cue] and words.tokens[at].lower in _AUXILIARIES:
        at -= 1
    return at if at >= 0 and words.sentences[at] == words.sentences[cue] else -1


def _relative_clause(words: Words, at: int) -> tuple[int, int] | None:
    """Of a relative clause that ends with the comma at ``at``: where it starts, and the word before it."""
    if at < 0 or words.tokens[at].text != ",":
        return None
    for before in range(at - 1, 0, -1):
        if words.sentences[before] != words.sentences[at] or at - before > _LONGEST_CLAUSE:
            return None
        if words.tokens[before].lower in _RELATIVES and words.tokens[before - 1].text == ",":
            return words.tokens[before].start, before - 2
    return None


def _subject(words: Words, at: int, cue: int, names: Sequence[Name], starts: Sequence[int]) -> Span | None:
    """The subject of the cue, of which ``at`` is the word before."""
    if at < 0:
        return None
    if words.tokens[at].text == "," and words.tokens[cue].lower.endswith("ing"):
        return _first_subject(words, cue, names, starts)
    return noun_ending(words, at, names, starts)


def noun_ending(words: Words, at: int, names: Sequence[Name], starts: Sequence[int]) -> Span | None:
    """The name, pronoun or short noun phrase that ends with the word ``at``."""
    if at < 0:
        return None
    token, sentence = words.tokens[at], words.sentences[at]
    if token.lower in _PREPOSITIONS:
        return None
    if token.lower in _PRONOUNS:
        return words.span(at, at + 1)
    name = names[bisect_right(starts, token.start) - 1] if names else None
    if name and name.span.end == token.end:
        return name.span
    for first in range(at, max(at - 4, -1), -1):
        word = words.tokens[first]
        if word.lower in _DETERMINERS:
            return words.span(first, at + 1) if first < at else None
        if not word.text[0].isalpha() or words.sentences[first] != sentence:
            return None
    return None


def _first_subject(words: Words, cue: int, names: Sequence[Name], starts: Sequence[int]) -> Span | None:
    """The first name or pronoun of the sentence: whose clause a participle goes on with."""
    first = bisect_left(words.sentences, words.sentences[cue])
    for at in range(first, cue):
        token = words.tokens[at]
        name = names[bisect_right(starts, token.start) - 1] if names else None
        if name and name.span.start == token.start:
            behind = words.tokens[at + 1].text if name.span.end == token.end else ""
            return None if behind in ("'s", "’s") else name.span
        if token.lower in ("he", "she", "it", "they"):
            return words.span(at, at + 1)
    return None


def _widened(one: Attribution, names: Sequence[Name], starts: Sequence[int]) -> Span | None:
    source = one.source
    if source is None:
        return None
    for name in names[max(0, bisect_right(starts, source.start) - 1) : bisect_right(starts, source.end)]:
        cut = name.span.overlaps(source) and not source.covers(name.span)
        taken = any(name.span.overlaps(s) for s in (*one.content, *([one.cue] if one.cue else [])))
        if cut and not taken:
            source = Span(min(source.start, name.span.start), max(source.end, name.span.end))
    return source
