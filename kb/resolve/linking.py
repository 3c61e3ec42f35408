"""Link every name of an article: people by persons, all others here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kb.language import Name, Reading
from kb.language.gazetteer import uses_of
from kb.language.names import name_words
from kb.records import STORY, Actor, Article, Span, slug
from kb.resolve.apposition import country_in
from kb.resolve.cast import Cast, Method
from kb.resolve.persons import introduce, is_person, link_person
from kb.resolve.places import unlisted
from kb.resolve.states import in_dateline, is_passing, names_place
from kb.vocabulary import NameUse
from kb.vocabulary.spelling import surname_key

_METHOD: dict[str, Method] = {"name": "name", "alias": "alias", "acronym": "alias", "short": "alias",
                              "demonym": "alias", "metonym": "metonym", "capital": "metonym"}  # fmt: skip
#: "the Democratic Party" and "Democratic Party (United States)": whose it is, the article must tell.
_QUALIFIED = re.compile(r" \((?P<where>[^)]+)\)$")


def assemble(article: Article, reading: Reading) -> Cast:
    """Link every name of the reading: full names first, then what stands for them."""
    cast = Cast(article)
    spelled = [(n, cast.words(n.span)) for n in reading.names]
    for name, words in spelled:
        if " " in words and is_person(name, words):
            introduce(cast, name, words)
    others = []
    for name, words in spelled:
        if is_person(name, words) or _is_surname_here(cast, name, words):
            link_person(cast, name, words)
        else:
            others.append((name, words))
    countries = _countries(others)
    for name, words in others:
        _link(cast, name, words, countries)
    _note_unlisted(cast, others, countries)
    _drop_headlines_only(cast)
    cast.sort()
    return cast


def _is_surname_here(cast: Cast, name: Name, words: str) -> bool:
    """Paris, after Valeska Paris has been introduced, is she - unless something is in Paris."""
    if " " in words or surname_key(words) not in cast.surnames:
        return False
    place = next((u for u in uses_of(words) if u.kind in ("capital", "place")), None)
    return place is None or not names_place(cast.article, name.span, place._replace(kind="capital"))


def _note_unlisted(cast: Cast, names: Sequence[tuple[Name, str]], countries: Counter[str]) -> None:
    """Keep the places that only GeoNames knows, or nobody."""
    codes = Counter[str]()
    for state, often in countries.items():
        codes[cast.known.actors[state].country or ""] += often
    for name, words in names:
        if name.type == "location" and (place := unlisted(words, codes)):
            cast.unlisted[name.span] = place


def _countries(names: Sequence[tuple[Name, str]]) -> Counter[str]:
    """The states that the article names (actor ids), with how often."""
    found = Counter[str]()
    for name, words in names:
        found.update(u.id for u in (uses_of(words) if name.known else ())[:1] if u.type == "country")
    return found


def _link(cast: Cast, name: Name, words: str, countries: Counter[str]) -> None:
    uses = [u for u in uses_of(words) if u.type != "person"] if name.known else []
    candidates = [u for u in uses if u.kind != "place" and _is_named_here(cast, u, words, countries)]
    actor_use = min(candidates, key=lambda u: (_precedence(u), not _is_of(cast, u, countries)), default=None)
    place_use = next((u for u in uses if u.kind == "place"), None)
    text, span = cast.article.text, name.span
    if (
        text.startswith("$", span.end)
        or text[span.start - 1 : span.start] == text[span.end : span.end + 1] == "-"
    ):
        return  # US$1.4 billion; Port-au-Prince
    if place_use and names_place(cast.article, name.span, actor_use):
        cast.places[name.span] = place_use.id
        if actor_use is None or actor_use.kind != "demonym":
            return  # "in Syria" names a place; "Syria demanded" names who acts
    if actor_use:
        _link_known(cast, name.span, _of_the_time(cast, uses, actor_use))
    elif name.type == "organisation" and (not name.known or (uses and not place_use)):
        _link_new(cast, name, words)


def _link_known(cast: Cast, span: Span, use: NameUse) -> None:
    if use.type == "country" and is_passing(cast.article, span, use):
        cast.passing.add(span)
    confidence = 0.9 if use.kind in ("name", "alias", "acronym") else 0.75
    cast.add(span, cast.known.actors[use.id], _METHOD[use.kind], confidence)


def _is_named_here(cast: Cast, use: NameUse, words: str, countries: Counter[str]) -> bool:
    """True unless the name is one that bodies of many countries share and the article is not on this one.

    "Labour Party" means the British party where the article names Britain; elsewhere it does not.
    """
    actor = cast.known.actors[use.id]
    shared = _QUALIFIED.search(actor.name)
    if not shared or use.kind == "acronym" or shared["where"] in words or use.type == "country":
        return True
    return _is_of(cast, use, countries)


def _is_of(cast: Cast, use: NameUse, countries: Counter[str]) -> bool:
    """True if a name means an actor of one of the countries."""
    country = cast.known.actors[use.id].country
    return country is not None and any(cast.known.actors[c].country == country for c in countries)


def _link_new(cast: Cast, name: Name, words: str) -> None:
    """An organisation that no list knows."""
    plain = re.sub(r"\s+", " ", words)
    if in_dateline(cast.article, name.span) or not any(c.isupper() for c in plain):
        return  # the agency or city of a dateline; a common noun taken for a name
    if _is_general(plain) or _begins_title(cast, name.span, plain):
        return
    if known := _known_part(plain):
        _link_known(cast, Span(name.span.start, name.span.start + len(known[0])), known[1])
        return
    halves = [uses_of(half) for half in plain.split("-")]
    if len(halves) == 2 and all(any(u.kind != "place" for u in uses) for uses in halves):
        _link_pair(cast, name.span, plain, halves)
        return
    before = cast.article.text[max(0, name.span.start - 40) : name.span.start]
    country = country_in(plain, cast.known) or _possessor(cast, before)
    actor = Actor(slug(plain) or "organisation", plain, "organisation", country, names=((plain, "name"),))
    cast.add(name.span, cast.actors.get(actor.id, actor), "name", 0.6)


def _is_general(words: str) -> bool:
    """Words that say of what kind somebody is, not who: "Armed Forces", "European", "the Government"."""
    parts = re.findall(r"\w+", words.lower())
    general = name_words()["general" if len(parts) == 1 else "general_together"]
    return all(part in general for part in parts)


def _begins_title(cast: Cast, span: Span, words: str) -> bool:
    """ "North Korean First Vice Foreign Minister", "National Security Adviser": half of somebody's office."""
    behind = re.match(r" ([A-Z]\w+|[a-z]+)", cast.article.text[span.end : span.end + 24])
    titles, general = name_words()["title"], name_words()["general"]
    if behind is None or behind[1].lower() not in titles:
        return False
    *_, last = words.lower().split()
    return (behind[1][0].isupper() and last in titles) or all(w in general for w in words.lower().split())


def _known_part(words: str) -> tuple[str, NameUse] | None:
    """The body that a longer description begins with: "Al Jazeera bureau"."""
    match = re.match(r"((?:[A-Z][\w.'’-]*\s)+)[a-z][a-z ]+$", words)
    uses = uses_of(match[1].strip()) if match else []
    use = next((u for u in uses if u.type in ("organisation", "igo", "group")), None)
    return (match[1].strip(), use) if match and use else None


def _link_pair(cast: Cast, span: Span, words: str, halves: Sequence[Sequence[NameUse]]) -> None:
    """Two known names with a hyphen between them: "the Baghdad-Erbil agreement"."""
    cut = span.start + words.index("-")
    for part, uses in zip((Span(span.start, cut), Span(cut + 1, span.end)), halves, strict=True):
        use = min((u for u in uses if u.kind != "place"), key=_precedence)
        _link_known(cast, part, _of_the_time(cast, uses, use))


def _possessor(cast: Cast, before: str) -> str | None:
    """The country just before a name: "Vietnam's", "the Vietnamese state-owned"."""
    match = re.search(r"([A-Z][\w-]+(?: [A-Z][\w-]+)?)(?:['’]s)?(?: [a-z][\w-]+){0,3} $", before)
    if not match or re.search(r" (?:and|with|to|met|told|by|from|in|of|for|said|as|at) $", before):
        return None
    return country_in(match[1], cast.known)


def _precedence(use: NameUse) -> int:
    """A name proper before a figure of speech: Brussels is the Union before it is Belgium."""
    return {"capital": 2, "metonym": 1}.get(use.kind, 0)


def _of_the_time(cast: Cast, uses: Sequence[NameUse], first: NameUse) -> NameUse:
    """Of states and bodies that share a name (Moscow before and after 1991), the one that existed."""
    day = (cast.article.published or "9999")[:10]
    for use in (first, *(u for u in uses if u.type == first.type)):
        start, end = cast.known.lifetimes.get(use.id, ("", "9999"))
        if start <= day <= end:
            return use
    return first


def _drop_headlines_only(cast: Cast) -> None:
    """Headlines write many words with capitals: what only they name and no list knows is no actor."""
    stories = [p.span for p in cast.article.passages if p.kind in STORY or p.kind == "key_point"]
    told = {m.actor for m in cast.mentions if any(s.covers(m.span) for s in stories)}
    unknown = {a for a in cast.actors if a not in cast.known.actors}
    cast.mentions = [m for m in cast.mentions if m.actor in told or m.actor not in unknown]
