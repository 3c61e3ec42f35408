"""WordPiece (BERT, uncased): a word to the numbers of its pieces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

UNKNOWN, CLS, SEP, MASK = 100, 101, 102, 103
#: A word of more pieces than this is cut: no name has so many, and no window must overflow.
_MOST = 20
_LONGEST = 100


class Pieces:
    """The pieces of words, remembered; ``vocabulary`` lists the pieces in the order of their numbers."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._known: dict[str, tuple[int, ...]] = {}

    def __call__(self, word: str) -> tuple[int, ...]:
        """At least one piece for any word, unknown signs included."""
        found = self._known.get(word)
        if found is None:
            found = self._split(word)
            if len(self._known) < 200_000:
                self._known[word] = found
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        pieces: list[int] = []
        for part in _parts(word):
            pieces += self._pieces_of(part)
        return tuple(pieces[:_MOST]) or (UNKNOWN,)

    def _pieces_of(self, part: str) -> list[int]:
        """Longest match first; a part that cannot be composed is one unknown piece."""
        if len(part) > _LONGEST:
            return [UNKNOWN]
        pieces, at = list[int](), 0
        while at < len(part):
            end = len(part)
            while end > at:
                number = self._numbers.get(part[at:end] if at == 0 else "##" + part[at:end])
                if number is not None:
                    break
                end -= 1
            else:
                return [UNKNOWN]
            pieces.append(number if number is not None else UNKNOWN)
            at = end
        return pieces


def _parts(word: str) -> Iterator[str]:
    """Lower case without accents, signs apart (as BERT's basic tokenizer does)."""
    current = ""
    for char in unicodedata.normalize("NFD", word.lower()):
        category = unicodedata.category(char)
        if category in ("Mn", "Cc", "Cf", "Co", "Cs") or char.isspace():
            continue
        if category[0] == "P" or char in "$+<=>^`|~" or _is_cjk(char):
            if current:
                yield current
            yield char
            current = ""
        else:
            current += char
    if current:
        yield current


def _is_cjk(char: str) -> bool:
    return "一" <= char <= "鿿" or "㐀" <= char <= "䶿" or "豈" <= char <= "﫿"
