"""Values of lengths of time and of what happens again and again."""

from __future__ import annotations

from kb.extract.calendar import WEEKDAYS
from kb.extract.times.form import PARTS, Form, Resolver, Value

_LETTERS = {"second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "month": "M", "year": "Y"}
#: Units of many years, as a pattern may leave them: "centurie" of "centuries".
YEARS = {"decade": 10, "century": 100, "centurie": 100}


def _set(form: Form) -> Value | None:
    unit = form["unit"] or {"daily": "day", "annually": "year"}.get(form["adverb"], form["adverb"][:-2])
    return "SET", _period(1, unit), "explicit"


def _set_day(form: Form) -> Value | None:
    day = WEEKDAYS[form["day"] or form["days"]] + 1
    return "SET", f"XXXX-WXX-{day}{PARTS.get(form['part'], '')}", "explicit"


def _rate(form: Form) -> Value | None:
    return "SET", _period(1, form["unit"]), "explicit"


def duration(form: Form) -> Value | None:
    """P2W for "two weeks"; an X stands for a number that the text leaves open."""
    return "DURATION", _period(form.count, form["unit"]), "explicit"


def _period(n: float | None, unit: str) -> str:
    if unit in YEARS:
        n, unit = (n * YEARS[unit] if n is not None else None), "year"
    if unit == "quarter":
        n, unit = (n * 3 if n is not None else None), "month"
    letters = _LETTERS[unit]
    count = "X" if n is None else f"{n:g}"
    return f"PT{count}{letters[1]}" if letters[0] == "T" else f"P{count}{letters}"


def _some(form: Form) -> Value | None:
    return "DURATION", _period(None, form["unit"]), "explicit"


def _past_unit(form: Form) -> Value | None:
    return "DURATION", f"P{YEARS[form['unit']]}Y", "explicit"


DURATIONS: dict[str, Resolver] = {
    "last_n": duration,
    "past_unit": _past_unit,
    "set": _set,
    "set_day": _set_day,
    "rate": _rate,
    "old": duration,
    "duration": duration,
    "some": _some,
}
