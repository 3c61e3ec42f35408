"""What stands beside a name: "Swiss president", ", a section head in the city's external affairs office,"."""

from __future__ import annotations

import re
from typing import NamedTuple

from kb.language.gazetteer import uses_of
from kb.records import Span
from kb.vocabulary import Vocabulary
from kb.vocabulary.roles import offices_in

_WORD = re.compile(r"[\w'’.-]+")
#: No description reaches back over one of these.
_STOPS = frozenset(
    "said says say told tells tell met meets meet and or but with by to from that as at on for in than when "
    "while after before is was are were be been has had have will would asked called named against between "
    "if because where who which whom whose this these those all also like including of".split()
)
_BEHIND = re.compile(r",\s+(?P<words>[^,.;:()\n“”\"]{3,110})(?=[,.;:)\n”\"]|$)")
_OPENS = re.compile(r"(?:an?|the|its|his|her|their|one of|then|now|formerly|former|[A-Z]\w+(?:['’]s)?|\w+)\s")
_VERB = re.compile(r"\b(?:said|says|told|was|were|has|had|will|would|who|which|and that)\b")
_LONGEST = 9
_ABBREVIATED = re.compile(r"(?:[A-Za-z]\.)+|[A-Z][a-z]{0,4}\.")
_DETERMINERS = frozenset("the a an its his her their our this that".split())


class Beside(NamedTuple):
    """The words beside a name and what they give: ISO country, office (or the word for it)."""

    span: Span
    country: str | None
    office: str | None


def beside(text: str, name: Span, known: Vocabulary) -> Beside | None:
    """The description of whoever is named at ``name``: before the name, else behind it; None if none."""
    for span in descriptions(text, name):
        words = text[span.start : span.end]
        offices = offices_in(words)
        # The head of what stands before a name is its last office, of what stands behind it the first.
        office = offices[0 if span.start > name.start else -1] if offices else None
        return Beside(span, country_in(words, known), office)
    return None


def descriptions(text: str, name: Span) -> list[Span]:
    """The noun phrases that describe whoever is named at ``name``: the one before, the one behind."""
    return [span for span in (_before(text, name), _behind(text, name)) if span is not None]


def _before(text: str, name: Span) -> Span | None:
    """The noun phrase that the name ends, if it has a word for an office in its last words."""
    start = max(0, name.start - 110)
    line = text.rfind("\n", start, name.start) + 1
    window = text[max(start, line) : name.start]
    if window.endswith(", ") and text[name.end : name.end + 1] in (",", ".", ""):
        window = window[:-2] + " "  # "its foreign minister, Peter Szijjarto,"
    if not window.endswith(" "):
        return None
    words = list(_WORD.finditer(window))[-_LONGEST:]
    first = None
    for word in reversed(words):
        gap = window[word.end() : first.start() if first else len(window)]
        ends = word[0].endswith(".") and not _ABBREVIATED.fullmatch(word[0])
        if gap.strip() or word[0].lower() in _STOPS or ends:
            break
        first = word
        if word[0].lower() in _DETERMINERS:
            break
    if first is None:
        return None
    phrase = window[first.start() :].rstrip()
    if not offices_in(" ".join(phrase.split()[-3:])):
        return None
    begin = max(start, line) + first.start()
    return Span(begin, begin + len(phrase))


def _behind(text: str, name: Span) -> Span | None:
    """The apposition that follows the name between commas."""
    match = _BEHIND.match(text, name.end)
    if not match:
        return None
    words = match["words"]
    if _VERB.search(words) or not _OPENS.match(words) or not offices_in(words):
        return None
    return Span(match.start("words"), match.end("words"))


def country_in(words: str, known: Vocabulary) -> str | None:
    """The code of the country that a description names: of a state, a demonym, a capital or a body."""
    tokens = [w.strip(".,") for w in re.sub(r"['’]s\b", "", words).split()]
    for size in (3, 2, 1):
        for at in range(len(tokens) - size + 1):
            if not tokens[at][:1].isupper():
                continue
            name = " ".join(tokens[at : at + size])
            for use in uses_of(name):
                if use.type == "person" or use.kind == "place":
                    continue
                actor = known.actors[use.id]
                shared = actor.name.endswith(")") and use.type != "country" and use.kind != "acronym"
                if actor.country and not shared:  # "the Senate" is not Belgium's before all others
                    return actor.country
    return None
