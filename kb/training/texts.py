"""Texts of open corpora as the articles that were annotated: the same words, the same offsets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kb.read.clippings import read_clippings
from kb.training.example import Example
from kb.training.trees import read_trees

_NO_SPACE_BEFORE = frozenset([",", ".", ";", ":", "!", "?", ")", "]", "%", "...", "'s", "n't", "'re", "'ve",
                              "'ll", "'d", "'m", "’s"])  # fmt: skip
_NO_SPACE_AFTER = frozenset(["(", "[", "$", "£", "€", "#"])


def article(name: str, text: str) -> Example:
    """A clipping's text as an example of which nothing is known yet."""
    read = read_clippings(text, name)[0]
    return Example(name, read.text, read.passages)


def wikinews(path: Path) -> Iterator[Example]:
    """MEANTIME's Wikinews articles (JSON lines, tokenised) as clippings."""
    for line in path.read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        lines = [detokenise(one) for one in given["text"].split("\n") if one.strip()]
        day = given["dct"] or _DATED[given["doc_id"]]
        head = f" date {day} {lines[0]}\n{lines[0]}\n\nSource:  en.wikinews.org\n\n"
        yield article(given["doc_id"], head + "\n\n".join(lines[1:]) + "\n")


#: Days of publication that the corpus leaves out; the articles name them.
_DATED = {"78496": "2007-09-01", "8951": "2005-04-27"}


def detokenise(line: str) -> str:
    """Tokens separated by blanks as readable text."""
    text, glued, inside = "", True, False
    for token in line.replace("``", '"').replace("''", '"').split():
        if token == '"':
            text += token if inside else ("" if glued else " ") + token
            inside = not inside
            glued = inside
            continue
        joined = glued or not text or token in _NO_SPACE_BEFORE
        text += token if joined else " " + token
        glued = token in _NO_SPACE_AFTER or token.endswith("US$")
    return text


def weblogs(path: Path, wanted: dict[str, str]) -> Iterator[Example]:
    """Political weblogs and newsgroup copies of a treebank, cut to their first 750 words or so.

    ``wanted`` gives the name under which a document was annotated.
    """
    documents: dict[str, list[list[str]]] = {}
    current = ""
    for tree in read_trees(path):
        current = tree.opens_document or current
        if current not in wanted:
            continue
        paragraphs = documents.setdefault(current, [])
        if tree.opens_paragraph or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(tree.text)
    for document, found in documents.items():
        kept, words = list[str](), 0
        for sentences in found:
            kept.append(" ".join(sentences))
            words += len(kept[-1].split())
            if words > 750:
                break
        stamp = document.split("_ENG_")[1][:8]
        day = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:]}"
        title = f"Web copy {wanted[document]}"
        head = f" date {day} {title}\n{title}\n\nSource:  web.example\n\n"
        yield article(wanted[document], head + "\n\n".join(kept) + "\n")
