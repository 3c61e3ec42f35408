"""Rounds of talks: which session of a series the words say a meeting is."""

from __future__ import annotations

import re

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ROUND = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<number>\d{{1,2}})(?:st|nd|rd|th)|"
    r"(?P<other>new|next|another|further|latest|fresh|final|last|previous|earlier|coming|more))"
    r"(?:\s+[\w-]+){0,2}?\s+(?:rounds?|sessions?)\b",
    re.IGNORECASE,
)


def round_of(words: str) -> int | None:
    """The number of the round that the words name: 2 for "the second round of talks"; 0 for a round without
    a number ("a new round"); None where no round is spoken of.
    """
    found = _ROUND.search(words)
    if found is None:
        return None
    if found["word"]:
        return _ORDINALS.index(found["word"].lower()) + 1
    return int(found["number"]) if found["number"] else 0
