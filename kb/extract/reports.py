"""Triggers to event reports: status in its passage, date linked to a time expression or left null."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.extract.calendar import bounds, day_of, edtf
from kb.language import Reading, Sentence, Trigger
from kb.records import Article, DateBasis, EventReport, RoleSpan, Span, Status, TimeExpression

#: Where an undated event is the news of the day; further down it may have happened at any time.
_HEADLINES = frozenset({"title", "subtitle", "heading", "lead"})
_DEADLINE = re.compile(r"\b(?:by|until|before)\s+(?:the\s+(?:end|middle|start)\s+of\s+)?$", re.IGNORECASE)
_OPEN_START = re.compile(r"\b(?:since|from)\s+$", re.IGNORECASE)
#: An expected act without a date of its own has none; only what has happened takes the news's day.
_DATED_BY_NEWS = frozenset({"occurred"})


def extract_reports(
    article: Article, reading: Reading, times: Sequence[TimeExpression]
) -> tuple[EventReport, ...]:
    """One report for each trigger, in reading order, actors still as spans."""
    news_day = _news_day(article, reading.sentences, times)
    reports = []
    for trigger in reading.triggers:
        sentence = _sentence_of(reading.sentences, trigger.span)
        date, basis = _date(article, trigger, sentence, (times, news_day))
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
    if trigger.date and (named := [t for t in times if t.span.overlaps(trigger.date)]):
        value = _bounded(article, named[0], trigger)
        if value:
            return value, named[0].basis
    dates = [t for t in times if t.type in ("DATE", "TIME") and sentence.span.covers(t.span)]
    inside = [t for t in dates if trigger.evidence.covers(t.span)]
    for candidates in (inside, dates if len(dates) == 1 and trigger.status != "proposed" else []):
        if candidates:
            nearest = min(candidates, key=lambda t: _distance(t.span, trigger.span))
            value = _bounded(article, nearest, trigger)
            if value:
                return value, nearest.basis
    if trigger.status in _DATED_BY_NEWS and news_day and sentence.kind in _HEADLINES:
        return news_day, "publication"
    return None, "unknown"


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
