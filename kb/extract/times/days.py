"""Values of expressions that name a day or an hour."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from kb.extract.calendar import MONTHS, WEEKDAYS
from kb.extract.times.durations import YEARS, duration
from kb.extract.times.form import PARTS, Form, Resolver, Value, relative


def _iso(form: Form) -> Value | None:
    return _real(int(form["y"]), int(form["m"]), int(form["d"]))


def _full_date(form: Form) -> Value | None:
    month, day = MONTHS[form["month"]], int(form["d"])
    if form["y"]:
        return _real(int(form["y"]), month, day)
    # The year is the one that brings the day nearest to publication: "December 20" read in January.
    anchor = form.anchor
    days = [d for y in (anchor.year - 1, anchor.year, anchor.year + 1) if (d := _date(y, month, day))]
    if not days:
        return None
    nearest = min(days, key=lambda d: (abs((d - anchor).days), d))
    return "DATE", nearest.isoformat(), "explicit"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _real(year: int, month: int, day: int) -> Value | None:
    found = _date(year, month, day)
    return ("DATE", found.isoformat(), "explicit") if found else None


def _clock(form: Form) -> Value | None:
    day = form.context.day or form.anchor
    return "TIME", f"{day}{_time(form)}", "relative"


def _clock_day(form: Form) -> Value | None:
    if form["day"] in WEEKDAYS:
        day = _weekday_date(form)
    else:
        day = form.anchor + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(form["day"], 0))
    return "TIME", f"{day}{_time(form)}", "relative"


def _time(form: Form) -> str:
    words = form["clock"]
    if words in ("noon", "midnight"):
        return "T12:00" if words == "noon" else "T24:00"
    numbers = re.findall(r"\d+", words)
    hour, minute = int(numbers[0]) % 24, int(numbers[1]) if len(numbers) > 1 else 0
    if re.search(r"p\.?m", words) and hour < 12:
        hour += 12
    if re.search(r"a\.?m", words) and hour == 12:
        hour = 0
    zone = "Z" if form["zone"] in ("utc", "gmt") else ""
    return f"T{hour:02}:{minute:02}{zone}"


def _weekday_date(form: Form) -> date:
    target, rel, anchor = WEEKDAYS[form["day"]], form["rel"], form.anchor
    ahead = (target - anchor.weekday()) % 7
    back = (anchor.weekday() - target) % 7
    if rel.endswith("previous"):
        return anchor - timedelta(days=back + 7)
    if rel in ("next", "coming") or rel.endswith("following") or (form.future and rel != "last"):
        return anchor + timedelta(days=ahead or (7 if rel == "next" else 0))
    return anchor - timedelta(days=back or (7 if rel == "last" else 0))


def _weekday(form: Form) -> Value | None:
    return relative(_weekday_date(form).isoformat() + PARTS.get(form["part"], ""))


def _day_word(form: Form) -> Value | None:
    word, anchor = form["word"], form.anchor
    if word == "overnight":
        return "DATE", f"{anchor - timedelta(days=1)}/{anchor}", "relative"
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2,
             "the day after tomorrow": 2}.get(word, 0)  # fmt: skip
    part = {"last night": "TNI", "tonight": "TNI", "this morning": "TMO", "this afternoon": "TAF",
            "this evening": "TEV"}.get(word, "")  # fmt: skip
    return relative((anchor + timedelta(days=shift)).isoformat() + part)


def _ago(form: Form) -> Value | None:
    n, unit, rel = form.count, form["unit"], form["rel"]
    if rel == "ago":
        if n is None or unit not in ("day", "week", "month", "year", *YEARS):
            return "DATE", "PAST_REF", "relative"
        return "DATE", _shifted(form.anchor, -n, unit), "relative"
    day = form.context.day  # "two days earlier" counts from the day spoken of last
    if n is None or day is None or unit not in ("day", "week", "month", "year"):
        return duration(form)
    sign = -1 if rel in ("earlier", "before") else 1
    return "DATE", _shifted(day, sign * n, unit), "relative"


def _in(form: Form) -> Value | None:
    if form.count is None or not form.future or form["unit"] not in ("day", "week", "month", "year"):
        return duration(form)
    return "DATE", _shifted(form.anchor, form.count, form["unit"]), "relative"


def _shifted(anchor: date, n: float, unit: str) -> str:
    if unit in YEARS:
        return str(anchor.year + int(n * YEARS[unit]))[: 3 if unit == "decade" else 2]
    try:
        day = anchor + relativedelta(**{f"{unit}s": int(n)})  # type: ignore[arg-type]
    except (OverflowError, ValueError):
        return "PAST_REF"
    return day.isoformat()[: {"day": 10, "week": 10, "month": 7, "year": 4}[unit]]


def _the_day(form: Form) -> Value | None:
    day = form.context.day
    if day is None:
        return None
    back = form["rel"] == "previous" or form["side"] == "before"
    return "DATE", (day + timedelta(days=-1 if back else 1)).isoformat(), "relative"


def _that_day(form: Form) -> Value | None:
    day = form.context.day
    return relative(day.isoformat() + PARTS.get(form["part"], "")) if day else None


DAYS: dict[str, Resolver] = {
    "iso": _iso,
    "clock_day": _clock_day,
    "day_month": _full_date,
    "month_day": _full_date,
    "weekday": _weekday,
    "day_word": _day_word,
    "ago": _ago,
    "the_day": _the_day,
    "that_day": _that_day,
    "in": _in,
    "clock": _clock,
}
