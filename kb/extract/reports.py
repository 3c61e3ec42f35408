"""Triggers to event reports: status in its passage, date linked to a time expression or left null."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.extract.calendar import bounds, day_of
from kb.extract.dates import Calendar
from kb.language import Reading, Sentence, Trigger
from kb.records import Article, EventReport, RoleSpan, Span, Status, TimeExpression
from kb.vocabulary import mode_of


def extract_reports(
    article: Article, reading: Reading, times: Sequence[TimeExpression]
) -> tuple[EventReport, ...]:
    """One report for each trigger, in reading order, actors still as spans."""
    sayings = [one for one in reading.attributions if one.cue and not one.attitude]
    calendar = Calendar(article, times, sayings, _news_day(article, reading.sentences, times))
    reports = []
    for trigger in reading.triggers:
        date, basis = calendar.date(trigger, _sentence_of(reading.sentences, trigger.span))
        words, clause = _words(article, trigger.span), _words(article, trigger.evidence)
        reports.append(
            EventReport(
                span=trigger.evidence,
                trigger=trigger.span,
                type=trigger.type,
                mode=trigger.mode or mode_of(trigger.type, words, clause),
                status=_status(_unless_negated(article, trigger), date, article.published),
                date=date,
                date_basis=basis,
                place_span=trigger.place,
                actors=tuple(RoleSpan(p.role, p.span) for p in trigger.participants),
                confidence=trigger.confidence,
            )
        )
    return tuple(reports)


#: Acts that a "not" undoes; a refusal, an accusation or a threat is often told with one.
_UNDONE = frozenset("CONSULT AGREE COOPERATE AID RETREAT PROTEST SANCTION MOBILIZE COERCE ASSAULT".split())
_NOT = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|was|were) (?:not|never)|(?:did|has|have|had|was|were)n['’]t|never)\b",
    re.IGNORECASE,
)


def _unless_negated(article: Article, trigger: Trigger) -> Status:
    """The status that the engine gives, or denied where the act's own words say "did not"."""
    before = article.text[max(trigger.evidence.start, trigger.span.start - 14) : trigger.span.start]
    words = f"{before}|{_words(article, trigger.span)}"
    found = _NOT.search(words)
    own = found is not None and (found.start() > len(before) or not words[found.end() : len(before)].strip())
    return (
        "denied"
        if own and trigger.status in ("occurred", "ongoing") and trigger.type in _UNDONE
        else trigger.status
    )


def _words(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]


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
