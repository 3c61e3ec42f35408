"""Whose words they are, and on whose behalf."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from kb.records import Article, Mention, Span, Statement, TimeExpression
from kb.resolve.cast import Cast
from kb.resolve.descriptions import Memory
from kb.vocabulary.roles import roles

_INDEFINITE = re.compile(r"^(?:an?|one|two|three|several|some|another|many|other)\s", re.IGNORECASE)
_SUBORDINATE = re.compile(r"\b(?:of|for|from|at|in|to|with|close to|near|by|on)\s+(?:the\s+|[\w-]+\s+){0,3}$")
_ATTITUDE = re.compile(
    r"^(?:['’]s (?:team|side|government|delegation))?[^.;]{0,40}?\b(?:wants?|wanted|expects?|expected|"
    r"supports?|supported|intends?|intended|hopes?|hoped|is ready|was ready|are ready|were ready|stands? "
    r"ready|is glad|was glad|is prepared|was prepared|is willing|was willing|remains? (?:in favour|open|"
    r"committed|ready)|remained|favou?rs?|favou?red|believes?|believed|regards?|regarded|considers?|"
    r"considered|welcomes?|welcomed|is interested|was interested|had no plans|has no plans|seeks?|sought|"
    r"would not|will not|opposes?|opposed|insists?|insisted|does not want|did not want)\b"
)


#: "the company" is the organisation spoken of last; "the government" the state.
_DEFINITE = {
    f"the {word}": False
    for word in (
        "ministry alliance organisation organization group company firm agency bank union party movement "
        "court council commission committee bloc watchdog embassy network newspaper airline"
    ).split()
}
_DEFINITE |= {"the government": True, "the country": True, "the kingdom": True, "the emirate": True}


def speaker_of(
    cast: Cast, memory: Memory, statement: Statement, last: str | None
) -> tuple[str | None, Span | None]:
    """The speaker's actor id (None if unnamed) and the words that were resolved for it."""
    source = statement.source
    if source is None:
        return last, None
    words = cast.article.text[source.start : source.end]
    low = words.lower()
    if low in ("he", "she", "they", "it", "who"):
        return _pronoun(memory, low, source), source
    inside = cast.inside(source)
    head = _head_person(cast, source, inside)
    if head:
        return head.actor, None
    has_role = _has_role(words)
    if has_role:
        if _INDEFINITE.match(words) or re.search(r"(?:officials|sources|diplomats|aides)\b", low):
            return None, None
        owner = inside[0].actor if inside else None
        return memory.office_holder(words, owner, source.start), source
    organisation = next(
        (m for m in inside if not _is_subordinate(cast, source, m) and cast.actors[m.actor].type != "person"),
        None,
    )
    if organisation:
        whole = next((m for m in inside if m.span == source), None)
        return (whole or organisation).actor, None
    if inside and not _INDEFINITE.match(words) and not words[0].islower():
        return inside[0].actor, None
    if low in _DEFINITE:
        return memory.organisation(source.start, states=_DEFINITE[low]), source
    return None, None


def _pronoun(memory: Memory, word: str, source: Span) -> str | None:
    if word == "it":
        return memory.organisation(source.start)
    return memory.person(word, source)


def _head_person(cast: Cast, source: Span, inside: list[Mention]) -> Mention | None:
    for mention in inside:
        if cast.actors[mention.actor].type != "person":
            continue
        follows = cast.article.text[mention.span.end : mention.span.end + 2]
        if follows in ("'s", "’s") and mention.span.end < source.end:
            continue
        if not _is_subordinate(cast, source, mention):
            return mention
    return None


def _is_subordinate(cast: Cast, source: Span, mention: Mention) -> bool:
    before = cast.article.text[source.start : mention.span.start]
    return bool(_SUBORDINATE.search(before))


def _has_role(words: str) -> bool:
    tokens = re.findall(r"[a-z]+", words.lower())
    known = roles()
    return any(t in known or t.rstrip("s") in known for t in tokens)


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
        if not (person and re.fullmatch(r"['’\w -]{1,30}", between) and _has_role(between)):
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
        if low <= time.span.start < high and not inside and len(day) == 10 and "W" not in day:
            published = (article.published or "9999")[:10]
            if time.type in ("DATE", "TIME") and "/" not in time.value and day <= published:
                return day
    return None
