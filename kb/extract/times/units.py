"""Values of expressions that name a week, month, quarter, season, year or decade, or only past and future."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from kb.extract.calendar import MONTHS, SEASONS
from kb.extract.times.form import Form, Resolver, Value, relative


def _month_year(form: Form) -> Value | None:
    return "DATE", f"{form['y']}-{MONTHS[form['month']]:02}", "explicit"


def _month_of(form: Form) -> Value | None:
    year = form.anchor.year + {"last": -1, "next": 1}.get(form["rel"], 0)
    return "DATE", f"{year}-{MONTHS[form['month']]:02}", "relative"


_SAME = {
    "the previous": "last", "past": "last", "the following": "next", "the coming": "next", "coming": "next",
    "that": "this", "in the": "this",
}  # fmt: skip


def _unit(form: Form) -> Value | None:
    rel, unit, anchor = form["rel"], form["unit"], form.anchor
    rel = _SAME.get(rel, rel)
    shift = {"last": -1, "next": 1}.get(rel, 0)
    if unit in ("week", "weekend"):
        return relative(_week(unit, rel, shift, form))
    if unit == "month":
        return "DATE", (anchor + relativedelta(months=shift)).isoformat()[:7], "relative"
    if unit == "quarter":
        quarter = anchor.year * 4 + (anchor.month - 1) // 3 + shift
        return "DATE", f"{quarter // 4}-Q{quarter % 4 + 1}", "relative"
    if unit == "year":
        return "DATE", str(anchor.year + shift), "relative"
    code, _, begins = SEASONS[unit]
    year = anchor.year + shift
    if rel == "last" and anchor.month >= begins + 3:
        year = anchor.year
    return "DATE", f"{year}-{code}", "relative"


def _week(unit: str, rel: str, shift: int, form: Form) -> str:
    anchor = form.anchor
    if unit == "weekend":
        if rel == "this":
            shift = 0 if form.future or anchor.weekday() >= 5 else -1
        if rel == "last" and anchor.weekday() == 6:
            shift = 0
    year, week, _ = (anchor + timedelta(weeks=shift)).isocalendar()
    return f"{year}-W{week:02}" + ("-WE" if unit == "weekend" else "")


def _weekend(form: Form) -> Value | None:
    return relative(_week("weekend", "this", 0, form))


def _end_of(form: Form) -> Value | None:
    value = {"month": form.anchor.isoformat()[:7], "year": str(form.anchor.year)}.get(form["unit"])
    return relative(value or _week("week", "this", 0, form))


def _year_end(form: Form) -> Value | None:
    return "DATE", f"{form.anchor.year}-12", "relative"


def _quarter(form: Form) -> Value | None:
    anchor = form.anchor
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}[form["which"]]
    if form["what"] == "half":
        year = form["y"] or str(anchor.year + {"last": -1, "next": 1}.get(form["rel"], 0))
        return "DATE", f"{year}-H{min(number, 2)}", "relative"
    when = int(form["y"] or anchor.year) + {"last": -1, "next": 1}.get(form["rel"], 0) - bool(form["before"])
    if not (form["y"] or form["rel"] or form.future) and 3 * number - 2 - anchor.month > 5:
        when -= 1
    form.context.quarter = when, number
    return "DATE", f"{when}-Q{number}", "relative"


def _the_quarter(form: Form) -> Value | None:
    year, number = form.context.quarter or _ended_quarter(form.anchor)
    form.context.quarter = year, number
    return "DATE", f"{year - form['which'].startswith('year-')}-Q{number}", "relative"


def _ended_quarter(anchor: date) -> tuple[int, int]:
    number = (anchor.month - 1) // 3
    return (anchor.year, number) if number else (anchor.year - 1, 4)


def _year_before(form: Form) -> Value | None:
    if form.context.quarter:
        year, number = form.context.quarter
        return "DATE", f"{year - 1}-Q{number}", "relative"
    return "DATE", str(form.anchor.year - 1), "relative"


def _decades(form: Form) -> Value | None:
    return "DATE", form["y"], "explicit"


def _year(form: Form) -> Value | None:
    return "DATE", form["y"], "explicit"


def _recent(form: Form) -> Value | None:
    return "DATE", "FUTURE_REF" if form["rel"] == "coming" else "PAST_REF", "relative"


def _season(form: Form) -> Value | None:
    code, _, begins = SEASONS[form["unit"]]
    anchor = form.anchor
    year = int(form["y"]) if form["y"] else anchor.year
    if not form["y"] and not form.future and begins > anchor.month + 2:
        year -= 1
    return "DATE", f"{year}-{code}", "explicit" if form["y"] else "relative"


def _month_alone(form: Form) -> Value | None:
    month, lead, anchor = MONTHS[form["month"]], form["lead"].strip(), form.anchor
    rel = form["rel"] or lead
    year = anchor.year
    # "the end of August" read in July lies ahead; a month far ahead told without a future is past.
    far_ahead = month > anchor.month + 3
    if rel == "last" or (not form.future and far_ahead and rel not in ("next", "until", "by")):
        year -= month >= anchor.month
    elif (form.future or rel in ("next", "until", "by")) and month < anchor.month:
        year += 1
    return "DATE", f"{year}-{month:02}", "relative"


def _present(form: Form) -> Value | None:
    return "DATE", "PRESENT_REF", "relative"


def _past(form: Form) -> Value | None:
    return "DATE", "PAST_REF", "relative"


def _future(form: Form) -> Value | None:
    return "DATE", "FUTURE_REF", "relative"


UNITS: dict[str, Resolver] = {
    "month_year": _month_year,
    "month_of": _month_of,
    "quarter": _quarter,
    "the_quarter": _the_quarter,
    "year_before": _year_before,
    "decades": _decades,
    "fiscal": _year,
    "unit": _unit,
    "earlier_unit": _unit,
    "end_of": _end_of,
    "year_end": _year_end,
    "recent": _recent,
    "season": _season,
    "weekend": _weekend,
    "month": _month_alone,
    "bare_month": _month_alone,
    "mid_year": _year,
    "year": _year,
    "present": _present,
    "past": _past,
    "future": _future,
}
