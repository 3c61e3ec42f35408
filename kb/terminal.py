"""What `kb ingest` shows: a progress bar on a terminal, failures, and one line at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from kb.ingest import Summary
from kb.read import Document

T = TypeVar("T", Document, Path)


def with_progress(documents: Sequence[T]) -> Iterator[T]:
    """The documents or files, with a bar on standard error if that is a terminal."""
    if not sys.stderr.isatty() or len(documents) < 2:
        yield from documents
        return
    with click.progressbar(
        documents, label="Reading", file=sys.stderr, show_pos=True, item_show_func=_name
    ) as bar:
        yield from bar


def _name(document: Document | Path | None) -> str:
    return document.name[-40:] if document else ""


def report(summary: Summary) -> None:
    """Print the failures and what was passed over (standard error), then the summary line."""
    for _, error in summary.failed:
        click.echo(f"Failed: {error}", err=True)
    if summary.passed_over:
        n, first = len(summary.passed_over), summary.passed_over[0]
        which = first if n == 1 else f"{first} and {n - 1} more"
        click.echo(
            f"Passed over {n} file{'s' * (n > 1)} that no article is expected in ({which}); "
            "name a file to have it read.",
            err=True,
        )
    click.echo(str(summary))
