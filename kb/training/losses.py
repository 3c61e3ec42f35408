"""What a batch of windows is to learn: cross-entropies of all heads, unknown labels left out."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from kb.language.neural.labels import NAMES, PARTS, columns
from kb.language.neural.windows import Window, distances, surroundings
from kb.training.example import UNKNOWN, Event, Labelled
from kb.training.network import Network

#: How much each head counts.
WEIGHT = {"statements": 3.0, "attitudes": 3.0, "names": 2.5, "triggers": 3.0, "types": 0.7, "statuses": 0.4,
          "roles": 2.0}  # fmt: skip
_COLUMNS = columns()
_OTHER = 1 + 2 * NAMES.index("other")


@dataclass(frozen=True, slots=True)
class Item:
    """A window of a labelled example."""

    window: Window
    example: Labelled


def losses(network: Network, items: list[Item]) -> dict[str, Tensor]:
    """The weighted loss of each head that the batch has labels for."""
    windows = [item.window for item in items]
    last, shared = network.encode(
        *(padded([getattr(w, k) for w in windows]) for k in ("ids", "shapes", "quotes"))
    )
    row = torch.tensor([i for i, w in enumerate(windows) for _ in w.first])
    piece = torch.tensor([f for w in windows for f in w.first])
    scores = network.heads(network.dropout(last[row, piece])).float()
    found = _by_word(scores, items)
    at = {
        (i, word): k
        for k, (i, word) in enumerate((i, word) for i, w in enumerate(windows) for word in w.words)
    }
    events = [
        (i, where, event, parts)
        for i, item in enumerate(items) for where, event, parts in item.example.events
        if (i, where[0]) in at
    ]  # fmt: skip
    if events:
        rows = torch.tensor([at[i, where[0]] for i, where, _, _ in events])
        found |= _by_trigger(scores[rows], [event for _, _, event, _ in events])
        states = shared[row, piece]
        found |= _roles(network, items, at, states, [e for e in events if e[3] is not None])
    return {head: WEIGHT[head] * loss for head, loss in found.items()}


def padded(rows: list[list[int]]) -> Tensor:
    """Rows of numbers as one array, filled up with zeros to a multiple of eight."""
    length = (max(map(len, rows)) + 7) // 8 * 8
    return torch.tensor([row + [0] * (length - len(row)) for row in rows])


def _by_word(scores: Tensor, items: list[Item]) -> dict[str, Tensor]:
    found = {}
    for head in ("statements", "attitudes"):
        y = torch.tensor([getattr(item.example, head)[k] for item in items for k in item.window.words])
        if (y >= 0).any():
            found[head] = F.cross_entropy(
                scores[:, _COLUMNS[head]].reshape(-1, 3),
                y.reshape(-1, len(PARTS)).reshape(-1),
                ignore_index=UNKNOWN,
            )
    y = torch.tensor([item.example.triggers[k] for item in items for k in item.window.words])
    if (y >= 0).any():
        found["triggers"] = F.cross_entropy(scores[:, _COLUMNS["triggers"]], y, ignore_index=UNKNOWN)
    y = torch.tensor([item.example.names[k] for item in items for k in item.window.words])
    if (y >= 0).any():
        is_open = torch.tensor([item.example.open_names for item in items for _ in item.window.words])
        found["names"] = _names(scores[:, _COLUMNS["names"]], y, is_open)
    return found


def _names(scores: Tensor, y: Tensor, is_open: Tensor) -> Tensor:
    """Where a corpus does not mark names of other kinds, "outside" may as well be such a name."""
    logs = scores.log_softmax(-1)
    outside = torch.logsumexp(logs[:, [0, _OTHER, _OTHER + 1]], -1)
    chosen = logs.gather(1, y.clamp(min=0)[:, None])[:, 0]
    chosen = torch.where(is_open & (y == 0), outside, chosen)
    known = y >= 0
    return -chosen[known].mean()


def _by_trigger(scores: Tensor, events: list[Event]) -> dict[str, Tensor]:
    """Types by all that are accepted; status."""
    types = scores[:, _COLUMNS["types"]].log_softmax(-1)
    accepted = torch.full_like(types, -1e4)
    for i, event in enumerate(events):
        accepted[i, list(event.types)] = 0
    statuses = torch.tensor([event.status for event in events])
    return {
        "types": -(types + accepted).logsumexp(-1).mean(),
        "statuses": F.cross_entropy(scores[:, _COLUMNS["statuses"]], statuses),
    }


def _roles(
    network: Network,
    items: list[Item],
    at: dict[tuple[int, int], int],
    states: Tensor,
    events: list[tuple[int, tuple[int, int], Event, list[tuple[int, int, int]] | None]],
) -> dict[str, Tensor]:
    """The second pass over every annotated trigger of the batch."""
    picked, marks, labels = list[list[int]](), list[list[int]](), list[list[int]]()
    away = list[list[int]]()
    for i, where, _, parts in events:
        words = [k for k in surroundings(items[i].example.words, where) if (i, k) in at]
        y = dict[int, int]()
        for role, first, end in sorted(parts or (), key=lambda p: p[1] - p[2]):
            for k in range(first, end):
                y[k] = 1 + 2 * role + (k > first)
        picked.append([at[i, k] for k in words])
        away.append([distances(range(k, k + 1), where[0])[0] for k in words])
        marks.append([int(where[0] <= k < where[1]) for k in words])
        labels.append([y.get(k, 0) for k in words])
    if not picked:
        return {}
    length = max(map(len, picked))
    real = torch.tensor([[1] * len(p) + [0] * (length - len(p)) for p in picked])
    index = torch.tensor([p + [0] * (length - len(p)) for p in picked])
    mark = torch.tensor([m + [0] * (length - len(m)) for m in marks])
    far = torch.tensor([d + [0] * (length - len(d)) for d in away])
    y = torch.tensor([row + [UNKNOWN] * (length - len(row)) for row in labels])
    scores = network.participants(states[index], mark, far, real).float()
    return {
        "roles": F.cross_entropy(scores.reshape(-1, scores.shape[-1]), y.reshape(-1), ignore_index=UNKNOWN)
    }
