"""Syndicated copies are one text, however they were cut; outlets are counted by texts of their own."""

import random
from pathlib import Path

import pytest
from conftest import DISPATCHES, GOLD
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.records import Article, Extraction, Passage
from kb.store import create
from kb.store.copies import signature, similarity
from kb.store.save import save

TEXTS = [f.read_text(encoding="utf-8") for f in sorted([*DISPATCHES.glob("*.txt"), *GOLD.glob("*.txt")])]
LONG = [text for text in TEXTS if len(text.split()) >= 150]


def boilerplate(text, chance):
    note = "Sign up for our newsletter and share this article with friends. All rights reserved by the publisher. "
    return note + text + note


def dropped(text, chance):
    return " ".join(word for word in text.split() if chance.random() > 0.05)


def cut(text, chance):
    words = text.split()
    return " ".join(words[: int(0.6 * len(words))])


def foreign(text, chance):
    others = " ".join(chance.sample(TEXTS, 3)).split()
    return f"{text} {' '.join(others[: int(0.3 * len(text.split()))])}"


@pytest.mark.parametrize("alter", [boilerplate, dropped, cut, foreign])
def test_altered_copies_are_found(alter):
    chance = random.Random(0)
    found = [similarity(signature(text), signature(alter(text, chance))) >= 0.4 for text in LONG]
    assert sum(found) >= 0.95 * len(LONG) > 20


def test_articles_of_one_story_are_no_copies():
    signatures = [signature(text) for text in LONG]
    pairs = [(a, b) for n, a in enumerate(signatures) for b in signatures[n + 1 :]]
    assert max(similarity(a, b) for a, b in pairs) < 0.3


def article(number, text):
    day = f"2025-06-{1 + number:02}"
    passage = Passage("body", 0, len(text))
    return Article(text, (passage,), f"{number}.txt", f"A{number}", None, f"o{number}.org", day)


def groups(db):
    return dict(db.execute("SELECT title, copy_of FROM articles"))


BASE, OTHER = LONG[0], LONG[1]
TELLINGS = [BASE, boilerplate(BASE, None), cut(BASE, None), OTHER, cut(OTHER, None), "Short text."]


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(6)), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=3))
def test_order_and_corrections_do_not_matter(order, corrections):
    texts = list(TELLINGS)
    one = create(":memory:")
    for number in order:
        save(one, Extraction(article(number, texts[number])), "none")
    for number, telling in corrections:
        texts[number] = TELLINGS[telling]
        save(one, Extraction(article(number, texts[number])), "none")
    fresh = create(":memory:")
    for number, text in enumerate(texts):
        save(fresh, Extraction(article(number, text)), "none")
    assert groups(one) == groups(fresh)
    if not corrections:
        first, second = (article(n, TELLINGS[n]).id for n in (0, 3))
        assert groups(one) == {"A0": first, "A1": first, "A2": first, "A3": second, "A4": second, "A5": None}


def test_outlets_of_one_text_count_once(tmp_path: Path, rows):
    from kb.ingest import ingest

    text = (DISPATCHES / "2025-05-16-istanbul-first-round-2025.txt").read_text(encoding="utf-8")
    outlet = next(line for line in text.splitlines() if line.startswith("Source:"))
    for name in ("a", "b", "c"):
        copy = text.replace(outlet, f"Source:  {name}.example")
        (tmp_path / f"{name}.txt").write_text(copy, encoding="utf-8")
    db = str(tmp_path / "kb.db")
    assert ingest([str(tmp_path)], db).new == 3
    assert set(rows(db, "SELECT DISTINCT reports, sources FROM events WHERE reports = 3")) == {(3, 1)}
    assert len(rows(db, "SELECT DISTINCT copy_of FROM articles")) == 1


def test_stories_are_articles_with_the_same_most_reported_event(sample_db, rows):
    told = rows(sample_db, "SELECT story_id, articles, texts, outlets FROM stories")
    assert told
    for story, articles, texts, outlets in told:
        members = rows(sample_db, "SELECT article_id FROM story_articles WHERE story_id = ?", story)
        assert len(members) == articles >= max(texts, outlets) >= 1
        for (article,) in members:
            top = (
                "SELECT e.id FROM event_reports r JOIN events e ON e.id = r.event_id WHERE r.article_id = ? "
                "ORDER BY e.reports DESC, e.first_reported, e.id LIMIT 1"
            )
            assert rows(sample_db, top, article) == [(story,)]
