"""The vocabularies are what a person may edit: a slip in them fails here, with the row."""

import re
from importlib.resources import files

import pytest

from kb.extract.calendar import bounds
from kb.vocabulary import cues, event_types, triggers, vocabulary
from kb.vocabulary.forms import gerund, regular_past, third_person, verb_forms
from kb.vocabulary.roles import roles
from kb.vocabulary.tables import rows

FILES = sorted(f.name for f in (files("kb.vocabulary") / "data").iterdir() if f.name.endswith(".csv"))
EDTF = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@pytest.mark.parametrize("name", FILES)
def test_every_file_has_a_header_and_whole_rows(name):
    text = (files("kb.vocabulary") / "data" / name).read_text(encoding="utf-8")
    header = [line for line in text.splitlines() if line.startswith("#")]
    assert header
    found = list(rows(name))
    assert found
    assert all(None not in row for row in found), "a row has more cells than there are columns"
    keys = [row["id"] for row in found] if "id" in found[0] else []
    assert len(keys) == len(set(keys))


def test_licence_and_source_are_named():
    for name in set(FILES) - {"irregular_verbs.csv"}:
        text = (files("kb.vocabulary") / "data" / name).read_text(encoding="utf-8")
        header = " ".join(line for line in text.splitlines() if line.startswith("#"))
        assert "CC0" in header, name


def test_offices_are_sane():
    known = vocabulary().actors
    for row in rows("offices.csv"):
        assert row["person"] in known, row
        assert row["organisation"] in known, row
        assert not row["speaks_for"] or row["speaks_for"] in known, row
        for end in (row["start"], row["end"]):
            assert not end or EDTF.fullmatch(end), row
        if row["start"] and row["end"]:
            assert (bounds(row["start"])[0] or "") <= (bounds(row["end"])[1] or ""), row


def test_one_name_means_one_actor_of_a_kind():
    for name, uses in vocabulary().names.items():
        states = {u.id for u in uses if u.type in ("country", "igo") and u.kind not in ("capital", "metonym")}
        assert len(states) <= 1, (name, states)


def test_actors_have_types_and_codes():
    for actor in vocabulary().actors.values():
        assert actor.type in ("person", "country", "organisation", "igo", "group"), actor
        assert actor.country is None or re.fullmatch("[A-Z]{2}", actor.country), actor
        assert actor.wikidata is None or re.fullmatch(r"Q[1-9]\d*", actor.wikidata), actor
        assert re.fullmatch("[a-z0-9-]+", actor.id), actor


def test_wikidata_ids_are_used_once():
    ids = [a.wikidata for a in vocabulary().actors.values() if a.wikidata]
    assert len(ids) == len(set(ids))


def test_places_have_coordinates_on_earth():
    for place in vocabulary().places.values():
        assert (place.latitude is None) == (place.longitude is None), place
        if place.latitude is not None:
            assert -90 <= place.latitude <= 90, place
            assert -180 <= (place.longitude or 0) <= 180, place


def test_event_words_have_types_that_exist():
    types = {name for name, *_ in event_types()}
    assert len(types) == 16
    for words, entries in triggers().items():
        for entry in entries:
            assert entry.type in types, words
            assert entry.pos in ("verb", "noun"), words
            assert entry.frame in ("joint", "act", "again"), words


def test_cues_have_frames_that_the_engine_knows():
    assert {c.frame for c in cues().values()} <= {"clause", "that", "quote", "of", "object", "source"}


def test_offices_of_role_words_exist():
    held = {row["office"] for row in rows("offices.csv")}
    assert {office for office in roles().values() if office} - held == set()


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("deny", ["denies", "denied", "denying"]),
        ("ban", ["bans", "banned", "banning"]),
        ("visit", ["visits", "visited", "visiting"]),
        ("expel", ["expels", "expelled", "expelling"]),
        ("agree", ["agrees", "agreed", "agreeing"]),
        ("veto", ["vetos", "vetoed", "vetoing"]),
    ],
)
def test_inflection(base, forms):
    assert [third_person(base), regular_past(base), gerund(base)] == forms


def test_irregular_verbs():
    assert ("met",) in verb_forms(["meet"])
    assert ("broke", "off") in verb_forms(["break", "off"])
