"""Spellings of one name: transliterations that a list cannot all hold (Zelensky, Zelenskyy, Zelenskiy)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from kb.vocabulary.actors import name_key, vocabulary
from kb.vocabulary.tables import rows, values

_NO_VOWELS = str.maketrans("qcwj", "kkvi", "aeiouyh'’-. ")
_ARTICLE = re.compile(r"^(?:al|el|ash|as|ad|an|ar|at|az)[- ]")
_TWICE = re.compile(r"(.)\1+")
#: How alike two words must be (rapidfuzz ratio, 0 to 100) beside having the same consonants.
_ALIKE = 78
_ALIKE_JOINED = 88


@lru_cache(maxsize=1)
def _variants() -> dict[str, str]:
    """Given names that are spelled in many ways, each to its first spelling."""
    return {word: one[0] for row in rows("spellings.csv") for one in [values(row["words"])] for word in one}


@lru_cache(maxsize=50_000)
def _plain(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, usual given names in one spelling, "al-" taken off."""
    low = name_key(name).lower().replace("-", " ").replace(".", " ").replace("'", "")
    words = [w for w in low.split() if w not in ("al", "el", "ash", "as", "ad", "ibn", "bin")]
    return tuple(_variants().get(w, w) for w in words)


def skeleton(name: str) -> str:
    """The consonants of a name: what transliterations of it have in common. Many names share one."""
    low = (name if name.isascii() else name_key(name)).lower()
    bare = low.replace("al-", "").replace("el-", "").translate(_NO_VOWELS)
    return _TWICE.sub(lambda match: match[1], bare) if _TWICE.search(bare) else bare


def same_spelling(one: str, other: str) -> bool:
    """True if two names may be transliterations of one another.

    Word for word they have the same consonants in the same order, and vowels that hardly differ:
    Peskov and Pskov have the first in common but not the second.
    """
    a, b = _plain(one), _plain(other)
    if len(a) != len(b):  # Abdel Fattah, Abdelfattah
        joined = ["".join(words) for words in (a, b)]
        return skeleton(one) == skeleton(other) and ratio(*joined) >= _ALIKE_JOINED
    return all(x == y or _is_variant(x, y) for x, y in zip(a, b, strict=True))


def _is_variant(one: str, other: str) -> bool:
    first = one[0] == other[0] or {one[0], other[0]} <= {"y", "i", "e", "j"}
    vowels = [len(re.findall("[aeiouy]+", w)) for w in (one, other)]
    return first and vowels[0] == vowels[1] and skeleton(one) == skeleton(other) and _alike(one, other)


def _alike(one: str, other: str) -> bool:
    return ratio(one, other) >= _ALIKE


@lru_cache(maxsize=1)
def _by_skeleton() -> dict[str, list[tuple[str, str]]]:
    """Consonants to (name, person id), for the full names of everyone in the vocabulary."""
    found: dict[str, list[tuple[str, str]]] = {}
    for person, names in vocabulary().people.items():
        for name in names:
            if " " in name:
                found.setdefault(skeleton(name), []).append((name, person))
    return found


def people_spelled_like(name: str) -> tuple[str, ...]:
    """The ids of the people one of whose full names is another spelling of this one."""
    near = _by_skeleton().get(skeleton(name), ()) if " " in name else ()
    return tuple(dict.fromkeys(person for known, person in near if same_spelling(known, name)))


@lru_cache(maxsize=1)
def _by_surname() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for person, names in vocabulary().people.items():
        for name in names:
            for key in surnames(name):
                people = found.setdefault(key, [])
                if person not in people:
                    people.append(person)
    return found


def people_named(surname: str) -> Sequence[str]:
    """The ids of the people of the vocabulary who have this surname."""
    return _by_surname().get(surname_key(surname), ())


def surname_key(name: str) -> str:
    """A surname without accents, capitals and a leading "al-"."""
    low = (name if name.isascii() else name_key(name)).lower().replace("'", "")
    return _ARTICLE.sub("", low) if "-" in low or " " in low else low


def surnames(name: str) -> Iterable[str]:
    """What may stand for a full name later on: its last word, and all but its first ("van der Leyen")."""
    words = name.split()
    if len(words) > 1:
        yield surname_key(words[-1])
    if len(words) > 2:
        yield surname_key(" ".join(words[1:]))
