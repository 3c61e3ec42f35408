"""Ministries, armies and parliaments: "Brazil's foreign ministry", "the parliament in Ankara"."""

from __future__ import annotations

import re
from collections import Counter

from kb.language.gazetteer import uses_of
from kb.language.names import name_words
from kb.records import Actor, ActorType, Span, slug
from kb.resolve.cast import Cast, Method
from kb.vocabulary.institutions import Institution, institutions, is_noun, pattern

_GAPS = (" ", "'s ", "’s ", "'s own ", "’s own ")
#: How far back a bare "the foreign ministry" looks for its state, in characters.
_FAR = 400
#: What may be named after a person who leads the state.
_LED = frozenset({"regime", "government", "administration"})
_IN_CAPITAL = re.compile(r"\b[Ii]n ([A-Z]\w+(?: [A-Z]\w+)?),? $")


def add_institutions(cast: Cast) -> None:
    """Add a mention for each institution that the words give a state, said or unsaid, to."""
    text, last = cast.article.text, dict[str, str]()
    found = list[tuple[Span, Actor, bool]]()
    for match in pattern().finditer(text):
        entry = institutions()[match["words"].lower()]
        if not is_noun(match["words"], text, match.end("words")):
            continue
        owner, start = _owner(cast, match)
        told = owner is not None or _is_alone(match, entry)
        if owner is None:
            owner, start = _unsaid(cast, match, entry), match.start()
            if entry.kind in last and match["the"] and match["the"][0] in "Tt":
                found.append((Span(*match.span()), cast.actors[last[entry.kind]], False))
                continue
        actor = _institution(cast, entry, owner) if owner else None
        if actor is None:
            continue
        cast.actors.setdefault(actor.id, actor)
        last[entry.kind] = actor.id
        end = match.end() if match["after"] and told else match.end("words")
        found.append((Span(start, end), actor, told))
    for span, actor, told in found:
        cast.mentions = [m for m in cast.mentions if not _gives_way(cast, m.span, m.actor, (span, actor.id))]
        method: Method = "description" if not told else "alias" if actor.type == "country" else "name"
        cast.add(span, actor, method, 0.8 if told else 0.5)
    cast.sort()


def _gives_way(cast: Cast, span: Span, actor: str, to: tuple[Span, str]) -> bool:
    """An organisation made of the same words is the institution, not one of its own; whoever gives
    a government its name ("the Reagan administration") is not spoken of himself.
    """
    where, institution = to
    kind = cast.actors[actor].type
    return span.overlaps(where) and actor != institution and kind in ("organisation", "person")


def _owner(cast: Cast, match: re.Match[str]) -> tuple[str | None, int]:
    """The state before or behind the words: its actor id, and where the reference begins."""
    text = cast.article.text
    for mention in cast.before(match.start())[-3:]:
        if match["the"] or text[mention.span.end : match.start()] not in _GAPS:
            continue
        if cast.actors[mention.actor].type == "country":
            return mention.actor, mention.span.start
        if match["words"].lower() in _LED and (state := _state_of(cast, mention.actor)):
            return state, mention.span.start  # the Assad regime
    if match["after"]:
        for use in uses_of(match["after"]):
            if use.type == "country":
                return use.id, match.start()
    return None, match.start()


def _state_of(cast: Cast, person: str) -> str | None:
    """The state that somebody has led or represented."""
    actor = cast.actors[person]
    offices = actor.offices if actor.type == "person" else ()
    return next((o.organisation for o in offices if _is_state(cast, o.organisation, actor.country)), None)


def _is_state(cast: Cast, actor: str, country: str | None) -> bool:
    found = cast.known.actors.get(actor)
    return found is not None and found.type == "country" and found.country == country


def _unsaid(cast: Cast, match: re.Match[str], entry: Institution) -> str | None:
    """The state spoken of last before "the foreign ministry"; for "Congress" one that has only one."""
    text = cast.article.text
    states = [m.actor for m in cast.mentions if cast.actors[m.actor].type == "country"]
    if _is_alone(match, entry):
        part = not match["the"] and _continues(text, match.start())
        codes = [] if part else [cast.actors[s].country for s in states]
        return next((s for s, code in zip(states, codes, strict=False) if code in entry.alone), None)
    if not match["the"] or "-" in entry.alone or text[match.end("words") :][:2] in ("'s", "’s"):
        return None
    if match["the"].lower() in ("his", "her"):
        people = [m.actor for m in cast.before(match.start())[-4:] if cast.actors[m.actor].type == "person"]
        return _state_of(cast, people[-1]) if people else None
    there = _IN_CAPITAL.search(text[max(0, match.start() - 40) : match.start()])
    for use in uses_of(there[1]) if there else ():
        if use.type == "country":
            return use.id
    near = [m.actor for m in cast.before(match.start()) if match.start() - m.span.start < _FAR]
    nearest = next((a for a in reversed(near) if cast.actors[a].type == "country"), None)
    return nearest or next((s for s, _ in Counter(states).most_common(1)), None)


def _is_alone(match: re.Match[str], entry: Institution) -> bool:
    """A capital makes it a name: "Congress", "the Treasury"; not so in "Treasury Secretary"."""
    behind = re.match(r" ([A-Z]\w+)", match.string[match.end("words") : match.end("words") + 24])
    return (
        not (behind and behind[1].lower() in name_words()["title"])
        and bool(entry.alone)
        and match["words"][0].isupper()
        and (not match["the"] or match["words"] == "Treasury")
    )


def _continues(text: str, at: int) -> bool:
    """The word before has a capital: "National Congress" is no Congress."""
    before = re.search(r"([A-Z])?[\w-]* $", text[max(0, at - 20) : at])
    return before is not None and before[1] is not None


def _institution(cast: Cast, entry: Institution, owner: str) -> Actor | None:
    """The state's own title for it, else one after Wikipedia's pattern, else none."""
    country = cast.known.actors[owner]
    if entry.kind == "government":
        return country
    for kind in (entry.kind, "armed forces") if entry.kind == "army" else (entry.kind,):
        if known := cast.known.institutions.get((kind, country.country or "")):
            return cast.known.actors[known]
    adjective = next((name for name, kind in country.names if kind == "demonym"), "")
    if not entry.name or ("{adjective}" in entry.name and not adjective):
        return None
    name = entry.name.format(country=country.name.split(" (")[0], adjective=adjective)
    for use in uses_of(name):
        return cast.known.actors[use.id]
    of_type: ActorType = "group" if entry.kind == "opposition" else "organisation"
    return Actor(slug(name), name, of_type, country.country, None, entry.kind, ((name, "name"),))
