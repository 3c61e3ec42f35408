"""The vocabularies are what a person may edit: a slip in them fails here, with the row."""

import itertools
import re
from datetime import date
from importlib.resources import files

import pytest

from kb.extract.calendar import bounds
from kb.vocabulary import cues, event_types, mode_of, triggers, vocabulary
from kb.vocabulary.forms import gerund, regular_past, third_person, verb_forms
from kb.vocabulary.roles import roles
from kb.vocabulary.tables import rows

FILES = sorted(f.name for f in (files("kb.vocabulary") / "data").iterdir() if f.name.endswith(".csv"))
KINDS = {row["kind"] for row in rows("institutions.csv")}
UN_MEMBERS = (
    "AF AL DZ AD AO AG AR AM AU AT AZ BS BH BD BB BY BE BZ BJ BT BO BA BW BR BN BG BF BI CV KH CM CA CF TD "
    "CL CN CO KM CG CR CI HR CU CY CZ KP CD DK DJ DM DO EC EG SV GQ ER EE SZ ET FJ FI FR GA GM GE DE GH GR "
    "GD GT GN GW GY HT HN HU IS IN ID IR IQ IE IL IT JM JP JO KZ KE KI KW KG LA LV LB LS LR LY LI LT LU MG "
    "MW MY MV ML MT MH MR MU MX FM MC MN ME MA MZ MM NA NR NP NL NZ NI NE NG MK NO OM PK PW PA PG PY PE PH "
    "PL PT QA KR MD RO RU RW KN LC VC WS SM ST SA SN RS SC SL SG SK SI SB SO ZA SS ES LK SD SR SE CH SY TJ "
    "TH TL TG TO TT TN TR TM TV UG UA AE GB TZ US UY UZ VU VE VN YE ZM ZW"
).split()
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
        assert "CC0" in header or (name == "cities.csv" and "CC BY 4.0" in header), name


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


def test_terms_are_within_reason():
    for row in rows("offices.csv"):
        assert row["start"] or row["end"], row
        assert row["start"] >= "1900" or not row["start"], row
        assert row["end"] <= "2027", row


def test_nobody_holds_an_office_twice_at_once():
    held = {}
    for row in rows("offices.csv"):
        held.setdefault((row["person"], row["office"], row["organisation"]), []).append(row)
    for terms in held.values():
        terms.sort(key=lambda t: t["start"])
        for one, following in itertools.pairwise(terms):
            shorter = min(len(one["end"]), len(following["start"]))
            assert one["end"], (one, following)
            assert one["end"][:shorter] <= following["start"][:shorter], (one, following)


#: Two at once, and rightly so: rivals, co-rulers, and those who acted for somebody suspended.
TWO_AT_ONCE = {
    "romania", "israel", "lebanon", "libya", "ivory-coast", "madagascar", "south-korea", "thailand",
    "cambodia", "nicaragua", "mali",
}  # fmt: skip


@pytest.mark.parametrize("office", ["president", "prime minister", "foreign minister", "chancellor"])
def test_a_state_has_one_holder_of_an_office_at_a_time(office):
    known = vocabulary()
    for (name, body), terms in known.offices.items():
        if name != office or known.actors[body].type != "country" or body in TWO_AT_ONCE:
            continue
        for one, other in itertools.combinations(terms, 2):
            begin = max(bounds(t.start)[1] or "" for t in (one, other))
            end = min((bounds(t.end)[0] or "") if t.end else "9999-12-31" for t in (one, other))
            if begin < end:
                days = (date.fromisoformat(end) - date.fromisoformat(begin)).days
                assert days <= 45, (one, other)  # an acting holder for some weeks is usual


def test_every_member_of_the_united_nations_is_a_state():
    codes = {row["country"] for row in rows("countries.csv") if not row["end"]}
    assert set(UN_MEMBERS) - codes == set()
    assert len(UN_MEMBERS) == 193


def test_there_are_enough_actors():
    assert len(vocabulary().actors) > 15_000


def test_a_name_of_a_body_means_no_other_body():
    """Aliases that collide would link whichever row comes first: one of them must go."""
    for name, uses in vocabulary().names.items():
        bodies = {u.id for u in uses if u.type in ("organisation", "igo", "group")}
        apart = {i for i in bodies if i not in vocabulary().lifetimes}  # those of other times may share it
        plain = {i for i in apart if " (" not in vocabulary().actors[i].name}  # not Labour Party (Norway)
        assert len(plain) <= 1, (name, bodies)


def test_namesakes_can_be_told_apart_by_date():
    """Two people of one full name are told apart by who was in office: both need a term."""
    for name, uses in vocabulary().names.items():
        people = {u.id for u in uses if u.type == "person" and u.kind != "short"}
        if len(people) > 1 and " " in name:
            assert all(vocabulary().actors[i].offices for i in people), (name, people)


def test_no_person_has_the_name_of_a_body():
    for name, uses in vocabulary().names.items():
        people = {u.id for u in uses if u.type == "person" and u.kind != "short"}
        bodies = {u.id for u in uses if u.type not in ("person", "location")}
        assert not (people and bodies), (name, people, bodies)


def test_a_state_has_one_institution_of_a_kind():
    seen = {}
    for row in rows("organisations.csv"):
        if row["institution"]:
            assert row["country"], row
            assert row["institution"] in KINDS, row
            assert seen.setdefault((row["institution"], row["country"]), row["id"]) == row["id"], row


def test_spellings_are_in_one_group_each():
    words = [word for row in rows("spellings.csv") for word in row["words"].split("|")]
    assert len(words) == len(set(words))
    assert all(word == word.lower() for word in words)


def test_cells_hold_no_stray_blanks():
    for name in FILES:
        for row in rows(name):
            for cell in row.values():
                assert all(part == part.strip() and part for part in cell.split("|")) or not cell, (name, row)


def test_columns_are_those_that_the_loader_expects(monkeypatch):
    monkeypatch.setattr("kb.vocabulary.actors.lines", lambda name: iter([["id"], ["x"]]))
    with pytest.raises(ValueError, match=r"countries.csv must have the columns id, name, country, .*\."):
        vocabulary.__wrapped__()


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
    assert {role.office for role in roles().values() if role.office} - held == set()
    assert {role.field for role in roles().values()} == {"public", "private"}


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


MODES = {
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack "
    "aerial drone heavy-weapons crowd-control unconventional",
}


def test_modes_are_those_of_plover():
    found = {}
    for row in rows("modes.csv"):
        assert row["trigger"] or row["clause"], row
        found.setdefault(row["type"], set()).add(row["mode"])
    assert found == {type_: set(modes.split()) for type_, modes in MODES.items()}


@pytest.mark.parametrize(
    ("type_", "trigger", "clause", "mode"),
    [
        ("CONSULT", "telephoned", "he telephoned Mr Uribe", "phone"),
        ("CONSULT", "called on", "He called on the prime minister", None),
        ("CONSULT", "tripartite", "a tripartite meeting", None),
        ("RETREAT", "freeze", "freeze the programme", None),
        ("RETREAT", "freed", "freed twenty prisoners", "release"),
        ("COERCE", "shut", "shut three newspapers", "censor"),
        ("ASSAULT", "killed", "a suicide bomber killed six", "suicide-attack"),
        ("SANCTION", "expelled", "expelled two diplomats", "expel"),
        ("AGREE", "signed", "signed a treaty", None),
    ],
)
def test_the_mode_where_the_words_tell_it(type_, trigger, clause, mode):
    assert mode_of(type_, trigger, clause) == mode
