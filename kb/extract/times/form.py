"""A matched time expression with what its value depends on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kb.extract.times.forms import NUMBERS
from kb.records import DateBasis

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
Value = tuple[TimexType, str, DateBasis]
#: TIMEX3 parts of the day.
PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}


@dataclass(slots=True)
class Context:
    """The day of publication, and the day and quarter that the text spoke of last."""

    anchor: date | None
    day: date | None = None
    quarter: tuple[int, int] | None = None


class Form:
    """The groups of a match, lower case, with what else a value depends on."""

    def __init__(self, match: re.Match[str], context: Context, anchor: date, future: bool) -> None:
        self._groups = {k: (v or "").lower() for k, v in match.groupdict().items()}
        self.text = match.group().lower()
        self.context, self.anchor, self.future = context, anchor, future

    def __getitem__(self, name: str) -> str:
        return self._groups.get(name, "")

    @property
    def count(self) -> float | None:
        """How many; None for "several" and the like."""
        word = self["n"].replace(",", "")
        return float(word) if word[:1].isdigit() else NUMBERS.get(" ".join(word.split()))


def relative(value: str | None) -> Value | None:
    """The value as one that depends on the day of publication: a TIME where it has an hour or part of day."""
    if value is None:
        return None
    return ("TIME" if "T" in value else "DATE"), value, "relative"


#: What gives a form its value; None: the text gives no ground for one.
Resolver = Callable[[Form], Value | None]
