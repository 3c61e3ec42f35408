"""What commands that read show: how far they are on a terminal, failures, and one line at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from kb.errors import UserError
from kb.ingest import Summary


def with_progress(files: Sequence[Path]) -> Iterator[Path]:
    """The files, with a bar on standard error if that is a terminal."""
    if not sys.stderr.isatty() or len(files) < 2:
        yield from files
        return
    with click.progressbar(files, label="Reading", file=sys.stderr, show_pos=True) as bar:
        yield from bar


class Bar:
    """A bar on standard error, if that is a terminal: documents read, articles, rate and time left."""

    def __init__(self) -> None:
        self._started = self._shown = time.monotonic()
        self._bar: Any = None
        self._done = 0

    def __call__(self, done: int, documents: int, articles: int) -> None:
        """Show how far the run is, ten times a second at most."""
        now = time.monotonic()
        if not sys.stderr.isatty() or (now - self._shown < 0.1 and done < documents):
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=documents, label="Reading", file=sys.stderr, show_pos=True, item_show_func=str
            )
        self._shown = now
        rate = articles / max(now - self._started, 0.1)
        self._bar.update(done - self._done, f"{articles} articles, {rate:.0f}/s")
        self._done = done

    def stage(self, words: str) -> None:
        """Say what is done once all documents have been read."""
        if sys.stderr.isatty():
            self.close()
            self._bar = None
            click.echo(f"{words} ...", err=True)

    def close(self) -> None:
        """End the line."""
        if self._bar is not None:
            self._bar.render_finish()


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
