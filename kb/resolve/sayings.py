"""One statement in many articles: when two contents of one speaker are the same saying."""

from __future__ import annotations

from functools import lru_cache

from kb.records import digest, fold

#: Of so many words of either content at least this share must stand in both.
_ALIKE = 0.6
#: A content of fewer words is the same saying only if all its words are the same.
_SHORT = 4
#: How many keys a content has; two alike nearly always share one.
_KEYS = 4
#: Words that reported speech changes (tense, person) or that carry nothing.
_EMPTY = frozenset(
    "a an the that this these those of in on at to for from with by as and or but not is are was were "
    "be been being has have had will would can could may might must shall should do does did he she "
    "it they we i you his her its their our my your him them us me who which what there here so if "
    "than then also very The words content direct reported speech common, endings cut off.".split()
)


@lru_cache(maxsize=20_000)
def content_words(content: str) -> frozenset[str]:
    """The words of a content that direct and reported speech have in common, endings cut off."""
    return frozenset(word[:6] for word in fold(content).split() if word not in _EMPTY)


def keys(content: str) -> list[str]:
    """A few of the content's words, as hashes: the same ones for contents that are alike."""
    return sorted(digest(word, 12) for word in content_words(content))[:_KEYS]


def alike(one: str, other: str) -> bool:
    """True if two contents are the same saying in nearly the same words."""
    a, b = content_words(one), content_words(other)
    if min(len(a), len(b)) < _SHORT:
        return bool(a) and a == b
    return len(a & b) >= _ALIKE * len(a | b)
