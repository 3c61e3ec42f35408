"""What `kb ingest` shows: a progress bar on a terminal, failures, and one line at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

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

    def __call__(self, done: int, documents: int, summary: Summary) -> None:
        """Show how far the run is, ten times a second at most."""
        now = time.monotonic()
        if not sys.stderr.isatty() or (now - self._shown < 0.1 and done < documents):
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=documents, label="Reading", file=sys.stderr, show_pos=True, item_show_func=str
            )
        self._shown = now
        rate = summary.articles / max(now - self._started, 0.1)
        self._bar.update(done - self._done, f"{summary.articles} articles, {rate:.0f}/s")
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
    if summary.passed_over:
        n, first = len(summary.passed_over), summary.passed_over[0]
        which = first if n == 1 else f"{first} and {n - 1} more"
        click.echo(
            f"Passed over {n} file{'s' * (n > 1)} that no article is expected in ({which}); "
            "name a file to have it read.",
            err=True,
        )
    click.echo(str(summary))
