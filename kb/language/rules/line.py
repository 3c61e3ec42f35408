"""A sentence prepared for the rules: tokens, which of them are names, which stand in quotation marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.language.reading import Name, Sentence
from kb.language.rules.words import (
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    is_adverb,
)
from kb.language.tokens import Token
from kb.records import Span
from kb.vocabulary.roles import role_words


class Noun(NamedTuple):
    """A noun phrase that can act or speak: tokens ``start`` to ``end``.

    ``kind``: name | role (the spokesman) | pronoun | other (the ministry).
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens of one sentence and their lower-case ``words``; ``quoted[i]``: in quotation marks."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    names: dict[int, tuple[int, Name]]
    quoted: tuple[bool, ...]

    def word(self, at: int) -> str:
        """The lower-case token at ``at``, or "" outside the sentence."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def span(self, start: int, end: int) -> Span:
        """The characters of tokens ``start`` to ``end``."""
        return Span(self.tokens[start].start, self.tokens[end - 1].end)

    def name_ending(self, end: int) -> tuple[int, Name] | None:
        """The name whose last token is just before ``end``: (its first token, the name)."""
        for start in range(end - 1, max(-1, end - 9), -1):
            found = self.names.get(start)
            if found and found[0] == end:
                return start, found[1]
        return None


def prepare(sentence: Sentence, names: Sequence[Name], quotes: Sequence[Span]) -> Line:
    """A Line from a sentence, the names in it and the quotations of its passage."""
    starts = {t.start: i for i, t in enumerate(sentence.tokens)}
    ends = {t.end: i + 1 for i, t in enumerate(sentence.tokens)}
    placed = {
        starts[n.span.start]: (ends[n.span.end], n)
        for n in names
        if n.span.start in starts and n.span.end in ends
    }
    inside = [q for q in quotes if q.overlaps(sentence.span)]
    quoted = tuple(any(q.start <= t.start < q.end for q in inside) for t in sentence.tokens)
    words = tuple(t.lower for t in sentence.tokens)
    return Line(sentence, sentence.tokens, words, placed, quoted if inside else (False,) * len(words))


def find_quotes(text: str, start: int, end: int) -> list[Span]:
    """What stands between quotation marks in a passage, without the marks.

    Marks that do not pair are harmless: an opening one without its close runs to the end of the
    passage (a quotation over several paragraphs), a closing one without its opening is passed over.
    """
    found, opened, closer = list[Span](), -1, ""
    for at in range(start, end):
        mark = text[at]
        if opened < 0:
            if mark in '"“«„':
                opened, closer = at + 1, {'"': '"', "“": "”", "«": "»", "„": "“”"}[mark]
            elif mark == "‘" and (at == start or not text[at - 1].isalnum()):
                opened, closer = at + 1, "’"
        elif mark in closer and not (mark == "’" and at + 1 < end and text[at + 1].isalnum()):
            if at > opened:
                found.append(Span(opened, at))
            opened = -1
    if opened >= 0 and closer in ("”", "»") and end > opened:
        found.append(Span(opened, end))
    return found


def noun_ending(line: Line, end: int) -> Noun | None:
    """The noun phrase that ends just before token ``end``, titles and determiner included."""
    if end <= 0:
        return None
    if name := line.name_ending(end):
        return Noun(_left_edge(line, name[0]), end, "name")
    word = line.word(end - 1)
    if word in PRONOUNS:
        return Noun(end - 1, end, "pronoun")
    if role := _role_ending(line, end):
        return Noun(_left_edge(line, role), end, "role")
    if word.isalpha() and word not in PREPOSITIONS and word not in DETERMINERS and not is_adverb(word):
        edge = _left_edge(line, end - 1)
        if line.word(edge) in DETERMINERS or _possessive_before(line, edge):
            return Noun(edge, end, "other")
    return None


def _role_ending(line: Line, end: int) -> int | None:
    roles = role_words()
    for n in (4, 3, 2, 1):
        if end - n >= 0 and line.words[end - n : end] in roles:
            return end - n
    return None


def _left_edge(line: Line, start: int) -> int:
    """Walk left over adjectives, titles and possessors to the determiner, at most eight tokens."""
    edge = start
    while edge > 0 and start - edge < 8:
        word = line.word(edge - 1)
        if name := line.name_ending(edge):
            edge = name[0]
        elif word == "'s" and edge > 1:
            edge -= 1
        elif word in DETERMINERS:
            return edge - 1
        elif word == "-" or (
            word.isalpha()
            and word not in PREPOSITIONS
            and not is_adverb(word)
            and _is_modifier(line, edge - 1)
        ):
            edge -= 1
        else:
            break
    return edge


def _is_modifier(line: Line, at: int) -> bool:
    """A word that can stand before a noun: a capitalised title, a role, or an adjective."""
    word = line.tokens[at]
    if word.text[0].isupper() and at > 0:
        return True
    if (word.lower,) in role_words() or word.lower in _ADJECTIVES:
        return True
    for back in range(at - 1, max(-1, at - 5), -1):
        before = line.word(back)
        if before in ("the", "a", "an", "his", "her", "its", "their") or before == "'s":
            return True
        if not before.isalpha() or before in PREPOSITIONS or before in ("that", "and", "who"):
            return False
    return False


_ADJECTIVES = frozenset(
    "senior junior top foreign defence defense deputy former chief special outgoing new acting military "
    "government presidential state unnamed western eastern local human rights two three several some "
    "prime interior finance national security press party opposition rebel".split()
)


def _possessive_before(line: Line, at: int) -> bool:
    return line.word(at + 1) == "'s" if at + 1 < len(line.tokens) else False
