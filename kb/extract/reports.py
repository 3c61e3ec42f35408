"""Triggers to event reports: status in its passage, date linked to a time expression or left null."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from kb.extract.calendar import bounds, day_of, edtf
from kb.language import Reading, Sentence, Trigger
from kb.records import Article, DateBasis, EventReport, RoleSpan, Span, Status, TimeExpression

#: Where an undated event is the news of the day; further down it may have happened at any time.
_HEADLINES = frozenset({"title", "subtitle", "heading", "lead"})
_DEADLINE = re.compile(r"\b(?:by|until|before)\s+(?:the\s+(?:end|middle|start)\s+of\s+)?$", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_RELATIVE = re.compile(r",\s+(?:who|which|whose|whom|where)\b[^,.;]*(?:,|(?=[.;])|$)")
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?$", re.IGNORECASE)
_WITHIN = re.compile(r"\bwithin\s+(?:the\s+(?:next|coming)\s+)?$", re.IGNORECASE)
_OPEN_START = re.compile(r"\b(?:since|from)\s+$", re.IGNORECASE)
#: An expected act without a date of its own has none; only what has happened takes the news's day.
_DATED_BY_NEWS = frozenset({"occurred"})


def extract_reports(
    article: Article, reading: Reading, times: Sequence[TimeExpression]
) -> tuple[EventReport, ...]:
    """One report for each trigger, in reading order, actors still as spans."""
    news_day = _news_day(article, reading.sentences, times)
    reports = []
    contents = sorted(p for one in reading.attributions if not one.attitude and one.cue for p in one.content)
    for trigger in reading.triggers:
        sentence = _sentence_of(reading.sentences, trigger.span)
        ahead = trigger.status not in ("occurred", "ongoing")
        told = next((p for p in contents if p.covers(trigger.span)), None) if ahead else None
        # "Paris would object, he said on Sunday": Sunday is the day of saying, not of objecting.
        own = [t for t in times if told is None or told.covers(t.span) or not sentence.span.covers(t.span)]
        date, basis = _date(article, trigger, sentence, (own, news_day))
        reports.append(
            EventReport(
                span=trigger.evidence,
                trigger=trigger.span,
                type=trigger.type,
                mode=trigger.mode,
                status=_status(trigger.status, date, article.published),
                date=date,
                date_basis=basis,
                place_span=trigger.place,
                actors=tuple(RoleSpan(p.role, p.span) for p in trigger.participants),
                confidence=trigger.confidence,
            )
        )
    return tuple(reports)


def _status(status: Status, date: str | None, published: str | None) -> Status:
    """What is dated after the day of publication has not happened yet: "ministers meet on March 17"."""
    first, today = bounds(date)[0], day_of(published)
    if status in ("occurred", "ongoing") and first and today and first > today.isoformat():
        return "planned"
    return status


def _sentence_of(sentences: Sequence[Sentence], span: Span) -> Sentence:
    low, high = 0, len(sentences) - 1
    while low < high:
        middle = (low + high) // 2
        if sentences[middle].span.end < span.end:
            low = middle + 1
        else:
            high = middle
    return sentences[low]


def _news_day(article: Article, sentences: Sequence[Sentence], times: Sequence[TimeExpression]) -> str | None:
    """The day the article tells of: the past day that its lead names, else the day it was published."""
    published = day_of(article.published)
    if published is None:
        return None
    lead = next((s for s in sentences if s.kind == "lead"), None)
    for time in times if lead else ():
        day = day_of(time.value)
        if lead and lead.span.covers(time.span) and day and 0 <= (published - day).days <= 3:
            return day.isoformat()
    return published.isoformat()


def _date(
    article: Article,
    trigger: Trigger,
    sentence: Sentence,
    known: tuple[Sequence[TimeExpression], str | None],
) -> tuple[str | None, DateBasis]:
    """The time expression of the clause, else of the sentence; else the day of the news."""
    times, news_day = known
    deadline = _deadline(article, trigger, times)
    if deadline:
        return deadline, "relative"
    if trigger.date and (named := [t for t in times if t.span.overlaps(trigger.date)]):
        value = _bounded(article, _fitting(article, named[0], trigger), trigger)
        if value:
            return value, named[0].basis
    dates = [
        t for t in times
        if t.type in ("DATE", "TIME") and sentence.span.covers(t.span)
        and not _is_of_another_clause(article, sentence, t, trigger)
    ]  # fmt: skip
    inside = [t for t in dates if trigger.evidence.covers(t.span)]
    for candidates in (inside, dates if len(dates) == 1 and trigger.status != "proposed" else []):
        if candidates:
            nearest = min(candidates, key=lambda t: _distance(t.span, trigger.span))
            value = _bounded(article, _fitting(article, nearest, trigger), trigger)
            if value:
                return value, nearest.basis
    if trigger.status in _DATED_BY_NEWS and news_day and sentence.kind in _HEADLINES:
        return news_day, "publication"
    return None, "unknown"


#: A date without a year that lies farther ahead than this has passed, if the act is said to have happened.
_SOON = 60


def _fitting(article: Article, time: TimeExpression, trigger: Trigger) -> TimeExpression:
    """The expression with the day that suits what has happened: last Tuesday, not next; last January."""
    published, day = day_of(article.published), day_of(time.value)
    over = trigger.status in ("occurred", "ongoing")
    if not (published and day and over and day > published) or "/" in time.value:
        return time
    words = article.text[time.span.start : time.span.end]
    if time.basis == "relative":
        past = day - timedelta(days=7) if _WEEKDAY.search(words) else day
    else:
        far = (day - published).days > _SOON and not re.search(r"\d{4}", words)
        past = day + relativedelta(years=-1) if far else day
    return replace(time, value=past.isoformat() + time.value[10:]) if past <= published else time


def _is_of_another_clause(
    article: Article, sentence: Sentence, time: TimeExpression, trigger: Trigger
) -> bool:
    """True if time and trigger are parted by a relative clause ("X, who flew in on Friday, asked for"), or
    the time only says since when something else has been so ("frozen since 1981").
    """
    text = article.text
    for clause in _RELATIVE.finditer(text, sentence.span.start, sentence.span.end):
        span = Span(*clause.span())
        if span.covers(time.span) != span.covers(trigger.span):
            return True
    if trigger.status in ("occurred", "ongoing") and time.basis == "relative":
        fitted, published = _fitting(article, time, trigger), day_of(article.published)
        first = bounds(edtf(fitted.value))[0]
        if first and published and first > published.isoformat():
            return True  # what has happened did not happen next week
    since = _SINCE.search(text[max(0, time.span.start - 12) : time.span.start])
    return (
        since is not None and trigger.status != "ongoing" and not 0 <= time.span.start - trigger.span.end < 30
    )


def _deadline(article: Article, trigger: Trigger, times: Sequence[TimeExpression]) -> str | None:
    """ "within two weeks": the interval from the day it was said."""
    published = day_of(article.published)
    for time in times if published and trigger.status in ("planned", "proposed") else ():
        if time.type != "DURATION" or not trigger.evidence.covers(time.span):
            continue
        before = article.text[max(0, time.span.start - 24) : time.span.start]
        period = re.fullmatch(r"P(\d+)([DWMY])", time.value)
        if published and period and _WITHIN.search(before):
            unit = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}[period[2]]
            with suppress(OverflowError, ValueError):  # past the end of the calendar
                return f"{published}/{published + relativedelta(**{unit: int(period[1])})}"  # type: ignore[arg-type]
    return None


def _bounded(article: Article, time: TimeExpression, trigger: Trigger) -> str | None:
    """The EDTF date of the event; a deadline ("by July 25") is an interval from the day it was set."""
    value = edtf(time.value)
    if value is None or "/" in value:
        return value
    before = article.text[max(0, time.span.start - 24) : time.span.start]
    published = day_of(article.published)
    if _DEADLINE.search(before) and trigger.status in ("planned", "proposed") and published:
        last = bounds(value)[1] or value
        return f"{published}/{last}" if last > published.isoformat() else value
    return f"{value}/.." if _OPEN_START.search(before) else value


def _distance(time: Span, trigger: Span) -> int:
    """Characters between the two; a time before its event is a little farther than one behind it."""
    if time.start >= trigger.end:
        return time.start - trigger.end
    return trigger.start - time.end + 15
