"""Towns of the world by name, for places that the vocabulary of diplomacy does not list (GeoNames)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from kb.records import Place, slug
from kb.vocabulary.actors import name_key


class City(NamedTuple):
    """A town: its place, and how many live there."""

    place: Place
    population: int


def cities(name: str) -> list[City]:
    """The towns that a name can mean, at most one of a country, the largest first."""
    return list(_cities(name))


@lru_cache(maxsize=20_000)
def _cities(name: str) -> tuple[City, ...]:
    text, start = _lines(), f"\n{name_key(name)},"
    found, at = list[City](), text.find(start)
    while at >= 0 and text.startswith(start, at):
        end = text.index("\n", at + 1)
        _, own, country, latitude, longitude, population = text[at + 1 : end].split(",")
        place = Place(
            f"{slug(own)}-{country.lower()}", own, country, float(latitude), float(longitude)
        )  # fmt: skip
        found.append(City(place, int(population)))
        at = end
    return tuple(sorted(found, key=lambda c: (-c.population, c.place.id)))


@lru_cache(maxsize=1)
def _lines() -> str:
    """The whole file: finding a line in it takes a millisecond, reading it into rows a hundred times that."""
    return (files("kb.vocabulary") / "data" / "cities.csv").read_text(encoding="utf-8")
