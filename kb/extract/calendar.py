"""Calendar values: TIMEX3 values, their EDTF form and the first and last day they cover."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"], 1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
SEASONS = {"spring": ("SP", 21, 3), "summer": ("SU", 22, 6), "autumn": ("FA", 23, 9),
           "fall": ("FA", 23, 9), "winter": ("WI", 24, 12)}  # fmt: skip
_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)")
_WEEK = re.compile(r"^(\d{4})-W(\d\d)(-WE)?$")
_SEASON = re.compile(r"^(\d{4})-(SP|SU|FA|WI)$")


def day_of(value: str | None) -> date | None:
    """The day of an ISO date with day precision, else None."""
    match = _DAY.match(value or "")
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def edtf(value: str) -> str | None:
    """The EDTF form of a TIMEX3 DATE or TIME value: a week becomes an interval, a season its code."""
    if match := _WEEK.match(value):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        first = monday + timedelta(days=5) if match[3] else monday
        return f"{first}/{monday + timedelta(days=6)}"
    if match := _SEASON.match(value):
        code = next(number for letters, number, _ in SEASONS.values() if letters == match[2])
        return f"{match[1]}-{code}"
    if re.match(r"^\d{4}(-\d\d(-\d\d)?)?(/(\d{4}(-\d\d(-\d\d)?)?|\.\.))?$", value):
        return value
    return value[:10] if _DAY.match(value) else None


def bounds(value: str | None) -> tuple[str | None, str | None, str | None]:
    """First day, last day (ISO) and precision of an EDTF date: day | month | season | year | interval.

    An open end has None; an unknown date has three.
    """
    if not value:
        return None, None, None
    if "/" in value:
        first, last = value.split("/")
        start = None if first == ".." else _first(first)
        return start, None if last == ".." else _last(last), "interval"
    return _first(value), _last(value), _precision(value)


def _precision(value: str) -> str:
    if len(value) == 10:
        return "day"
    if len(value) == 7:
        return "month" if int(value[5:]) <= 12 else "season"
    return "year"


def _first(value: str) -> str:
    if len(value) == 10:
        return value
    if len(value) == 4:
        return f"{value}-01-01"
    part = int(value[5:])
    month = part if part <= 12 else {21: 3, 22: 6, 23: 9, 24: 12}[part]
    return f"{value[:4]}-{month:02}-01"


def _last(value: str) -> str:
    if len(value) == 10:
        return value
    if len(value) == 4:
        return f"{value}-12-31"
    year, part = int(value[:4]), int(value[5:])
    month = part if part <= 12 else {21: 5, 22: 8, 23: 11, 24: 14}[part]
    year, month = (year + 1, month - 12) if month > 12 else (year, month)
    return f"{year}-{month:02}-{monthrange(year, month)[1]:02}"


def is_calendar_date(value: str) -> bool:
    """True if an ISO day, month or year exists in the calendar."""
    parts = [int(part) for part in value.split("-")]
    try:
        date(*([*parts, 1, 1])[:3])
    except ValueError:
        return False
    return True
