"""Words that tell what somebody does in saying something: the speech acts of statements."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, get_args

from kb.records import Act
from kb.vocabulary.forms import verb_forms
from kb.vocabulary.tables import rows, values

Where = Literal["cue", "first", "content"]
ACTS: tuple[Act, ...] = get_args(Act)


@lru_cache(maxsize=3)
def act_words(where: Where) -> tuple[re.Pattern[str], dict[str, Act]]:
    """A pattern that finds the words of one place, the longest first, and what each of them does."""
    found: dict[str, Act] = {}
    for row in rows("acts.csv"):
        if row["where"] == where:
            act: Act = next(a for a in ACTS if a == row["act"])
            for words in values(row["words"]):
                for form in _forms(words) if where != "content" else [words]:
                    found.setdefault(form.lower(), act)
    any_of = "|".join(re.escape(words) for words in sorted(found, key=len, reverse=True))
    return re.compile(rf"\b(?:{any_of})\b", re.IGNORECASE), found


def _forms(words: str) -> list[str]:
    """Every form of the first word: also of a noun, whose wrong forms do no harm."""
    return [" ".join(form) for form in verb_forms(words.split())]
