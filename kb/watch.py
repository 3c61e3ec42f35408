"""`kb watch` and `kb failures`: reading again, for what is new and for what went wrong."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing

import click

from kb import language
from kb.ingest import Options, ingest
from kb.read import Defaults
from kb.store import create, open_for_reading
from kb.store.runs import open_failures
from kb.terminal import Bar, report


def watch(
    feeds: Sequence[str],
    database: str,
    engine: language.Engine,
    options: Options,
    rhythm: tuple[float, int | None],
) -> None:
    """Read the feeds every so many minutes, for so many times (None: until stopped)."""
    minutes, times = rhythm
    looks = 0
    try:
        while True:
            summary = ingest(feeds, database, Defaults(), None, engine, options)
            looks += 1
            for _, error in summary.failed:
                click.echo(f"Failed: {error}", err=True)
            click.echo(f"{time.strftime('%H:%M')} {summary}")
            if times is not None and looks >= times:
                return
            time.sleep(minutes * 60)
    except KeyboardInterrupt:
        click.echo("Stopped; everything read so far is in the database.")


def show_failures(database: str) -> None:
    """Print what failed and has not been read since."""
    open_for_reading(database).close()
    db = create(database)
    found = open_failures(db)
    db.close()
    for _, error, hint, at in found:
        click.echo(f"{at[:16].replace('T', ' ')}  {error} {hint}")
    several = f"{len(found)} inputs have failed" if len(found) != 1 else "1 input has failed"
    click.echo(f"{several} and not been read since." if found else "Nothing has failed.")


def retry_failures(database: str, engine: language.Engine) -> None:
    """Read again every document of which something failed; exits with 1 if something fails again."""
    open_for_reading(database).close()
    db = create(database)
    documents = list(dict.fromkeys(document for document, *_ in open_failures(db)))
    db.close()
    if not documents:
        click.echo("Nothing has failed.")
        return
    with closing(Bar()) as bar:
        summary = ingest(documents, database, progress=bar, engine=engine)
    report(summary)
    if summary.failed:
        raise SystemExit(1)
