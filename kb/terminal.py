"""What commands that read show: how far they are on a terminal, failures, and one line at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from kb.errors import UserError
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
    report_passed_over(summary.passed_over)
    click.echo(str(summary))


def report_passed_over(files: Sequence[str]) -> None:
    """Say which files of folders were not read (standard error)."""
    if files:
        n, first = len(files), files[0]
        which = first if n == 1 else f"{first} and {n - 1} more"
        click.echo(
            f"Passed over {n} file{'s' * (n > 1)} that no article is expected in ({which}); "
            "name a file to have it read.",
            err=True,
        )


class Counter:
    """A line on standard error that says how far a run is of which nobody knows the end, if that is a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._shards = self._articles = 0
        self._started = time.monotonic()

    def add(self, articles: int, failures: Sequence[UserError]) -> None:
        """One shard more; failures stand on lines of their own."""
        self._shards, self._articles = self._shards + 1, self._articles + articles
        self.end()
        for error in failures:
            click.echo(f"Failed: {error}", err=True)
        if self._shown:
            rate = self._articles / max(time.monotonic() - self._started, 0.001)
            told = f"{self._shards} shards, {self._articles} articles, {rate:.0f} articles/s"
            click.echo(told, err=True, nl=False)

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
