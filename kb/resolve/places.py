"""Where: the words for a place to a place of the vocabulary, a town of the world, or a mere name."""

from __future__ import annotations

import re
from collections import Counter

from kb.language.gazetteer import uses_of
from kb.records import Place, Span, digest, slug
from kb.resolve.cast import Cast
from kb.vocabulary.cities import City, cities

#: "the Hungarian capital" names Budapest.
_CAPITAL = re.compile(r"(?:the )?([A-Z][\w ]*?)(?:['’]s)? capital\b")
#: A town of this size is meant even if the article does not speak of its country.
_WELL_KNOWN = 50_000
#: What stands before the name itself: "the town of".
_KIND = re.compile(r"^(?:(?:the|city|town|village|port|of|in|at|near|outside|central)\s+)+", re.IGNORECASE)


def place_of(cast: Cast, span: Span | None) -> Place | None:
    """The place that the words at ``span`` name, None where they name none."""
    if span is None:
        return None
    words = cast.words(span)
    for spelled in (words, _KIND.sub("", words)):  # "the Sea of Japan" before "Japan"
        use = next((u for u in uses_of(spelled) if u.kind == "place"), None)
        if use:
            return cast.known.places[use.id]
    inside = [p for where, p in sorted(cast.places.items()) if span.covers(where)]
    if inside:
        return cast.known.places[inside[0]]
    return _capital(cast, span) or next((p for where, p in cast.unlisted.items() if span.covers(where)), None)


def _capital(cast: Cast, span: Span) -> Place | None:
    named = _CAPITAL.match(cast.article.text, span.start)
    state = next((u for u in uses_of(named[1]) if u.type == "country"), None) if named else None
    for name, _ in cast.known.actors[state.id].names if state else ():
        uses = uses_of(name)
        if any(u.kind == "capital" and state and u.id == state.id for u in uses):
            return next((cast.known.places[u.id] for u in uses if u.kind == "place"), None)
    return None


def unlisted(words: str, countries: Counter[str]) -> Place | None:
    """The place of a name that the vocabulary does not have.

    It is a town of the countries that the article names (codes, with how often), else the only or by far the
    largest town, else no more than the name.
    """
    name = _KIND.sub("", " ".join(words.split()))
    if not name[:1].isupper() or not slug(name) or uses_of(name):
        return None
    found = cities(name)
    here = [c for c in found if c.place.country in countries]
    if here:
        return max(here, key=lambda c: countries[c.place.country or ""]).place
    if _is_clear(found):
        return found[0].place
    return Place(f"{slug(name, 40)}-{digest(name, 4)}", name)


def _is_clear(found: list[City]) -> bool:
    """One town of the name, or one ten times as large as any other."""
    return bool(found) and found[0].population >= max(
        _WELL_KNOWN, 10 * (found[1].population if found[1:] else 0)
    )
