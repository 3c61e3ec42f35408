"""TIMEX3 values of time expressions, resolved against the day of publication and what was said before."""

from __future__ import annotations

import re
from datetime import date

from kb.extract.calendar import day_of
from kb.extract.times.days import DAYS
from kb.extract.times.durations import DURATIONS
from kb.extract.times.form import Context, Form, Value
from kb.extract.times.units import UNITS

#: Forms whose value does not depend on the day of publication.
_WITHOUT_ANCHOR = frozenset(
    "iso month_year decades fiscal year mid_year last_n past_unit set set_day rate old duration some "
    "present past future".split()
)
_RESOLVE = {**DAYS, **UNITS, **DURATIONS}


def value_of(name: str, match: re.Match[str], context: Context, future: bool) -> Value | None:
    """(TIMEX3 type, value, basis), or None where the text gives no ground for a value."""
    anchor = context.anchor
    if anchor is None and name not in _WITHOUT_ANCHOR:
        full = match.groupdict().get("y")
        if not (full and name in ("day_month", "month_day", "quarter", "season")):
            return None
    form = Form(match, context, anchor or date(1, 1, 1), future)
    try:
        found = _RESOLVE[name](form)
    except (OverflowError, ValueError):  # counted out of the calendar: "900 years ago", a year 0
        return None
    day = day_of(found[1]) if found and found[0] != "DURATION" else None
    if day and (anchor is None or day <= anchor):
        context.day = day  # "the day before" counts from what has been, not from what is announced
    return found
