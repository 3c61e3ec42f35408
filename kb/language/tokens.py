"""Words and sentences of any text, with exact offsets."""

from __future__ import annotations

import re
from typing import NamedTuple

from kb.records import Span

# A word keeps inner apostrophes (d'Estaing, didn't) but not the possessive; hyphens stand alone, so
# that "Russia-Ukraine" holds two names; initials (U.S., J.F.) and numbers (1,550; 3.5) stay whole.
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"
    r"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?"
    r"|['’]s\b"
    r"|[^\W_]+(?:['’](?!s\b)[^\W\d_]+)*"
    r"|[^\w\s]|_"
)
_END = re.compile(r"[.!?…]+[\"”’»')\]]*(?=\s|$)")
_ABBREVIATION = frozenset(
    "mr mrs ms dr prof gen lt col maj capt sgt adm brig sen rep gov rev st jr sr no vs etc inc ltd "
    "co corp dept jan feb mar apr jun jul aug sep sept oct nov dec approx gov mt ft pres hon e.g i.e".split()
)
_OPENS = re.compile(r"[\"“‘«'(\[]*[^\W\d_a-zß-öø-ÿ]|[\"“‘«'(\[]*\d|[\"“«•–—-]")


class Token(NamedTuple):
    """A word or sign with its offsets; ``lower`` has straight apostrophes."""

    text: str
    start: int
    end: int
    lower: str


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text[start:end]``, with offsets into ``text``."""
    stop = len(text) if end is None else end
    found = [
        Token(m.group(), m.start(), m.end(), m.group().lower()) for m in _TOKEN.finditer(text, start, stop)
    ]
    if text.find("’", start, stop) >= 0:
        return [t._replace(lower=t.lower.replace("’", "'")) if "’" in t.text else t for t in found]
    return found


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of ``text[start:end]``: every non-blank character lies in exactly one."""
    stop = len(text) if end is None else end
    found, begin = list[Span](), start
    for match in _END.finditer(text, start, stop):
        if match.end() < stop and not _is_boundary(text, match, stop):
            continue
        _add(text, begin, match.end(), found)
        begin = match.end()
    _add(text, begin, stop, found)
    return found


def _add(text: str, start: int, end: int, found: list[Span]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(Span(start, end))


def _is_boundary(text: str, match: re.Match[str], stop: int) -> bool:
    after = re.compile(r"\s*").match(text, match.end(), stop)
    at = after.end() if after else match.end()
    if at >= stop:
        return True
    if match.group()[0] == "." and len(match.group()) == 1:
        word = re.search(r"[^\s\"“”‘’(\[]+$", text[max(0, match.start() - 20) : match.start()])
        if word:
            bare = word.group().lower()
            if bare in _ABBREVIATION or re.fullmatch(r"[a-z]|(?:[a-z]\.)+[a-z]", bare):
                return "\n" in text[match.end() : at]
    return bool(_OPENS.match(text, at))
