"""The words of a text as the model sees them: pieces, letter case, quotation state, where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.language.neural.pieces import Pieces
from kb.language.reading import Sentence
from kb.language.tokens import Token
from kb.records import Span

#: Quotation states: outside, opening mark, closing mark, inside.
OUTSIDE, OPENS, CLOSES, INSIDE = range(4)
_OPENING, _CLOSING = frozenset("“«„‟"), frozenset("”»")


@dataclass(frozen=True, slots=True)
class Words:
    """All words of a text in order, as parallel lists; ``passages`` and ``sentences`` hold indexes."""

    tokens: list[Token]
    pieces: list[tuple[int, ...]]
    shapes: list[int]
    quotes: list[int]
    sentences: list[int]
    passages: list[int]

    def span(self, first: int, end: int) -> Span:
        """The stretch of text from word ``first`` up to, but not including, word ``end``."""
        return Span(self.tokens[first].start, self.tokens[end - 1].end)


def lay_out(sentences: Sequence[Sentence], pieces: Pieces) -> Words:
    """The words of the sentences, with everything that the model is fed."""
    tokens, quotes, where, passages = list[Token](), list[int](), list[int](), list[int]()
    at = 0
    while at < len(sentences):
        end = at
        while end < len(sentences) and sentences[end].passage == sentences[at].passage:
            where += [end] * len(sentences[end].tokens)
            end += 1
        passage = [token for sentence in sentences[at:end] for token in sentence.tokens]
        tokens += passage
        quotes += quotation_states(passage)
        passages += [sentences[at].passage] * len(passage)
        at = end
    texts = [token.text for token in tokens]
    return Words(tokens, [pieces(t) for t in texts], [shape(t) for t in texts], quotes, where, passages)


@lru_cache(maxsize=200_000)
def shape(word: str) -> int:
    """The letter case of a word, 1 to 8 (the pieces are lower-cased)."""
    if any(c.isdigit() for c in word):
        return 6
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 7
    capitals = sum(c.isupper() for c in letters)
    if capitals == 0:
        return 1 if word.isalpha() else 8
    if capitals == len(letters):
        return 3 if len(letters) > 1 else 4
    return 2 if letters[0].isupper() and capitals == 1 else 5


def quotation_states(tokens: Sequence[Token]) -> list[int]:
    """For each token of one passage, whether it opens, closes or stands in a quotation.

    Marks need not be paired: an opening mark counts up to its closing mark or the end of the passage.
    """
    states, until = list[int](), ""
    for i, token in enumerate(tokens):
        mark = token.text
        if until and mark in until:
            states.append(CLOSES if mark != "'" or _ends_word(tokens, i) else INSIDE)
            until = "" if states[-1] == CLOSES else until
        elif not until and (closing := _closing(tokens, i)):
            until = closing
            states.append(OPENS)
        elif mark in _CLOSING:
            states.append(CLOSES)
        else:
            states.append(INSIDE if until else OUTSIDE)
    return states


def _closing(tokens: Sequence[Token], at: int) -> str:
    """The marks that end the quotation which the token opens; "" if it opens none."""
    mark = tokens[at].text
    if mark == '"':
        return '"”'
    if mark in _OPENING:
        return '”"»“' if mark == "„" else '”"»'
    if mark not in ("‘", "'", "`"):
        return ""
    before = at == 0 or tokens[at - 1].end < tokens[at].start
    touches = at + 1 < len(tokens) and tokens[at + 1].start == tokens[at].end
    return "’'" if before and touches else ""


def _ends_word(tokens: Sequence[Token], at: int) -> bool:
    """A straight single mark closes only where a blank or a sign follows it."""
    return at + 1 == len(tokens) or tokens[at + 1].start > tokens[at].end or not tokens[at + 1].text.isalnum()
