"""Who said what: acts, media, sayings in many articles, what stands in another's words; any text survives."""

import re
import sqlite3

import pytest
from conftest import GOLD
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.export import records
from kb.ingest import ingest
from kb.language import read
from kb.language.neural.nested import nested
from kb.language.neural.subjects import with_subjects
from kb.language.neural.words import lay_out
from kb.language.reading import Attribution, Name
from kb.language.sentences import segment
from kb.pipeline import extract
from kb.records import Article, Passage, Span
from kb.resolve.acts import act_of
from kb.resolve.sayings import alike, keys
from kb.store import create, save

MARKS = "\"“”„«»‘’'‹›"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(GOLD.glob("*.txt"))]


def article(text, published="2025-05-30", name="x"):
    return Article(text, (Passage("lead", 0, len(text)),), name, title=name, published=published)


@pytest.mark.parametrize(
    ("cue", "content", "act"),
    [
        ("said", "the talks were over", "assert"),
        ("denied", "having used gas", "deny"),
        ("called on", "both sides to stop", "demand"),
        ("asked", "Kyiv to withdraw", "demand"),
        ("asked", "whether the talks would go on", "ask"),
        ("accused", "Kyiv of sabotage", "accuse"),
        ("called", "the boarding an act of piracy", "accuse"),
        ("called", "the accord a historic step", "praise"),
        ("called", "the accord a historic mistake", "accuse"),
        ("called", "the decision painful", "assert"),
        ("said", "it had to find out what he meant", "assert"),
        ("said", "we must think of our children", "assert"),
        ("threatened", "to cut off the gas", "threaten"),
        ("warned", "we will respond", "threaten"),
        ("promised", "more aid", "promise"),
        ("said", "he would send a delegation", "promise"),
        ("said", "he would not send a delegation", "reject"),
        ("said", "we reject the plan", "reject"),
        ("offered", "to mediate", "propose"),
        ("said", "he was ready to meet the president", "propose"),
        ("welcomed", "the truce", "praise"),
        ("said", "Russia must withdraw", "demand"),
        ("", "Who fired first?", "ask"),
    ],
)
def test_what_is_done_in_saying_it(cue, content, act):
    assert act_of(cue, content) == act


@given(st.text(max_size=60), st.text(max_size=200), st.one_of(st.none(), st.integers(0, 200)))
def test_any_words_have_an_act(cue, content, own):
    assert act_of(cue, content, own) in (
        "assert", "deny", "demand", "accuse", "threaten", "promise", "propose", "reject", "praise", "ask",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("Robin Cook told Reuters that the talks would go on.", "Reuters"),
        ("The talks would go on, Robin Cook said in an interview with CNN.", "CNN"),
        ("Robin Cook told the Bundestag that the talks would go on.", None),
        ("Robin Cook met Reuters. Emmanuel Macron said that the talks would go on.", None),
    ],
)
def test_the_medium_that_carried_it(text, medium):
    found = extract(article(text), "rules")
    names = {a.id: a.name for a in found.actors}
    (statement,) = found.statements
    assert names.get(statement.conduit or "") == medium


def attributed(text, cue, source=None, names=()):
    """The source of a cue after the words around it have been looked at."""

    def span(words):
        start = text.index(words)
        return Span(start, start + len(words))

    passages = [Passage("body", 0, len(text))]
    words = lay_out(segment(text, passages), lambda token: (0,))
    one = Attribution(span(source) if source else None, span(cue), (Span(len(text) - 6, len(text)),))
    (found,) = with_subjects([one], [Name(span(n), "person", False) for n in names], words)
    return text[found.source.start : found.source.end] if found.source else None


@pytest.mark.parametrize(
    ("text", "cue", "source", "names", "wanted"),
    [
        ("Syria denies having used gas there now", "denies", None, ["Syria"], "Syria"),
        ("The minister has never denied it at all", "denied", None, [], "The minister"),
        ("Trump, who rang some Europeans, wrote it was best", "wrote", "some Europeans", ["Trump"], "Trump"),
        ("Cook spoke in Oslo, saying it was best", "saying", None, ["Cook"], "Cook"),
        ("Sergei Lavrov said that it was best", "said", "Sergei", ["Sergei Lavrov"], "Sergei Lavrov"),
        ("A source of whom said that it was best", "said", None, [], None),
    ],
)  # fmt: skip
def test_subjects_by_the_order_of_words(text, cue, source, names, wanted):
    assert attributed(text, cue, source, names) == wanted


def test_what_is_said_in_another_s_words():
    text = "Lavrov said the Americans had told him that they would come."
    passages = [Passage("body", 0, len(text))]
    words = lay_out(segment(text, passages), lambda token: (0,))
    content = Span(text.index("the Americans"), len(text) - 1)
    outer = Attribution(Span(0, 6), Span(7, 11), (content,))
    (inner,) = nested([outer], [], words)
    assert [text[s.start : s.end] for s in (inner.source, inner.cue, *inner.content)] == [
        "the Americans", "told", "they would come",
    ]  # fmt: skip
    assert inner.nested


def test_sayings_in_direct_and_reported_speech_are_one():
    one = "We will never accept the partition of our country, whatever the price"
    other = "he would never accept the partition of his country, whatever the price"
    assert alike(one, other)
    assert set(keys(one)) & set(keys(other))
    assert not alike(one, "We will never accept the price of bread")
    assert not alike("yes", "no")


@given(st.text(max_size=80), st.text(max_size=80))
def test_alikeness_is_mutual(one, other):
    assert alike(one, other) == alike(other, one)
    assert len(keys(one)) <= 4


SAYINGS = [
    "Emmanuel Macron said that France would never accept the partition of Ukraine by force.",
    "France would not accept the partition of Ukraine by force, Emmanuel Macron said.",
    "Emmanuel Macron said that the harvest in Burgundy had been good this autumn.",
    "Vladimir Putin said that France would never accept the partition of Ukraine by force.",
]


def groups(articles):
    db = create(":memory:")
    for one in articles:
        save(db, extract(one, "rules"), "rules")
    found = db.conn.execute("SELECT article_id, statement_group FROM statements ORDER BY id").fetchall()
    return found, list(db.conn.execute("SELECT speaker, reports FROM sayings"))


@settings(max_examples=25, deadline=None)
@given(st.permutations([0, 1, 2, 3, 1, 0]), st.randoms())
def test_sayings_do_not_depend_on_the_order_of_articles(order, random):
    articles = [article(SAYINGS[s], f"2025-05-{n + 1:02}", f"n{n}") for n, s in enumerate([0, 1, 2, 3, 1, 0])]
    assert groups([articles[i] for i in random.sample(range(6), 6)]) == groups(articles)


def test_a_saying_is_counted_once_with_its_reports():
    articles = [article(s, f"2025-05-{n + 1:02}", f"n{n}") for n, s in enumerate(SAYINGS)]
    found, sayings = groups(articles)
    assert sayings == [("Emmanuel Macron", 2)]
    assert sum(group is not None for _, group in found) == 2


def test_the_same_words_a_year_later_are_another_saying():
    articles = [article(SAYINGS[0], day, day) for day in ("2024-05-01", "2025-05-01")]
    assert groups(articles)[1] == []


def test_an_edited_article_leaves_the_group():
    articles = [article(s, f"2025-05-{n + 1:02}", f"n{n}") for n, s in enumerate(SAYINGS[:2])]
    edited = article(SAYINGS[2], "2025-05-02", "n1")
    _, sayings = groups([*articles, edited])
    assert sayings == []


def is_sound(text):
    """Every span of what is found lies in the text; nothing raises."""
    found = extract(Article(text, (Passage("body", 0, len(text)),), "x", published="2025-05-30"))
    for statement in (*found.statements, *found.unstored):
        for span in (*statement.content, *(s for s in (statement.source, statement.cue) if s)):
            assert 0 <= span.start < span.end <= len(text)
    records(found)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False))
def test_texts_whose_quotation_marks_are_lost_or_odd(text, random):
    spoilt = re.sub(f"[{MARKS}]", lambda m: random.choice(["", m[0], *MARKS]), text[:1500])
    is_sound(spoilt)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    is_sound(text)


def test_tentative_attributions_are_printed_and_never_stored(tmp_path):
    path = tmp_path / "one.txt"
    path.write_text(TEXTS[0], encoding="utf-8")
    database = str(tmp_path / "kb.db")
    ingest([str(path)], database)
    with sqlite3.connect(database) as db:
        (stored,) = db.execute("SELECT count(*) FROM statements").fetchone()
    printed = read(TEXTS[0]).attributions
    assert any(one.tentative or one.attitude for one in printed)
    assert 0 < stored < len(printed)
