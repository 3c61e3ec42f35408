"""What one run did, in figures and in one line."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.errors import UserError


@dataclass(slots=True)
class Summary:
    """What one run did; ``failed`` are (input, error) pairs.

    ``seconds`` is the whole run; ``loading`` what of it went into vocabularies, once and for all.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rows: int = 0
    seconds: float = 0.0
    loading: float = 0.0
    failed: list[tuple[str, UserError]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """How many articles were read, whether or not anything had to be written."""
        return self.new + self.changed + self.unchanged

    def __str__(self) -> str:
        reading = self.seconds - self.loading
        rate = self.articles / reading if reading > 0 else 0.0
        return (
            f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged, "
            f"{len(self.failed)} failed; {self.rows} rows written; {rate:.0f} articles/s"
        )
