"""The neural engine: one small encoder, one pass over a text, one light pass for each trigger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.language.neural.attributions import assemble
from kb.language.neural.decode import Found, spans
from kb.language.neural.labels import PARTS, columns
from kb.language.neural.model import Model, card, model
from kb.language.neural.names import merge
from kb.language.neural.nested import nested
from kb.language.neural.subjects import with_subjects
from kb.language.neural.tidy import tidy
from kb.language.neural.triggers import find_triggers
from kb.language.neural.words import lay_out
from kb.language.reading import Attribution, Reading
from kb.language.sentences import segment
from kb.records import Passage, Span

__all__ = ["card", "model", "read"]


def read(text: str, passages: Sequence[Passage] | None = None, using: Model | None = None) -> Reading:
    """Read a text with the shipped model (or another one); the same text gives the same reading.

    ``passages`` tell the parts apart; without them every block between blank lines is a passage.
    """
    engine = using or model()
    sentences = segment(text, passages)
    words = lay_out(sentences, engine.pieces)
    if not words.tokens:
        return Reading(text, sentences, (), (), ())
    scores, states = engine.first_pass(words)
    at, bias, floors = columns(), engine.card.get("bias", {}), engine.card.get("floors", {})
    breaks = np.array([i > 0 and p != words.passages[i - 1] for i, p in enumerate(words.passages)])

    def parts(head: str, level: str) -> dict[str, list[Found]]:
        block = scores[:, at[head]].reshape(len(words.tokens), len(PARTS), 3)
        return {p: spans(block[:, i], breaks, bias.get(f"{level}.{p}", 0.0)) for i, p in enumerate(PARTS)}

    statements = assemble(words, parts("statements", "statements"), floors.get("statements", 0.0))
    attitudes = assemble(words, parts("attitudes", "attitudes"), floors.get("attitudes", 0.0), attitude=True)
    tentative = [
        one._replace(tentative=True)
        for one in assemble(words, parts("statements", "tentative"), floors.get("tentative", 0.0))
        if one.cue is not None
    ]
    names = tidy(words, spans(scores[:, at["names"]], breaks, bias.get("names", 0.0)))
    named = merge(sentences, words, names)
    found = with_subjects(_apart(_apart(statements, attitudes), tentative), named, words)
    return Reading(
        text,
        sentences,
        named,
        tuple(sorted([*found, *nested(found, named, words)], key=lambda a: a.content[0])),
        find_triggers(engine, words, scores, states),
    )


def _apart(found: Sequence[Attribution], further: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """The attributions found, and the further ones that share no word with them, in reading order."""
    taken = bytearray(max((s.end for one in [*found, *further] for s in _own(one)), default=0))
    for one in found:
        for span in _own(one):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
    apart = [a for a in further if not any(any(taken[s.start : s.end]) for s in _own(a))]
    return tuple(sorted([*found, *apart], key=lambda a: a.content[0]))


def _own(one: Attribution) -> tuple[Span, ...]:
    """Content and cue: what no other attribution shares."""
    return (*one.content, one.cue) if one.cue else one.content
