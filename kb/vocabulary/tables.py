"""CSV files with a commented header, as rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of ``data/<name>``, values stripped; lines that begin with ``#`` are its header."""
    text = (files("kb.vocabulary") / "data" / name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines):
        yield {key: (value or "").strip() for key, value in row.items()}


def values(cell: str) -> list[str]:
    """The values of a list cell, which are separated by ``|``."""
    return [value.strip() for value in cell.split("|") if value.strip()]
