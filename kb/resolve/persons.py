"""Names of people to actors: full names first, then what stands for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.fuzz import ratio

from kb.language import Name
from kb.language.gazetteer import uses_of
from kb.language.names import name_words
from kb.records import Actor, Introduction, Office, Span, slug
from kb.resolve.apposition import Beside, beside
from kb.resolve.cast import Cast
from kb.resolve.identity import Profile, person_id
from kb.vocabulary import name_key
from kb.vocabulary.roles import field_of, offices_in
from kb.vocabulary.spelling import people_named, people_spelled_like, same_spelling, surname_key, surnames

#: How alike two full names of one article must be to be a slip of the pen (rapidfuzz, 0 to 100).
_SLIP = 90
_MISTER = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Messrs|Lord|Lady|Dr|MR|MS|MRS)\.?\s+$")
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Miss|Lady)\.?\s+$")
#: Those who led a state or its diplomacy are spoken of by surname long after.
_LEADING = frozenset(
    "president,prime minister,chancellor,monarch,supreme leader,general secretary,foreign minister,"
    "secretary of state,foreign secretary,secretary-general,leader,pope".split(",")
)
_ARABIC = re.compile(r"\b(?:bin|bint|ibn|[aA]l)[ -]")
#: Family names that come first; later on they stand alone (Wang for Wang Yi).
_FAMILY_FIRST = frozenset(["CN", "TW", "HK", "KR", "KP", "VN", "KH", "MM", "JP", "SG", "HU"])


def is_person(name: Name, words: str) -> bool:
    """A name that the vocabulary has for no person is none, whatever the engine takes it for."""
    return name.type == "person" and (not name.known or any(u.type == "person" for u in uses_of(words)))


def introduce(cast: Cast, name: Name, words: str) -> None:
    """A person's full name: of the vocabulary under any spelling, of the cast, or a new actor."""
    bare = without_titles(words)
    if " " not in bare:
        return
    actor = _known(cast, words) or _known(cast, bare) or _in_cast(cast, bare) or _new(cast, name.span, bare)
    if actor is None:
        return
    cast.actors.setdefault(actor.id, actor)
    full = cast.surnames.setdefault(name_key(bare), [])
    if actor.id not in full:
        full.insert(0, actor.id)
    for key in dict.fromkeys([*surnames(bare), *_first_name(actor, bare)]):
        people = cast.surnames.setdefault(key, [])
        if actor.id not in people:
            people.append(actor.id)


def without_titles(words: str) -> str:
    """ "President Nicolas Sarkozy" is Nicolas Sarkozy; a title alone stays as it is."""
    parts, titles = words.split(), name_words()["title"]
    at = 0
    while at < len(parts) - 1 and parts[at].lower().strip(".") in titles:
        at += 1
    return " ".join(parts[at:])


def _known(cast: Cast, words: str) -> Actor | None:
    people = people_called(words) or list(people_spelled_like(words))
    return cast.known.actors[likeliest(cast, people)] if people else None


def people_called(words: str) -> list[str]:
    """The ids of the people of the vocabulary whom the words name."""
    return [u.id for u in uses_of(words) if u.type == "person"]


def _in_cast(cast: Cast, words: str) -> Actor | None:
    """Somebody introduced already under this name, another spelling of it, or it without its middle."""
    same = cast.surnames.get(name_key(words))
    if same:
        return cast.actors[same[0]]
    parts = words.split()
    for person in cast.surnames.get(surname_key(parts[-1]), []):
        if cast.actors[person].name.split()[0] == parts[0]:
            return cast.actors[person]
    for actor in cast.actors.values():
        if actor.type == "person" and " " in actor.name:
            slip = actor.name[0] == words[0] and ratio(actor.name, words) >= _SLIP
            if slip or same_spelling(actor.name, words):
                return actor
    return None


def _new(cast: Cast, span: Span, words: str) -> Actor | None:
    """Somebody whom no list knows, with what the article says beside the name."""
    plain = " ".join(words.split())
    if not slug(plain) or plain[-1] in "-–":
        return None
    told: Beside | None = beside(cast.article.text, span, cast.known)
    where = told.span if told else span
    country, office = (told.country, told.office) if told else (None, None)
    key = person_id(slug(plain), Profile(country, field_of(office)))
    cast.introductions.append(Introduction(key, where, country, office))
    description = cast.words(told.span) if told else None
    return Actor(key, plain, "person", country, None, description, ((plain, "name"),))


def _first_name(actor: Actor, words: str) -> list[str]:
    """The first word where it may stand alone: family names that come first, first names of sheikhs."""
    first, *rest = words.split()
    family = actor.country in _FAMILY_FIRST or (rest and re.search(r"\w-[a-z]", rest[-1]))
    return [surname_key(first)] if family or _ARABIC.search(words) else []


def link_person(cast: Cast, name: Name, words: str) -> None:
    """Link a name of a person: to the one introduced, or to whom it means without an introduction."""
    bare = without_titles(words)
    if " " in bare and (same := cast.surnames.get(name_key(bare))):
        actor = cast.actors[same[0]]
        cast.add(name.span, actor, "name", 0.95)
        return
    people = cast.surnames.get(surname_key(bare), [])
    person = _among(cast, people, name.span) or _unintroduced(cast, name.span, words)
    if person:
        found = cast.actors.get(person) or cast.known.actors[person]
        cast.add(name.span, found, "alias", 0.85 if people else 0.7)


def _among(cast: Cast, people: Sequence[str], span: Span) -> str | None:
    """Of those introduced under a surname the one whose title stands before it, else the first."""
    if len(people) < 2:
        return people[0] if people else None
    before = cast.article.text[max(0, span.start - 40) : span.start]
    if _FEMALE.search(before):
        return next((p for p in people if cast.known.gender.get(p) == "f"), people[0])
    offices = _offices_before(before)
    return next((p for p in people if offices & {o.office for o in cast.actors[p].offices}), people[0])


def _offices_before(before: str) -> set[str]:
    """The offices named directly before a name: "Iraqi Prime Minister"."""
    line = before.rsplit("\n", 1)[-1]
    return set(offices_in(" ".join(re.split(r"[,.;:()]", line)[-1].split()[-4:])))


def _unintroduced(cast: Cast, span: Span, words: str) -> str | None:
    """Somebody named by surname only: by the office before the name, or in office on the day."""
    before = cast.article.text[max(0, span.start - 60) : span.start]
    bare = without_titles(words)
    offices = _offices_before(before) | set(offices_in(words.removesuffix(bare)))
    titled = [p for p in people_named(bare) if _holds(cast, p, offices)]
    if titled:
        return likeliest(cast, titled)
    shorts = people_called(words) or people_called(bare)
    if not shorts or _is_part(cast, span, before):
        return None
    person = likeliest(cast, shorts)
    held = cast.known.actors[person].offices
    day = cast.article.published
    at_the_time = day is not None and any(_covers(o, day, 1) for o in held)
    after = any(o.office in _LEADING and _has_begun(o, cast.article.published) for o in held)
    return person if at_the_time or after or _MISTER.search(before) else None


def _is_part(cast: Cast, span: Span, before: str) -> bool:
    """Half of an unknown name: "Operator 1st Class Keating", "General Salim Idris", "Major Sharvit"."""
    behind = cast.article.text[span.end : span.end + 2]
    first = re.search(r"(?<![.!?:] )\b([A-Z][a-z]+) $", before)
    other = first is not None and not offices_in(first[1]) and first[1].lower() not in (
        name_words()["title"] | name_words()["common"]
    )  # fmt: skip
    return other or (behind[:1] in " -" and behind[1:].isupper())


def _holds(cast: Cast, person: str, titles: set[str]) -> bool:
    """True if the person has, near the article's day, an office that one of the titles may mean.

    "Secretary" may mean any secretary, "Minister" any minister.
    """
    for office in cast.known.actors[person].offices:
        named = office.office in titles or bool(titles & set(office.office.replace("-", " ").split()))
        if named and (not cast.article.published or _covers(office, cast.article.published, 2)):
            return True
    return False


def _covers(office: Office, day: str | None, years: int) -> bool:
    """True if the day lies within the term or at most some years after it; of no day always."""
    if not day:
        return True
    over = str(int(office.end[:4]) + years) if office.end else "9999"
    return (office.start or "") <= day[: len(office.start or "")] and day[:4] <= over


def _has_begun(office: Office, day: str | None) -> bool:
    return not day or (office.start or "") <= day[: len(office.start or "")]


def likeliest(cast: Cast, ids: Sequence[str]) -> str:
    """Of several people of one name: the one named in full, else the one in office at the time.

    Where the article has no date, the one whose last office began last.
    """
    if len(ids) == 1:
        return ids[0]
    named = [i for i in ids if i in cast.actors]
    if named:
        return named[0]
    day = cast.article.published

    def distance(person: str) -> tuple[int, str, str]:
        offices = cast.known.actors[person].offices
        latest = max((o.start or "" for o in offices), default="")
        if day and any(_covers(o, day, 0) for o in offices):
            return 0, "", person
        years = [abs(int((o.end or o.start or day)[:4]) - int(day[:4])) for o in offices] if day else []
        return 1 + min(years, default=99), "".join(chr(255 - ord(c)) for c in latest), person

    return min(ids, key=distance)
