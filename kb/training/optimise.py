"""The training loop: batches of windows, bfloat16 weights with float32 masters, moving averages."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from kb.language.neural.pieces import MASK, Pieces
from kb.language.neural.windows import windows
from kb.training.augment import vary
from kb.training.example import Example, Labelled, label
from kb.training.losses import Item, losses
from kb.training.network import Network


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train: rates for encoder and heads, pieces a step, how often an example is varied and
    what share of its words is then hidden.
    """

    rate: float = 2.5e-4
    head_rate: float = 1e-3
    pieces: int = 1536
    varied: float = 0.5
    masked: float = 0.06
    seed: int = 0
    warm_up: float = 0.06
    average: float = 0.997
    save_every: int = 400


def schedule(corpora: Sequence[tuple[Sequence[Example], float]], recipe: Recipe) -> list[tuple[Example, int]]:
    """(example, seed of its variation) in the order of training: each corpus as many times as asked."""
    chance = random.Random(recipe.seed)
    planned: list[tuple[Example, int]] = []
    for examples, times in corpora:
        while times > 0:
            share = list(examples)
            chance.shuffle(share)
            planned += [
                (e, chance.getrandbits(32)) for e in share[: max(1, round(len(share) * min(1, times)))]
            ]
            times -= 1
    chance.shuffle(planned)
    return planned


def batches(planned: Sequence[tuple[Example, int]], pieces: Pieces, recipe: Recipe) -> list[list[Item]]:
    """Windows of like length together, as many as fit the budget of pieces."""
    chance = random.Random(recipe.seed + 1)
    found: list[list[Item]] = []
    for start in range(0, len(planned), 60):
        items = []
        for example, seed in planned[start : start + 60]:
            shown = vary(example, random.Random(seed)) if chance.random() < recipe.varied else example
            labelled = label(shown, pieces)
            if chance.random() < recipe.varied:
                _mask(labelled, recipe.masked, chance)
            longest = chance.choice((96, 128, 160, 160))
            items += [Item(w, labelled) for w in windows(labelled.words, longest, chance.choice((8, 16)))]
        items.sort(key=lambda item: (len(item.window.ids), item.example.name))
        batch: list[Item] = []
        group: list[list[Item]] = []
        for item in items:
            if batch and len(item.window.ids) * (len(batch) + 1) > recipe.pieces:
                group.append(batch)
                batch = []
            batch.append(item)
        group.append(batch)
        chance.shuffle(group)
        found += group
    return found


def _mask(labelled: Labelled, share: float, chance: random.Random) -> None:
    """Hide some words, so that what is around them has to tell."""
    pieces = labelled.words.pieces
    for i in range(len(pieces)):
        if chance.random() < share:
            pieces[i] = (MASK,)


class Trainer:
    """Weights, masters, averages and optimiser; can be saved in mid-run and go on from there."""

    def __init__(self, network: Network, recipe: Recipe) -> None:
        self.network, self.recipe = network.bfloat16(), recipe
        network.word.weight.requires_grad = False
        named = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
        self.weights = [p for _, p in named]
        self.masters = [p.detach().float().clone() for p in self.weights]
        self.averages = [m.clone() for m in self.masters]
        pairs = list(zip((n for n, _ in named), self.masters, strict=True))
        old = [m for n, m in pairs if _is_pretrained(n)]
        new = [m for n, m in pairs if not _is_pretrained(n)]
        groups: list[dict[str, Any]] = [
            {"params": old, "lr": recipe.rate, "weight_decay": 0.01},
            {"params": new, "lr": recipe.head_rate, "weight_decay": 0.0},
        ]
        self.optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
        self.step = 0

    def run(self, todo: Sequence[list[Item]], keep: Path, tell: Callable[[str], None]) -> Network:
        """Train on the batches (from where a saved run stopped) and return the averaged network."""
        if keep.exists():
            self._restore(keep)
        self.network.train()
        running, started, seen = dict[str, float](), time.monotonic(), 0
        torch.manual_seed(self.recipe.seed + self.step)
        for batch in todo[self.step :]:
            found = losses(self.network, batch)
            seen += sum(len(item.window.ids) for item in batch)
            self.step += 1
            if found:
                self._update(sum(found.values(), torch.zeros(())), self.step / len(todo))
            for head, loss in found.items():
                running[head] = 0.98 * running.get(head, loss.item()) + 0.02 * loss.item()
            if self.step % 100 == 0:
                rate = seen / (time.monotonic() - started)
                shown = " ".join(f"{head} {loss:.3f}" for head, loss in sorted(running.items()))
                tell(f"step {self.step} of {len(todo)}, {rate:.0f} pieces/s: {shown}")
            if self.step % self.recipe.save_every == 0:
                self._save(keep)
        return self._averaged()

    def _update(self, loss: torch.Tensor, progress: float) -> None:
        recipe = self.recipe
        factor = min(1.0, progress / recipe.warm_up) * max(0.02, 1 - progress)
        for group, rate in zip(self.optimiser.param_groups, (recipe.rate, recipe.head_rate), strict=True):
            group["lr"] = rate * factor
        loss.backward()  # type: ignore[no-untyped-call]
        for weight, master in zip(self.weights, self.masters, strict=True):
            master.grad = weight.grad.float() if weight.grad is not None else None
            weight.grad = None
        torch.nn.utils.clip_grad_norm_([m for m in self.masters if m.grad is not None], 1.0)
        self.optimiser.step()
        decay = min(recipe.average, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(self.averages, self.masters, 1 - decay)
        torch._foreach_copy_([w.data for w in self.weights], self.masters)

    def _averaged(self) -> Network:
        network = self.network.float()
        for weight, average in zip(self.weights, self.averages, strict=True):
            weight.data = average.clone()
        return network.eval()

    def _save(self, path: Path) -> None:
        state = {"step": self.step, "masters": self.masters, "averages": self.averages,
                 "optimiser": self.optimiser.state_dict()}  # fmt: skip
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def _restore(self, path: Path) -> None:
        state = torch.load(path)
        self.step = state["step"]
        for mine, saved in ((self.masters, state["masters"]), (self.averages, state["averages"])):
            torch._foreach_copy_(mine, saved)
        self.optimiser.load_state_dict(state["optimiser"])
        torch._foreach_copy_([w.data for w in self.weights], self.masters)


def _is_pretrained(name: str) -> bool:
    return not name.startswith(("heads", "roles", "shape", "quote", "mark", "distance", "trigger"))
