"""Whose words they are, and on whose behalf."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from kb.extract.calendar import day_of
from kb.records import Article, Mention, Span, Statement, TimeExpression
from kb.resolve.cast import Cast
from kb.resolve.memory import Memory
from kb.resolve.phrases import actor_of, has_role

_ATTITUDE = re.compile(
    r"^(?:['’]s (?:team|side|government|delegation))?[^.;]{0,40}?\b(?:wants?|wanted|expects?|expected|"
    r"supports?|supported|intends?|intended|hopes?|hoped|is ready|was ready|are ready|were ready|stands? "
    r"ready|is glad|was glad|is prepared|was prepared|is willing|was willing|remains? (?:in favour|open|"
    r"committed|ready)|remained|favou?rs?|favou?red|believes?|believed|regards?|regarded|considers?|"
    r"considered|welcomes?|welcomed|is interested|was interested|had no plans|has no plans|seeks?|sought|"
    r"would not|will not|opposes?|opposed|insists?|insisted|does not want|did not want)\b"
)


def speaker_of(
    cast: Cast, memory: Memory, statement: Statement, last: str | None
) -> tuple[str | None, Span | None]:
    """The speaker's actor id (None if unnamed) and the words that were resolved for it.

    Words without a source go on with the speaker before them if they have no cue either, or a
    participle ("..., adding that ..."); a finite cue without a source has a speaker nobody names.
    """
    if statement.source:
        return actor_of(cast, memory, statement.source)
    cue = statement.cue
    goes_on = cue is None or cast.article.text[cue.start : cue.end].split()[0].endswith("ing")
    return (last if goes_on else None), None


def on_behalf_of(cast: Cast, statement: Statement, speaker: str | None) -> str | None:
    """The one whose will the content tells: "Putin supports ..." said by his spokesman.

    Only someone the speaker can speak for counts: a person or state of the speaker's own country.
    """
    if speaker is None:
        return None
    main = statement.main
    first = _first_named(cast, main)
    if first is None or first.span.start - main.start > 40 or first.actor == speaker:
        return None
    rest = cast.article.text[first.span.end : main.end]
    if not _ATTITUDE.match(rest):
        return None
    mine, theirs = cast.country(speaker), cast.country(first.actor)
    return first.actor if mine and mine == theirs else None


def _first_named(cast: Cast, content: Span) -> Mention | None:
    """Whom the content names first; of "Russian leader Vladimir Putin" the man, not his state."""
    named = cast.inside(content)
    for one, following in zip_longest(named, named[1:]):
        between = cast.article.text[one.span.end : following.span.start] if following else ","
        person = following and cast.actors[following.actor].type == "person"
        if not (person and re.fullmatch(r"['’\w -]{1,30}", between) and has_role(between)):
            return one
    return None


def said_on_day(article: Article, statement: Statement, times: Sequence[TimeExpression]) -> str | None:
    """The day of saying, if a time stands between source, cue and content; else None.

    "Putin said on Friday that ..." fixes it; a day inside the content is a day of what is told.
    """
    anchors = [s for s in (statement.source, statement.cue) if s]
    if not anchors:
        return None
    low, high = min(s.start for s in anchors), max(s.end for s in anchors) + 40
    for time in times:
        inside = any(part.overlaps(time.span) for part in statement.content)
        day = time.value[:10]
        if low <= time.span.start < high and not inside and day_of(day):
            published = (article.published or "9999")[:10]
            if time.type in ("DATE", "TIME") and "/" not in time.value and day <= published:
                return day
    return None


_CARRIED_BEFORE = re.compile(
    r"\b(?:told|tells|quoted by|cited by|reported by|interview with|interviewed by|speaking to|"
    r"spoke to|according to|wrote in|writing in|published by|published in|carried by)\s+(?:the\s+)?"
    r"(?:[a-z][\w-]*\s+){0,3}$"
)
_CARRIED_BEHIND = re.compile(
    r"(?:,\s+(?:citing|quoting)|\s+(?:reported|reports|quoted|quotes|cited|cites|writes|wrote)\b|"
    r"\s+(?:said|says),?\s+(?:citing|quoting))"
)
#: One speaks to a parliament too, but it carries nothing.
_HOUSES = ("parliament", "upper house", "lower house")
#: How far from source and cue the medium may stand, in characters.
_BESIDE = 60


def conduit_of(cast: Cast, statement: Statement, speaker: str | None) -> str | None:
    """The medium that carried the words: "told Reuters", "Interfax reported, citing officials"."""
    anchors = [s for s in (statement.source, statement.cue) if s]
    if not anchors:
        return None
    text = cast.article.text
    first, last = min(s.start for s in anchors), max(s.end for s in anchors)
    low = max(first - _BESIDE, *(text.rfind(mark, 0, first) + 1 for mark in ("\n", ". ")))
    ends = [text.find(mark, last) for mark in ("\n", ". ")]
    high = min(last + _BESIDE, *(end if end >= 0 else len(text) for end in ends))
    for mention in cast.inside(Span(max(0, low), high)):
        apart = mention.actor == speaker or any(part.overlaps(mention.span) for part in statement.content)
        actor = cast.actors[mention.actor]
        house = (actor.description or "").startswith(_HOUSES) or actor.name == "Commons"
        if apart or house or actor.type != "organisation":
            continue
        before, behind = (
            text[max(low, mention.span.start - 40) : mention.span.start],
            text[mention.span.end :][:40],
        )
        if _CARRIED_BEFORE.search(before) or _CARRIED_BEHIND.match(behind):
            return mention.actor
    return None
