"""Noun phrases to actors: "Kremlin spokesman Dmitry Peskov", "the minister", "he"."""

from __future__ import annotations

import re

from kb.records import Mention, Span
from kb.resolve.cast import Cast
from kb.resolve.descriptions import Memory
from kb.vocabulary.roles import roles

#: How many characters may stand between a name and the "who" that refers to it.
_NEAR = 40
_INDEFINITE = re.compile(r"^(?:an?|one|two|three|several|some|another|many|other)\s", re.IGNORECASE)
_SUBORDINATE = re.compile(r"\b(?:of|for|from|at|in|to|with|close to|near|by|on)\s+(?:the\s+|[\w-]+\s+){0,3}$")

#: "the company" is the organisation spoken of last; "the government" the state.
_DEFINITE = {
    f"the {word}": False
    for word in (
        "ministry alliance organisation organization group company firm agency bank union party movement "
        "court council commission committee bloc watchdog embassy network newspaper airline"
    ).split()
}
_DEFINITE |= {"the government": True, "the country": True, "the kingdom": True, "the emirate": True}


def actor_of(cast: Cast, memory: Memory, source: Span) -> tuple[str | None, Span | None]:
    """The actor id that a noun phrase means (None if unnamed) and the words resolved for it, if they
    are no name.
    """
    words = cast.article.text[source.start : source.end]
    low = words.lower()
    if low in ("who", "which"):
        return _antecedent(cast, source, persons_only=low == "who"), source
    if low in ("he", "she", "they", "it"):
        return _pronoun(memory, low, source), source
    inside = cast.inside(source)
    head = _head_person(cast, source, inside)
    if head:
        return head.actor, None
    if has_role(words):
        if _INDEFINITE.match(words) or re.search(r"(?:officials|sources|diplomats|aides)\b", low):
            return None, None
        owner = inside[0].actor if inside else _possessor(memory, low, source)
        return memory.office_holder(words, owner, source.start), source
    organisation = next(
        (m for m in inside if not _is_subordinate(cast, source, m) and cast.actors[m.actor].type != "person"),
        None,
    )
    if organisation:
        whole = next((m for m in inside if m.span == source), None)
        return (whole or organisation).actor, None
    if inside and not _INDEFINITE.match(words) and not words[0].islower():
        return inside[0].actor, None
    if low in _DEFINITE:
        return memory.organisation(source.start, states=_DEFINITE[low]), source
    return None, None


def _antecedent(cast: Cast, relative: Span, *, persons_only: bool) -> str | None:
    """Whom a relative pronoun refers to: the one named last before it, close by in the sentence."""
    for mention in reversed(cast.mentions):
        gap = cast.article.text[mention.span.end : relative.start]
        if mention.span.end > relative.start or (
            persons_only and cast.actors[mention.actor].type != "person"
        ):
            continue
        return mention.actor if len(gap) <= _NEAR and not re.search(r"[.!?;\n]", gap) else None
    return None


def _possessor(memory: Memory, words: str, source: Span) -> str | None:
    """Whose minister or spokesman it is: "its foreign minister", "his deputy"."""
    first = words.split()[0]
    if first in ("its", "their"):
        return memory.organisation(source.start)
    return memory.person({"his": "he", "her": "she"}[first], source) if first in ("his", "her") else None


def _pronoun(memory: Memory, word: str, source: Span) -> str | None:
    if word == "it":
        return memory.organisation(source.start)
    return memory.person(word, source)


def _head_person(cast: Cast, source: Span, inside: list[Mention]) -> Mention | None:
    for mention in inside:
        if cast.actors[mention.actor].type != "person":
            continue
        follows = cast.article.text[mention.span.end : mention.span.end + 2]
        if follows in ("'s", "’s") and mention.span.end < source.end:
            continue
        if not _is_subordinate(cast, source, mention):
            return mention
    return None


def _is_subordinate(cast: Cast, source: Span, mention: Mention) -> bool:
    before = cast.article.text[source.start : mention.span.start]
    return bool(_SUBORDINATE.search(before))


def has_role(words: str) -> bool:
    """True if a word for an office or function is among them: "minister", "spokesman"."""
    tokens = re.findall(r"[a-z]+", words.lower())
    known = roles()
    return any(t in known or t.rstrip("s") in known for t in tokens)
