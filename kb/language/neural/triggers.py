"""Words that express events: type and status from the first pass, who, where and when from the second."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import numpy as np

from kb.language.neural.decode import Found, Scores, log_softmax, spans
from kb.language.neural.labels import ROLES, STATUSES, TYPES, columns
from kb.language.neural.model import Model
from kb.language.neural.words import Words
from kb.language.reading import Participant, Trigger
from kb.records import Role, Span


def find_triggers(engine: Model, words: Words, scores: Scores, states: Scores) -> tuple[Trigger, ...]:
    """Every trigger of the text with what belongs to it."""
    at, bias = columns(), engine.card.get("bias", {})
    breaks = np.array([i > 0 and s != words.sentences[i - 1] for i, s in enumerate(words.sentences)])
    found = spans(scores[:, at["triggers"]], breaks, bias.get("triggers", 0.0))
    if not found:
        return ()
    heads = scores[[f.first for f in found]]
    types, statuses = log_softmax(heads[:, at["types"]]), log_softmax(heads[:, at["statuses"]])
    floor = math.log(max(1e-9, engine.card.get("floors", {}).get("triggers", 0.0)))
    sure = [i for i, one in enumerate(found) if math.log(one.p) + float(types[i].max()) >= floor]
    parts = participants(engine, words, states, [(found[i].first, found[i].end) for i in sure])
    return tuple(
        _trigger(words, found[i], own, (types[i], statuses[i]), _confidence(engine, found[i], types[i]))
        for i, own in zip(sure, parts, strict=True)
    )


def _confidence(engine: Model, found: Found, types: Scores) -> float:
    """How often an event of this score is right: logistic in its log-odds, fitted on the development gold."""
    slope, shift = engine.card.get("calibration", {}).get("triggers", (1.0, 0.0))
    p = min(max(found.p * math.exp(float(types.max())), 1e-4), 1 - 1e-4)
    return round(1 / (1 + math.exp(-(slope * math.log(p / (1 - p)) + shift))), 3)


def _trigger(
    words: Words, found: Found, parts: list[Found], decided: tuple[Scores, Scores], confidence: float
) -> Trigger:
    types, statuses = decided
    acting = [
        Participant(cast(Role, ROLES[p.kind]), words.span(p.first, p.end))
        for p in parts if ROLES[p.kind] not in ("place", "date")
    ]  # fmt: skip
    best = int(types.argmax())
    return Trigger(
        span=words.span(found.first, found.end),
        evidence=_evidence(words, found, parts),
        type=TYPES[best],
        mode=None,
        status=STATUSES[int(statuses.argmax())],
        participants=tuple(acting),
        place=_best(words, parts, "place", found),
        date=_best(words, parts, "date", found),
        confidence=confidence,
    )


def participants(
    engine: Model, words: Words, states: Scores, triggers: Sequence[tuple[int, int]]
) -> list[list[Found]]:
    """The second pass: for each trigger the word spans around it, their kind an index into ROLES."""
    bias = engine.card.get("bias", {}).get("roles", 0.0)
    found = []
    for around, scores in engine.second_pass(words, states, triggers):
        whole = np.zeros(len(around), np.bool_)  # all of one sentence: nothing breaks a span
        parts = spans(scores, whole, bias)
        found.append([p._replace(first=p.first + around.start, end=p.end + around.start) for p in parts])
    return found


def _best(words: Words, parts: list[Found], role: str, trigger: Found) -> Span | None:
    """The likeliest place or date; of equals the nearest."""
    candidates = [p for p in parts if ROLES[p.kind] == role]
    if not candidates:
        return None
    best = max(candidates, key=lambda p: (p.p, -abs(p.first - trigger.first)))
    return words.span(best.first, best.end)


#: Signs at which a clause begins or ends.
_EDGES = frozenset([",", ";", ":", "—", "–", "(", ")", "“", "”", '"'])


def _evidence(words: Words, trigger: Found, parts: list[Found]) -> Span:
    """The clause of the trigger and what belongs to it: from sign to sign, within the sentence."""
    sentence, n = words.sentences[trigger.first], len(words.tokens)

    def inside(k: int) -> bool:
        return 0 <= k < n and words.sentences[k] == sentence

    own = [p for p in [trigger, *parts] if inside(p.first) and inside(p.end - 1)]
    first, end = min(p.first for p in own), max(p.end for p in own)
    while inside(first - 1) and words.tokens[first - 1].text not in _EDGES:
        first -= 1
    while inside(end) and words.tokens[end].text not in _EDGES and not (end + 1 == n or not inside(end + 1)):
        end += 1
    return words.span(first, end)
