"""Names in a text: those of the vocabulary, and capitalised runs that it does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kb.language.gazetteer import match_at
from kb.language.reading import Name, NameType, Sentence
from kb.language.tokens import Token
from kb.records import Span
from kb.vocabulary import NameUse, cues, vocabulary
from kb.vocabulary.roles import role_words
from kb.vocabulary.tables import rows, values

NAME_TYPE: dict[str, NameType] = {
    "person": "person",
    "country": "location",
    "location": "location",
    "organisation": "organisation",
    "igo": "organisation",
    "group": "organisation",
}
_BY_WORD: tuple[NameType, ...] = ("organisation", "location", "other")
_LOCATIVE = frozenset("in at near from outside toward towards to into around across via of off".split())
_LIST_SIGNS = frozenset([",", ";", "(", ")", "and", "'s"])


@lru_cache(maxsize=1)
def name_words() -> dict[str, frozenset[str]]:
    """Kind of word (organisation, location, other, title, particle, common) to the words."""
    return {row["kind"]: frozenset(values(row["words"])) for row in rows("name_words.csv")}


class _Run(NamedTuple):
    """Tokens ``start`` to ``end`` of a sentence that look like one name."""

    start: int
    end: int
    type: NameType
    known: bool


def find_names(sentences: Sequence[Sentence]) -> tuple[Name, ...]:
    """Every name of the text, in order; surnames count once their full name has been seen."""
    runs = [(s, _runs(s)) for s in sentences]
    surnames = {
        s.tokens[r.end - 1].text for s, found in runs for r in found
        if r.type == "person" and r.end - r.start > 1
    }  # fmt: skip
    short = Counter(
        s.tokens[r.start].text for s, found in runs for r in found
        if r.type == "other" and r.end - r.start == 1 and _is_acronym(s.tokens[r.start].text)
    )  # fmt: skip
    names = []
    for sentence, found in runs:
        for run in found:
            if run.known and run.type != "person" and _is_surname_here(sentence.tokens, run, surnames):
                run = run._replace(type="person", known=False)
            if run.type == "other" and short[sentence.tokens[run.start].text] > 1:
                run = run._replace(type="organisation")
            if run.type == "other" and run.end - run.start == 1:
                if sentence.tokens[run.start].text not in surnames:
                    continue
                run = run._replace(type="person")
            names.append(Name(_span(sentence.tokens, run), run.type, run.known))
    return tuple(names)


def _is_acronym(word: str) -> bool:
    """Three capitals or more; used twice it is somebody's name, once it may be a unit or a zone."""
    return len(word) > 2 and word.isupper() and word.isalpha()


def _is_surname_here(tokens: Sequence[Token], run: _Run, surnames: set[str]) -> bool:
    """Paris, after Valeska Paris has been named, is she - unless something is in Paris."""
    before = tokens[run.start - 1].lower if run.start else ""
    alone = run.end - run.start == 1 and tokens[run.start].text in surnames
    return alone and before not in _LOCATIVE


def _span(tokens: Sequence[Token], run: _Run) -> Span:
    return Span(tokens[run.start].start, tokens[run.end - 1].end)


def _runs(sentence: Sentence) -> list[_Run]:
    tokens, found, at = sentence.tokens, list[_Run](), 0
    headline = sentence.kind in ("title", "subtitle", "heading") and _is_title_case(tokens)
    while at < len(tokens):
        if not tokens[at].text[0].isupper():
            at += 1
            continue
        match = match_at(tokens, at)
        if match and not _part_of_longer(tokens, at, *match):
            end, uses = match
            if not _is_ordinary_word(tokens, at, end):
                found.append(_Run(at, end, _type_of(uses), True))
            at = end
        elif headline:
            at += 1
        else:
            run, at = _unknown(tokens, at)
            if run:
                found.append(run)
    return found


def _type_of(uses: list[NameUse]) -> NameType:
    return NAME_TYPE.get(uses[0].type, "other")


def _is_title_case(tokens: Sequence[Token]) -> bool:
    words = [t for t in tokens if t.text.isalpha() and len(t.text) > 3]
    return len(words) > 3 and sum(t.text[0].isupper() for t in words) > 0.7 * len(words)


def _is_ordinary_word(tokens: Sequence[Token], at: int, end: int) -> bool:
    """A short name at the start of a sentence that may as well be a word: "May", "Will", "Ban"."""
    if end - at > 1:
        return False
    word = tokens[at].lower
    after = tokens[end] if end < len(tokens) else None
    if after and word in name_words()["title"] and (after.text[0].isupper() or after.lower == "general"):
        return True  # Major General Igor Konashenkov is not John Major
    if word in ("may", "march", "june", "august", "april"):
        number = after is not None and after.text[0].isdigit()
        before = tokens[at - 1].lower if at else ""
        return number or before[:1].isdigit() or before in (
            "in", "on", "by", "of", "since", "until", "last", "this", "next", "early", "late", "mid",
        )  # fmt: skip
    return word in name_words()["common"]


def _part_of_longer(tokens: Sequence[Token], at: int, end: int, uses: list[NameUse]) -> bool:
    """One known word in a longer unknown name: Israel Katz, Melania Trump, Jordan River."""
    if end - at > 1 or end >= len(tokens):
        return False
    following, words = tokens[end], name_words()
    if not (following.text[0].isupper() and following.text.isalpha()):
        return False
    next_name = match_at(tokens, end)
    if next_name and not (uses[0].kind == next_name[1][0].kind == "short"):
        return False
    if following.lower in words["common"] or following.lower in words["title"]:
        return False
    if uses[0].kind in ("demonym", "metonym", "acronym") or following.lower in words["organisation"]:
        return False
    if following.text.isupper():
        return False
    return uses[0].kind in ("name", "place", "capital", "alias", "short")


def _unknown(tokens: Sequence[Token], at: int) -> tuple[_Run | None, int]:
    """A run of capitalised words from ``at`` and where to go on."""
    words, end = name_words(), at
    if tokens[at].lower in words["common"] and tokens[at].lower not in words["title"]:
        return None, at + 1
    while end < len(tokens) and (more := _goes_on(tokens, at, end)):
        end += more
        if end > at + 1 and match_at(tokens, end - 1) and _starts_new_name(tokens, end - 1):
            end -= 1
            break
    start = _without_leading(tokens, at, end)
    last_title = max((i for i in range(start, end - 1) if tokens[i].lower in words["title"]), default=-1)
    if last_title >= 0 and not _is_organisation(tokens, start, end):
        start = last_title + 1  # Microsoft CEO Steve Ballmer
    if start >= end:
        return None, max(end, at + 1)
    if start > at and match_at(tokens, start):
        return None, start
    titled = any(t.lower in words["title"] and t.lower not in words["common"] for t in tokens[at:start])
    kind = _kind(tokens, start, end, titled)
    if kind == "organisation":
        end = _with_complement(tokens, end)
    return _Run(start, end, kind, False), end


def _goes_on(tokens: Sequence[Token], start: int, at: int) -> int:
    """How many tokens at ``at`` belong to the name that began at ``start``."""
    token = tokens[at]
    if token.text[0].isupper():
        if token.lower in name_words()["common"] and at > start:
            return 0
        return int(token.text.isalpha() or "'" in token.lower or "." in token.text)
    if at == start:
        return 0
    if _joins_lower(tokens, at):
        return 2
    if token.text == ".":
        return int(len(tokens[at - 1].text) == 1 and at - 1 > start)
    capital = at + 1 < len(tokens) and tokens[at + 1].text[0].isupper()
    if token.text == "-":
        return int(token.start == tokens[at - 1].end and capital)
    if token.lower in name_words()["particle"]:
        return 1 if capital else 2 * _is_joined_particle(tokens, at)
    return 0


def _is_joined_particle(tokens: Sequence[Token], at: int) -> bool:
    """ "al" of al-Shamsi: a particle, a hyphen and a capital without blanks between."""
    return (
        at + 2 < len(tokens)
        and tokens[at + 1].text == "-"
        and tokens[at + 1].start == tokens[at].end
        and tokens[at + 2].text[0].isupper()
    )


def _joins_lower(tokens: Sequence[Token], at: int) -> bool:
    """The hyphen and small half of a name: Jong-un, Dong-young."""
    if tokens[at].text != "-" or at + 1 >= len(tokens) or tokens[at].start != tokens[at - 1].end:
        return False
    half = tokens[at + 1]
    return half.start == tokens[at].end and half.text.isalpha() and half.text not in name_words()["role_half"]


def _starts_new_name(tokens: Sequence[Token], at: int) -> bool:
    """A known name of several words inside a run is a name of its own (Minister Sergey Lavrov)."""
    match = match_at(tokens, at)
    return match is not None and (match[0] - at > 1 or match[1][0].kind in ("demonym", "acronym"))


def _without_leading(tokens: Sequence[Token], start: int, end: int) -> int:
    """Skip titles and the capitals of sentence openings; a title alone is no name."""
    words = name_words()
    while start < end:
        lower = tokens[start].lower
        if (
            (lower in words["common"] and (start + 1 >= end or lower not in words["title"]))
            or (lower in words["title"] and not _is_organisation(tokens, start, end))
            or tokens[start].text in (".", "-")
        ):
            start += 1
        else:
            break
    return start


def _is_organisation(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(t.lower in name_words()["organisation"] for t in tokens[start:end])


def _kind(tokens: Sequence[Token], start: int, end: int, titled: bool) -> NameType:
    words, run = name_words(), tokens[start:end]
    for kind in _BY_WORD:
        if any(t.lower in words[kind] for t in run):
            # "the Council", "the Senate": a common noun with a capital names nobody by itself.
            return kind if len(run) > 1 else "other"
    if titled:
        return "person"
    before = tokens[start - 1].lower if start else ""
    if before in _LOCATIVE and before != "of":
        return "location" if end - start > 1 else "other"
    if end - start == 1 or end - start > 5 or all(t.text.isupper() for t in run):
        return "other"
    return "person" if _looks_like_person(tokens, start, end) else "other"


def _looks_like_person(tokens: Sequence[Token], start: int, end: int) -> bool:
    """A first name that somebody in the vocabulary has, or somebody who speaks or is described."""
    if tokens[start].text in _first_names():
        return True
    follows = tokens[end].lower if end < len(tokens) else ""
    before = [t.lower for t in tokens[max(0, start - 2) : start]]
    if follows in _LIST_SIGNS or (before and before[-1] in _LIST_SIGNS):
        return True
    near = [t.lower for t in tokens[end : end + 3]] + before
    return any((word,) in cues() or (word,) in role_words() for word in near)


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    people = (names[0].split() for names in vocabulary().people.values())
    return frozenset(words[0] for words in people if len(words) > 1)


def _with_complement(tokens: Sequence[Token], end: int) -> int:
    """ "Organisation for the Prohibition of Chemical Weapons": on over of / for (the) + capital."""
    while end + 1 < len(tokens) and tokens[end].lower in ("of", "for", "on", "and"):
        at = end + 1
        if tokens[at].lower == "the":
            at += 1
        if tokens[end].lower == "and" or at >= len(tokens) or not tokens[at].text[0].isupper():
            break
        if match_at(tokens, at):
            break
        while at < len(tokens) and tokens[at].text[0].isupper() and tokens[at].text.isalpha():
            at += 1
        end = at
    return end
