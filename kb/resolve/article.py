"""One article's records with their actors and places filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.language import Reading
from kb.language.gazetteer import uses_of
from kb.records import (
    Act,
    Actor,
    Article,
    EventReport,
    Extraction,
    Mention,
    RoleSpan,
    Span,
    Statement,
    TimeExpression,
    unique,
)
from kb.resolve.acts import act_of
from kb.resolve.cast import Cast, Method
from kb.resolve.events import cluster
from kb.resolve.institutions import add_institutions
from kb.resolve.linking import assemble
from kb.resolve.memory import Memory
from kb.resolve.phrases import actor_of
from kb.resolve.places import place_of
from kb.resolve.speakers import conduit_of, on_behalf_of, said_on_day, speaker_of
from kb.vocabulary.roles import offices_in

_PRONOUN = re.compile(r"^(he|she|him|her|they|them|it|who|which)$", re.IGNORECASE)


def resolve_article(
    article: Article,
    reading: Reading,
    times: Sequence[TimeExpression],
    statements: Sequence[Statement],
    reports: Sequence[EventReport],
) -> Extraction:
    """Everything of one article, with actor and place ids; reports numbered by event."""
    cast = assemble(article, reading)
    add_institutions(cast)
    memory = Memory(cast)
    said = _statements(cast, memory, statements, times)
    happened = cluster(article, [_report(cast, memory, r) for r in reports], cast)
    acting = {a for s in said for a in (s.speaker, s.on_behalf_of, s.conduit) if a}
    acting |= {r.actor for e in happened for r in e.actors if r.actor}
    _leave_out_passing(cast, acting)
    used = unique([*(m.actor for m in cast.mentions), *sorted(acting)])
    said = [replace(s, about=tuple(a for a in s.about if a in used)) for s in said]
    places = {p for r in happened if (p := r.place)} | set(cast.places.values())
    unlisted = {p.id: p for p in cast.unlisted.values()}
    return Extraction(
        article=article,
        sentences=tuple(s.span for s in reading.sentences),
        actors=tuple(_described(cast, a) for a in used),
        introductions=tuple(i for i in cast.introductions if i.actor in used),
        places=tuple(unlisted.get(p) or cast.known.places[p] for p in sorted(places)),
        mentions=tuple(cast.mentions),
        names=tuple((n.span, n.type) for n in reading.names),
        times=tuple(times),
        statements=tuple(s for s in said if not (s.attitude or s.tentative)),
        unstored=tuple(s for s in said if s.attitude or s.tentative),
        reports=tuple(happened),
    )


def _leave_out_passing(cast: Cast, acting: set[str]) -> None:
    """States named only in passing, and institutions only alluded to, that do nothing in the article."""
    named = {m.actor for m in cast.mentions if m.span not in cast.passing and not _is_allusion(cast, m)}
    for mention in cast.mentions:
        if mention.actor in named or mention.actor in acting or mention.span not in cast.passing:
            continue
        place = next((u for u in uses_of(cast.words(mention.span)) if u.kind == "place"), None)
        if place:
            cast.places[mention.span] = place.id
    cast.mentions = [m for m in cast.mentions if m.actor in named or m.actor in acting]


def _is_allusion(cast: Cast, mention: Mention) -> bool:
    """An institution whose state is not said, unless it is somebody's: "a spokesman for the ministry"."""
    if mention.method != "description" or cast.actors[mention.actor].type == "person":
        return False
    before = cast.article.text[max(0, mention.span.start - 30) : mention.span.start]
    return not (before.endswith((" for ", " of ", " at ")) and offices_in(before))


def _described(cast: Cast, actor: str) -> Actor:
    return cast.actors.get(actor) or cast.known.actors[actor]


def _statements(
    cast: Cast,
    memory: Memory,
    statements: Sequence[Statement],
    times: Sequence[TimeExpression],
) -> list[Statement]:
    found: list[Statement] = []
    last: str | None = None
    for statement in statements:
        speaker, span = speaker_of(cast, memory, statement, last)
        if span is not None and speaker is not None:
            _mention(cast, span, speaker)
        if not (statement.attitude or statement.tentative or statement.parent):
            last = speaker
            memory.spoke(speaker, statement.main.start, unnamed=statement.source is not None)
        behalf = on_behalf_of(cast, statement, speaker)
        said_on = said_on_day(cast.article, statement, times)
        about = unique(m.actor for part in statement.content for m in cast.inside(part) if m.actor != speaker)
        found.append(
            replace(
                statement,
                act=_act(cast, statement, speaker),
                speaker=speaker,
                on_behalf_of=behalf,
                conduit=conduit_of(cast, statement, speaker),
                said_on=said_on,
                about=about,
            )
        )
    cast.sort()
    return found


def _act(cast: Cast, statement: Statement, speaker: str | None) -> Act:
    main = statement.main
    first = next(iter(cast.inside(main)), None)
    country = cast.country(speaker) if speaker else None
    own = None
    if first and first.span.start - main.start <= 5 and speaker:
        mine = first.actor == speaker or (country is not None and cast.country(first.actor) == country)
        own = first.span.end - main.start if mine else None
    cue = cast.words(statement.cue) if statement.cue else ""
    return act_of(cue, " ".join(cast.words(part) for part in statement.content), own)


def _mention(cast: Cast, span: Span, actor: str) -> None:
    """A reference that is no name (he, the minister) becomes a mention of its own."""
    words = cast.article.text[span.start : span.end]
    if any(m.span == span for m in cast.inside(span)):
        return
    method: Method = "pronoun" if _PRONOUN.match(words) else "description"
    if actor not in cast.actors:
        cast.actors[actor] = cast.known.actors[actor]
        method = "office"  # nobody of that name is in the article: the office on that day tells who
    cast.mentions.append(Mention(span, actor, method, 0.6))
    cast.sort()


def _report(cast: Cast, memory: Memory, report: EventReport) -> EventReport:
    """Participants as actors, each in one role: the one in which it is named, else the first."""
    named, described = list[RoleSpan](), list[RoleSpan]()
    for role in report.actors:
        actor = cast.at(role.span)
        if actor:
            named.append(role._replace(actor=actor))
            continue
        actor, words = actor_of(cast, memory, role.span)
        if actor and words:
            _mention(cast, words, actor)
        if actor:
            described.append(role._replace(actor=actor))
    # "Lula spoke to Putin and asked him": nobody asks himself, whomever the pronoun was taken for.
    acting = {role.actor: role for role in reversed([*named, *described])}
    place = place_of(cast, report.place_span)
    actors = sorted(acting.values(), key=lambda role: role.span)
    return replace(report, actors=tuple(actors), place=place.id if place else None)
