"""Which texts the shipped model learns from, and nothing else: all of them openly licensed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kb.read.clippings import read_clippings
from kb.records import digest
from kb.training import standoff
from kb.training.example import Example
from kb.training.gold import annotate, folders, read_gold
from kb.training.names import read_iob
from kb.training.sentences import event_sentences
from kb.training.standoff import ANNOTATION
from kb.training.texts import weblogs, wikinews
from kb.training.treebank import iob_labels, read_documents

_CROSSNER = ("ai", "literature", "music", "politics", "science")
#: How often politics counts among the domains: it is ours.
_POLITICS = 3
#: GUM's news articles are annotated by our guide (real_annotated); their syntax is not needed twice.
_NOT_GUM = "GUM_news"
#: Every copy of the single sentences has other states and persons in it.
SENTENCE_COPIES = 6
_TREEBANK = Path("ud_english_ewt", "en_ewt-ud-train.conllu")


class Corpora:
    """Folders of annotated articles, and the open corpora under the names that docs/model.md lists.

    Articles written and annotation made for this package come with it (``kb/training/annotation``).
    """

    def __init__(self, gold: Sequence[Path], open_corpora: Path | None, edition: int = 2) -> None:
        self._gold, self._open, self._edition = gold, open_corpora, edition

    def read(self) -> dict[str, list[Example]]:
        """Name of the mixture to its examples."""
        articles = [*(read_gold(path) for path in folders(*self._gold)), *own_articles()]
        found = {
            "articles": list(with_attitudes(articles)),
            "sentences": list(event_sentences(SENTENCE_COPIES, edition=self._edition)),
        }
        if self._open:
            found["articles"] += self._standoff(self._open)
            found["treebanks"] = list(self._treebanks(self._open))
            found["names"] = list(self._names(self._open))
        return found

    def _standoff(self, root: Path) -> Iterator[Example]:
        """Real prose of open corpora, with our annotation laid over it."""
        for name, texts in (
            ("wikinews", wikinews(root / "meantime_events" / "meantime_events_dev.jsonl")),
            ("weblogs", weblogs(root / _TREEBANK, annotated_weblogs())),
        ):
            known = {text.name: text for text in texts}
            for line in standoff.read(ANNOTATION / f"{name}.jsonl"):
                yield standoff.lay_over(line, known[line["name"]])

    def _treebanks(self, root: Path) -> Iterator[Example]:
        labels = iob_labels(root / "uner_ewt" / "en_ewt-ud-train.2022-12.iob2")
        for example in read_documents(root / _TREEBANK, labels):
            annotated = example.name in annotated_weblogs()
            yield replace(example, statements=None, attitudes=None) if annotated else example
        for example in read_documents(root / "gum" / "gum-train.conllu"):
            if not example.name.startswith(_NOT_GUM):
                yield example

    def _names(self, root: Path) -> Iterator[Example]:
        for domain in _CROSSNER:
            for _ in range(_POLITICS if domain == "politics" else 1):
                yield from read_iob(root / "crossner" / domain / "train.txt")
            if domain != "politics":  # its dev part measures
                yield from read_iob(root / "crossner" / domain / "dev.txt")
        yield from read_iob(next((root / "wikigold" / "CONLL-format" / "data").glob("*")))


def own_articles() -> Iterator[Example]:
    """The articles that were written for training: {"name", "text", "gold", "attitudes"} a line."""
    for line in (ANNOTATION / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        article = read_clippings(given["text"], given["name"])[0]
        yield annotate(given["name"], article, given["gold"], given.get("attitudes"))


def with_attitudes(examples: Iterable[Example]) -> Iterator[Example]:
    """The examples with the attitudes that were annotated in them later, found by their text."""
    lines = {line["sha256"]: line for line in standoff.read(ANNOTATION / "attitudes.jsonl")}
    for example in examples:
        line = lines.get(digest(example.text, 64))
        yield standoff.lay_over(line, example) if line else example


def annotated_weblogs() -> dict[str, str]:
    """Documents of the treebank that are annotated by our guide, and under which name."""
    found: dict[str, str] = json.loads((ANNOTATION / "weblogs.json").read_text(encoding="utf-8"))
    return found
