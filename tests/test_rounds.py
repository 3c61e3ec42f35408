"""A series of talks and its rounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Article, EventReport, Extraction, Passage, RoleSpan, Span
from kb.resolve.rounds import round_of
from kb.store import create
from kb.store.save import save
from kb.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("the second round of talks", 2),
        ("a 12th round of negotiations", 12),
        ("the third and last round", 3),
        ("a new round of consultations", 0),
        ("the next session", 0),
        ("They held talks all round the clock", None),
        ("the first talks", None),
        ("the Second World War ended", None),
    ],
)
def test_which_round_the_words_name(words, number):
    assert round_of(words) == number


@given(st.text())
def test_any_words_may_be_asked_for(words):
    assert round_of(words) is None or round_of(words) >= 0


def session(number, day, words, *actors):
    """An article that says that these actors met on the day."""
    span = Span(0, len(words))
    article = Article(
        words, (Passage("body", 0, len(words)),), f"{number}.txt", f"A{number}", None, "a.org", day
    )
    who = tuple(RoleSpan("participant", span, a) for a in actors)
    report = EventReport(span, span, "CONSULT", None, "occurred", day, "explicit", None, None, who, 0.9)
    known = vocabulary().actors
    return Extraction(article, actors=tuple(known[a] for a in sorted(actors)), reports=(report,))


TOLD = [
    ("2025-05-16", "the first round of talks", "russia", "ukraine"),
    ("2025-06-02", "talks", "russia", "ukraine"),
    ("2025-07-23", "a third round of talks", "russia", "ukraine"),
    ("2025-06-03", "talks", "russia", "turkey"),  # two sessions that nobody calls rounds
    ("2025-06-09", "talks", "russia", "turkey"),
    ("2023-01-09", "the ninth round of talks", "russia", "ukraine"),  # long before: not of the series
]


@given(st.permutations(range(len(TOLD))))
def test_sessions_of_the_same_sides_are_a_series_if_somebody_speaks_of_rounds(order):
    db = create(":memory:")
    for number in order:
        save(db, session(number, *TOLD[number]), 1)
    found = db.execute("SELECT position, round, day, sessions FROM series ORDER BY day").fetchall()
    assert found == [(1, 1, "2025-05-16", 3), (2, None, "2025-06-02", 3), (3, 3, "2025-07-23", 3)]
    assert db.execute("SELECT count(DISTINCT series_id) FROM series").fetchone() == (1,)
