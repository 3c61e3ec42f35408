"""Which time expression dates an event, and which belongs to something else in its sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.extract import extract_reports, extract_times
from kb.extract.dates import Calendar
from kb.language import Attribution, Reading, Trigger
from kb.language.sentences import segment
from kb.records import Article, Passage, Span, Status

#: Saturday.
PUBLISHED = "2025-05-17"


def dated(text: str, words: str, status: Status = "occurred", said: str | None = None) -> str | None:
    """The date of the event that ``words`` express in a body sentence with ``said`` as words said."""
    passage = Passage("body", 0, len(text))
    sentences = tuple(segment(text, (passage,)))
    at = text.index(words)
    clause = next(s for s in sentences if s.span.start <= at < s.span.end)
    trigger = Trigger(Span(at, at + len(words)), clause.span, "CONSULT", None, status, (), None, 0.9)
    content = (Span(text.index(said), text.index(said) + len(said)),) if said else ()
    sayings = [Attribution(None, Span(0, 1), content)] if said else []
    article = Article(text, (passage,), "a.txt", published=PUBLISHED)
    calendar = Calendar(article, extract_times(text, sentences, PUBLISHED), sayings, "2025-05-16")
    return calendar.date(trigger, clause)[0]


@pytest.mark.parametrize(
    ("text", "words", "status", "date"),
    [
        ("The two will meet in Geneva on July 11 and 12.", "meet", "planned", "2025-07-11/2025-07-12"),
        ("They will meet in Geneva from Monday to Wednesday.", "meet", "planned", "2025-05-19/2025-05-21"),
        ("The two sides met on May 2 and 300 people cheered.", "met", "occurred", "2025-05-02"),
        ("Kyiv agreed on Friday to hand over the prisoners.", "hand over", "planned", None),
        ("Kyiv agreed on Friday to hand over the prisoners.", "agreed", "occurred", "2025-05-16"),
        (
            "On Thursday, three days after Oslo cut ties, many cheered.",
            "cut ties",
            "occurred",
            "2025-05-12",
        ),
        ("On Thursday, three days after Oslo cut ties, many cheered.", "cheered", "occurred", "2025-05-15"),
        ("Earlier in the week he proposed a truce.", "proposed", "occurred", "2025-05-12/2025-05-17"),
        ("On Friday three days of talks ended.", "talks", "occurred", "2025-05-14/2025-05-16"),
        ("Oslo voted to leave the pact next year.", "voted", "occurred", None),
        ("Ministers meet on June 2.", "meet", "occurred", "2025-06-02"),
        ("Lima signed the text; the pact lapses in 2030.", "signed", "occurred", None),
        ("They must leave no later than May 30.", "leave", "planned", "2025-05-16/2025-05-30"),
        ("They must leave within ten days.", "leave", "planned", "2025-05-16/2025-05-26"),
        ("Bonn paid on May 2. That morning Rome signed.", "signed", "occurred", "2025-05-02"),
        ("A vote is due on June 3. Bonn had paid the same day.", "paid", "occurred", None),
        ("In February Washington expelled him.", "expelled", "occurred", "2025-02"),
        ("The pact, which Oslo left in 2010, was signed.", "signed", "occurred", None),
        ("The coup was in May 2024; a year before Oslo fell.", "fell", "occurred", None),
    ],
)
def test_the_date_of_an_event(text: str, words: str, status: Status, date: str | None) -> None:
    assert dated(text, words, status) == date


def test_the_day_of_saying_is_not_that_of_what_had_happened() -> None:
    said = "the Russians had agreed to a truce"
    assert dated(f"He maintained on Friday that {said}.", "agreed", said=said) is None
    told = "two diplomats were expelled"
    assert dated(f"Oslo said on Friday that {told}.", "expelled", said=told) == "2025-05-16"
    wish = "Paris would object"
    assert dated(f"He said on Friday that {wish}.", "object", "proposed", said=wish) is None


@given(st.integers(1, 60), st.sampled_from(["day", "week", "month", "year"]))
def test_counting_never_fails(count: int, unit: str) -> None:
    text = f"On Thursday, {count} {unit}s after Oslo cut ties, many cheered."
    assert (dated(text, "cut ties") or "") <= "2025-05-15"


@pytest.mark.parametrize(
    ("text", "words", "type_", "status"),
    [
        ("Putin did not travel to Turkey.", "travel", "CONSULT", "denied"),
        ("Putin did not travel to Turkey.", "did not travel", "CONSULT", "denied"),
        ("Putin never signed the text.", "signed", "AGREE", "denied"),
        ("Moscow did not recognise the vote.", "did not recognise", "REJECT", "occurred"),
        ("He did not speak, and Oslo signed the text.", "signed", "AGREE", "occurred"),
        ("They did not only meet.", "meet", "CONSULT", "occurred"),
    ],
)
def test_an_act_that_its_own_words_deny(text, words, type_, status):
    passage, at = Passage("body", 0, len(text)), text.index(words)
    span = Span(at, at + len(words))
    trigger = Trigger(span, Span(0, len(text)), type_, None, "occurred", (), None, 0.9)
    reading = Reading(text, segment(text, (passage,)), (), (), (trigger,))
    (report,) = extract_reports(Article(text, (passage,), "a.txt"), reading, ())
    assert report.status == status
