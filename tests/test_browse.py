"""The index behind the timeline's pages says what the tables say."""

import sqlite3
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st
from test_stories import consult, told

from kb.store import create
from kb.store.browse import STATUSES, TYPES, number_of, term_of
from kb.store.save import save


def by_tables(db):
    """(kind, value, event) of every term, from the tables of the contract."""
    found = set()
    for kind, sql in {
        "all": "SELECT '', id FROM events",
        "type": "SELECT type, id FROM events",
        "status": "SELECT status, id FROM events",
        "place": "SELECT place_id, id FROM events WHERE place_id IS NOT NULL",
        "country": "SELECT p.country, e.id FROM events e JOIN places p ON p.id = e.place_id "
        "WHERE p.country IS NOT NULL",
        "actor": "SELECT actor_id, event_id FROM event_actors",
        "source": "SELECT source_id, event_id FROM event_reports r JOIN articles a ON a.id = article_id",
    }.items():
        found |= {(kind, *row) for row in db.execute(sql)}
    return found


def by_index(db):
    sql = (
        "SELECT t.kind, t.value, e.id FROM browse_index b JOIN browse_terms t ON t.id = b.term "
        "JOIN events e ON e.number = b.event"
    )
    return set(db.execute(sql))


def check(db):
    found = by_index(db)
    assert found == by_tables(db)
    assert len(found) == db.execute("SELECT count(*) FROM browse_index").fetchone()[0]
    days = db.execute(
        "SELECT coalesce(replace(e.start_date, '-', ''), 0) + 0, b.day, e.type, b.type, e.status, b.status "
        "FROM browse_index b JOIN events e ON e.number = b.event"
    )
    for day, indexed, type_, n, status, m in days:
        assert (day, type_, status) == (indexed, TYPES[n], STATUSES[m])
    counted = "SELECT term, month, type, status, events FROM browse_counts"
    grouped = "SELECT term, day / 100, type, status, count(*) FROM browse_index GROUP BY 1, 2, 3, 4"
    assert set(db.execute(counted)) == set(db.execute(grouped))
    shared = (
        "SELECT x.term, y.term, x.type, count(*) FROM browse_index x "
        "JOIN browse_index y ON y.event = x.event AND y.term <> x.term "
        "JOIN browse_terms a ON a.id = x.term JOIN browse_terms b ON b.id = y.term "
        "WHERE a.kind = 'actor' AND b.kind = 'actor' GROUP BY 1, 2, 3"
    )
    assert set(db.execute("SELECT * FROM browse_pairs")) == set(db.execute(shared))
    totals = "SELECT id, events FROM browse_terms"
    assert set(db.execute(totals)) == set(db.execute("SELECT term, count(*) FROM browse_index GROUP BY 1"))


REPORTS = st.lists(
    st.builds(
        consult,
        st.sampled_from(["occurred", "planned", "cancelled"]),
        st.sampled_from([None, 12, 14, 16]),
        st.sampled_from([("russia", "ukraine"), ("russia", "ukraine", "turkey"), ("turkey",)]),
        st.sampled_from([None, "istanbul", "geneva"]),
    ),
    max_size=2,
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), REPORTS), min_size=1, max_size=8))
def test_after_any_articles_and_corrections(history):
    """An article that comes again under its number is a correction."""
    db = create(":memory:")
    for number, reports in history:
        save(db, told(number, f"2025-05-{10 + 3 * number}", *reports), 1)
    check(db)


def test_the_sample_database(sample_db):
    check(sqlite3.connect(sample_db))


def test_numbers_are_safe_in_json_and_do_not_change():
    assert number_of("consult-russia") == int(sha256(b"consult-russia").hexdigest()[:13], 16) < 2**53
    assert term_of("actor", "russia") == number_of("actor|russia")
