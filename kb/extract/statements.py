"""Attributions to statements: which are worth a row, and of which kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kb.language import Attribution, Reading
from kb.records import STORY, Article, Span, Statement, fold

_QUOTE_MARKS = '"“”«»„'


def extract_statements(article: Article, reading: Reading) -> tuple[Statement, ...]:
    """The article's statements in reading order, without those that only repeat the body in short.

    Title, subtitle, headings and key points are read too; what they say counts only where lead and
    body do not say it.
    """
    story, short = list[Attribution](), list[Attribution]()
    source: Span | None = None
    for one in reading.attributions:
        kind = _passage_kind(article, one)
        if one.follows and one.source is None:
            one = one._replace(source=source)
        if not (one.attitude or one.tentative or one.nested):
            source = one.source or source
        (story if kind in STORY else short).append(one)
    said = [fold(_words(article.text, one)) for one in story]
    own = [one for one in short if _passage_kind(article, one) == "key_point"]
    kept = story + [one for one in own if not _is_repeated(_words(article.text, one), said)]
    outer = [one for one in kept if not (one.nested or one.attitude or one.tentative)]
    return tuple(_statement(article, one, outer) for one in sorted(kept, key=lambda a: a.content[0].start))


def _passage_kind(article: Article, one: Attribution) -> str:
    at = one.content[0].start
    return next((p.kind for p in article.passages if p.start <= at < p.end), "body")


def _words(text: str, one: Attribution) -> str:
    return " ".join(text[s.start : s.end] for s in one.content)


def _is_repeated(content: str, said: Sequence[str]) -> bool:
    """True if most of the words of a short version stand in one statement of the body."""
    words = set(fold(content).split())
    return any(len(words & set(other.split())) >= 0.5 * len(words) for other in said)


def _statement(article: Article, one: Attribution, outer: Sequence[Attribution]) -> Statement:
    parents = [o for o in outer if one.nested and any(part.covers(one.content[0]) for part in o.content)]
    return Statement(
        source=one.source,
        cue=one.cue,
        content=one.content,
        kind=_kind(article.text, one.content),
        confidence=0.7 if one.cue and one.source else 0.4,
        attitude=one.attitude,
        # What is said inside another's words is as sure as those are: it has source and cue of its own.
        tentative=one.tentative and not parents,
        parent=max(parents[0].content, key=lambda s: (s.end - s.start, -s.start)) if parents else None,
    )


def _kind(text: str, content: Sequence[Span]) -> Literal["direct", "indirect", "mixed"]:
    main = max(content, key=lambda s: s.end - s.start)
    words = text[main.start : main.end]
    if main.start > 0 and text[main.start - 1] in '"“«„‘' and not any(m in words for m in _QUOTE_MARKS):
        return "direct"
    return "mixed" if any(m in words for m in _QUOTE_MARKS) else "indirect"
