"""Time expressions against the day of publication, and the calendar beneath them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.extract import extract_times
from kb.extract.calendar import bounds, edtf
from kb.language.sentences import segment


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
        ("The war has lasted since February.", "2025-02/.."),
        ("In 2014 they met.", "2014"),
        ("They will meet by the end of August.", "2025-08"),
        ("They spoke last night.", "2025-05-29TNI"),
        ("A truce within two weeks was promised.", "2025-05-30/2025-06-13"),
    ],
)
def test_values(text, value):
    assert values(text) == [value]


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
