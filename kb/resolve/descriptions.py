"""References without a name: offices (the US president), ministries, and pronouns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.language.gazetteer import uses_of
from kb.records import Actor, Mention, Span, slug
from kb.resolve.cast import Cast
from kb.vocabulary.institutions import institutions
from kb.vocabulary.roles import roles

_HE = frozenset({"he", "him", "his", "himself"})
_POSSESSIVE_GAPS = (" ", "'s ", "’s ", "'s own ", "’s own ")
_SHE = frozenset({"she", "her", "hers", "herself"})


def add_institutions(cast: Cast) -> None:
    """Ministries and the like: "Brazil's foreign ministry", "the Defence Ministry in Moscow"."""
    text, last = cast.article.text, dict[str, str]()
    low = text.lower()
    for entry in institutions():
        if not any(words in low for words in entry.words):
            continue
        for match in entry.pattern.finditer(text):
            owner, start = _owner(cast, match)
            if owner is None:
                if match["the"] and entry.name in last and match["the"].lower() == "the":
                    cast.add(Span(*match.span()), cast.actors[last[entry.name]], "description", 0.6)
                    continue
                owner, start = _state_before(cast, match.start()), match.start()
            if owner is None or not (match["the"] or start < match.start() or match["after"]):
                continue
            actor = _institution(cast, entry.name, entry.words, owner)
            if actor is None:
                continue
            cast.mentions = [m for m in cast.mentions
                             if not (m.span.overlaps(Span(*match.span())) and m.actor != actor.id
                                     and cast.actors[m.actor].type == "organisation")]  # fmt: skip
            told = start < match.start() or match["after"] is not None
            cast.add(Span(start, match.end()), actor, "name" if told else "description", 0.8 if told else 0.5)
            last[entry.name] = actor.id
    cast.sort()


def _owner(cast: Cast, match: re.Match[str]) -> tuple[str | None, int]:
    """The country before or behind the words: its actor id, and where the reference begins."""
    text = cast.article.text
    for mention in cast.mentions:
        gap = text[mention.span.end : match.start()]
        near = mention.span.end <= match.start() and gap in _POSSESSIVE_GAPS
        if near and cast.actors[mention.actor].type == "country":
            return mention.actor, mention.span.start
    if match["after"]:
        uses = [u for u in uses_of(match["after"]) if u.type == "country"]
        if uses:
            return uses[0].id, match.start()
    return None, match.start()


def _state_before(cast: Cast, at: int) -> str | None:
    """The state spoken of last before a bare "the foreign ministry" or "its foreign ministry"."""
    near = [m for m in cast.mentions if at - 400 < m.span.start < at]
    for mention in reversed(near):
        if cast.actors[mention.actor].type == "country":
            return mention.actor
    return None


def _institution(cast: Cast, template: str, words: Sequence[str], owner: str) -> Actor | None:
    country = cast.known.actors[owner]
    name = template.format(country=country.name.split(" (")[0])
    for adjective, kind in country.names:
        if kind == "demonym":
            for word in words:
                for use in uses_of(f"{adjective} {word}"):
                    return cast.known.actors[use.id]
    for use in uses_of(name):
        return cast.known.actors[use.id]
    return Actor(slug(name), name, "organisation", country.country, names=((name, "name"),))


class Memory:
    """Who has been spoken of so far, for "he", "the minister" and "its spokesman"."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._titles = self._titles_by_person()
        self._persons = [m for m in cast.mentions if cast.actors[m.actor].type == "person"]

    def _titles_by_person(self) -> dict[str, set[str]]:
        """Offices that the article itself gives its people: words directly beside their name."""
        found: dict[str, set[str]] = {}
        text = self._cast.article.text
        for mention in self._cast.mentions:
            if self._cast.actors[mention.actor].type != "person":
                continue
            before = text[max(0, mention.span.start - 50) : mention.span.start]
            behind = text[mention.span.end : mention.span.end + 70]
            near = re.split(r"[.;:()]|, (?!the|a|an|its|his|her)", before)[-1]
            apposition = re.match(r",\s+([^,.;]{3,60})[,.]", behind)
            words = near if re.search(r"(?:^|[\s,])[\w' -]+,?\s*$", near) else ""
            titles = set(_titles(words[-45:]))
            if apposition:
                titles |= set(_titles(apposition[1]))
            found.setdefault(mention.actor, set()).update(titles)
        return found

    def person(self, pronoun: str, span: Span) -> str | None:
        """Who "he" or "she" at ``span`` is: the last speaker or subject of fitting gender."""
        wanted = "m" if pronoun in _HE else "f" if pronoun in _SHE else None
        if wanted is None:
            return None
        sentence_start = self._sentence_start(span.start)
        here = [m for m in self._persons if sentence_start <= m.span.start < span.start]
        for pool in (here[:1], here[::-1], self._previous(sentence_start)):
            for mention in pool:
                if self._gender(mention.actor) in (wanted, None) and not self._possessive(mention):
                    return mention.actor
        return None

    def _previous(self, before: int) -> list[Mention]:
        """People of the sentences before, the subject of the nearest sentence first."""
        earlier = [m for m in self._persons if m.span.start < before and before - m.span.start < 900]
        found = list[Mention]()
        while earlier:
            start = self._sentence_start(earlier[-1].span.start)
            group = [m for m in earlier if m.span.start >= start]
            found.extend(group)
            earlier = earlier[: len(earlier) - len(group)]
        return found

    def _sentence_start(self, at: int) -> int:
        text = self._cast.article.text
        cuts = [text.rfind(mark, 0, at) for mark in (". ", ".\n", "\n", '." ', ".” ")]
        return max(cuts) + 1

    def _possessive(self, mention: Mention) -> bool:
        text = self._cast.article.text
        return text[mention.span.end : mention.span.end + 2] in ("'s", "’s")

    def _gender(self, actor: str) -> str | None:
        return self._cast.known.gender.get(actor)

    def organisation(self, before: int, states: bool | None = None) -> str | None:
        """The organisation or state spoken of last: "it"; of one kind for "the company", "the kingdom"."""
        for mention in reversed(self._cast.mentions):
            kind = self._cast.actors[mention.actor].type
            fits = kind != "person" and states in (None, kind == "country")
            if mention.span.start < before and fits:
                return mention.actor
        return None

    def office_holder(self, words: str, owner: str | None, before: int) -> str | None:
        """ "the (US) president", "Putin's spokesman": of the cast by its titles, else by the date."""
        titles = _titles(words)
        if not titles:
            return None
        office = titles[-1]
        country = self._cast.country(owner) if owner else None
        for mention in sorted(self._persons, key=lambda m: (m.span.start >= before, -m.span.start)):
            if mention.span.start >= before and office in ("", "leader"):
                continue
            if office not in self._offices_of(mention.actor):
                continue
            if country is None or self._cast.country(mention.actor) in (country, None):
                return mention.actor
        if owner is None:
            return None
        day = self._cast.article.published
        held = self._cast.known.holders(office, owner, day)
        if office == "spokesperson":
            known = self._cast.known
            spoken = known.speakers_for(owner, day) + known.holders("press secretary", owner, day)
            held += [p for p in spoken if p not in held]
        return held[0] if len(held) == 1 else None

    def _offices_of(self, actor: str) -> set[str]:
        day = self._cast.article.published or ""
        offices = {
            o.office for o in self._cast.actors[actor].offices
            if day and (o.start or "") <= day and day[: len(o.end or "")] <= (o.end or "")
        }  # fmt: skip
        return offices | self._titles.get(actor, set())


def _titles(words: str) -> list[str]:
    """The words for offices in some words, in order."""
    found, at = list[str](), 0
    tokens = re.findall(r"[\w-]+|[^\w\s]", words.lower().replace("’", "'"))
    while at < len(tokens):
        for n in (4, 3, 2, 1):
            office = roles().get(" ".join(tokens[at : at + n])) if at + n <= len(tokens) else None
            if office is not None:
                found.append(office or " ".join(tokens[at : at + n]))
                at += n - 1
                break
        at += 1
    return found


__all__ = ["Memory", "add_institutions"]
