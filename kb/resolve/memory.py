"""Who has been spoken of so far, for references without a name: offices, descriptions and pronouns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kb.language.gazetteer import uses_of
from kb.records import Mention, Span
from kb.resolve.apposition import country_in, descriptions
from kb.resolve.cast import Cast
from kb.vocabulary import vocabulary
from kb.vocabulary.roles import offices_in

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
#: How far back a pronoun looks, in characters; how far "he said" goes on with who
#: spoke last; how far "the president" looks for his state.
_FAR, _NEAR, _CLOSE = 900, 500, 200
_LONGEST_SENTENCE = 3000
_PREPOSITION = re.compile(
    r"\b(?:to|with|of|for|from|against|about|between|at|on|in|over|after|before|beside|near|like|"
    r"under|behind|than|and)\s+(?:(?:the|a|an|his|her|its|their)\s+)?"
    r"(?:(?!\w+day\b|morning|evening|night|afternoon|week|month|year)[\w’'-]+\s+){0,4}$",
    re.IGNORECASE,
)
_MALE, _FEMALE = re.compile(r"\b(?:Mr|Lord|Sir)\.?\s+$"), re.compile(r"\b(?:Mrs|Ms|Miss|Lady)\.?\s+$")
#: Who "the Russian leader" may be, likeliest first.
_LEADERS = ("supreme leader", "president", "prime minister", "chancellor", "monarch", "general secretary")
#: Words that may mean any office they are part of: "the minister" is the foreign minister.
_ANY = frozenset("minister secretary adviser envoy chief governor commander director ambassador".split())


class Memory:
    """Who has been spoken of so far, for "he", "the minister" and "its spokesman"."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._titles: dict[str, set[str]] = {}
        self._gender: dict[str, str] = {}
        self._speaker: tuple[str, int] | None = None
        for mention in cast.mentions:
            if cast.actors[mention.actor].type == "person":
                self._learn(mention)

    def _learn(self, mention: Mention) -> None:
        """What stands beside a name: offices that the article gives, Mr or Mrs."""
        text, titles = self._cast.article.text, self._titles.setdefault(mention.actor, set())
        for span in descriptions(text, mention.span):
            titles.update(offices_in(self._cast.words(span)))
        before = text[max(0, mention.span.start - 8) : mention.span.start]
        for pattern, gender in ((_MALE, "m"), (_FEMALE, "f")):
            if pattern.search(before):
                self._gender[mention.actor] = gender

    def spoke(self, actor: str | None, at: int, unnamed: bool) -> None:
        """Note who said the statement whose words begin at ``at``; ``unnamed``: "an official"."""
        self._speaker = (actor or "", at) if actor or unnamed else None

    def person(self, pronoun: str, span: Span) -> str | None:
        """Who "he" or "she" at ``span`` is: the subject or speaker spoken of last, of fitting gender."""
        wanted = "m" if pronoun in _HE else "f" if pronoun in _SHE else None
        if wanted is None:
            return None
        if self._is_unnamed_still(span.start):
            return None
        behind = list[Mention]()
        for group in self._sentences_back(span.start):
            fitting = [m for m in group if self.gender(m.actor) in (wanted, None) and not self._possessive(m)]
            for mention in fitting:
                if not self._is_object(mention):
                    return mention.actor
            behind += fitting
        return behind[0].actor if behind else None

    def _is_unnamed_still(self, at: int) -> bool:
        """True if somebody without a name spoke last and nobody with one has been named since."""
        if not self._speaker or self._speaker[0] or at - self._speaker[1] > _NEAR:
            return False
        return not any(m.span.start > self._speaker[1] and self._is_person(m) for m in self._cast.before(at))

    def _sentences_back(self, before: int) -> list[list[Mention]]:
        """The people named before a place, by sentence, the nearest first; within one the speaker first."""
        earlier = [
            m for m in self._cast.before(before) if before - m.span.start < _FAR and self._is_person(m)
        ]
        found = list[list[Mention]]()
        while earlier:
            start = self._sentence_start(min(before, earlier[-1].span.end))
            group = [m for m in earlier if m.span.start >= start] or earlier[-1:]
            found.append(sorted(group, key=lambda m: (not self._has_spoken(m), m.span.start)))
            earlier = earlier[: len(earlier) - len(group)]
        return found

    def _is_person(self, mention: Mention) -> bool:
        return self._cast.actors[mention.actor].type == "person"

    def _has_spoken(self, mention: Mention) -> bool:
        return self._speaker is not None and self._speaker[0] == mention.actor

    def _is_object(self, mention: Mention) -> bool:
        """ "To Aoun he said": whom a preposition or a list puts beside somebody else is not "he"."""
        if self._has_spoken(mention):
            return False
        start = self._sentence_start(mention.span.start)
        return bool(_PREPOSITION.search(self._cast.article.text[start : mention.span.start]))

    def _sentence_start(self, at: int) -> int:
        text, low = self._cast.article.text, max(0, at - _LONGEST_SENTENCE)
        marks = (". ", ".\n", "\n", '." ', ".” ", "? ")
        return max(low, max(text.rfind(mark, low, at) for mark in marks) + 1)

    def _possessive(self, mention: Mention) -> bool:
        return self._cast.article.text[mention.span.end : mention.span.end + 2] in ("'s", "’s")

    def gender(self, actor: str) -> str | None:
        """m or f: known, told by Mr or Mrs, or that of everybody known with this first name."""
        told = self._cast.known.gender.get(actor) or self._gender.get(actor)
        return told or first_names().get(self._cast.actors[actor].name.split()[0])

    def organisation(self, before: int) -> str | None:
        """The organisation or state that "it" is: the sentence's subject, who spoke last, or the nearest."""
        spoken_of = [
            m for m in self._cast.before(before)
            if m.span not in self._cast.passing and self._cast.actors[m.actor].type != "person"
        ]  # fmt: skip
        start = self._sentence_start(before)
        here = [m.actor for m in spoken_of if m.span.start >= start and not self._is_object(m)]
        if here:
            return here[0]
        if self._speaker and self._speaker[0] and before - self._speaker[1] < _NEAR:
            actor = self._speaker[0]
            if self._cast.actors[actor].type != "person":
                return actor
        return spoken_of[-1].actor if spoken_of else None

    def of_types(self, types: Sequence[str], country: str | None, before: int) -> str | None:
        """The actor spoken of last that has the first of these types that any has, and the country if given:
        "the Palestinian movement".
        """
        earlier = [m for m in self._cast.before(before) if m.span not in self._cast.passing]
        for kind in types:
            for mention in reversed(earlier):
                actor = self._cast.actors[mention.actor]
                if actor.type == kind and country in (None, actor.country):
                    return actor.id
        return None

    def office_holder(self, words: str, owner: str | None, before: int) -> str | None:
        """ "the (US) president", "Putin's spokesman": of the cast by its titles, else by the date."""
        titles = offices_in(words)
        if not titles:
            return None
        office = titles[-1]
        country = self._cast.country(owner) if owner else country_in(words, self._cast.known)
        persons = [m for m in self._cast.mentions if self._is_person(m)]
        for mention in sorted(persons, key=lambda m: self._distance(m, before)):
            if mention.span.start >= before and country is None and office in ("leader", *_ANY):
                continue
            if not _means(office, self._offices_of(mention.actor)):
                continue
            if country is None or self._cast.country(mention.actor) in (country, None):
                return mention.actor
        if office == "ambassador":
            return self._ambassador(words, country)
        owner = owner or (None if country else self._state_near(before))
        return self._holder(office, owner) if owner else None

    def colleague(self, country: str | None, span: Span) -> str | None:
        """ "His Congolese colleague": who holds in that country the office of the person spoken of last."""
        person = self.person("he", span) or self.person("she", span)
        states = [
            a for a, code in ((s, self._cast.country(s)) for s in self._known_states()) if code == country
        ]
        if not person or not states or country is None:
            return None
        mine = self._offices_of(person) & {
            *_LEADERS,
            "foreign minister",
            "defence minister",
            "foreign secretary",
        }
        for office in sorted(mine):
            same = "foreign minister" if office == "foreign secretary" else office
            held = self._cast.known.holders(same, states[0], self._cast.article.published)
            if len(held) == 1:
                return held[0]
        return None

    def _known_states(self) -> list[str]:
        return [m.actor for m in self._cast.mentions if self._cast.actors[m.actor].type == "country"]

    def _ambassador(self, words: str, country: str | None) -> str | None:
        """ "the US ambassador to Russia": of those posted there the one of that country; else unknown."""
        posted = re.search(r"ambassador (?:to|in) (?:the )?([A-Z].*)$", words)
        states = [u.id for u in uses_of(posted[1]) if u.type in ("country", "igo")] if posted else []
        day = self._cast.article.published
        there = [p for s in states for p in self._cast.known.holders("ambassador", s, day)]
        sent = [p for p in there if country and self._cast.known.actors[p].country == country]
        return sent[0] if len(sent) == 1 else None

    def _distance(self, mention: Mention, before: int) -> tuple[bool, int]:
        """How far somebody is from the words for an office: the object of a preposition counts as farther."""
        if mention.span.start >= before:
            return True, mention.span.start
        return False, before - mention.span.start + (_NEAR if self._is_object(mention) else 0)

    def _state_near(self, before: int) -> str | None:
        """The state spoken of in this sentence or just before it: its president is "the president"."""
        near = [m for m in self._cast.before(before) if before - m.span.start < _CLOSE]
        return next((m.actor for m in reversed(near) if self._cast.actors[m.actor].type == "country"), None)

    def _holder(self, office: str, owner: str) -> str | None:
        known, day = self._cast.known, self._cast.article.published
        if office == "leader" and self._cast.actors[owner].type == "country":
            party = [
                t for (o, body) in known.offices if o == "general secretary"
                and known.actors[body].country == self._cast.country(owner)
                for t in known.holders(o, body, day)
            ]  # fmt: skip
            every = [party, *(known.holders(o, owner, day) for o in _LEADERS)]
            return next((held[0] for held in every if len(held) == 1), None)
        held = known.holders(office, owner, day)
        if office == "spokesperson":
            spoken = known.speakers_for(owner, day) + known.holders("press secretary", owner, day)
            held = list(dict.fromkeys(held + spoken))
        return held[0] if len(held) == 1 else None

    def _offices_of(self, actor: str) -> set[str]:
        day = self._cast.article.published or ""
        offices = {
            o.office for o in self._cast.actors[actor].offices
            if day and (o.start or "") <= day and day[: len(o.end or "")] <= (o.end or "")
        }  # fmt: skip
        return offices | self._titles.get(actor, set())


def _means(office: str, held: set[str]) -> bool:
    """True if a word for an office may mean one of those held."""
    if office == "leader":
        return bool(held & {*_LEADERS, "leader"})
    return office in held or (office in _ANY and any(office in title.split() for title in held))


@lru_cache(maxsize=1)
def first_names() -> dict[str, str]:
    """First names of the vocabulary's people that only men (m) or only women (f) have."""
    found: dict[str, set[str]] = {}
    known = vocabulary()
    for person, names in known.people.items():
        if " " in names[0]:
            found.setdefault(names[0].split()[0], set()).add(known.gender[person])
    return {name: genders.pop() for name, genders in found.items() if len(genders) == 1}
