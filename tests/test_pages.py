"""The pages as functions of a database: what they find, in which order, and what they refuse."""

import sqlite3
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_browse import REPORTS
from test_stories import told

from kb.store import create
from kb.store.browse import STATUSES, TYPES
from kb.store.save import save
from kb.web.article import Mark, pieces
from kb.web.filters import Filter, parse
from kb.web.home import timeline
from kb.web.known import known_on
from kb.web.listing import counts_of, fts_query, page_of, plan
from kb.web.words import ago, date_in_words, heading_of


@pytest.fixture(scope="module")
def base(sample_db):
    connection = sqlite3.connect(sample_db)
    connection.row_factory = sqlite3.Row  # as Datasette has it
    yield connection
    connection.close()


def all_pages(db, size=7, **given):
    """The ids of every event that an address finds, page after page."""
    chosen, problems = parse(given)
    assert not problems
    found, ids = plan(db, chosen), []
    while found:
        page = page_of(db, found, chosen, size)
        ids += page.events
        if not page.following:
            break
        chosen, _ = parse({**given, "before": page.following})
    by_number = dict(db.execute("SELECT number, id FROM events"))
    return [by_number[n] for n in ids]


JOIN = {
    "actor": "e.id IN (SELECT event_id FROM event_actors WHERE actor_id = ?)",
    "other": "e.id IN (SELECT event_id FROM event_actors WHERE actor_id = ?)",
    "type": "e.type = ?",
    "status": "e.status = ?",
    "place": "e.place_id = ?",
    "country": "e.place_id IN (SELECT id FROM places WHERE country = ?)",
    "outlet": "e.id IN (SELECT r.event_id FROM event_reports r JOIN articles a ON a.id = r.article_id "
    "WHERE a.source_id = ?)",
}


def by_sql(db, order="new", **given):
    """The same by a query over the tables of the contract."""
    where = [JOIN[name] for name in given] or ["1"]
    way = "DESC" if order == "new" else "ASC"
    dated = "" if order == "new" else " AND e.start_date IS NOT NULL"
    sql = (
        f"SELECT e.id FROM events e WHERE {' AND '.join(where)}{dated} "
        f"ORDER BY coalesce(e.start_date, '') {way}, e.number {way}"
    )
    return [row[0] for row in db.execute(sql, list(given.values()))]


VALUES = {
    "actor": ["russia", "ukraine", "vladimir-putin", "iran"],
    "other": ["united-states", "turkey", "donald-trump"],
    "type": TYPES,
    "status": STATUSES,
    "place": ["istanbul", "geneva", "moscow"],
    "country": ["TR", "US", "CH"],
    "outlet": [],
}


@settings(max_examples=80)
@given(st.data())
def test_any_filters_find_what_sql_finds(base, data):
    values = {**VALUES, "outlet": [r[0] for r in base.execute("SELECT id FROM sources ORDER BY id LIMIT 4")]}
    names = data.draw(st.sets(st.sampled_from(sorted(values)), max_size=3))
    given = {name: data.draw(st.sampled_from(list(values[name]))) for name in sorted(names)}
    order = data.draw(st.sampled_from(["new", "old"]))
    assert all_pages(base, **given, order=order) == by_sql(base, order, **given)
    chosen, _ = parse(given)
    found = plan(base, chosen)
    assert (counts_of(base, found, chosen).total if found else 0) == len(by_sql(base, **given))


@settings(max_examples=40)
@given(st.lists(REPORTS, min_size=1, max_size=6), st.integers(1, 4))
def test_pages_hold_every_event_once_whatever_their_size(articles, size):
    db = create(":memory:")
    for number, reports in enumerate(articles):
        save(db, told(number, f"2025-05-{10 + number}", *reports), 1)
    assert all_pages(db, size) == by_sql(db)


@pytest.mark.parametrize(
    "dates", ["2025", "2025-05", "2025-05-15/2025-05-18", "2025-05-16", "../2008", "2025-06/.."]
)
def test_dates_and_their_counts(base, dates):
    chosen, problems = parse({"date": dates})
    assert not problems
    low, high = chosen.days
    wanted = [
        key for key, start in base.execute("SELECT id, start_date FROM events WHERE start_date IS NOT NULL")
        if low <= int(start.replace("-", "")) <= high
    ]  # fmt: skip
    assert sorted(all_pages(base, date=dates)) == sorted(wanted)
    assert counts_of(base, plan(base, chosen), chosen).total == len(wanted) > 0


def test_words_are_found_in_events(base):
    found = all_pages(base, words="prisoners exchange")
    assert found
    for key in found:
        (words,) = base.execute("SELECT title || ' ' || evidence FROM events WHERE id = ?", [key]).fetchone()
        assert "prisoners" in words.lower()


@given(st.text())
def test_any_words_may_be_searched_for(base, words):
    chosen, _ = parse({"words": words})
    found = plan(base, chosen)
    assert found
    page_of(base, found, chosen, 5)
    assert fts_query(words).count('"') % 2 == 0


@given(st.dictionaries(st.sampled_from([*Filter.__slots__, "from", "to"]), st.text(max_size=12)))
def test_no_address_breaks_the_timeline(base, given):
    context = timeline(base, given)
    assert all(problem.endswith(".") for problem in context["problems"])


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"type": "TALK"},
         "There is no type “TALK”; it must be one of the 16 types of PLOVER, such as CONSULT."),
        ({"order": "up"}, "There is no order “up”; it must be new or old."),
        ({"date": "yesterday"}, "“yesterday” is no date. Write 2025, 2025-06 or 2025-06-02."),
        ({"date": "2025-13"}, "“2025-13” is no date. Write 2025, 2025-06 or 2025-06-02."),
        ({"from": "2025", "to": "2024"}, "“2025/2024” is no date. Write 2025, 2025-06 or 2025-06-02."),
        ({"as_of": "2025-06-01/2025-06-02"},
         "“2025-06-01/2025-06-02” is no date. Write 2025, 2025-06 or 2025-06-02."),
        ({"actor": "Nobody"}, "No actor here is called “Nobody”. Try another name."),
        ({"place": "Nowhere"}, "No place here is called “Nowhere”. Try another name."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(base, given, problem):
    assert timeline(base, given)["problems"] == [problem]


def test_an_actor_that_is_not_here_has_no_events(base):
    assert timeline(base, {"actor": "Nobody"})["shown"] == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "no date"),
        ("2025", "2025"),
        ("2025-06", "June 2025"),
        ("2015-22", "summer 2015"),
        ("2025-06-02", "2 June 2025"),
        ("2025-06-02/2025-06-04", "2–4 June 2025"),
        ("2025-05-31/2025-06-02", "31 May – 2 June 2025"),
        ("2022-02/..", "since February 2022"),
        ("../2025-06-02", "until 2 June 2025"),
        ("2024-12-31/2025-01-02", "31 December 2024 – 2 January 2025"),
    ],
)
def test_dates_in_words(value, words):
    assert date_in_words(value) == words


def test_headings_and_distances():
    assert heading_of("2025-06-02/2025-06-04") == "Monday, 2 June 2025"
    assert heading_of("2025-06") == "June 2025"
    assert heading_of(None) == "Without a date"
    assert [ago(d, date(2025, 6, 2)) for d in ("2025-06-02", "2025-06-03", "2025-06-14", "2025-06-01")] == [
        "today", "tomorrow", "in 12 days", "yesterday",
    ]  # fmt: skip


def mark(start, length, kind):
    return Mark(start, start + length, kind, f"{kind}-{start}", f"event:{start}", "")


MARKS = st.lists(
    st.builds(mark, st.integers(0, 30), st.integers(0, 12), st.sampled_from(["event", "said", "actor"])),
    max_size=8,
)


@given(st.text(min_size=1, max_size=30), MARKS)
def test_pieces_are_exactly_the_text_with_every_mark(text, marks):
    found = pieces(text, 0, len(text), marks)
    assert "".join(p.text for p in found) == text
    for mark in marks:
        inside = "".join(p.text for p in found if mark.kind in p.kinds)
        assert text[mark.start : mark.end] in inside or mark.start >= len(text)


@pytest.mark.parametrize("order", ["new", "old"])
def test_the_pages_of_a_past_day_hold_what_was_known_once(base, order):
    day, ids, given = "2025-06-15", [], {"as_of": "2025-06-15", "order": order}
    while True:
        chosen, _ = parse(given)
        rows, following = known_on(base, chosen, 9)
        ids += [row.id for row in rows]
        if not following:
            break
        given["before"] = following
    wanted = base.execute(
        "SELECT event_id FROM event_history WHERE known_from <= ? AND (known_until IS NULL OR known_until > ?)",
        [day, day],
    ).fetchall()
    assert sorted(ids) == sorted(event for (event,) in wanted)


def test_what_changed_is_what_status_changes_says(base):
    told = {(day, event) for day, event in base.execute("SELECT changed_on, event_id FROM status_changes")}
    shown = base.execute("SELECT known_from, event_id FROM event_history WHERE changed = 1").fetchall()
    assert shown
    assert {tuple(row) for row in shown} <= {(day[:10], event) for day, event in told}
