"""Institutions that every state has, as news names them: "the French foreign ministry"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kb.vocabulary.tables import rows, values


class Institution(NamedTuple):
    """The title of an institution ("Ministry of Foreign Affairs ({country})") and its words.

    ``pattern`` finds them, with ``the`` (an article before) and ``after`` ("in Moscow", "of Brazil").
    """

    name: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def institutions() -> tuple[Institution, ...]:
    """Every institution of ``institutions.csv``."""
    found = []
    for row in rows("institutions.csv"):
        words = values(row["words"])
        any_of = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
        pattern = re.compile(
            rf"\b(?:(?P<the>[Tt]he|[Ii]ts)\s+)?(?i:{any_of})\b"
            r"(?:\s+(?:in|of)\s+(?P<after>[A-Z]\w+(?: [A-Z]\w+)?))?"
        )
        found.append(Institution(row["name"], tuple(words), pattern))
    return tuple(found)
