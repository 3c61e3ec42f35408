"""Named-entity corpora as training examples: CrossNER, UNER, WikiGold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kb.language.reading import NameType
from kb.records import Passage, Span
from kb.training.example import Example

_TYPES: dict[str, NameType] = {
    **dict.fromkeys(
        "person politician researcher scientist writer musicalartist per".split(), "person"
    ),
    **dict.fromkeys("location country loc".split(), "location"),
    **dict.fromkeys("organisation organization politicalparty university band org".split(), "organisation"),
}  # fmt: skip


def read_iob(path: Path, per_example: int = 5, *, open_names: bool = False) -> Iterator[Example]:
    """Sentences of an IOB file (word, tab or blank, label), several to an example.

    ``open_names``: the corpus marks persons, places and organisations only.
    """
    block: list[tuple[list[str], list[str]]] = []
    number = 0
    for words, labels in _sentences(path):
        block.append((words, labels))
        if len(block) == per_example:
            number += 1
            yield _example(f"{path.parent.name}-{path.stem}-{number}", block, open_names)
            block = []
    if block:
        yield _example(f"{path.parent.name}-{path.stem}-last", block, open_names)


def _sentences(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    words, labels = list[str](), list[str]()
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# "):
            continue
        fields = line.split("\t") if "\t" in line else line.split(" ")
        if len(fields) < 2 or fields[0] == "-DOCSTART-":
            if words:
                yield words, labels
            words, labels = [], []
            continue
        if len(fields) > 2:  # UNER: number, word, label
            fields = fields[1:3]
        words.append(fields[0])
        labels.append(fields[1])


def _example(name: str, block: list[tuple[list[str], list[str]]], open_names: bool) -> Example:
    text, passages, names = "", [], list[tuple[Span, NameType]]()
    for words, labels in block:
        start, before, begun = len(text), "O", 0
        for word, tag in [*zip(words, labels, strict=True), ("", "O")]:
            if before != "O" and (tag[:1] != "I" or tag[2:] != before[2:]):
                names.append((Span(begun, len(text.rstrip())), _TYPES.get(before[2:].lower(), "other")))
            if tag != "O" and (before == "O" or tag[:1] == "B" or tag[2:] != before[2:]):
                begun = len(text)
            text += word + " "
            before = tag
        passages.append(Passage("body", start, len(text)))
        text += "\n\n"
    return Example(name, text, tuple(passages), names=tuple(names), open_names=open_names)
