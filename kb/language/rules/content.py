"""Where the claimed words begin and end: over addressees and adjuncts to the clause itself."""

from __future__ import annotations

from kb.language.rules.line import Line
from kb.language.rules.words import DETERMINERS

_STOPS = frozenset(";:")


def is_noun_phrase_start(line: Line, at: int) -> bool:
    """True if a noun phrase or a gerund may begin at the token."""
    return line.word(at) in DETERMINERS or line.tokens[at].text[0].isupper() or line.word(at).endswith("ing")


def content_start(line: Line, after: int) -> tuple[int, bool]:
    """The token after "that", if one closes the adjuncts after the cue; else after the cue."""
    for at in range(after, min(after + 14, len(line.tokens))):
        word = line.word(at)
        if word == "that":
            return at + 1, True
        if word in _STOPS or word in ('"', "“", "«") or line.quoted[at]:
            return (at + 1 if word == ":" else at), False
        if word == "," and at == after:
            continue
    return after, False


def after_addressee(line: Line, at: int) -> int:
    """Over "reporters in Geneva on Monday" to where the clause begins."""
    start = at
    if at in line.names:
        at = line.names[at][0]
    else:
        while (
            at < len(line.tokens)
            and at - start < 6
            and (
                line.word(at) in DETERMINERS or line.word(at) in _HEARERS or line.tokens[at].text[0].isupper()
            )
        ):
            at += 1
            if line.word(at - 1) in _HEARERS:
                break
    while line.word(at) in ("in", "on", "at", "after", "by", "during") and at + 1 < len(line.tokens):
        at += 2
        while at < len(line.tokens) and line.tokens[at].text[0].isupper() and line.word(at - 1) != ",":
            at += 1
    return at


_HEARERS = frozenset(
    "reporters journalists parliament lawmakers him her them television radio viewers newspaper agency "
    "correspondents deputies senators congress".split()
)


def trimmed(line: Line, start: int, end: int) -> tuple[int, int] | None:
    """Without the commas, marks and conjunctions at the edges of a content; None if too little is left."""
    edge = frozenset(',;:."“”«»—–-')
    while start < end and (line.word(start) in edge or line.word(start) in ("that", "but", "and")):
        start += 1
    while end > start and line.word(end - 1) in edge:
        end -= 1
    words = sum(t.text.isalnum() for t in line.tokens[start:end])
    return (start, end) if words >= 2 else None
