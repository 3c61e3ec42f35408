"""Scores to spans: the best sequence of outside, begin and inside for every part at once."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
_NEVER = np.float32(-1e9)


class Found(NamedTuple):
    """Words ``first`` up to ``end`` (exclusive) are one span of class ``kind``, with probability ``p``."""

    first: int
    end: int
    kind: int
    p: float


def log_softmax(scores: Scores) -> Scores:
    """Logarithms of probabilities along the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    normal: Scores = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return normal


def spans(scores: Scores, breaks: NDArray[np.bool_], bias: float = 0.0) -> list[Found]:
    """Spans of words x (1 + 2 x classes) scores (outside, then begin and inside of each class).

    ``breaks`` marks words at which no span may go on; ``bias`` is added to what is outside (log
    odds: below zero finds more). Whether there is a span is decided first (Viterbi over outside,
    begin, inside), then its class, by what its words say together.
    """
    if not len(scores):
        return []
    logs = log_softmax(scores)
    begins, insides = logs[:, 1::2], logs[:, 2::2]
    chain = np.stack([logs[:, 0] + np.float32(bias), _logsum(begins), _logsum(insides)], axis=1)
    found = []
    for first, end in _stretches(_tags(chain, breaks)):
        by_class = begins[first] + insides[first + 1 : end].sum(0)
        kind = int(by_class.argmax())
        inside_by_kind = np.concatenate([begins[first, kind : kind + 1], insides[first + 1 : end, kind]])
        found.append(Found(first, end, kind, float(np.exp(inside_by_kind.mean()))))
    return found


def _logsum(logs: Scores) -> Scores:
    if logs.shape[1] == 1:
        return logs[:, 0]
    top = logs.max(1)
    total: Scores = top + np.log(np.exp(logs - top[:, None]).sum(1))
    return total


def _tags(chain: Scores, breaks: NDArray[np.bool_]) -> list[int]:
    """The best tags, part by part: no span crosses a break, and most parts have no span at all."""
    likely = chain[:, 1:].max(1) > chain[:, 0]
    if not likely.any():
        return []
    edges = [0, *(np.flatnonzero(breaks[1:]) + 1).tolist(), len(chain)]
    tags: list[int] = []
    for start, end in pairwise(edges):
        # Outside everywhere is a lawful sequence, so where it is best word by word it is best.
        tags += _viterbi(chain[start:end]) if likely[start:end].any() else [0] * (end - start)
    return tags


def _viterbi(chain: Scores) -> list[int]:
    """The best tag (0 outside, 1 begin, 2 inside) of each word; inside follows begin or inside.

    Plain floats in a plain loop: three states are too few for arrays to pay.
    """
    rows = chain.tolist()
    back: list[tuple[int, int]] = []  # where outside or begin, and where inside, came from
    outside, begin, inside = rows[0][0], rows[0][1], float(_NEVER)
    for o, b, i in rows[1:]:
        best, kept_from = (begin, 1) if begin > inside else (inside, 2)
        kept, came = best + i, kept_from
        if outside >= best:
            best, came = outside, 0
        back.append((came, kept_from))
        outside, begin, inside = best + o, best + b, kept
    tag = max(((outside, 0), (begin, 1), (inside, 2)), key=lambda x: x[0])[1]
    tags = [tag]
    for came, kept_from in reversed(back):
        tag = kept_from if tag == 2 else came
        tags.append(tag)
    return tags[::-1]


def _stretches(tags: list[int]) -> list[tuple[int, int]]:
    found, first = list[tuple[int, int]](), -1
    for i, tag in enumerate([*tags, 0]):
        if first >= 0 and tag != 2:
            found.append((first, i))
            first = -1
        if tag == 1:
            first = i
    return found
