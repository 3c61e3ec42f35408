"""Time expressions (TIMEX3) and their values, resolved against the day of publication."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.extract.calendar import day_of
from kb.extract.times.form import Context
from kb.extract.times.forms import FORMS, SIGNS
from kb.extract.times.tense import is_ahead
from kb.extract.times.values import value_of
from kb.language import Sentence
from kb.records import Span, TimeExpression

__all__ = ["extract_times"]


def extract_times(
    text: str, sentences: Sequence[Sentence], published: str | None
) -> tuple[TimeExpression, ...]:
    """The time expressions of the text, in order. Without a publication day only explicit ones have a
    date as value; the others are left out rather than guessed."""
    context = Context(day_of(published))
    found: list[TimeExpression] = []
    for sentence in sentences:
        found.extend(_in_sentence(text, sentence.span, context))
    return tuple(found)


def _in_sentence(text: str, span: Span, context: Context) -> Iterator[TimeExpression]:
    taken: list[Span] = []
    hits = []
    signs = {sign for sign, pattern in SIGNS.items() if pattern.search(text, span.start, span.end)}
    for name, sign, pattern in FORMS:
        if sign not in signs:
            continue
        for match in pattern.finditer(text, span.start, span.end):
            lead = match["lead"] if "lead" in pattern.groupindex else None
            start = match.end("lead") if lead else match.start()
            while start < match.end() and text[start].isspace():
                start += 1
            where = Span(start, match.end())
            if where.start >= where.end or any(where.overlaps(other) for other in taken):
                continue
            taken.append(where)
            hits.append((where, name, match))
    for where, name, match in sorted(hits, key=lambda h: h[0]):
        future = is_ahead(text, span, where)
        resolved = value_of(name, match, context, future)
        if resolved:
            kind, value, basis = resolved
            yield TimeExpression(where, kind, value, basis)
