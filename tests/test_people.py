"""People whom no list knows: one person over many articles, namesakes kept apart, in any order."""

import itertools
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.ingest import ingest
from kb.pipeline import extract
from kb.read import read_clippings
from kb.records import Article, Passage
from kb.resolve.identity import Profile, person_id, same_people
from kb.store import create, save

NAMES = ("Zdenko Vartabasic", "Zdenko Vartabasić")
SAYS = [
    "{name} said that the talks would go on.",
    "Swiss diplomat {name} said that the talks would go on.",
    "{name}, a farmer, said that the talks would go on.",
    "Canadian ambassador {name} said that the talks would go on.",
    "{name}, a spokesman for the port authority, said that the talks would go on.",
]
PROFILES = st.builds(
    Profile, st.sampled_from([None, "CH", "CA", "VN"]), st.sampled_from([None, "public", "private"])
)


@given(st.lists(PROFILES, min_size=1, max_size=6), st.randoms())
def test_who_is_who_does_not_depend_on_the_order(profiles, random):
    shuffled = random.sample(profiles, len(profiles))
    assert same_people("a-b", profiles) == same_people("a-b", shuffled)


@given(st.lists(PROFILES, min_size=1, max_size=6))
def test_those_who_contradict_one_another_are_apart(profiles):
    ids = same_people("a-b", profiles)
    for one, other in itertools.combinations(ids, 2):
        contradict = any(a and b and a != b for a, b in zip(one, other, strict=True))
        if contradict:
            assert ids[one] != ids[other] or None in (*one, *other)


def test_somebody_of_whom_nothing_is_said_is_the_only_one_of_the_name():
    nothing, swiss, canadian = Profile(None, None), Profile("CH", "public"), Profile("CA", "public")
    assert same_people("a-b", [nothing, swiss])[nothing] == "a-b-ch"
    assert same_people("a-b", [nothing, swiss, canadian])[nothing] == "a-b"
    assert person_id("a-b", Profile("VN", "private")) == "a-b-vn-private"


def article(number, says):
    body = SAYS[says].format(name=NAMES[number % 2])
    title = f"News number {number}"
    text = f"{title}\n\n{body}"
    passages = (Passage("title", 0, len(title)), Passage("lead", len(title) + 2, len(text)))
    return Article(text, passages, f"{number}.txt", title=title, published=f"2025-05-{number + 1:02}")


def contents(db):
    """Every row of every table, without times and in no order."""
    tables = ("actors", "actor_names", "mentions", "introductions", "statements", "event_actors")
    return {t: sorted(map(repr, db.execute(f"SELECT * FROM {t}"))) for t in tables}


def stored(articles):
    db = create(":memory:")
    for one in articles:
        save(db, extract(one, "rules"), "rules")
    return contents(db.conn)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, len(SAYS) - 1), min_size=2, max_size=5), st.randoms())
def test_the_rows_do_not_depend_on_the_order_of_articles(says, random):
    articles = [article(number, one) for number, one in enumerate(says)]
    assert stored(articles) == stored(random.sample(articles, len(articles)))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, len(SAYS) - 1), min_size=2, max_size=4), st.integers(0, len(SAYS) - 1))
def test_an_edited_article_leaves_nobody_behind(says, now):
    articles = [article(number, one) for number, one in enumerate(says)]
    edited = article(0, now)
    db = create(":memory:")
    for one in [*articles, edited]:
        save(db, extract(one, "rules"), "rules")
    assert contents(db.conn) == stored([edited, *articles[1:]])


def speakers(tmp_path, *says):
    for number, one in enumerate(says):
        body, title = SAYS[one].format(name=NAMES[0]), f"News {number}"
        text = f" date 2025-05-{number + 1:02} {title}\n{title}\n\n{body}\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    path = str(tmp_path / "kb.db")
    ingest([str(tmp_path)], path, engine="rules")
    with sqlite3.connect(path) as db:
        return [r[0] for r in db.execute("SELECT speaker_id FROM statements ORDER BY article_id")]


@pytest.mark.parametrize(
    ("says", "people"),
    [
        ((0, 1), ["zdenko-vartabasic-ch", "zdenko-vartabasic-ch"]),
        ((1, 2), ["zdenko-vartabasic-ch", "zdenko-vartabasic-private"]),
        ((1, 3), ["zdenko-vartabasic-ch", "zdenko-vartabasic-ca"]),
        ((0, 1, 3), ["zdenko-vartabasic", "zdenko-vartabasic-ch", "zdenko-vartabasic-ca"]),
        ((4, 1), ["zdenko-vartabasic-ch", "zdenko-vartabasic-ch"]),
    ],
)
def test_one_person_or_two(tmp_path, says, people):
    assert speakers(tmp_path, *says) == people


def test_an_introduction_gives_country_office_and_description():
    text = " date 2025-05-30 A title\nA title\n\nSwiss diplomat Zdenko Vartabasic said that it was late.\n"
    (one,) = read_clippings(text, "x")
    (person,) = [a for a in extract(one, "rules").actors if a.type == "person"]
    assert (person.id, person.country, person.description) == (
        "zdenko-vartabasic-ch", "CH", "Swiss diplomat",
    )  # fmt: skip
