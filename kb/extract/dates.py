"""When an event was: which time expression of its sentence dates it, and what the date then is.

"Paris will object, the minister said on Sunday" tells the day of saying; "X, who flew in on Friday, asked
for help" that of the flight. An expression is taken only where the sentence does not give it to another act.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from kb.extract.calendar import bounds, day_of, edtf
from kb.extract.times.forms import NUMBERS
from kb.language import Attribution, Sentence, Trigger
from kb.records import Article, DateBasis, Span, TimeExpression
from kb.vocabulary.forms import past_tenses

_NUMBER = "|".join(
    sorted((w for w, n in NUMBERS.items() if n and n >= 2 and " " not in w), key=len, reverse=True)
)
#: Where an undated event is the news of the day; further down it may have happened at any time.
_HEADLINES = frozenset({"title", "subtitle", "heading", "lead"})
_DEADLINE = re.compile(
    r"\b(?:by|until|before|no later than)\s+(?:the\s+(?:end|middle|start)\s+of\s+)?$", re.IGNORECASE
)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_RELATIVE = re.compile(r",\s+(?:who|which|whose|whom|where)\b[^,.;]*(?:,|(?=[.;])|$)")
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?$", re.IGNORECASE)
_WITHIN = re.compile(r"\bwithin\s+(?:the\s+(?:next|coming)\s+)?$", re.IGNORECASE)
_OPEN_START = re.compile(r"\b(?:since|from)\s+$", re.IGNORECASE)
#: "three days of talks": so many days, of which the date is the last.
_LASTING = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{_NUMBER}) (?P<unit>day|week)s? of (?:[\w-]+ ){{0,3}}$", re.IGNORECASE
)
_HAD = re.compile(r"\bhad\b[^,;.]*$")
#: "three days after Saudi Arabia severed relations": the second act lies so far before the first.
_APART = re.compile(
    r"\b(?P<n>an?|\d{1,3}|[a-z]+(?:-[a-z]+)?) (?P<unit>day|week|month|year)s? (?P<side>after|before)\s"
    r"[^,.;]*$",
    re.IGNORECASE,
)
_TO_DAY = re.compile(r"^\s*(?:and|to|or|-|–|until|through)\s*(\d{1,2})\b(?!\s+[a-z]|[.,]\d|\s*%)")
_BETWEEN = re.compile(r"^\s*(?:and|to|-|–|until|through)\s*$")
#: A date without a year that lies farther ahead than this has passed, if the act is said to have happened.
_SOON = 60
_OVER, _AHEAD = ("occurred", "ongoing"), ("planned", "proposed")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What dates the events of one article: its time expressions, and the day it tells of (ISO)."""

    article: Article
    times: Sequence[TimeExpression]
    sayings: Sequence[Attribution]
    news_day: str | None

    def date(self, trigger: Trigger, sentence: Sentence) -> tuple[str | None, DateBasis]:
        """The EDTF date of a trigger's event and what it rests on; None where the text does not tell."""
        if deadline := self._deadline(trigger):
            return deadline, "relative"
        if apart := self._apart(trigger, sentence):
            return apart, "relative"
        times = [t for t in self.times if not self._is_of_saying(t, trigger, sentence)]
        named = next((t for t in times if trigger.date and t.span.overlaps(trigger.date)), None)
        if named and (value := self._value(named, trigger)):
            return value, named.basis
        dates = [
            t for t in times
            if t.type in ("DATE", "TIME") and sentence.span.covers(t.span)
            and not self._is_of_another_clause(t, trigger, sentence)
        ]  # fmt: skip
        inside = [t for t in dates if trigger.evidence.covers(t.span)]
        for candidates in (inside, dates if len(dates) == 1 and trigger.status != "proposed" else []):
            if candidates:
                nearest = min(candidates, key=lambda t: _distance(t.span, trigger.span))
                if value := self._value(nearest, trigger):
                    return value, nearest.basis
        if trigger.status == "occurred" and self.news_day and sentence.kind in _HEADLINES:
            return self.news_day, "publication"  # an expected act without a date of its own has none
        return None, "unknown"

    def _is_of_saying(self, time: TimeExpression, trigger: Trigger, sentence: Sentence) -> bool:
        """True if the event stands in words said, and the time beside them tells when they were said.

        What somebody says has happened mostly happened that day, unless it is in the pluperfect.
        """
        if not sentence.span.covers(time.span):
            return False
        said = next((p for s in self.sayings for p in s.content if p.covers(trigger.span)), None)
        if said is None or said.covers(time.span):
            return False
        before = self.article.text[max(said.start, trigger.span.start - 60) : trigger.span.start]
        return trigger.status not in _OVER or _HAD.search(before) is not None

    def _value(self, time: TimeExpression, trigger: Trigger) -> str | None:
        """The event's EDTF date by an expression; None for what is to come and would be over."""
        value = self._bounded(self._fitting(time, trigger), trigger)
        (first, last, precision), today = bounds(value), (self.article.published or "")[:10]
        if trigger.status in _AHEAD and last and today and last < today:
            return None  # "agreed on Friday to hand over": the day of agreeing
        if trigger.status == "occurred" and today and first:
            if first > today and _is_past_tense(self._words(trigger.span)):
                return None  # "voted ... to leave next year"
            if precision == "interval" and first <= today < (last or ""):
                return f"{first}/{today}" if first < today else first  # "earlier in the week"
        return self._lasting(value, trigger) if value else None

    def _lasting(self, value: str, trigger: Trigger) -> str:
        """The interval of an act that took some days and ended on the day of the value."""
        last = day_of_or_none(value) if len(value) == 10 else None
        found = _LASTING.search(self.article.text, max(0, trigger.span.start - 60), trigger.span.start)
        if last is None or found is None or trigger.status not in _OVER:
            return value
        count = int(found["n"]) if found["n"].isdigit() else int(NUMBERS[found["n"].lower()] or 0)
        days = count * {"day": 1, "week": 7}[found["unit"].lower()]
        return f"{last - timedelta(days=days - 1)}/{last}" if 1 < days < 400 else value

    def _fitting(self, time: TimeExpression, trigger: Trigger) -> TimeExpression:
        """The expression with the day that suits what has happened: last Tuesday, not next; last January."""
        published, day = day_of(self.article.published), day_of(time.value)
        over = trigger.status in _OVER
        if not (published and day and over and day > published) or "/" in time.value:
            return time
        words = self._words(time.span)
        if time.basis == "relative":
            past = day - timedelta(days=7) if _WEEKDAY.search(words) else day
        else:
            far = (day - published).days > _SOON and not re.search(r"\d{4}", words)
            past = day + relativedelta(years=-1) if far else day
        return replace(time, value=past.isoformat() + time.value[10:]) if past <= published else time

    def _is_of_another_clause(self, time: TimeExpression, trigger: Trigger, sentence: Sentence) -> bool:
        """True if a relative clause parts the two ("X, who flew in on Friday, asked for"), or a semicolon, or
        if the time only says since when something else has been so ("frozen since 1981").
        """
        text = self.article.text
        if ";" in text[min(time.span.end, trigger.span.end) : max(time.span.start, trigger.span.start)]:
            return True
        for clause in _RELATIVE.finditer(text, sentence.span.start, sentence.span.end):
            span = Span(*clause.span())
            if span.covers(time.span) != span.covers(trigger.span):
                return True
        if trigger.status in _OVER and time.basis == "relative":
            fitted, published = self._fitting(time, trigger), day_of(self.article.published)
            first = bounds(edtf(fitted.value))[0]
            if first and published and first > published.isoformat():
                return True  # what has happened did not happen next week
        since = _SINCE.search(text[max(0, time.span.start - 12) : time.span.start])
        later = 0 <= time.span.start - trigger.span.end < 30
        return since is not None and trigger.status != "ongoing" and not later

    def _deadline(self, trigger: Trigger) -> str | None:
        """ "within two weeks": the interval from the day the news is of."""
        said = day_of(self.news_day)
        for time in self.times if said and trigger.status in _AHEAD else ():
            if time.type != "DURATION" or not trigger.evidence.covers(time.span):
                continue
            period = re.fullmatch(r"P(\d+)([DWMY])", time.value)
            if said and period and _WITHIN.search(self._before(time.span)):
                unit = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}[period[2]]
                with suppress(OverflowError, ValueError):  # past the end of the calendar
                    return f"{said}/{said + relativedelta(**{unit: int(period[1])})}"  # type: ignore[arg-type]
        return None

    def _apart(self, trigger: Trigger, sentence: Sentence) -> str | None:
        """ "three days after the summit": counted from the day named before these words."""
        before = self.article.text[sentence.span.start : trigger.span.start]
        found = _APART.search(before)
        count = found and (int(found["n"]) if found["n"].isdigit() else NUMBERS.get(found["n"].lower()))
        if not found or not count or trigger.status not in _OVER:
            return None
        at = sentence.span.start + found.start()
        named = [t for t in self.times if sentence.span.start <= t.span.start and t.span.end <= at]
        main = day_of(named[-1].value) if named else day_of(self.news_day)
        if main is None or (not named and sentence.kind not in _HEADLINES):
            return None
        return _shifted(
            main, int(count) * (-1 if found["side"].lower() == "after" else 1), found["unit"].lower()
        )

    def _bounded(self, time: TimeExpression, trigger: Trigger) -> str | None:
        """The EDTF date of the event; a deadline ("by July 25") is an interval from the day it was set."""
        value = edtf(time.value)
        if value is None or "/" in value:
            return value
        before, said = self._before(time.span), self.news_day
        if _DEADLINE.search(before) and trigger.status in _AHEAD and said:
            last = bounds(value)[1] or value
            return f"{said}/{last}" if last > said else value
        if end := self._end(time, value):
            return f"{value}/{end}"
        return f"{value}/.." if _OPEN_START.search(before) else value

    def _end(self, time: TimeExpression, first: str) -> str | None:
        """The end of a range that begins with the expression: "July 11 and 12", "from Monday to Friday"."""
        behind = self.article.text[time.span.end : time.span.end + 24]
        day = _TO_DAY.match(behind)
        if day and len(first) == 10:
            last = f"{first[:8]}{int(day[1]):02}"
            return last if day_of_or_none(last) and last > first else None
        following = next((t for t in self.times if t.span.start >= time.span.end), None)
        if following is None or not _BETWEEN.match(self.article.text[time.span.end : following.span.start]):
            return None
        last = edtf(following.value) or ""
        return last if len(last) == len(first) and last > first else None

    def _before(self, span: Span) -> str:
        return self.article.text[max(0, span.start - 24) : span.start]

    def _words(self, span: Span) -> str:
        return self.article.text[span.start : span.end]


def day_of_or_none(value: str) -> date | None:
    """The day of an ISO date, None also where the month has no such day."""
    with suppress(ValueError):
        return day_of(value)
    return None


def _shifted(day: date, count: int, unit: str) -> str | None:
    with suppress(OverflowError, ValueError):
        moved = day + relativedelta(**{f"{unit}s": count})  # type: ignore[arg-type]
        return moved.isoformat()[: {"day": 10, "week": 10, "month": 7, "year": 4}[unit]]
    return None


def _is_past_tense(words: str) -> bool:
    """True for "voted", "threw out": what is told in this form is over, whatever day stands beside it."""
    first = words.split()[0].lower() if words.split() else ""
    return (len(first) > 4 and first.endswith("ed")) or first in past_tenses()


def _distance(time: Span, trigger: Span) -> int:
    """Characters between the two; a time before its event is a little farther than one behind it."""
    if time.start >= trigger.end:
        return time.start - trigger.end
    return trigger.start - time.end + 15
