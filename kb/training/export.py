"""A trained network to the files that ship: two int8 ONNX graphs, the vocabulary, the card."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from kb.training.network import SHARED, WIDTH, Network

#: The largest the folder may be, in bytes.
MOST = 30_000_000


class FirstPass(nn.Module):
    """One window: pieces and the places of first pieces to scores and shared states of the words."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor, quotes: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of all heads and the shared layers' states, at each word's first piece."""
        network = self.network
        x = network.word(ids) + network.position.weight[: ids.shape[0]] + network.kind
        x = network.norm(x + network.shape(shapes) + network.quote(quotes))[None]
        shared = x
        for number, layer in enumerate(network.layers):
            x = layer(x, None)
            if number + 1 == SHARED:
                shared = x
        return network.heads(x[0][first]), shared[0][first]


class SecondPass(nn.Module):
    """The words of a sentence and marks for each of its triggers: triggers x words role scores."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, states: Tensor, marks: Tensor, distances: Tensor) -> Tensor:
        """Scores of each role for each trigger and word."""
        repeated = states[None].expand(marks.shape[0], -1, -1)
        return self.network.participants(repeated, marks, distances)


def export(
    network: Network, folder: Path, vocabulary: Path, card: dict[str, Any], *, quantise: bool = True
) -> None:
    """Write encoder.onnx, participants.onnx, vocabulary.txt and card.json into the folder."""
    network = network.float().eval()
    folder.mkdir(parents=True, exist_ok=True)
    numbers, zeros = torch.randint(5, 1000, (24,)), torch.zeros(24, dtype=torch.long)
    first = torch.arange(0, 24, 2)
    with torch.inference_mode():
        _graph(FirstPass(network), (numbers, zeros, zeros, first), folder / "encoder.onnx",
               {"ids": "pieces", "shapes": "pieces", "quotes": "pieces", "first": "words"},
               {"scores": "words", "states": "words"})  # fmt: skip
        words = torch.tensor([[0, 1] + [0] * 10, [0, 0, 1] + [0] * 9])
        _graph(SecondPass(network), (torch.zeros(12, WIDTH), words, words), folder / "participants.onnx",
               {"states": "words", "marks": "triggers words", "distances": "triggers words"},
               {"scores": "triggers words"})  # fmt: skip
    names = ["encoder.onnx", "participants.onnx"]
    if quantise:
        for name in names:
            _quantise(folder / name)
    (folder / "vocabulary.txt").write_bytes(vocabulary.read_bytes().rstrip(b"\n"))
    files = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in [*names, "vocabulary.txt"]
    }
    size = sum((folder / name).stat().st_size for name in files)
    if quantise and size > MOST:
        raise ValueError(f"{folder} has {size} bytes, more than {MOST}")
    (folder / "card.json").write_text(json.dumps({**card, "files": files}, indent=1) + "\n", encoding="utf-8")


def _graph(
    module: nn.Module,
    example: tuple[Tensor, ...],
    path: Path,
    inputs: dict[str, str],
    outputs: dict[str, str],
) -> None:
    """``inputs`` and ``outputs`` name the axes whose length varies, the first ones of each array."""
    axes = {name: dict(enumerate(varying.split())) for name, varying in (inputs | outputs).items()}
    torch.onnx.export(module, example, str(path), input_names=list(inputs), output_names=list(outputs),
                      dynamic_axes=axes, opset_version=17, dynamo=False)  # fmt: skip


def _quantise(path: Path) -> None:
    """int8 weights per channel with reduced range: safe on processors without VNNI instructions."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    ready = path.with_suffix(".ready.onnx")
    quant_pre_process(str(path), str(ready), skip_symbolic_shape=True)
    quantize_dynamic(
        str(ready), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"], extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip
    ready.unlink()
