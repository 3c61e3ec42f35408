"""Who said what, by rules: cue words, the noun phrase beside them and the clause they take."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kb.language.reading import Attribution
from kb.language.rules.content import after_addressee, content_start, is_noun_phrase_start, trimmed
from kb.language.rules.cues import Cue, find_cues
from kb.language.rules.introduced import introduced
from kb.language.rules.line import Line, Noun
from kb.language.rules.quotations import bare_quotes, to_quote
from kb.language.rules.sources import subject_after, subject_before
from kb.language.rules.words import AUXILIARIES, CONJUNCTIONS, DAYS, PREPOSITIONS
from kb.records import Span


class _Found(NamedTuple):
    """An attribution in tokens: content as token ranges."""

    cue: Cue
    source: Noun | None
    content: tuple[tuple[int, int], ...]
    follows: bool = False


def find_attributions(
    text: str, lines: Sequence[Line], quotes: Sequence[Sequence[Span]]
) -> tuple[Attribution, ...]:
    """Every attribution of the text, in the order of its content; repeats within titles included."""
    found: list[Attribution] = []
    for at, line in enumerate(lines):
        inside = [q for q in quotes[line.sentence.passage] if q.overlaps(line.sentence.span)]
        spoken = _attributions(line)
        for one in spoken:
            found.extend(_as_spans(text, line, one, inside))
        found.extend(bare_quotes(line, inside, found, at > 0 and bool(found)))
    spoken_on = [a for a in introduced(lines, quotes) if not any(_meets(a, b) for b in found)]
    return _without_overlap([*found, *spoken_on])


def _meets(one: Attribution, other: Attribution) -> bool:
    return any(a.overlaps(b) for a in one.content for b in other.content)


def _attributions(line: Line) -> list[_Found]:
    hits = find_cues(line)
    found: list[_Found] = []
    taken = 0
    for index, cue in enumerate(hits):
        if (outer := _as_told(line, cue)) is not None:
            found.append(outer)
            break  # what the sentence says is all within what is told
        limit = _limit(line, hits[index + 1 :], cue)
        one = _attribution(line, cue, taken, limit)
        if one is None:
            continue
        found.append(one)
        taken = max(taken, *(end for _, end in one.content), cue.end)
    return found + _followed_on(line, found)


def _followed_on(line: Line, found: Sequence[_Found]) -> list[_Found]:
    """ "..., he told the chamber; his country would not bow": what follows a semicolon is his too."""
    cuts = [at for at in range(len(line.tokens)) if line.word(at) == ";" and not line.quoted[at]]
    more = []
    for cut, end in pairwise([*cuts, len(line.tokens)]):
        before = [f for f in found if f.cue.start < cut]
        claimed = any(cut < f.cue.start < end or b > cut + 1 for f in found for _, b in f.content if b <= end)
        part = trimmed(line, cut + 1, end)
        if before and part and not claimed and part[1] - part[0] > 3:
            more.append(_Found(before[-1].cue, before[-1].source, (part,)))
    return more


def _limit(line: Line, later: Sequence[Cue], cue: Cue) -> int:
    """Where the content of a cue must end: before the clause of the next cue with its own subject."""
    for other in later:
        if other.entry.frame == "source":
            if line.word(other.start - 1) == ",":
                return other.start - 1
            continue
        if line.word(other.start).endswith("ing") and line.word(other.start - 1) == ",":
            return other.start - 1
        subject = subject_before(line, other.start)
        if subject is None or subject.start <= cue.end:
            continue
        edge = subject.start
        if line.word(edge - 1) in ("and", "but", "while", "whereas"):
            edge -= 1
        if line.word(edge - 1) in (",", ";"):
            return edge - 1
    for at in range(cue.end, len(line.tokens)):
        if line.word(at) == ";" and not line.quoted[at]:
            return at
    return len(line.tokens)


def _attribution(line: Line, cue: Cue, taken: int, limit: int) -> _Found | None:
    if cue.entry.frame == "source":
        return _according_to(line, cue, taken, limit)
    if line.word(cue.start).endswith("ing"):
        return _participle(line, cue, limit)
    subject = subject_before(line, cue.start)
    if subject is not None and subject.start >= _segment_start(line, cue.start):
        if end := _postposed_end(line, subject.start, cue):
            return _postposed(line, cue, subject, (subject.start, end), taken)
        return _preposed(line, cue, subject, limit)
    if _may_be_inverted(line, cue):
        after = subject_after(line, cue.end)
        if after is not None:
            return _postposed(line, cue, after, (cue.start, after.end), taken)
    return None


def _as_told(line: Line, cue: Cue) -> _Found | None:
    """ "As the spokesman noted, Putin expects ...": the sentence after the comma is the content."""
    if line.word(0) != "as" or line.word(cue.end) != "," or cue.entry.frame == "source":
        return None
    subject = subject_before(line, cue.start)
    if subject is None or subject.start != 1:
        return None
    part = trimmed(line, cue.end + 1, len(line.tokens))
    return _Found(cue, subject, (part,)) if part else None


def _segment_start(line: Line, at: int) -> int:
    while at > 0 and line.word(at - 1) != ";":
        at -= 1
    return at


def _postposed_end(line: Line, start: int, cue: Cue) -> int | None:
    """Where the clause of "..., he said on Friday, ..." ends, if its content stands before it.

    A comma or quotation mark before the source, and after the cue nothing but addressee and adjuncts
    up to the next stop: "..., he told a crowd in Ankara on Monday, ...".
    """
    if start == 0 or line.word(start - 1) not in (",", '"', "”", "’", "»", "?", "!", "-", "—", "–"):
        return None
    end = cue.end
    if line.word(end) in _CLAUSE_ENDS or line.word(start - 1) in ('"', "”", "»"):
        return end
    while line.word(end) not in _CLAUSE_ENDS and end - cue.end < 16:
        end += 1
    between = set(line.words[cue.end : end])
    if "that" in between or any(line.quoted[cue.end : end]) or line.word(end) == ":":
        return None
    opening = line.word(_segment_start(line, start))
    told = cue.entry.addressee and start - _segment_start(line, start) > 5 and opening not in PREPOSITIONS
    return end if _is_adjunct(line, cue.end) or (told and not between & AUXILIARIES) else None


_CLAUSE_ENDS = frozenset(["", ".", ",", ";", ":", "—", "–", "and"])


def _is_adjunct(line: Line, at: int) -> bool:
    word = line.word(at)
    return word in ("on", "in", "at", "after", "during", "to", "by", "before", "from", "reporters",
                    "journalists", "late", "early", "yesterday", "today", "last") or word in DAYS  # fmt: skip


def _may_be_inverted(line: Line, cue: Cue) -> bool:
    before = line.word(cue.start - 1)
    return before in (",", '"', "”", "»", "’", "?", "!", "—", "–")


def _postposed(line: Line, cue: Cue, source: Noun, clause: tuple[int, int], taken: int) -> _Found | None:
    """Content before the clause, and after it too where a comma takes the sentence up again."""
    start, end = clause
    begin = max(_segment_start(line, start), taken if taken < start else 0)
    parts = [(begin, start)]
    if line.word(end) == "," and _takes_up(line, end + 1, inverted=source.start >= cue.end):
        parts.append((end + 1, _sentence_end(line, end + 1)))
    kept = tuple(p for p in (trimmed(line, *p) for p in parts) if p)
    return _Found(cue, source, kept) if kept else None


def _takes_up(line: Line, at: int, inverted: bool) -> bool:
    """After "..., he said, " the sentence may go on; after "..., said X, " comes who X is.

    A quotation goes on only in quotation marks.
    """
    word = line.word(at)
    if any(line.quoted[:at]):
        return word in ('"', "“", "«") or (at < len(line.quoted) and line.quoted[at])
    return not (inverted or word.endswith("ing") or word in _RELATIVE_OPENINGS)


_RELATIVE_OPENINGS = frozenset("who which whose where when a an on in at after before".split())


def _sentence_end(line: Line, at: int) -> int:
    while at < len(line.tokens) and line.word(at) != ";":
        at += 1
    return at


def _preposed(line: Line, cue: Cue, source: Noun, limit: int) -> _Found | None:
    """Content after the cue: "said that ...", "told reporters on Monday that ...", "said: ..."."""
    at, said_that = content_start(line, cue.end)
    frame = cue.entry.frame
    if at >= limit:
        return None
    opens_quote = line.quoted[at] or line.word(at) in ('"', "“", "«", ":")
    if frame == "of":
        of = next((i for i in range(cue.end, min(limit, cue.end + 14)) if line.word(i) == "of"), None)
        if of is None:
            return None
        at = of + 1
    elif frame in ("that", "object") and not said_that and not opens_quote:
        if frame == "that" or not is_noun_phrase_start(line, at):
            return None
    elif frame == "quote" and not opens_quote:
        return None
    elif frame == "clause" and not said_that and not opens_quote:
        at = cue.end if not cue.entry.addressee else after_addressee(line, cue.end)
        if line.word(at) in (".", ",", ";", "", "of", "so", "to", "goodbye"):
            return None
    part = trimmed(line, at, limit)
    return _Found(cue, source, (part,)) if part else None


def _participle(line: Line, cue: Cue, limit: int) -> _Found | None:
    """ ", adding that ..." continues the attribution before it, or speaks for the clause's subject."""
    if line.word(cue.start - 1) not in (",", "and", "by") and cue.start > 0:
        return None
    at, said_that = content_start(line, cue.end)
    if not said_that and cue.entry.frame != "clause" and not (at < limit and line.quoted[at]):
        return None
    part = trimmed(line, at if said_that else cue.end, limit)
    return _Found(cue, None, (part,), follows=True) if part else None


def _according_to(line: Line, cue: Cue, taken: int, limit: int) -> _Found | None:
    source = _source_after(line, cue.end)
    if source is None:
        return None
    if cue.start == 0 or line.word(cue.start - 1) in ("and", "but", ";") or line.word(cue.end) == "whom":
        comma = source.end
        while comma < len(line.tokens) and line.word(comma) != "," and line.word(cue.end) != "whom":
            comma += 1
        part = trimmed(line, comma, limit)
        if part:
            return _Found(cue, source, (part,))
    return _postposed(line, cue, source, (cue.start, source.end), taken)


def _source_after(line: Line, at: int) -> Noun | None:
    if line.word(at) == "whom":
        subject = subject_before(line, at - 1)
        return Noun(subject.start, subject.end, subject.kind) if subject else None
    end = at
    while end < len(line.tokens) and line.word(end) not in (",", ".", ";", ":", "—", "–"):
        if line.word(end) in CONJUNCTIONS and end > at:
            break
        end += 1
    if (
        line.word(end) == ","
        and (found := line.names.get(end + 1))
        and found[1].type in ("person", "organisation")
        and line.word(found[0]) != "'s"
    ):
        end = found[0]
    return (
        Noun(at, end, "name" if any(i in line.names for i in range(at, end)) else "role")
        if end > at
        else None
    )


def _as_spans(text: str, line: Line, one: _Found, quotes: Sequence[Span]) -> list[Attribution]:
    source = line.span(one.source.start, one.source.end) if one.source else None
    cue = line.span(one.cue.start, one.cue.end)
    content = tuple(to_quote(text, line.span(a, b), quotes) for a, b in one.content)
    return [Attribution(source, cue, content, one.follows)]


def _without_overlap(found: list[Attribution]) -> tuple[Attribution, ...]:
    """In order of content; a later attribution of the very same words is dropped."""
    kept: list[Attribution] = []
    seen = set()
    for one in sorted(found, key=lambda a: (a.content[0].start, a.content[0].end)):
        if one.content[0] in seen:
            continue
        seen.add(one.content[0])
        kept.append(one)
    return tuple(kept)
