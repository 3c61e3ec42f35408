"""The cast of an article: which actor each name in it means."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal

from kb.records import Actor, Article, Introduction, Mention, Place, Span
from kb.vocabulary import Vocabulary, vocabulary

Method = Literal["name", "alias", "metonym", "office", "pronoun", "description"]


@dataclass(slots=True)
class Cast:
    """Mentions in order of the text, the actors behind them, and where places are named.

    ``unlisted`` are the places that the vocabulary does not have; ``surnames`` the people whom the
    article has introduced in full, by what may stand for them later on; ``passing`` the mentions of
    states that only say where or of what kind something is.
    """

    article: Article
    known: Vocabulary = field(default_factory=vocabulary)
    mentions: list[Mention] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[Span, str] = field(default_factory=dict)
    unlisted: dict[Span, Place] = field(default_factory=dict)
    surnames: dict[str, list[str]] = field(default_factory=dict)
    passing: set[Span] = field(default_factory=set)
    introductions: list[Introduction] = field(default_factory=list)

    def add(self, span: Span, actor: Actor, method: Method, confidence: float) -> None:
        """Note that the words at ``span`` mean the actor."""
        self.actors.setdefault(actor.id, actor)
        self.mentions.append(Mention(span, actor.id, method, confidence))

    def sort(self) -> None:
        """Bring the mentions into the order of the text, one for each span."""
        first = dict[Span, Mention]()
        for mention in sorted(self.mentions, key=lambda m: (m.span, -m.confidence)):
            first.setdefault(mention.span, mention)
        self.mentions = list(first.values())

    def inside(self, span: Span) -> list[Mention]:
        """The mentions that lie within the span, in order."""
        at = bisect_left(self.mentions, span.start, key=lambda m: m.span.start)
        found = []
        for mention in self.mentions[at:]:
            if mention.span.start >= span.end:
                break
            if mention.span.end <= span.end:
                found.append(mention)
        return found

    def at(self, span: Span) -> str | None:
        """The actor of exactly these words."""
        return next((m.actor for m in self.inside(span) if m.span == span), None)

    def before(self, at: int) -> list[Mention]:
        """The mentions that begin before a place in the text, in order."""
        return self.mentions[: bisect_left(self.mentions, at, key=lambda m: m.span.start)]

    def country(self, actor: str) -> str | None:
        """The country code of an actor of the cast."""
        found = self.actors.get(actor) or self.known.actors.get(actor)
        return found.country if found else None

    def words(self, span: Span) -> str:
        """The article's words at a span."""
        return self.article.text[span.start : span.end]
