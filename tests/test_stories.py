"""One event in many articles: which accounts are joined, which stay apart, in any order."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.records import Article, EventReport, Extraction, Passage, RoleSpan, Span
from kb.store import create
from kb.store.save import save, save_all
from kb.vocabulary import vocabulary

WORDS = "talks"
PEOPLE = {name: vocabulary().actors[name] for name in ("russia", "ukraine", "turkey", "sergey-lavrov",
          "vladimir-putin", "volodymyr-zelenskyy", "marco-rubio", "united-states")}  # fmt: skip
PLACES = vocabulary().places


def told(number, published, *reports):
    """An article that tells of events given as (type, status, day, actors, place)."""
    text = " ".join([WORDS] * max(1, len(reports)))
    where = Passage("body", 0, len(text))
    article = Article(text, (where,), f"{number}.txt", f"Article {number}", None, "a.org", published)
    found = []
    for i, (type_, status, day, actors, place) in enumerate(reports):
        span = Span(i * 6, i * 6 + 5)
        who = tuple(RoleSpan("participant", span, a) for a in actors)
        found.append(
            EventReport(span, span, type_, None, status, day, "explicit", None, place, who, 0.9, cluster=i)
        )
    cast = {a for _, _, _, actors, _ in reports for a in actors}
    places = {place for *_, place in reports if place}
    return Extraction(
        article,
        actors=tuple(PEOPLE[a] for a in sorted(cast)),
        places=tuple(PLACES[p] for p in sorted(places)),
        reports=tuple(found),
    )


def partition(articles):
    """Status and day of each event by what reports it, after reading the articles in this order."""
    db = create(":memory:")
    for one in articles:
        save(db, one, "test")
    return events(db)


def events(db):
    found = {}
    sql = "SELECT event_id, title, start_char FROM event_reports r JOIN articles a ON a.id = article_id"
    for event, title, start in db.conn.execute(sql.replace("title", "a.title")):
        found.setdefault(event, set()).add((title.split()[-1], start // 6))
    said = {i: rest for i, *rest in db.conn.execute("SELECT id, status, date, reports FROM events")}
    assert set(said) == set(found)
    return {frozenset(found[i]): rest for i, rest in said.items()}


def joined(*articles):
    """The sets of articles that share an event."""
    return sorted(sorted(int(number) for number, _ in event) for event in partition(articles))


TALKS = ("russia", "ukraine")
LEADERS = ("vladimir-putin", "volodymyr-zelenskyy")


def consult(status, day=None, sides=TALKS, place=None):
    """A report of talks on a day of May 2025."""
    return "CONSULT", status, day and f"2025-05-{day:02}", sides, place


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # The same day and sides, whoever stands for them.
        (consult("planned", 16), consult("occurred", 16), True),
        (consult("planned", 16), consult("occurred", 15), False),
        (
            consult("planned", 15, ("sergey-lavrov", "ukraine")),
            consult("planned", 15),
            True,
        ),
        # A meeting of leaders is not the talks of their delegations.
        (consult("planned", 16), consult("denied", 16, LEADERS), False),
        # It slipped by a day; but what took place on both days was two sessions.
        (consult("cancelled", 15), consult("occurred", 16), True),
        (consult("occurred", 15), consult("occurred", 16), False),
        (
            consult("planned", 15, TALKS, "geneva"),
            consult("occurred", 16, TALKS, "istanbul"),
            False,
        ),
        (consult("planned", 15), consult("occurred", 25), False),
        # One article leaves the host out.
        (
            consult("occurred", 16),
            consult("occurred", 16, (*TALKS, "turkey")),
            True,
        ),
        # Told again without a day.
        (consult("planned", 16), consult("occurred"), True),
        (consult("occurred", 1), consult("occurred"), False),
        (("ACCUSE", "occurred", "2025-05-16", TALKS, None), ("ACCUSE", "occurred", None, TALKS, None), False),
        (consult("occurred", 16, ("russia",)), consult("occurred", None, ("russia",)), False),
        (("REQUEST", "planned", None, TALKS, None), ("REQUEST", "occurred", "2025-05-16", TALKS, None), True),
        # Never dated: the trip that was dropped.
        (
            consult("proposed", None, ("marco-rubio",), "istanbul"),
            consult("cancelled", None, ("marco-rubio",), "istanbul"),
            True,
        ),
        (consult("proposed", None, ("russia",)), consult("cancelled", None, ("russia",)), False),
    ],
)
def test_what_is_one_event(one, other, same):
    articles = told(1, "2025-05-14", one), told(2, "2025-05-17", other)
    assert joined(*articles) == ([[1, 2]] if same else [[1], [2]])
    assert partition(articles) == partition(articles[::-1])


def test_two_meetings_that_one_article_tells_apart_stay_apart():
    both = told(
        1,
        "2025-05-16",
        ("CONSULT", "occurred", "2025-05-16", TALKS, None),
        ("CONSULT", "occurred", None, TALKS, None),
    )
    assert joined(both) == [[1], [1]]


def test_the_newest_says_how_it_stands():
    planned = told(1, "2025-05-14", ("CONSULT", "planned", "2025-05-15", TALKS, None))
    moved = told(2, "2025-05-16", ("CONSULT", "cancelled", "2025-05-15", TALKS, None),
                 ("CONSULT", "planned", "2025-05-16", TALKS, None))  # fmt: skip
    held = told(3, "2025-05-17", ("CONSULT", "occurred", "2025-05-16", TALKS, None))
    assert list(partition([held, moved, planned]).values()) == [["occurred", "2025-05-16", 3]]


DAYS = st.integers(0, 9).map(lambda n: (date(2025, 5, 10) + timedelta(days=n)).isoformat())
SIDES = st.sampled_from(
    [TALKS, (*TALKS, "turkey"), LEADERS, ("russia",), ("russia", "united-states"), (*TALKS, "united-states")]
)
REPORTS = st.tuples(
    st.sampled_from(["CONSULT", "REQUEST"]),
    st.sampled_from(["occurred", "planned", "cancelled", "denied"]),
    st.none() | DAYS,
    SIDES,
    st.sampled_from([None, "istanbul", "geneva"]),
)
ARTICLES = st.lists(st.tuples(DAYS, st.lists(REPORTS, min_size=1, max_size=2)), min_size=2, max_size=7)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ARTICLES, st.randoms(use_true_random=False))
def test_neither_order_nor_corrections_matter(given_articles, random):
    articles = [told(n, day, *reports) for n, (day, reports) in enumerate(given_articles)]
    wanted = partition(articles)
    shuffled = list(articles)
    random.shuffle(shuffled)
    assert partition(shuffled) == wanted
    together = create(":memory:")
    save_all(together, shuffled, "test")
    assert events(together) == wanted
    # An article that first said something else and was corrected, at any time.
    db = create(":memory:")
    corrected = random.randrange(len(articles))
    day, _ = given_articles[corrected]
    first = told(corrected, day, ("CONSULT", "occurred", "2025-05-14", TALKS, None))
    for one in shuffled:
        save(db, first if one.article.id == articles[corrected].article.id else one, "before")
    save(db, articles[corrected], "after")
    assert events(db) == wanted


def test_a_correction_may_hand_an_event_s_name_to_another_report():
    before = told(1, "2025-05-15", consult("occurred", 14))
    after = told(1, "2025-05-15", consult("occurred"), consult("occurred", 14))
    other = told(2, "2025-05-15", consult("occurred", 14))
    db = create(":memory:")
    for one in (before, after, other):
        save(db, one, "test")
    assert events(db) == partition([other, after])
    for one in (before, told(1, "2025-05-15", consult("occurred"))):
        save(db, one, "test")
    assert joined(told(1, "2025-05-15", consult("occurred")), other) == [[1, 2]]
    assert [len(event) for event in events(db)] == [2]
