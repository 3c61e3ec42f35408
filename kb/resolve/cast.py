"""The cast of an article: which actor each name in it means."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kb.language import Name, Reading
from kb.language.gazetteer import uses_of
from kb.records import Actor, Article, Mention, Place, Span, slug
from kb.vocabulary import NameUse, Vocabulary, name_key, vocabulary

Method = Literal["name", "alias", "metonym", "office", "pronoun", "description"]

_METHOD: dict[str, Method] = {"name": "name", "alias": "alias", "acronym": "alias", "short": "alias",
                              "demonym": "alias", "metonym": "metonym", "capital": "metonym"}  # fmt: skip
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|into|from|to|outside|around|through|via|reached|left|leave|visit(?:ed|s|ing)?|"
    r"across|toward|towards|inside|for)\s+(?:the\s+)?$"
)
_LOCATIVE_COUNTRY = re.compile(r"\b(?:in|into|at|inside|across|throughout|from)\s+(?:the\s+)?$")


@dataclass(slots=True)
class Cast:
    """Mentions in order of the text, the actors behind them, and where places are named."""

    article: Article
    known: Vocabulary
    mentions: list[Mention] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[Span, str] = field(default_factory=dict)
    full_names: dict[str, str] = field(default_factory=dict)

    def add(self, span: Span, actor: Actor, method: Method, confidence: float) -> None:
        """Note that the words at ``span`` mean the actor."""
        self.actors.setdefault(actor.id, actor)
        self.mentions.append(Mention(span, actor.id, method, confidence))

    def sort(self) -> None:
        """Bring the mentions into the order of the text, one for each span."""
        first = dict[Span, Mention]()
        for mention in sorted(self.mentions, key=lambda m: (m.span, -m.confidence)):
            first.setdefault(mention.span, mention)
        self.mentions = list(first.values())

    def inside(self, span: Span) -> list[Mention]:
        """The mentions that lie within the span, in order."""
        starts = [m.span.start for m in self.mentions]
        found = []
        for mention in self.mentions[bisect_left(starts, span.start) :]:
            if mention.span.start >= span.end:
                break
            if mention.span.end <= span.end:
                found.append(mention)
        return found

    def at(self, span: Span) -> str | None:
        """The actor of exactly these words."""
        return next((m.actor for m in self.inside(span) if m.span == span), None)

    def country(self, actor: str) -> str | None:
        """The country code of an actor of the cast."""
        found = self.actors.get(actor) or self.known.actors.get(actor)
        return found.country if found else None


def assemble(article: Article, reading: Reading) -> Cast:
    """Link every name of the reading: full names first, then what stands for them."""
    cast = Cast(article, vocabulary())
    spelled = [(n, article.text[n.span.start : n.span.end]) for n in reading.names]
    for name, words in spelled:
        if _is_person(name, words) and " " in words:
            _introduce(cast, name, words)
    for name, words in spelled:
        if _is_person(name, words):
            _link_person(cast, name, words)
        else:
            _link_other(cast, name, words)
    cast.sort()
    return cast


def _is_person(name: Name, words: str) -> bool:
    """A name that the vocabulary has for no person is none, whatever the engine takes it for."""
    return name.type == "person" and (not name.known or any(u.type == "person" for u in uses_of(words)))


def _introduce(cast: Cast, name: Name, words: str) -> None:
    """A person's full name: of the vocabulary, or a new actor."""
    persons = [u for u in uses_of(words) if u.type == "person"] if name.known else []
    if persons:
        actor = cast.known.actors[_likeliest(cast, persons)]
    else:
        plain = " ".join(words.split())
        actor = Actor(slug(plain) or "person", plain, "person", _country_before(cast, name.span),
                      names=((plain, "name"),))  # fmt: skip
        same = cast.full_names.get(name_key(plain))
        actor = cast.actors.get(same or "", actor)
    cast.full_names[name_key(words)] = actor.id
    for part in (words.split()[-1], " ".join(words.split()[1:])):
        cast.full_names.setdefault(name_key(part), actor.id)
    cast.actors.setdefault(actor.id, actor)


def _country_before(cast: Cast, span: Span) -> str | None:
    """The country that the words just before a name give: "Swiss president Karin Keller-Sutter"."""
    start = max(0, span.start - 60)
    before = cast.article.text[start : span.start]
    match = re.search(r"([A-Z][\w-]+(?: [A-Z][\w-]+)?)(?:['’]s)?((?:,? [a-z-]+){0,4},? )$", before)
    if not match or re.search(r"\b(?:and|with|to|met|told|by|from|in|of|for|said|as|at)\b", match[2]):
        return None
    for words in (match[1], match[1].split()[-1]):
        countries = [u for u in uses_of(words) if u.type == "country"]
        if countries:
            return cast.known.actors[countries[0].id].country
    return None


def _link_person(cast: Cast, name: Name, words: str) -> None:
    key = name_key(words)
    actor = cast.full_names.get(key)
    method: Method = "name" if " " in words else "alias"
    if actor is None and name.known:
        persons = [u for u in uses_of(words) if u.type == "person"]
        actor = _likeliest(cast, persons) if persons else None
    if actor:
        found = cast.actors.get(actor) or cast.known.actors[actor]
        cast.add(name.span, found, method, 0.95 if method == "name" else 0.85)


def _likeliest(cast: Cast, persons: Sequence[NameUse]) -> str:
    """Of several people of one name: the one named in full, else the one in office at the time."""
    ids = [p.id for p in persons]
    if len(ids) == 1:
        return ids[0]
    named = [i for i in ids if i in cast.full_names.values()]
    if named:
        return named[0]
    day = cast.article.published

    def in_office(person: str) -> tuple[int, str]:
        offices = cast.known.actors[person].offices
        spans = [(o.start or "", o.end or "9999") for o in offices]
        if day and any(s <= day and day[: len(e)] <= e for s, e in spans):
            return 0, person
        past = [abs(int(e[:4]) - int(day[:4])) for _, e in spans if day]
        return 1 + min(past, default=99), person

    return min(ids, key=in_office)


def _link_other(cast: Cast, name: Name, words: str) -> None:
    uses = uses_of(words) if name.known else []
    actor_use = min((u for u in uses if u.kind != "place"), key=_precedence, default=None)
    place_use = next((u for u in uses if u.kind == "place"), None)
    before = cast.article.text[max(0, name.span.start - 24) : name.span.start]
    after = cast.article.text[name.span.end : name.span.end + 2]
    if place_use and not after.startswith(("'s", "’s")):
        locative = _LOCATIVE if actor_use is None or actor_use.kind == "capital" else _LOCATIVE_COUNTRY
        if actor_use is None or locative.search(before) or _in_dateline(cast, name.span):
            cast.places[name.span] = place_use.id
            if actor_use is None or actor_use.kind != "demonym":
                return  # "in Syria" names a place; "Syria demanded" names who acts
    if actor_use:
        confidence = 0.9 if actor_use.kind in ("name", "alias", "acronym") else 0.75
        actor = cast.known.actors[_of_the_time(cast, uses, actor_use).id]
        cast.add(name.span, actor, _METHOD[actor_use.kind], confidence)
    elif not name.known and name.type == "organisation":
        plain = re.sub(r"\s+", " ", words)
        actor = Actor(slug(plain) or "organisation", plain, "organisation",
                      _country_before(cast, name.span), names=((plain, "name"),))  # fmt: skip
        cast.add(name.span, cast.actors.get(actor.id, actor), "name", 0.6)


def _precedence(use: NameUse) -> int:
    """A name proper before a figure of speech: Brussels is the Union before it is Belgium."""
    return {"capital": 2, "metonym": 1}.get(use.kind, 0)


def _of_the_time(cast: Cast, uses: Sequence[NameUse], first: NameUse) -> NameUse:
    """Of states that share a name (Moscow before and after 1991), the one that existed."""
    day = (cast.article.published or "9999")[:10]
    for use in uses if first.type == "country" else ():
        if use.type != "country":
            continue
        lifetime = cast.known.lifetimes.get(use.id, ("", "9999"))
        if lifetime[0] <= day and day <= lifetime[1]:
            return use
    return first


def _in_dateline(cast: Cast, span: Span) -> bool:
    return any(p.kind == "dateline" and p.span.covers(span) for p in cast.article.passages)


def place_of(cast: Cast, span: Span | None) -> Place | None:
    """The place named at ``span``, if the vocabulary has it."""
    if span is None:
        return None
    words = cast.article.text[span.start : span.end]
    use = next((u for u in uses_of(words) if u.kind == "place"), None)
    if use:
        return cast.known.places[use.id]
    inside = [p for where, p in sorted(cast.places.items()) if span.covers(where)]
    return cast.known.places[inside[0]] if inside else None


__all__ = ["Cast", "Method", "assemble", "place_of"]
