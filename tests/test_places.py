"""Where: towns of the world, capitals by description, names that no list has."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Article, Passage, Span
from kb.resolve.cast import Cast
from kb.resolve.places import place_of, unlisted
from kb.vocabulary.actors import name_key
from kb.vocabulary.cities import cities


def test_a_town_is_found_under_its_spellings_the_largest_first() -> None:
    [town] = cities("Bilopillya")
    assert (town.place.id, town.place.name, town.place.country) == ("bilopillia-ua", "Bilopillia", "UA")
    assert town.place.latitude == pytest.approx(51.15)
    assert town.place.longitude == pytest.approx(34.31)
    london = [c.place.country for c in cities("London")]
    assert london[0] == "GB"
    assert "CA" in london
    assert cities("Balıkesir") == cities("Balikesir") != []
    assert cities("") == cities("Nowhereville") == cities("balikesir") == []


@given(st.text())
def test_any_name_may_be_asked_for(name: str) -> None:
    assert all(c.population >= 5000 for c in cities(name))
    place = unlisted(name, Counter())
    assert place is None or place.id


def test_a_name_means_the_town_of_a_country_the_article_speaks_of() -> None:
    in_canada = unlisted("London", Counter({"CA": 2}))
    assert in_canada is None  # the vocabulary has London: it is not for this list
    assert {"PH", "PE", "MX"} <= {c.place.country for c in cities("San Fernando")}
    found = unlisted("San Fernando", Counter({"PH": 1, "PE": 3}))
    assert found
    assert found.country == "PE"


def test_among_many_namesakes_only_the_name_is_kept() -> None:
    place = unlisted("San Fernando", Counter())
    assert place
    assert (place.name, place.country, place.latitude) == ("San Fernando", None, None)
    unknown = unlisted("the village of Zzyzxburg", Counter({"US": 1}))
    assert unknown
    assert (unknown.name, unknown.country) == ("Zzyzxburg", None)


def test_adjectives_of_states_are_no_places() -> None:
    assert unlisted("Iranian", Counter({"IR": 1})) is None


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("the Hungarian capital", "budapest"),
        ("the North Korean capital", "pyongyang"),
        ("Georgian capital's airport", "tbilisi"),
        ("the Sea of Japan", "sea-of-japan"),
        ("the Oval Office", "white-house"),
        ("the capital", None),
        ("Hungarian capital city flows", "budapest"),
    ],
)
def test_places_by_description(words: str, place: str | None) -> None:
    text = f"They met in {words}."
    article = Article(text, (Passage("body", 0, len(text)),), "a.txt")
    found = place_of(Cast(article), Span(12, 12 + len(words)))
    assert (found.id if found else None) == place


def test_the_file_is_sorted_and_its_spellings_are_folded() -> None:
    text = (files("kb.vocabulary") / "data" / "cities.csv").read_text(encoding="utf-8")
    header, _, rest = text.partition("population\n")
    assert "CC BY 4.0" in header
    lines = rest.splitlines()
    assert lines == sorted(lines)
    assert len(lines) > 100_000
    for line in lines[:: len(lines) // 500]:
        spelling, _, country, latitude, longitude, population = line.split(",")
        assert spelling == name_key(spelling)
        assert len(country) == 2
        assert int(population) >= 5000
        assert abs(float(latitude)) <= 90
        assert abs(float(longitude)) <= 180
