"""English inflection for the vocabularies: people write the base form, the loader makes the rest."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kb.vocabulary.tables import rows

_VOWELS = "aeiou"


@lru_cache(maxsize=1)
def _irregular() -> dict[str, tuple[str, str]]:
    """Base form to (past tense, past participle)."""
    return {r["base"]: (r["past"], r["participle"]) for r in rows("irregular_verbs.csv")}


@lru_cache(maxsize=1)
def past_tenses() -> frozenset[str]:
    """The irregular past tenses that are no base form as well ("threw", not "put")."""
    verbs = _irregular()
    return frozenset(past for past, _ in verbs.values()) - verbs.keys()


def lengths_by_first_word(entries: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """For each first word of some word sequences, the lengths to try, longest first."""
    found: dict[str, set[int]] = {}
    for words in entries:
        found.setdefault(words[0], set()).add(len(words))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def verb_forms(words: list[str]) -> list[tuple[str, ...]]:
    """Every form of a verb (base form first, then -s, past, participle, -ing), with its particles."""
    base, rest = words[0], tuple(words[1:])
    past, participle = _irregular().get(base) or (regular_past(base), regular_past(base))
    forms = dict.fromkeys([base, third_person(base), past, participle, gerund(base)])
    return [(form, *rest) for form in forms]


def noun_forms(words: list[str]) -> list[tuple[str, ...]]:
    """Singular and plural of a noun (the last word is the one that changes)."""
    *rest, noun = words
    return [(*rest, form) for form in dict.fromkeys([noun, third_person(noun)])]


def third_person(base: str) -> str:
    """``sign`` -> ``signs``; also the regular plural of nouns."""
    if base.endswith(("s", "x", "z", "ch", "sh")) or base == "go":
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return {"have": "has", "be": "is"}.get(base, base + "s")


def regular_past(base: str) -> str:
    """``sign`` -> ``signed``, ``deny`` -> ``denied``, ``ban`` -> ``banned``."""
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    return (base + base[-1] if _doubles(base) else base) + "ed"


def gerund(base: str) -> str:
    """``sign`` -> ``signing``, ``ban`` -> ``banning``, ``lie`` -> ``lying``."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return (base + base[-1] if _doubles(base) else base) + "ing"


#: Verbs of more than one syllable that are stressed on the last and so double their consonant.
_STRESSED_LAST = frozenset(
    "admit commit concur confer defer deter expel impel occur permit prefer refer regret rebut repel "
    "submit transfer compel control patrol".split()
)


def _doubles(base: str) -> bool:
    if len(base) < 3 or base[-1] in _VOWELS + "wxy" or base[-2] not in _VOWELS or base[-3] in _VOWELS:
        return False
    syllables = sum(
        1 for i, c in enumerate(base) if c in _VOWELS + "y" and (i == 0 or base[i - 1] not in _VOWELS)
    )
    return syllables == 1 or base in _STRESSED_LAST
