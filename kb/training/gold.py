"""Annotated articles (annotation.md: NAME.txt with NAME.json) as training examples."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kb.language.neural.labels import ROLES, STATUSES, TYPES
from kb.read.clippings import read_clippings
from kb.records import STORY, Article, Span
from kb.training.example import Event, Example, Quoted


def folders(*roots: Path) -> Iterator[Path]:
    """Every annotation file with its text beside it, in the order of their names."""
    for root in roots:
        for path in sorted(root.rglob("*.json")):
            if path.with_suffix(".txt").exists():
                yield path


def read_gold(path: Path) -> Example:
    """One annotated article, as ``kb ingest`` would read its text."""
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    article = read_clippings(text, path.name)[0]
    extra = path.parent / "attitudes" / path.name
    attitudes = json.loads(extra.read_text(encoding="utf-8")) if extra.exists() else None
    return annotate(path.stem, article, json.loads(path.read_text(encoding="utf-8")), attitudes)


def annotate(name: str, article: Article, gold: dict[str, Any], attitudes: list[Any] | None) -> Example:
    """The annotation as spans; what is not found in the text is left out.

    Statements are annotated in lead and body only, so the rest is unknown to that head.
    """
    find = Finder(article)
    statements = tuple(s for one in gold["statements"] if (s := _statement(find, one)))
    aside = tuple(p.span for p in article.passages if p.kind not in STORY)
    events, unknown = _events(find, gold["events"])
    return Example(
        name=name,
        text=article.text,
        passages=article.passages,
        statements=statements,
        attitudes=_attitudes(find, attitudes),
        events=events,
        unknown={"statements": aside, "attitudes": aside, "triggers": unknown},
    )


class Finder:
    """Where quoted words stand in an article, white space apart."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._starts = [p.start for p in article.passages]

    def all(self, quote: str | None) -> list[Span]:
        """Every place where the words stand at word boundaries."""
        words = (quote or "").split()
        if not words:
            return []
        before = r"(?<!\w)" if words[0][0].isalnum() else ""
        after = r"(?!\w)" if words[-1][-1].isalnum() else ""
        pattern = before + r"\s+".join(map(re.escape, words)) + after
        return [Span(*m.span()) for m in re.finditer(pattern, self.article.text)]

    def passage(self, at: int) -> int:
        """The index of the passage in which a character stands."""
        return next((i for i, p in enumerate(self.article.passages) if p.start <= at < p.end), -1)

    def in_story(self, span: Span) -> bool:
        """True in lead and body."""
        index = self.passage(span.start)
        return index >= 0 and self.article.passages[index].kind in STORY

    def nearest(self, quote: str | None, anchor: Span, allowed: Callable[[Span], bool] = bool) -> Span | None:
        """The place nearest to the anchor, in its passage if there is one."""
        where = self.passage(anchor.start)

        def distance(span: Span) -> tuple[bool, int]:
            gap = max(0, span.start - anchor.end, anchor.start - span.end)
            return self.passage(span.start) != where, gap

        return min(filter(allowed, self.all(quote)), key=distance, default=None)


def _statement(find: Finder, one: dict[str, Any]) -> Quoted | None:
    places = find.all(one["content"])
    content = next((p for p in places if find.in_story(p)), places[0] if places else None)
    if content is None:
        return None

    def near(span: Span) -> bool:
        return not content.covers(span) and find.passage(span.start) == find.passage(content.start)

    cue = find.nearest(one.get("cue"), content, near)
    return Quoted(find.nearest(one.get("source"), cue or content, near), cue, (content,))


def _attitudes(find: Finder, listed: list[Any] | None) -> tuple[Quoted, ...] | None:
    if listed is None:
        return None
    found = []
    for one in listed:
        places = find.all(one.get("sentence"))
        contents = find.all(one["content"])
        if not contents:
            continue
        start = places[0].start if places else 0
        content = next((c for c in contents if c.start >= start), contents[0])

        def near(span: Span, content: Span = content) -> bool:
            return not content.covers(span) and find.passage(span.start) == find.passage(content.start)

        cue = find.nearest(one.get("cue"), content, near)
        found.append(Quoted(find.nearest(one.get("source"), cue or content, near), cue, (content,)))
    return tuple(found)


def _events(find: Finder, listed: Sequence[dict[str, Any]]) -> tuple[tuple[Event, ...], tuple[Span, ...]]:
    """Events by trigger; and the evidence without a known trigger, where any word might be one."""
    events, unknown = list[Event](), list[Span]()
    for one in listed:
        given = one["type"] if isinstance(one["type"], list) else [one["type"]]
        types = tuple(TYPES.index(t) for t in given)
        first = True
        for quote in one["evidence"]:
            for evidence in find.all(quote)[:4]:
                trigger = _trigger(find, one.get("trigger"), evidence, first)
                if trigger is None:
                    unknown.append(evidence)
                    continue
                parts = _parts(find, one, trigger) if first else None
                events.append(Event(trigger, types, STATUSES.index(one["status"]), parts))
                first = False
    return tuple(events), tuple(unknown)


def _trigger(find: Finder, words: str | None, evidence: Span, first: bool) -> Span | None:
    places = find.all(words)
    inside = next((p for p in places if evidence.covers(p)), None)
    if inside or not first:
        return inside
    near = find.nearest(words, evidence)
    beside = near and max(near.start - evidence.end, evidence.start - near.end) < 200
    return near if beside and near and find.passage(near.start) == find.passage(evidence.start) else None


def _parts(find: Finder, event: dict[str, Any], trigger: Span) -> tuple[tuple[int, Span], ...]:
    """Actors by their words near the trigger, the place and the date that the event has."""
    found = list[tuple[int, Span]]()
    for actor in event["actors"]:
        span = find.nearest(actor.get("mention"), trigger)
        if span and abs(find.passage(span.start) - find.passage(trigger.start)) <= 1:
            found.append((ROLES.index(actor["role"]), span))
    for role, words in (("date", event.get("date_text")), ("place", event["place"])):
        span = find.nearest(words, trigger)
        if span and abs(find.passage(span.start) - find.passage(trigger.start)) <= 1:
            found.append((ROLES.index(role), span))
    return tuple(found)
