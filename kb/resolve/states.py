"""Is it a government or a place? Names of states, capitals and demonyms by the words around them."""

from __future__ import annotations

import re

from kb.language.gazetteer import uses_of
from kb.records import Article, Span
from kb.vocabulary import NameUse

_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|into|from|(?<!according )to|outside|around|through|via|reached|left|leave|"
    r"visit(?:ed|s|ing)?|across|toward|towards|inside|for)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_COUNTRY_BEFORE = re.compile(r"\b(?:in|into|at|inside|across|throughout|from)\s+(?:the\s+)?$", re.IGNORECASE)
#: Before a state's name these make it a place or a matter spoken of rather than one who acts.
_PASSING_BEFORE = re.compile(
    r"\b(?:in|into|inside|on|of|from|across|throughout|outside|around|via|through|over|near|toward|towards)\s+"
    r"(?:the\s+|both\s+|(?:north|south|east|west|central)\w*\s+|neighbouring\s+|neighboring\s+)*$",
    re.IGNORECASE,
)
#: "the leaders of France" speaks of those who act for it.
_LED_BEFORE = re.compile(
    r"\b(?:leaders?|presidents?|ministers?|chancellors?|governments?|kings?|queens?|emirs?|representatives|"
    r"negotiators|delegations?|envoys?|ambassadors?|officials|parliaments?|forces|troops|army|behalf) of\s+"
    r"(?:the\s+)?$"
)
_AND_BEFORE = re.compile(r"\b[A-Z][\w.-]+(?:,? (?:and|or)|,) (?:the )?$")
_CITY_BEFORE = re.compile(r"\b[A-Z][\w.'’-]+, $")
_CITY_BEHIND = re.compile(r"\s*(?:[,.;:)\n]|for\b|on\b|$)")
_OFFICE_BEHIND = re.compile(
    r"[ ](?:\w+[ ]){0,2}(?:president|prime minister|minister|foreign|chancellor|leader|ambassador|envoy|"
    r"spokes\w+|diplomat|official|premier|secretary|king|emir)\b",
    re.IGNORECASE,
)

_ARTICLE = re.compile(r"\b(?:an?|the|this|that|his|her|its|their) $", re.IGNORECASE)
#: US, U.S., UK serve as adjectives too: "U.S. forces"; not before a word that is plainly no noun.
_ABBREVIATION = re.compile(r"(?:[A-Z]\.){2,}|[A-Z]{2,3}")
_NOUN_BEHIND = re.compile(
    r"(?:-led)? (?!(?:has|have|had|is|was|were|are|will|would|could|may|might|did|does|must|also|and|or|but|"
    r"that|which|who|in|on|at|of|by|for|from|with|as|to|into|against|after|before|since|until|while|when|not|"
    r"said|says|told|met|held|took|sent|[Gg]overnment|[Aa]dministration|\w+ed|\w+ing)\b)\w"
)


def names_place(article: Article, span: Span, use: NameUse | None) -> bool:
    """True if the words at ``span``, which can mean a place, do: "in Syria", a dateline.

    ``use`` is the actor that they may mean instead, if any.
    """
    if _follows(article, span, 2) in ("'s", "’s"):
        return False
    if use is None:
        return True
    before = article.text[max(0, span.start - 24) : span.start]
    city = use.kind == "capital" or (use.kind == "metonym" and not before.endswith("the "))
    locative = _PLACE_BEFORE if city else _COUNTRY_BEFORE
    return bool(locative.search(before)) or in_dateline(article, span)


def in_dateline(article: Article, span: Span) -> bool:
    """True if the words stand in the line that says where and when the article was written."""
    return any(p.kind == "dateline" and p.span.covers(span) for p in article.passages)


def is_passing(article: Article, span: Span, use: NameUse) -> bool:
    """True if a state is only named to say where or of what kind something is.

    "Hasaka, Syria", "the people of Iraq", "a Swiss aircraft": by itself no reason to list the state
    among the actors. (Of such states that take part in no event or statement of our annotated
    articles, 3 in 10 were annotated as actors; of the others 3 in 4.)
    """
    text = article.text
    before, behind = text[max(0, span.start - 48) : span.start], text[span.end : span.end + 48]
    if use.kind == "demonym":
        return not behind.startswith(("'s", "’s"))
    if behind.startswith(("'s", "’s")):
        return False
    if _CITY_BEFORE.search(before) and _CITY_BEHIND.match(behind) and not _is_list(text, span):
        return True
    if _AND_BEFORE.search(before):
        return _is_chained_to_passing(article, span)
    if use.kind in ("capital", "name", "alias") and _OFFICE_BEHIND.match(behind):
        return True
    if use.kind == "capital" and _ARTICLE.search(before):
        return True  # "in a Moscow hotel"
    if _ABBREVIATION.fullmatch(text[span.start : span.end]) and _NOUN_BEHIND.match(behind):
        return True
    return _is_preposition(before)


def _is_list(text: str, span: Span) -> bool:
    """France, Germany and Italy: the comma stands between states, not between a city and its state."""
    before = re.search(r"([A-Z][\w.'’-]+), $", text[max(0, span.start - 48) : span.start])
    return before is not None and any(u.type == "country" for u in uses_of(before[1]) if u.kind != "capital")


def _is_chained_to_passing(article: Article, span: Span) -> bool:
    """ "in Syria and Iraq": what holds for the first holds for the second."""
    text = article.text
    start = re.search(
        r"(?:[A-Z][\w.-]+(?:,? (?:and|or)|,) (?:the )?)+$", text[max(0, span.start - 90) : span.start]
    )
    if start is None:
        return False
    at = max(0, span.start - 90) + start.start()
    return _is_preposition(text[max(0, at - 48) : at])


def _is_preposition(before: str) -> bool:
    return bool(_PASSING_BEFORE.search(before)) and not _LED_BEFORE.search(before)


def _follows(article: Article, span: Span, length: int) -> str:
    return article.text[span.end : span.end + length]
