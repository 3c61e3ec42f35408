"""Words for people by what they do."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kb.vocabulary.tables import rows

_TOKEN = re.compile(r"[\w-]+|[^\w\s]")


class Role(NamedTuple):
    """An office of the vocabulary ("" if the words mean none) and the field: public or private life."""

    office: str
    field: str


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Lower-case words (singular) to what they mean."""
    return {row["words"]: Role(row["office"], row["field"] or "public") for row in rows("roles.csv")}


@lru_cache(maxsize=1)
def role_words() -> dict[tuple[str, ...], str]:
    """Words for people by what they do (singular and plural) to the office they mean, or ""."""
    found = {}
    for words, role in roles().items():
        parts = words.replace("-", " - ").split()
        found[tuple(parts)] = role.office
        plural = {"man": "men", "woman": "women", "spokesman": "spokesmen", "person": "people"}
        last = parts[-1]
        found[(*parts[:-1], plural.get(last, last + "s"))] = role.office
    return found


@lru_cache(maxsize=20_000)
def offices_in(words: str) -> tuple[str, ...]:
    """The offices that some words name, in order; where the vocabulary has no term the word itself."""
    found, at, known = list[str](), 0, roles()
    tokens = _TOKEN.findall(words.lower().replace("\u2019", "'"))
    while at < len(tokens):
        for n in (4, 3, 2, 1):
            phrase = " ".join(tokens[at : at + n])
            if at + n <= len(tokens) and (role := known.get(phrase)) is not None:
                found.append(role.office or phrase)
                at += n - 1
                break
        at += 1
    return tuple(found)


def field_of(office: str | None) -> str | None:
    """public | private: in which field somebody with this office is known; None for no office."""
    if office is None:
        return None
    role = roles().get(office)
    return role.field if role else "public"
