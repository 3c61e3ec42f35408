"""Actors, their names and offices, and places."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from kb.records import Actor, ActorType, Office, Place
from kb.vocabulary.tables import rows, values

NameKind = Literal["name", "alias", "acronym", "short", "demonym", "metonym", "capital", "place"]


class NameUse(NamedTuple):
    """One thing that a name can mean: an actor under a kind of name, or a place."""

    id: str
    kind: NameKind
    type: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All actors and places, and what each name can mean (keys made by ``name_key``)."""

    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    names: dict[str, list[NameUse]] = field(default_factory=lambda: defaultdict(list))
    gender: dict[str, str] = field(default_factory=dict)
    offices: dict[tuple[str, str], list[tuple[Office, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    lifetimes: dict[str, tuple[str, str]] = field(default_factory=dict)
    spokespersons: dict[str, list[tuple[Office, str]]] = field(default_factory=lambda: defaultdict(list))

    def holders(self, office: str, organisation: str, day: str | None) -> list[str]:
        """Who held the office on the day (ISO date; None: nobody is certain)."""
        return _on(self.offices.get((office, organisation), []), day)

    def speakers_for(self, actor: str, day: str | None) -> list[str]:
        """Who was the spokesperson of the actor (a person or an organisation) on the day."""
        return _on(self.spokespersons.get(actor, []), day)


def _on(held: list[tuple[Office, str]], day: str | None) -> list[str]:
    if not day:
        return []
    return [
        person for entry, person in held
        if (not entry.start or entry.start <= day[: len(entry.start)])
        and (not entry.end or day[: len(entry.end)] <= entry.end)
    ]  # fmt: skip


def name_key(name: str) -> str:
    """A name without accents, with straight apostrophes and single blanks; case is kept."""
    if name.isascii():
        return " ".join(name.split()) if "  " in name or "\n" in name else name
    for odd, plain in (("’", "'"), ("ı", "i"), ("ł", "l"), ("ø", "o"), ("đ", "d"), ("Đ", "D")):
        name = name.replace(odd, plain)
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(bare.split())


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary shipped with kb, loaded on first use."""
    known = Vocabulary()
    _load_countries(known)
    _load_organisations(known)
    _load_people(known)
    _load_places(known)
    return known


def _add(known: Vocabulary, actor: Actor, kinds: dict[NameKind, list[str]]) -> None:
    known.actors[actor.id] = actor
    for kind, names in kinds.items():
        for name in names:
            use = NameUse(actor.id, kind, actor.type)
            uses = known.names[name_key(name)]
            if all(u.id != actor.id for u in uses):
                uses.append(use)


def _stored(kinds: dict[NameKind, list[str]]) -> tuple[tuple[str, str], ...]:
    """Names as the table ``actor_names`` keeps them: name | alias | metonym | demonym | acronym."""
    plain = {"short": "alias", "capital": "metonym"}
    return tuple((name, plain.get(kind, kind)) for kind, names in kinds.items() for name in names)


def _load_countries(known: Vocabulary) -> None:
    for row in rows("countries.csv"):
        bare = row["name"].split(" (")[0]
        kinds: dict[NameKind, list[str]] = {
            "name": [row["name"]],
            "alias": [a for a in [bare, *values(row["aliases"])] if a != row["name"]],
            "demonym": values(row["demonyms"]),
            "metonym": values(row["metonyms"]),
            "capital": values(row["capital"]),
        }
        actor = Actor(
            row["id"], row["name"], "country", row["country"] or None, row["wikidata"] or None,
            _lifetime(row["start"], row["end"]), _stored(kinds),
        )  # fmt: skip
        _add(known, actor, kinds)
        known.lifetimes[row["id"]] = (row["start"], row["end"] or "9999")


def _lifetime(start: str, end: str) -> str | None:
    if end:
        return f"state until {end}"
    return f"state since {start}" if start else None


def _load_organisations(known: Vocabulary) -> None:
    for row in rows("organisations.csv"):
        bare = row["name"].split(" (")[0]
        # "Ministry of Defence (Russia)" does not own the bare words; "Hamas (x)" would.
        own = [] if bare == row["name"] or bare.startswith(("Ministry", "Parliament")) else [bare]
        kinds: dict[NameKind, list[str]] = {
            "name": [row["name"]],
            "alias": own + values(row["aliases"]),
            "acronym": values(row["acronyms"]),
            "metonym": values(row["metonyms"]),
        }
        actor = Actor(
            row["id"], row["name"], cast(ActorType, row["type"]), row["country"] or None,
            row["wikidata"] or None, None, _stored(kinds),
        )  # fmt: skip
        _add(known, actor, kinds)


def _load_people(known: Vocabulary) -> None:
    held: dict[str, list[Office]] = defaultdict(list)
    for row in rows("offices.csv"):
        office = Office(
            row["office"], row["organisation"], row["start"] or None, row["end"] or None,
            row["speaks_for"] or None,
        )  # fmt: skip
        held[row["person"]].append(office)
        known.offices[office.office, office.organisation].append((office, row["person"]))
        if office.speaks_for:
            known.spokespersons[office.speaks_for].append((office, row["person"]))
    for row in rows("people.csv"):
        kinds: dict[NameKind, list[str]] = {
            "name": [row["name"].split(" (")[0]],
            "alias": values(row["aliases"]),
            "short": values(row["short"]),
        }
        offices = tuple(sorted(held[row["id"]], key=lambda o: (o.start or "", o.office)))
        actor = Actor(
            row["id"], row["name"], "person", row["country"] or None, row["wikidata"] or None,
            _latest(known, offices), _stored(kinds), offices,
        )  # fmt: skip
        known.gender[row["id"]] = row["gender"]
        _add(known, actor, kinds)


def _latest(known: Vocabulary, offices: tuple[Office, ...]) -> str | None:
    """A description such as ``foreign minister, Russia (2004-)``: the office that began last."""
    if not offices:
        return None
    last = offices[-1]
    where = known.actors.get(last.organisation)
    years = f"{(last.start or '?')[:4]}–{(last.end or '')[:4]}"
    return f"{last.office}, {where.name} ({years})" if where else f"{last.office} ({years})"


def _load_places(known: Vocabulary) -> None:
    for row in rows("places.csv"):
        place = Place(
            row["id"], row["name"], row["country"] or None,
            float(row["latitude"]) if row["latitude"] else None,
            float(row["longitude"]) if row["longitude"] else None,
        )  # fmt: skip
        known.places[place.id] = place
        for name in [place.name, *values(row["aliases"])]:
            uses = known.names[name_key(name)]
            if all(u.kind != "place" for u in uses):
                uses.append(NameUse(place.id, "place", "location"))
