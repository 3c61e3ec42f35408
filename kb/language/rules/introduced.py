"""Speech that a line announces and whole paragraphs give: "The minister said:" and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kb.language.reading import Attribution
from kb.language.rules.line import Line
from kb.language.rules.sources import subject_before
from kb.records import Span
from kb.vocabulary import cues

#: A statement in full is rarely longer; beyond that the announcement was probably of something else.
_MOST_PARAGRAPHS = 12


def introduced(lines: Sequence[Line], quotes: Sequence[Sequence[Span]]) -> list[Attribution]:
    """One attribution for each paragraph after a passage that ends with "... said:".

    In quotation marks the speech ends with them; without, at a heading or where somebody else is
    quoted.
    """
    passages = [list(group) for _, group in groupby(lines, key=lambda line: line.sentence.passage)]
    found: list[Attribution] = []
    for at, passage in enumerate(passages):
        announced = _announcement(passage[-1])
        if announced is None:
            continue
        source, cue = announced
        quoted = False
        for spoken in passages[at + 1 : at + 1 + _MOST_PARAGRAPHS]:
            inside = quotes[spoken[0].sentence.passage]
            starts = bool(inside) and inside[0].start - spoken[0].sentence.span.start <= 1
            if spoken[0].sentence.kind not in ("body", "lead") or (quoted and not starts):
                break
            if not quoted and (_announcement(spoken[-1]) or (inside and not starts)):
                break
            quoted = quoted or starts
            whole = Span(spoken[0].sentence.span.start, spoken[-1].sentence.span.end)
            content = inside[0] if starts else Span(whole.start, whole.end - 1)
            if content.end > content.start:
                found.append(Attribution(source, cue, (content,)))
            cue = None
    return found


def _announcement(line: Line) -> tuple[Span, Span | None] | None:
    """Source and cue of a line that ends "... said:", "... told reporters in Paris:"."""
    if line.word(len(line.tokens) - 1) != ":":
        return None
    known = cues()
    for at in range(len(line.tokens) - 2, max(-1, len(line.tokens) - 12), -1):
        entry = known.get((line.word(at),))
        if entry and entry.frame != "source" and (subject := subject_before(line, at)):
            return line.span(subject.start, subject.end), line.span(at, at + 1)
    return None
