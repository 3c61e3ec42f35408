"""Dates, statuses and types as people write them."""

from __future__ import annotations

from datetime import date

from kb.extract.calendar import day_of

MONTHS = ("January February March April May June July August September October November December").split()
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
#: Status: a sign, so that colour is never the only difference, and what it says of the event.
STATUS = {
    "occurred": ("✓", "occurred"),
    "ongoing": ("…", "ongoing"),
    "planned": ("◷", "planned"),
    "proposed": ("?", "proposed"),
    "cancelled": ("✕", "cancelled or postponed"),
    "denied": ("⊘", "denied"),
}
TYPE = {
    "AGREE": "agreement or promise", "CONSULT": "talks, visit or call", "SUPPORT": "support",
    "CONCEDE": "concession", "COOPERATE": "cooperation", "AID": "aid", "RETREAT": "yielding",
    "REQUEST": "demand or request", "ACCUSE": "accusation", "REJECT": "refusal", "THREATEN": "threat",
    "PROTEST": "protest", "SANCTION": "sanction or break", "MOBILIZE": "mobilisation",
    "COERCE": "coercion", "ASSAULT": "attack",
}  # fmt: skip


def date_in_words(value: str | None) -> str:
    """An EDTF date for reading: "2 June 2025", "June 2025", "summer 2025", "2-4 June 2025"."""
    if not value:
        return "no date"
    if "/" not in value:
        return _one(value)
    first, last = value.split("/")
    if last == "..":
        return f"since {_one(first)}"
    if first == "..":
        return f"until {_one(last)}"
    one, other = day_of(first), day_of(last)
    if one and other and (one.year, one.month) == (other.year, other.month):
        return f"{one.day}–{_one(last)}"
    if one and other and one.year == other.year:
        return f"{one.day} {MONTHS[one.month - 1]} – {_one(last)}"
    return f"{_one(first)} – {_one(last)}"


def _one(value: str) -> str:
    day = day_of(value)
    if day:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if len(value) == 7:
        part = int(value[5:])
        return f"{_SEASONS.get(part) or MONTHS[part - 1]} {value[:4]}"
    return value


def heading_of(date_: str | None) -> str:
    """The heading of an event's day; an interval stands under its first day, a month under its own."""
    if not date_:
        return "Without a date"
    first = date_.split("/")[0]
    if first == "..":
        return date_in_words(date_)
    day = day_of(first)
    return f"{day:%A}, {date_in_words(first)}" if day else date_in_words(first)


def precision_in_words(precision: str | None) -> str:
    """What to say of a date that is no day."""
    return {"month": "known to the month", "season": "known to the season", "year": "known to the year",
            "interval": "over some days"}.get(precision or "", "")  # fmt: skip


def ago(day: str | None, today: date) -> str:
    """How far a day lies from today, for upcoming events: "tomorrow", "in 12 days"."""
    there = day_of(day)
    if there is None:
        return ""
    days = (there - today).days
    return {0: "today", 1: "tomorrow", -1: "yesterday"}.get(
        days, f"in {days} days" if days > 0 else f"{-days} days ago"
    )
