"""An annotated article: names folded, evidence found blind to white space."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

Range = tuple[int, int]


def norm(name: str | None) -> str:
    """Case, accents, punctuation and a leading article folded away."""
    plain = unicodedata.normalize("NFKD", name or "")
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("đ", "d")
    return re.sub(r"^(the|a|an) ", "", re.sub(r"[^0-9a-z]+", " ", plain).strip())


def overlap(a: Range, b: Range) -> int:
    """How many characters two ranges share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def iou(a: Range, b: Range) -> float:
    """Characters shared, of the characters that either has."""
    shared = overlap(a, b)
    return shared / ((a[1] - a[0]) + (b[1] - b[0]) - shared) if shared else 0.0


class Gold:
    """The text and annotation of ``stem``.txt and ``stem``.json."""

    def __init__(self, stem: Path) -> None:
        text = stem.with_suffix(".txt").read_text(encoding="utf-8")
        self.data: dict[str, Any] = json.loads(stem.with_suffix(".json").read_text(encoding="utf-8"))
        self._text = re.sub(r"\s+", "", text)
        self.who: dict[str, dict[str, Any]] = {}
        for actor in self.data["actors"]:
            for name in [actor["name"], *actor["mentions"]]:
                self.who.setdefault(norm(name), actor)
        self.who.update({norm(a["name"]): a for a in self.data["actors"]})

    def key(self, name: str) -> str:
        """The folded canonical name of the gold actor that a name means, else the folded name."""
        actor = self.who.get(norm(name))
        return norm(actor["name"]) if actor else norm(name)

    def state(self, name: str, country: str | None = None) -> str:
        """The key at country level: an office-holder, a ministry and the state are one."""
        actor = self.who.get(norm(name))
        return (actor and actor["country"]) or country or self.key(name)

    def spans(self, quote: str | None) -> list[Range]:
        """Where the words stand (at most eight places), offsets without counting white space."""
        wanted, found, at = re.sub(r"\s+", "", quote or ""), list[Range](), 0
        while wanted and len(found) < 8 and (at := self._text.find(wanted, at)) >= 0:
            found.append((at, at + len(wanted)))
            at += 1
        return found
