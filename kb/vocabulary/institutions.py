"""Institutions that every state has, as news names them: "the French foreign ministry"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kb.vocabulary.tables import rows, values

#: Words that as often say what something else is like: "a military base", "opposition to the deal".
_ADJECTIVES = frozenset(
    "military police army navy parliament assembly opposition congress cabinet senate government regime "
    "administration".split()
)
_NO_NOUN = re.compile(
    r"[,.;:)’'”\"\n]|$|\s+(?:has|have|had|is|was|were|are|will|would|could|may|might|did|does|must|also|and|or|"
    r"but|that|which|who|whose|in|on|at|of|by|for|from|with|as|into|near|against|after|before|during|over|"
    r"since|until|while|when|not|said|says|told|met|held|took|sent|shot|began|went|came|gave|made|put|"
    r"voted?|votes|\w+ed|\w+ing)\b"
)


class Institution(NamedTuple):
    """A kind of institution: the name of a row for it (a template) and the states that need no naming."""

    kind: str
    name: str
    alone: frozenset[str]


@lru_cache(maxsize=1)
def institutions() -> dict[str, Institution]:
    """The words of ``institutions.csv``, lower case, to the institution that they mean."""
    found = {}
    for row in rows("institutions.csv"):
        one = Institution(row["kind"], row["name"], frozenset(values(row["alone"])))
        found.update(dict.fromkeys(values(row["words"]), one))
    return found


@lru_cache(maxsize=1)
def pattern() -> re.Pattern[str]:
    """Finds their ``words`` with ``the`` (an article before) and ``after`` ("in Moscow", "of Brazil")."""
    any_of = "|".join(re.escape(w) for w in sorted(institutions(), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<the>[Tt]he|[Ii]ts|[Hh]is|[Hh]er)\s+)?(?P<words>(?i:{any_of}))\b"
        r"(?:\s+(?:in|of)\s+(?P<after>[A-Z]\w+(?: [A-Z]\w+)?))?"
    )


def is_noun(words: str, text: str, end: int) -> bool:
    """False if the words, which end at ``end`` of the text, only describe the noun behind them."""
    return words.lower() not in _ADJECTIVES or _NO_NOUN.match(text, end) is not None
