"""CoNLL-U files as trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a tree: ``head`` is an index into the sentence, -1 for the root."""

    form: str
    lemma: str
    upos: str
    head: int
    deprel: str
    space_after: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """A sentence with its place in the document."""

    words: tuple[Word, ...]
    text: str
    identity: str
    opens_document: str | None
    opens_paragraph: bool


def read_trees(path: Path) -> Iterator[Tree]:
    """The trees of a CoNLL-U file."""
    document: str | None = None
    text, identity, paragraph = "", "", False
    rows: list[list[str]] = []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# newdoc"):
            document = line.split("=", 1)[-1].strip()
        elif line.startswith("# newpar"):
            paragraph = True
        elif line.startswith("# sent_id"):
            identity = line.split("=", 1)[-1].strip()
        elif line.startswith("# text = "):
            text = line.removeprefix("# text = ")
        elif line and line[0] != "#":
            fields = line.split("\t")
            if fields[0].isdigit():
                rows.append(fields)
        elif not line and rows:
            words = tuple(
                Word(r[1], r[2].lower(), r[3], int(r[6]) - 1, r[7], "SpaceAfter=No" not in r[9]) for r in rows
            )
            yield Tree(words, text, identity, document, paragraph)
            rows, document, paragraph = [], None, False
