"""Time expressions against the day of publication, and the calendar beneath them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.extract import extract_times
from kb.extract.calendar import bounds, edtf
from kb.language.sentences import segment
from kb.pipeline import extract
from kb.records import Article, Passage


def values(text, published="2025-05-30"):  # a Friday
    return [t.value for t in extract_times(text, segment(text), published)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They met on Tuesday.", "2025-05-27"),
        ("They will meet on Tuesday.", "2025-06-03"),
        ("They met on Friday.", "2025-05-30"),
        ("They have a plan to end the war, he announced on Wednesday.", "2025-05-28"),
        ("Talks will go on, the minister told reporters on Monday.", "2025-05-26"),
        ("Hostages are expected to be released on Monday.", "2025-06-02"),
        ("They met last Friday.", "2025-05-23"),
        ("It will be held on June 2 in Istanbul.", "2025-06-02"),
        ("It was held on 28 February 2022.", "2022-02-28"),
        ("They met yesterday.", "2025-05-29"),
        ("They met last week.", "2025-W21"),
        ("They will meet next month.", "2025-06"),
        ("They met two days ago.", "2025-05-28"),
        ("It began in May 2018.", "2018-05"),
        ("The war has lasted since February.", "2025-02"),
        ("In 2014 they met.", "2014"),
        ("They will meet by the end of August.", "2025-08"),
        ("They spoke last night.", "2025-05-29TNI"),
        ("A truce within two weeks was promised.", "P2W"),
        ("They have stood next to him on Tuesday.", "2025-05-27"),
        ("He said it would meet on Tuesday.", "2025-06-03"),
        ("They arrived at 9:30 a.m. Tuesday.", "2025-05-27T09:30"),
        ("They met on Saturday, May 24.", "2025-05-24"),
        ("Exports rose in the third quarter of 2024.", "2024-Q3"),
        ("Exports fell in the first quarter.", "2025-Q1"),
        ("It began in the 1990s.", "199"),
        ("It has gone on for more than two years.", "P2Y"),
        ("The 60-day truce holds.", "P60D"),
        ("Over the past few weeks nothing moved.", "PXW"),
        ("They meet every Thursday.", "XXXX-WXX-4"),
        ("The paper appears daily.", "P1D"),
        ("It costs $5 million a year.", "P1Y"),
        ("They met several years ago.", "PAST_REF"),
        ("They now agree.", "PRESENT_REF"),
        ("It will end soon.", "FUTURE_REF"),
        ("They met last fall.", "2024-FA"),
        ("It rose in July last year.", "2024-07"),
        ("It passed in 1949.", "1949"),
        ("Some 2000 troops left.", None),
    ],
)
def test_values(text, value):
    assert values(text) == ([value] if value else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They met on May 12. Two days earlier it had rained.", ["2025-05-12", "2025-05-10"]),
        ("They met on May 12. The next day it rained.", ["2025-05-12", "2025-05-13"]),
        ("In the third quarter of 2024 it rose from a year earlier.", ["2024-Q3", "2023-Q3"]),
    ],
)
def test_what_counts_from_the_day_spoken_of_last(text, found):
    assert values(text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It has gone on for more than two years.", "more than two years"),
        ("It began late last week.", "late last week"),
        ("It has lasted since February.", "February"),
        ("A truce within two weeks was promised.", "two weeks"),
    ],
)
def test_extents(text, words):
    (time,) = extract_times(text, segment(text), "2025-05-30")
    assert text[time.span.start : time.span.end] == words


def test_december_read_in_january_is_last_year():
    assert values("They met on December 20.", "2025-01-05") == ["2024-12-20"]


def test_without_a_publication_day_only_full_dates_have_a_value():
    assert values("On Tuesday, June 2, and on 3 March 2022.", None) == ["2022-03-03"]


def test_days_that_do_not_exist_are_left_out():
    assert values("On February 30 and on 31 April 2024.") == []


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-W22", "2025-05-26/2025-06-01"),
        ("2025-W22-WE", "2025-05-31/2025-06-01"),
        ("2018-SU", "2018-22"),
        ("2025-06-02TNI", "2025-06-02"),
        ("2025-02/..", "2025-02/.."),
        ("P2D", None),
    ],
)
def test_edtf(value, date):
    assert edtf(value) == date


@pytest.mark.parametrize(
    ("date", "first", "last", "precision"),
    [
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2018-22", "2018-06-01", "2018-08-31", "season"),
        ("2018-24", "2018-12-01", "2019-02-28", "season"),
        ("2025-02/..", "2025-02-01", None, "interval"),
        ("2025-05-16/2025-05-18", "2025-05-16", "2025-05-18", "interval"),
        (None, None, None, None),
    ],
)
def test_bounds(date, first, last, precision):
    assert bounds(date) == (first, last, precision)


@given(st.dates().map(str), st.text())
def test_any_text_on_any_day(day, text):
    for time in extract_times(text, segment(text), day):
        assert 0 <= time.span.start < time.span.end <= len(text)


@pytest.mark.parametrize(
    ("sentence", "status", "date"),
    [
        ("The ministers met on Friday.", "occurred", "2025-05-30"),
        ("The ministers will meet within two weeks.", "planned", "2025-05-30/2025-06-13"),
        ("Russia will free the prisoners by June 20.", "planned", "2025-05-30/2025-06-20"),
    ],
)
def test_days_of_events(sentence, status, date):
    article = Article(sentence, (Passage("lead", 0, len(sentence)),), "x", published="2025-05-30")
    found = extract(article, "rules").reports
    assert (status, date) in {(r.status, r.date) for r in found}
