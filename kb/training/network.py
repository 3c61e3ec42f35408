"""The network: MiniLM's encoder with one linear layer for all heads, and a short second pass.

First pass: six layers over a window; scores of every head at the first piece of each word.
Second pass: for one trigger, the states that the fourth layer gave the words around it are told
which words the trigger is, what it is and how far away it stands, and go through two more layers of
their own. They start as copies of the encoder's last two.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kb.language.neural.labels import HEADS, ROLE_COLUMNS
from kb.language.neural.windows import FARTHEST

WIDTH, INNER, ATTENTION_HEADS, LAYERS = 384, 1536, 12, 6
#: After this many layers the second pass takes over.
SHARED = 4
_VOCABULARY, _POSITIONS, _SHAPES, _QUOTES = 30522, 512, 20, 4


class Layer(nn.Module):
    """A transformer layer (post-norm, as BERT has it); plain products, because the CPU likes them best."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """x: batch x pieces x width; mask: batch x 1 x 1 x pieces, added to the attention scores."""
        batch, length, _ = x.shape
        size = WIDTH // ATTENTION_HEADS
        qkv = self.qkv(x).view(batch, length, 3, ATTENTION_HEADS, size).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        scores = torch.matmul(q * size**-0.5, k.transpose(-1, -2))
        if mask is not None:
            scores = scores + mask
        attended = torch.matmul(torch.softmax(scores, -1), v)
        x = self.norm1(x + self.out(attended.transpose(1, 2).reshape(batch, length, WIDTH)))
        return self.norm2(x + self.outer(F.gelu(self.inner(x))))


class Network(nn.Module):
    """Both passes; ``dropout`` acts on the states that the heads read."""

    def __init__(self, dropout: float = 0.15) -> None:
        super().__init__()
        self.word = nn.Embedding(_VOCABULARY, WIDTH)
        self.position = nn.Embedding(_POSITIONS, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.shape = nn.Embedding(_SHAPES, WIDTH)
        self.quote = nn.Embedding(_QUOTES, WIDTH)
        self.mark = nn.Embedding(2, WIDTH)
        self.distance = nn.Embedding(2 * FARTHEST + 1, WIDTH)
        self.trigger = nn.Linear(WIDTH, WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.second = nn.ModuleList(Layer() for _ in range(LAYERS - SHARED))
        self.heads = nn.Linear(WIDTH, sum(HEADS.values()))
        self.roles = nn.Linear(WIDTH, ROLE_COLUMNS)
        self.dropout = nn.Dropout(dropout)
        for new in (self.shape, self.quote, self.mark, self.distance, self.trigger):
            nn.init.zeros_(new.weight)
        nn.init.zeros_(self.trigger.bias)

    def encode(self, ids: Tensor, shapes: Tensor, quotes: Tensor) -> tuple[Tensor, Tensor]:
        """(last states, shared states) of a batch of windows; piece 0 is padding."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.kind
        x = self.norm(x + self.shape(shapes) + self.quote(quotes))
        mask = attention_mask(ids > 0, x)
        shared = x
        for number, layer in enumerate(self.layers):
            x = layer(x, mask)
            if number + 1 == SHARED:
                shared = x
        return x, shared

    def participants(
        self, states: Tensor, marks: Tensor, distances: Tensor, real: Tensor | None = None
    ) -> Tensor:
        """Role scores of words (batch x words x width shared states) around marked triggers.

        ``distances`` to the trigger's first word are numbered from 0 (FARTHEST before) upwards.
        """
        weights = marks[..., None].to(states.dtype)
        trigger = (states * weights).sum(1, keepdim=True) / weights.sum(1, keepdim=True)
        x = states + self.mark(marks) + self.distance(distances) + self.trigger(trigger)
        mask = attention_mask(real, x) if real is not None else None
        for layer in self.second:
            x = layer(x, mask)
        scores: Tensor = self.roles(self.dropout(x))
        return scores


def attention_mask(real: Tensor, like: Tensor) -> Tensor:
    """What keeps padding out of attention."""
    return (1.0 - real[:, None, None, :].to(like.dtype)) * -1e4


def from_start_weights(path: Path) -> Network:
    """A network with MiniLM's weights (safetensors) in both passes and new heads."""
    from safetensors.torch import load_file

    given = load_file(path)
    network = Network()
    network.word.weight.data = given["embeddings.word_embeddings.weight"].float()
    network.position.weight.data = given["embeddings.position_embeddings.weight"].float()
    network.kind.data = given["embeddings.token_type_embeddings.weight"][0].float()
    for part in ("weight", "bias"):
        getattr(network.norm, part).data = given[f"embeddings.LayerNorm.{part}"].float()
    for number, layer in [*enumerate(network.layers), *enumerate(network.second, SHARED)]:
        _fill(layer, given, f"encoder.layer.{number}.")
    return network


def _fill(layer: nn.Module, given: dict[str, Tensor], at: str) -> None:
    names = {"out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
             "inner": "intermediate.dense", "outer": "output.dense", "norm2": "output.LayerNorm"}  # fmt: skip
    for part in ("weight", "bias"):
        qkv = [given[f"{at}attention.self.{n}.{part}"] for n in ("query", "key", "value")]
        getattr(layer.qkv, part).data = torch.cat(qkv).float()
        for ours, theirs in names.items():
            getattr(getattr(layer, ours), part).data = given[f"{at}{theirs}.{part}"].float()
