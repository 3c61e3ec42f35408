"""Spans of sources, cues and contents to attributions: which belongs to which."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from kb.language.neural.decode import Found
from kb.language.neural.words import CLOSES, OPENS, OUTSIDE, Words
from kb.language.reading import Attribution
from kb.records import Span


def assemble(
    words: Words, parts: Mapping[str, Sequence[Found]], floor: float = 0.0, *, attitude: bool = False
) -> list[Attribution]:
    """Attributions in reading order. A content goes to the nearest cue of its sentences, the cue to
    the nearest source of its own; contents that share a cue are the pieces of one attribution.

    A content with neither follows on the attribution before it (``follows``). Contents less likely
    than ``floor`` are left out.
    """
    groups: dict[Found, list[Found]] = {}
    for content in _whole(words, parts["content"]):
        if content.p < floor:
            continue
        cue = _nearest(words, parts["cue"], content)
        groups.setdefault(cue or content, []).append(content)
    found = []
    for key, contents in groups.items():
        cue = key if key not in contents else None
        source = _nearest(words, parts["source"], cue, contents) if cue else None
        source = source or _nearest(words, parts["source"], contents[0])
        if attitude and (cue is None or (cue.p < 0.5 and source is None)):
            continue
        found.append(
            Attribution(
                _span(words, source),
                _span(words, cue),
                tuple(content_span(words, c) for c in contents),
                follows=source is None and cue is None,
                attitude=attitude,
            )
        )
    return sorted(found, key=lambda a: a.content[0])


def _whole(words: Words, contents: Sequence[Found]) -> list[Found]:
    """Contents with what directly follows in the same sentence joined on, and single words left out
    unless they are quoted: nobody's words end between two words and go on at once.
    """
    joined = list[Found]()
    for content in contents:
        before = joined[-1] if joined else None
        if before and before.end == content.first and _same_sentence(words, before.end - 1, content.first):
            joined[-1] = before._replace(end=content.end, p=min(before.p, content.p))
        else:
            joined.append(content)
    return [c for c in joined if c.end - c.first > 1 or words.quotes[c.first] != OUTSIDE]


def _same_sentence(words: Words, one: int, other: int) -> bool:
    return words.sentences[one] == words.sentences[other]


def _span(words: Words, found: Found | None) -> Span | None:
    return words.span(found.first, found.end) if found else None


def _nearest(
    words: Words, candidates: Sequence[Found], anchor: Found, outside: Sequence[Found] = ()
) -> Found | None:
    """The candidate nearest to the anchor within the anchor's sentences, not inside a content."""
    first, last = words.sentences[anchor.first], words.sentences[anchor.end - 1]
    barred = [anchor, *outside]
    at = bisect_left(candidates, first, key=lambda c: words.sentences[c.first])
    near = []
    while at < len(candidates) and words.sentences[candidates[at].first] <= last:
        if not any(b.first <= candidates[at].first < b.end for b in barred):
            near.append(candidates[at])
        at += 1
    return min(near, key=lambda c: (max(anchor.first - c.end, c.first - anchor.end), c.first), default=None)


def content_span(words: Words, content: Found) -> Span:
    """The content's words without quotation marks and commas at its edges, as annotators cut it."""
    first, end = content.first, content.end
    while first < end - 1 and (words.quotes[first] in (OPENS, CLOSES) or words.tokens[first].text in ",:;"):
        first += 1
    while end - 1 > first and (
        words.quotes[end - 1] in (OPENS, CLOSES) or words.tokens[end - 1].text in ",.:;"
    ):
        end -= 1
    return words.span(first, end)
