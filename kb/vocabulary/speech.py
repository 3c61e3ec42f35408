"""Attribution cues: the words that tell that someone else's words follow."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kb.vocabulary.forms import verb_forms
from kb.vocabulary.tables import rows


class CueEntry(NamedTuple):
    """How a cue takes its content.

    ``frame``: ``clause`` (said [that] ...), ``that`` (needs "that" or quotation marks before what
    follows), ``quote`` (only with quotation marks or after its content), ``of`` (accused X of ...),
    ``object`` (denied ...), ``source`` (according to X).
    """

    frame: str
    addressee: bool


@lru_cache(maxsize=1)
def cues() -> dict[tuple[str, ...], CueEntry]:
    """Lower-case word sequences (every inflection of verbs) to the cue they are."""
    found: dict[tuple[str, ...], CueEntry] = {}
    for row in rows("cues.csv"):
        words = row["words"].lower().split()
        entry = CueEntry(row["frame"], row["addressee"] == "yes")
        forms = [tuple(words)] if row["pos"] == "phrase" else verb_forms(words)
        for form in forms:
            found.setdefault(form, entry)
    return found
