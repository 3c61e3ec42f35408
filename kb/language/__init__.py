"""The language engine: text to a Reading, in which everything is a span of the text.

``read(text, passages)`` is the one door, for the rest of kb and for programs that embed it:

    >>> from kb.language import read
    >>> text = "Norway will host the talks on Monday, the minister said."
    >>> [text[a.content[0].start : a.content[0].end] for a in read(text).attributions]
    ['Norway will host the talks on Monday']

Two engines fill the same Reading: ``neural`` (``kb.language.neural``, one small model that ships with
the package) and ``rules`` (``kb.language.rules``, vocabularies and word order, no model file).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from kb.language.reading import Attribution, Name, Participant, Reading, Sentence, Trigger
from kb.records import Passage

Engine = Literal["neural", "rules"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


def read(text: str, passages: Sequence[Passage] | None = None, engine: Engine = "neural") -> Reading:
    """Sentences, names, attributions and event triggers of a text, as spans of it.

    ``passages`` tell the parts apart (a title is not a sentence of the lead); without them every
    block between blank lines is a body passage. Any text is read; the same text gives the same
    Reading in any order and under any number of threads. Raises UserError only if the model's files
    are missing or altered.
    """
    if engine == "rules":
        from kb.language.rules import read as read_by_rules

        return read_by_rules(text, passages)
    from kb.language.neural import read as read_by_model

    return read_by_model(text, passages)


def version(engine: Engine = "neural") -> str:
    """The engine's name and the model's version: rows made under another one are made anew."""
    if engine == "rules":
        return "rules"
    from kb.language.neural import card

    return f"neural-{card()['version']}"


__all__ = [
    "ENGINES",
    "Attribution",
    "Engine",
    "Name",
    "Participant",
    "Reading",
    "Sentence",
    "Trigger",
    "read",
    "version",
]
