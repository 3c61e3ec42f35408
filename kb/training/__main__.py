"""``python -m kb.training``: from start weights and corpora to the shipped files."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from kb.language.neural.model import FILES
from kb.language.neural.pieces import Pieces
from kb.training.corpora import Corpora
from kb.training.example import Example
from kb.training.export import export
from kb.training.network import Network, from_start_weights
from kb.training.optimise import Recipe, Trainer, batches, schedule

#: all-MiniLM-L6-v2, revision 1110a243 (Apache-2.0).
START_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: What the card says beside the files: a version, and what is decided on the development articles -
#: log odds added to "outside", and probabilities below which nothing is reported.
CARD = {
    "version": "2",
    "licence": "CC-BY-SA-4.0",
    "bias": {
        "attitudes.content": -3.0,
        "attitudes.cue": -1.5,
        "attitudes.source": -1.5,
        "roles": -2.0,
        "tentative.source": -2.0,
        "tentative.cue": -2.0,
        "tentative.content": -3.0,
    },
    "floors": {"statements": 0.65, "attitudes": 0.0, "triggers": 0.45, "tentative": 0.0},
    "calibration": {"triggers": [0.73, -0.27]},
}
#: How often each corpus is read.
PASSES = {"articles": 9.0, "sentences": 1.0, "treebanks": 3.0, "names": 3.0}


def main() -> None:
    """Train, export and say how long each step took."""
    parser = argparse.ArgumentParser(prog="python -m kb.training", description=__doc__)
    parser.add_argument(
        "--start", type=Path, required=True, help="folder with model.safetensors and vocab.txt"
    )
    parser.add_argument("--gold", type=Path, nargs="+", default=[], help="folders of annotated articles")
    parser.add_argument("--corpora", type=Path, help="folder of open corpora")
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="checkpoints go here")
    parser.add_argument("--out", type=Path, default=FILES, help="the finished files go here")
    parser.add_argument("--passes", nargs="*", default=[], help="corpus=times, e.g. names=0 for an ablation")
    parser.add_argument("--share", type=float, default=1.0, help="share of the articles (learning curve)")
    parser.add_argument(
        "--varied", type=float, default=Recipe().varied, help="share of examples that are varied"
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1], help="runs of each edition")
    parser.add_argument("--editions", type=int, nargs="+", default=[1, 2], help="of the sentences")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    _check_start(given.start / "model.safetensors")
    passes = PASSES | {name: float(times) for name, times in (p.split("=") for p in given.passes)}
    runs = []
    for edition in given.editions:
        corpora = Corpora(given.gold, given.corpora, edition).read()
        if given.share < 1:
            corpora["articles"] = corpora["articles"][:: round(1 / given.share)]
        for name, examples in corpora.items():
            print(
                f"{name}: {len(examples)} texts, {_words(examples)} words, {passes[name]} times", flush=True
            )
        mixture = [(corpora[name], passes[name]) for name in corpora]
        runs += [
            train(
                given.start, mixture, Recipe(seed=seed, varied=given.varied), given.work / f"{edition}-{seed}"
            )
            for seed in given.seeds
        ]
    export(average(runs), given.out, given.start / "vocab.txt", CARD)
    print(f"written to {given.out}", flush=True)


def train(start: Path, corpora: list[tuple[list[Example], float]], recipe: Recipe, work: Path) -> Network:
    """The trained network, kept in ``work``; a run that was stopped goes on from its last checkpoint."""
    done = work / "network.pt"
    if done.exists():
        return _restored(done)
    started = time.monotonic()
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)  # the new heads begin alike in every run, or the runs could not be averaged
    vocabulary = (start / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    todo = batches(schedule(corpora, recipe), Pieces(vocabulary), recipe)
    trainer = Trainer(from_start_weights(start / "model.safetensors"), recipe)
    network = trainer.run(todo, work / "checkpoint.pt", lambda line: print(line, flush=True))
    torch.save(network.state_dict(), done)
    (work / "checkpoint.pt").unlink(missing_ok=True)
    print(f"seed {recipe.seed} trained in {(time.monotonic() - started) / 60:.0f} min", flush=True)
    return network


def average(runs: Sequence[Network]) -> Network:
    """One network whose weights are the means of those of all runs."""
    states = [run.state_dict() for run in runs]
    network = Network()
    network.load_state_dict({name: sum(s[name].float() for s in states) / len(states) for name in states[0]})
    return network


def _restored(path: Path) -> Network:
    network = Network()
    network.load_state_dict(torch.load(path))
    return network


def _words(examples: list[Example]) -> int:
    return sum(len(e.text.split()) for e in examples)


def _check_start(path: Path) -> None:
    if not path.exists():
        sys.exit(f"{path} does not exist. See docs/model.md for where the start weights come from.")
    if hashlib.sha256(path.read_bytes()).hexdigest() != START_SHA256:
        sys.exit(f"{path} is not all-MiniLM-L6-v2 (its SHA-256 differs). See docs/model.md.")


if __name__ == "__main__":
    main()
