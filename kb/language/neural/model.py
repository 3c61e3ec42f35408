"""The model file: found in the package, checked, loaded on first use, run one window at a time.

A window is never padded or joined with others: the quantised layers scale their input by its
extremes, so that company would change what is read. Alone, the same text gives the same scores
under any number of threads and in any order.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import UserError
from kb.language.neural.decode import Scores
from kb.language.neural.labels import HEADS, ROLE_COLUMNS
from kb.language.neural.pieces import Pieces
from kb.language.neural.windows import Window, distances, surroundings, windows
from kb.language.neural.words import Words

#: Where the model lies; KB_MODEL names the folder of another one (kb.training makes such folders).
FILES = Path(os.environ.get("KB_MODEL") or Path(__file__).parent / "model")
_STATE = 384


@dataclass(frozen=True, slots=True)
class Model:
    """The two passes and the vocabulary; ``card`` is the model's description with its decision biases."""

    card: dict[str, Any]
    pieces: Pieces
    encoder: Any
    participants: Any

    def first_pass(self, words: Words) -> tuple[Scores, Scores]:
        """(words x columns scores of all heads, words x 384 states for the second pass)."""
        n = len(words.tokens)
        scores = np.zeros((n, sum(HEADS.values())), np.float32)
        states = np.zeros((n, _STATE), np.float32)
        for window in windows(words):
            scores[window.words], states[window.words] = self.encoder.run(None, _feed(window))
        return scores, states

    def second_pass(
        self, words: Words, states: Scores, triggers: Sequence[tuple[int, int]]
    ) -> list[tuple[range, Scores]]:
        """For each trigger the words around it and their scores for each role, place and date.

        Triggers of one sentence go together; which they are depends on the text alone.
        """
        groups: dict[range, list[int]] = {}
        for i, trigger in enumerate(triggers):
            groups.setdefault(surroundings(words, trigger), []).append(i)
        found: dict[int, tuple[range, Scores]] = {}
        for around, members in groups.items():
            marks = np.zeros((len(members), len(around)), np.int64)
            for row, i in enumerate(members):
                marks[row, triggers[i][0] - around.start : triggers[i][1] - around.start] = 1
            away = np.array([distances(around, triggers[i][0]) for i in members], np.int64)
            feed = {"states": states[around.start : around.stop], "marks": marks, "distances": away}
            scores = self.participants.run(None, feed)[0]
            assert scores.shape == (len(members), len(around), ROLE_COLUMNS)
            found |= {i: (around, scores[row]) for row, i in enumerate(members)}
        return [found[i] for i in range(len(triggers))]


def _feed(window: Window) -> dict[str, Any]:
    return {
        "ids": np.array(window.ids, np.int64),
        "shapes": np.array(window.shapes, np.int64),
        "quotes": np.array(window.quotes, np.int64),
        "first": np.array(window.first, np.int64),
    }


@lru_cache(maxsize=1)
def card() -> dict[str, Any]:
    """What the shipped model says of itself: version, files with SHA-256, decision biases."""
    return _card(FILES)


def _card(folder: Path) -> dict[str, Any]:
    path = folder / "card.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _missing(path) from error
    return found


def _missing(path: Path) -> UserError:
    return UserError(f"The language model is missing ({path}).", "Install kb again, or use --engine rules.")


@lru_cache(maxsize=1)
def model() -> Model:
    """The shipped model, loaded once a process; UserError if a file is missing or altered."""
    return load(FILES)


def load(folder: Path, threads: int | None = None) -> Model:
    """The model of a folder; ``threads`` defaults to KB_THREADS or one."""
    import onnxruntime

    description = _card(folder)
    data = {name: _checked(folder / name, digest) for name, digest in description["files"].items()}
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or _threads()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3

    def session(name: str) -> Any:
        return onnxruntime.InferenceSession(
            data[name], options, providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # the fused form is slower on CPUs, by a tenth
        )  # fmt: skip

    vocabulary = data["vocabulary.txt"].decode("utf-8").split("\n")
    return Model(description, Pieces(vocabulary), session("encoder.onnx"), session("participants.onnx"))


def _threads() -> int:
    """KB_THREADS, by default one: several processes of one thread read more than one of several."""
    given = os.environ.get("KB_THREADS") or "1"
    if not given.isdecimal() or int(given) == 0:
        raise UserError(f"KB_THREADS is {given!r}.", "Set it to a number of threads, such as 1 or 2.")
    return int(given)


def _checked(path: Path, digest: str) -> bytes:
    """The file's bytes, if they are those that the card promises."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _missing(path) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise UserError(
            f"The language model {path} is not the file that was shipped (its SHA-256 differs).",
            "Install kb again, or use --engine rules.",
        )
    return data
