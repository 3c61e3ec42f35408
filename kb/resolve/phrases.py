"""Noun phrases to actors: "Kremlin spokesman Dmitry Peskov", "the minister", "he"."""

from __future__ import annotations

import re

from kb.records import Mention, Span
from kb.resolve.apposition import country_in
from kb.resolve.cast import Cast
from kb.resolve.memory import Memory
from kb.vocabulary.roles import offices_in, roles

#: How many characters may stand between a name and the "who" that refers to it.
_NEAR = 40
_INDEFINITE = re.compile(r"^(?:an?|one|two|three|several|some|another|many|other)\s", re.IGNORECASE)
_SUBORDINATE = re.compile(r"\b(?:of|for|from|at|in|to|with|close to|near|by|on)\s+(?:the\s+|[\w-]+\s+){0,3}$")
_UNNAMED = re.compile(r"(?:officials|sources|diplomats|aides)\b")
_PRONOUNS = {"him": "he", "his": "he", "her": "she", "hers": "she", "their": "they", "them": "they",
             "its": "it"}  # fmt: skip
_HEAD = re.compile(r"[^,]*?(?=,| of | for | in | from | at | with | who | whose | which | on | to |$)")

#: The types of actor that a definite description may mean, likeliest first, by its noun.
_NOUNS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        "government country kingdom emirate republic nation state island sultanate".split(), ("country",),
    ),
    **dict.fromkeys("movement group militia faction rebels militants".split(), ("group", "organisation")),
    **dict.fromkeys(
        "bloc alliance organisation organization agency watchdog body union".split(),
        ("igo", "organisation", "group"),
    ),
    **dict.fromkeys(
        "ministry company firm bank party court council commission committee embassy network newspaper "
        "airline paper daily broadcaster carrier".split(), ("organisation", "igo"),
    ),
}  # fmt: skip
_DEFINITE = re.compile(r"^(?:the|this|that) (?:[\w-]+ ){0,2}(?P<noun>[a-z]+)$", re.IGNORECASE)
_COLLEAGUE = re.compile(r"\b(?:counterpart|colleague|opposite number)$")
_COMPASS = {"the north": "north-korea", "the south": "south-korea"}


def actor_of(cast: Cast, memory: Memory, source: Span) -> tuple[str | None, Span | None]:
    """The actor id that a noun phrase means (None if unnamed) and the words resolved for it, if they
    are no name.
    """
    words = cast.words(source)
    low = words.lower()
    if low in ("who", "which"):
        return _antecedent(cast, memory, source, persons_only=low == "who"), source
    pronoun = _PRONOUNS.get(low, low)
    if pronoun in ("he", "she", "they", "it"):
        return _pronoun(memory, pronoun, source), source
    inside = cast.inside(source)
    head = _head_person(cast, source, inside)
    if head:
        return head.actor, None
    if has_role(words):
        return _by_role(cast, memory, source, inside)
    organisation = next(
        (m for m in inside if not _is_subordinate(cast, source, m) and cast.actors[m.actor].type != "person"),
        None,
    )
    if match := _COLLEAGUE.search(words):
        whose = cast.words(Span(source.start, source.start + match.start()))
        return memory.colleague(country_in(whose, cast.known), source), source
    described = _described(cast, memory, source)
    if described and not (organisation and organisation.span.end == source.end):
        return described, source
    if organisation:
        whole = next((m for m in inside if m.span == source), None)
        return (whole or organisation).actor, None
    if inside and not _INDEFINITE.match(words) and not words[0].islower():
        return inside[0].actor, None
    return None, None


def _by_role(
    cast: Cast, memory: Memory, source: Span, inside: list[Mention]
) -> tuple[str | None, Span | None]:
    """Somebody described by an office: "the minister", "Putin's spokesman"; nobody if indefinite."""
    words = cast.words(source)
    if _INDEFINITE.match(words) or _UNNAMED.search(words.lower()):
        return None, None
    owner = inside[0].actor if inside else _possessor(memory, words.lower(), source)
    return memory.office_holder(words, owner, source.start), source


def _described(cast: Cast, memory: Memory, source: Span) -> str | None:
    """Whom a definite description without a name means: "the Palestinian movement", "the bloc"."""
    words = cast.words(source)
    compass = _COMPASS.get(words.lower())
    if compass:
        return compass if compass in cast.actors else None
    match = _DEFINITE.match(words)
    kinds = _NOUNS.get(match["noun"].lower()) if match else None
    if kinds is None:
        return None
    country = country_in(words, cast.known)
    if country and kinds == ("country",):
        return None
    return memory.of_types(kinds, country, source.start)


def _antecedent(cast: Cast, memory: Memory, relative: Span, *, persons_only: bool) -> str | None:
    """Whom a relative pronoun refers to: the one named or described last before it, close by."""
    for mention in reversed(cast.before(relative.start)):
        gap = cast.article.text[mention.span.end : relative.start]
        if persons_only and cast.actors[mention.actor].type != "person":
            continue
        if len(gap) <= _NEAR and not re.search(r"[.!?;\n]", gap):
            return mention.actor
        break
    before = cast.article.text[max(0, relative.start - 60) : relative.start]
    described = re.search(r"\b([Tt]he (?:[\w-]+ ){0,3}[\w-]+), $", before) if persons_only else None
    if described and has_role(described[1]):
        start = relative.start - len(before) + described.start(1)
        return actor_of(cast, memory, Span(start, start + len(described[1])))[0]
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
        if not _is_subordinate(cast, source, mention) or _is_apposed(cast, source, inside, mention):
            return mention
    return None


def _is_subordinate(cast: Cast, source: Span, mention: Mention) -> bool:
    before = cast.article.text[source.start : mention.span.start]
    return bool(_SUBORDINATE.search(before))


def _is_apposed(cast: Cast, source: Span, inside: list[Mention], mention: Mention) -> bool:
    """What "of" governs ends before the name: "the head of the Refugee Council Enver Solomon", "Minister
    of Education Stefania Giannini"; not so in "the spokesman of President Vladimir Putin".
    """
    if any(cast.article.text[m.span.end : mention.span.start] in (" ", ", ") for m in inside):
        return True
    before = cast.article.text[source.start : mention.span.start]
    field = re.search(r"\b(?:of|for) (?P<of>(?:the )?(?:[A-Z][\w-]+ )+)$", before)
    return field is not None and not offices_in(field["of"]) and mention.span.end == source.end


def has_role(words: str) -> bool:
    """True if the head of a noun phrase is a word for an office or function: "minister", "spokesman"."""
    head = _HEAD.match(words)
    tokens = re.findall(r"[a-z-]+", head[0].lower().replace("’", "'").replace("'s", "") if head else "")
    known = roles()
    return any(
        phrase in known or phrase.rstrip("s") in known
        for phrase in (" ".join(tokens[at:]) for at in range(max(0, len(tokens) - 4), len(tokens)))
    )
