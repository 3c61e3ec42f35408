"""Floors pinned in a file: a regression fails the build instead of going unnoticed."""

from __future__ import annotations

import json
from pathlib import Path

from kb.errors import UserError
from kb.evaluate.folder import Figures


def check_floors(figures: Figures, file: str) -> None:
    """Raise UserError if a figure lies below its floor. FILE is JSON: {"events": {"f1": 0.5}, ...}."""
    try:
        floors: Figures = json.loads(Path(file).read_text(encoding="utf-8"))["floors"]
    except (OSError, ValueError, KeyError) as error:
        raise UserError(
            f"The floors in {file} could not be read.", 'It must be JSON: {"floors": {...}}.'
        ) from error
    below = [
        f"{name} {key} {figures[name][key]} < {floor}"
        for name, wanted in floors.items()
        for key, floor in wanted.items()
        if figures[name][key] < floor
    ]
    if below:
        raise UserError(
            f"Below the floor: {'; '.join(below)}.",
            "Find what made it worse (kb evaluate --errors); floors are raised, not lowered.",
        )
