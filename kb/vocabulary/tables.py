"""CSV files with a commented header, as rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of ``data/<name>``; lines that begin with ``#`` are its header.

    Cells are taken as they stand, and a short row lacks its last columns: a test keeps the files free
    of both stray blanks and short rows.
    """
    columns, *found = lines(name)
    for line in found:
        yield dict(zip(columns, line, strict=False))


def lines(name: str) -> Iterator[list[str]]:
    """The cells of ``data/<name>``, line by line, the names of the columns first."""
    text = (files("kb.vocabulary") / "data" / name).read_text(encoding="utf-8")
    header = text.rfind("\n#") + 1  # the last of its lines
    return csv.reader(text[text.index("\n", header) + 1 :].splitlines())


def values(cell: str) -> list[str]:
    """The values of a list cell, which are separated by ``|``."""
    return cell.split("|") if cell else []
