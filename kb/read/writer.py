"""Passages into one text with their offsets."""

from __future__ import annotations

from kb.records import Passage, PassageKind


class Writer:
    """Collects passages into one text and keeps their offsets."""

    def __init__(self) -> None:
        self.text = ""
        self.passages: list[Passage] = []

    def add(self, kind: PassageKind, words: str) -> None:
        """Append a passage, apart from the one before it by a blank line."""
        # A dateline shares its paragraph with the words after it.
        gap = "" if not self.text else " " if self.passages[-1].kind == "dateline" else "\n\n"
        start = len(self.text) + len(gap)
        self.text += gap + words
        self.passages.append(Passage(kind, start, start + len(words)))
