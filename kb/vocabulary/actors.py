"""Actors, their names and offices, and places."""

from __future__ import annotations

import gc
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, Literal, NamedTuple, TypeVar, cast

from kb.records import Actor, ActorType, Office, Place
from kb.vocabulary.tables import lines, values

NameKind = Literal["name", "alias", "acronym", "short", "demonym", "metonym", "capital", "place"]
#: A line of a file, in the order of its columns (which a test compares with the order used here).
Cells = list[str]
T = TypeVar("T")
_ODD = (("’", "'"), ("ı", "i"), ("ł", "l"), ("ø", "o"), ("đ", "d"), ("Đ", "D"))
#: Names as the table ``actor_names`` keeps them: name | alias | metonym | demonym | acronym.
_STORED = {"short": "alias", "capital": "metonym"}


class NameUse(NamedTuple):
    """One thing that a name can mean: an actor under a kind of name, or a place."""

    id: str
    kind: NameKind
    type: str


class Term(NamedTuple):
    """Who held an office from when to when (EDTF; "" where open or unknown)."""

    start: str
    end: str
    person: str


class Known(Mapping[str, T], Generic[T]):
    """Records by id, each made from its row when it is first asked for: most never are."""

    def __init__(self) -> None:
        self._made: dict[str, T] = {}
        self._makers: dict[str, tuple[Callable[[Cells], T], Cells]] = {}

    def add(self, key: str, make: Callable[[Cells], T], cells: Cells) -> None:
        """Keep the cells of a row under its id, and what makes a record of them."""
        self._makers[key] = make, cells

    def put(self, key: str, record: T) -> None:
        """Keep a record that is in no file."""
        self._made[key] = record
        self._makers[key] = lambda _: record, []

    def __getitem__(self, key: str) -> T:
        found = self._made.get(key)
        if found is None:
            make, cells = self._makers[key]
            found = self._made[key] = make(cells)
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All actors and places, and what each name can mean (keys made by ``name_key``).

    ``institutions``: (kind, ISO country code) to the id of the state's own; ``lifetimes``: first and
    last day of states and bodies that have not always been; ``people``: id to full names; ``states``:
    ISO country code to the name of today's state.
    """

    actors: Known[Actor] = field(default_factory=Known)
    places: Known[Place] = field(default_factory=Known)
    names: dict[str, list[NameUse]] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=dict)
    gender: dict[str, str] = field(default_factory=dict)
    offices: dict[tuple[str, str], list[Term]] = field(default_factory=dict)
    lifetimes: dict[str, tuple[str, str]] = field(default_factory=dict)
    spokespersons: dict[str, list[Term]] = field(default_factory=dict)
    institutions: dict[tuple[str, str], str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)

    def holders(self, office: str, organisation: str, day: str | None) -> list[str]:
        """Who held the office on the day (ISO date; None: nobody is certain)."""
        return _on(self.offices.get((office, organisation), []), day)

    def speakers_for(self, actor: str, day: str | None) -> list[str]:
        """Who was the spokesperson of the actor (a person or an organisation) on the day."""
        return _on(self.spokespersons.get(actor, []), day)


def _on(terms: list[Term], day: str | None) -> list[str]:
    if not day:
        return []
    return [
        t.person for t in terms
        if t.start <= day[: len(t.start)] and (not t.end or day[: len(t.end)] <= t.end)
    ]  # fmt: skip


def name_key(name: str) -> str:
    """A name without accents, with straight apostrophes and single blanks; case is kept."""
    if name.isascii():
        return " ".join(name.split()) if "  " in name or "\n" in name else name
    for odd, plain in _ODD:
        name = name.replace(odd, plain)
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(bare.split())


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary shipped with kb, loaded on first use."""
    known, collecting = Vocabulary(), gc.isenabled()
    gc.disable()  # looking for garbage among so many new records takes a third of the time, and finds none
    try:
        _load(known)
    finally:
        if collecting:
            gc.enable()
    return known


def _load(known: Vocabulary) -> None:
    for cells in _cells("countries.csv", COUNTRY):
        key, *_, start, end = cells
        _add(known, (key, "country"), _country_names(cells))
        known.actors.add(key, _country, cells)
        known.lifetimes[key] = (start, end or "9999")
        if cells[2] and not end:
            known.states.setdefault(cells[2], cells[1])

    def organisation(cells: Cells) -> Actor:
        return _organisation(cells, known.states)

    for cells in _cells("organisations.csv", ORGANISATION):
        key, _, kind, country, _, _, _, _, institution, start, end = cells
        _add(known, (key, kind), _organisation_names(cells))
        known.actors.add(key, organisation, cells)
        if start or end:
            known.lifetimes[key] = (start, end or "9999")
        if institution:
            known.institutions[institution, country] = key
    _load_people(known)
    for cells in _cells("places.csv", PLACE):
        known.places.add(cells[0], _place, cells)
        for name in [cells[1], *values(cells[6])]:
            uses = known.names.setdefault(name_key(name), [])
            if all(u.kind != "place" for u in uses):
                uses.append(NameUse(cells[0], "place", "location"))


COUNTRY = "id name country wikidata capital aliases demonyms metonyms start end".split()
ORGANISATION = "id name type country wikidata aliases acronyms metonyms institution start end".split()
PERSON = "id name gender country wikidata aliases short".split()
OFFICE = "person office organisation start end speaks_for".split()
PLACE = "id name country latitude longitude kind aliases".split()


def _cells(name: str, columns: list[str]) -> Iterator[Cells]:
    found = lines(name)
    if next(found) != columns:
        raise ValueError(f"{name} must have the columns {', '.join(columns)}.")
    return found


def _add(known: Vocabulary, actor: tuple[str, str], names: dict[NameKind, list[str]]) -> None:
    """Note what names mean an actor, given as (id, type)."""
    key, of_type = actor
    index = known.names
    for kind, spelled in names.items():
        for name in spelled:
            name = name if name.isascii() else name_key(name)
            uses = index.get(name)
            if uses is None:
                index[name] = [NameUse(key, kind, of_type)]
            elif all(use.id != key for use in uses):
                uses.append(NameUse(key, kind, of_type))


def _stored(names: dict[NameKind, list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _STORED.get(kind, kind)) for kind, some in names.items() for name in some)


def _bare(name: str) -> str:
    """A title without what Wikipedia adds in brackets to tell it from others."""
    return name.split(" (")[0] if name[-1] == ")" else name


def _country_names(cells: Cells) -> dict[NameKind, list[str]]:
    _, name, _, _, capital, aliases, demonyms, metonyms, *_ = cells
    return {
        "name": [name],
        "alias": [a for a in [_bare(name), *values(aliases)] if a != name],
        "demonym": values(demonyms),
        "metonym": values(metonyms),
        "capital": values(capital),
    }


def _country(cells: Cells) -> Actor:
    key, name, code, wikidata, *_, start, end = cells
    lifetime = f"state until {end}" if end else f"state since {start}" if start else "state"
    names = _stored(_country_names(cells))
    return Actor(key, name, "country", code or None, wikidata or None, lifetime, names)


def _organisation_names(cells: Cells) -> dict[NameKind, list[str]]:
    _, name, _, _, _, aliases, acronyms, metonyms, *_ = cells
    bare = _bare(name)
    # "Ministry of Defence (Russia)" does not own the bare words; "Hamas (x)" would.
    own = [] if bare == name or bare.startswith(("Ministry", "Parliament")) else [bare]
    return {
        "name": [name],
        "alias": own + values(aliases),
        "acronym": values(acronyms),
        "metonym": values(metonyms),
    }


_KINDS = {"igo": "intergovernmental body", "group": "group", "organisation": "organisation"}


def _organisation(cells: Cells, states: dict[str, str]) -> Actor:
    key, name, kind, country, wikidata, *_ = cells
    names = _stored(_organisation_names(cells))
    what = cells[ORGANISATION.index("institution")] or _KINDS[kind]
    described = f"{what}, {states[country]}" if country in states else what
    return Actor(key, name, cast(ActorType, kind), country or None, wikidata or None, described, names)


def _load_people(known: Vocabulary) -> None:
    held: dict[str, list[Cells]] = {}
    for cells in _cells("offices.csv", OFFICE):
        person, office, organisation, start, end, speaks_for = cells
        held.setdefault(person, []).append(cells)
        term = Term(start, end, person)
        known.offices.setdefault((office, organisation), []).append(term)
        if speaks_for:
            known.spokespersons.setdefault(speaks_for, []).append(term)

    def person_of(cells: Cells) -> Actor:
        key, name, _, country, wikidata, *_ = cells
        terms = [
            Office(office, of, start or None, end or None, speaks_for or None)
            for _, office, of, start, end, speaks_for in held.get(key, [])
        ]
        offices = tuple(sorted(terms, key=lambda o: (o.start or "", o.office)))
        return Actor(
            key, _bare(name), "person", country or None, wikidata or None, _latest(known, offices, country),
            _stored(_person_names(cells)), offices,
        )  # fmt: skip

    for cells in _cells("people.csv", PERSON):
        key, names = cells[0], _person_names(cells)
        known.people[key] = names["name"] + names["alias"]
        known.gender[key] = cells[2]
        known.actors.add(key, person_of, cells)
        _add(known, (key, "person"), names)


def _person_names(cells: Cells) -> dict[NameKind, list[str]]:
    _, name, _, _, _, aliases, short = cells
    return {"name": [_bare(name)], "alias": values(aliases), "short": values(short)}


def _latest(known: Vocabulary, offices: tuple[Office, ...], country: str) -> str | None:
    """A description such as ``foreign minister, Russia (2004–)``: the office that began last, else the
    country.
    """
    if not offices:
        return known.states.get(country)
    last = offices[-1]
    where = known.actors.get(last.organisation)
    years = f"{(last.start or '?')[:4]}–{(last.end or '')[:4]}"
    return f"{last.office}, {where.name} ({years})" if where else f"{last.office} ({years})"


def _place(cells: Cells) -> Place:
    key, name, country, latitude, longitude, *_ = cells
    north, east = (float(degrees) if degrees else None for degrees in (latitude, longitude))
    return Place(key, name, country or None, north, east)
