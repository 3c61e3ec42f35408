"""The command line: arguments to one call to one result."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from kb import __version__
from kb.cluster_command import cluster_options, extract_on_cluster, refuse_cluster_options
from kb.errors import UserError
from kb.options import DB, ENGINE, FIELD, date

if TYPE_CHECKING:  # importing the engine takes longer than printing the help
    from kb.language import Engine

_STATUSES = ["occurred", "ongoing", "planned", "proposed", "cancelled", "denied"]


class _Kb(click.Group):
    """Turns a user's mistake into one sentence and exit status 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:  # `kb timeline | head`
            sys.stderr.close()
            raise SystemExit(0) from None


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@click.group(cls=_Kb, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
def main() -> None:
    """An event-timeline knowledge base for diplomacy: news articles in, evidence out."""


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@DB
@click.option("--published", callback=date, help="Date of articles that give none (YYYY-MM-DD).")
@click.option("--source", help="Outlet of articles that give none.")
@click.option("--samples", is_flag=True, help="Read the sample dispatches that come with kb.")
@click.option(
    "--include",
    multiple=True,
    metavar="GLOB",
    help="Of folders only files like this (*.html); again for more.",
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Of folders no files like this.")
@FIELD
@click.option("--follow/--no-follow", default=None, help="Fetch what feeds and sitemaps only point to "
              "(usual for web addresses).")  # fmt: skip
@click.option("--allow-private", is_flag=True, help="Fetch from your own network too.")
@click.option("--delay", default=1.0, show_default=True, help="Seconds between two requests to a host.")
@click.option(
    "--workers", type=click.IntRange(1), metavar="N", help="So many processes extract (else one a core)."
)
@click.option(
    "--bulk", is_flag=True, help="A first load: indexes last, and the file appears when all is in it."
)
@ENGINE
def ingest(paths: tuple[str, ...], db: str, engine: Engine, samples: bool, **given: Any) -> None:
    """Read articles (files, folders, web addresses, - for standard input) into the database.

    By content, not by name: clippings and text, web pages, RSS and Atom, JSON, JSON lines and CSV dumps, WARC and
    WACZ archives, mail and PDF, packed with gzip or not.
    """
    from kb.ingest import Options
    from kb.ingest import ingest as run
    from kb.read import Defaults, Pattern
    from kb.read.fetch import Limits
    from kb.share import sample_dispatches
    from kb.terminal import Bar, report

    inputs = [*paths, *([sample_dispatches()] if samples else [])]
    if not inputs:
        raise UserError(
            "There is nothing to read.",
            "Name files or folders (kb ingest clippings/), or use --samples.",
        )
    options = Options(
        Pattern(given["include"], given["exclude"]),
        given["follow"],
        Limits(delay=given["delay"], private=given["allow_private"]),
        given["workers"] or _cores(),
        given["bulk"],
    )
    defaults = Defaults(given["published"], given["source"], given["fields"])
    try:
        with closing(Bar()) as bar:
            summary = run(inputs, db, defaults, bar, engine, options)
    except KeyboardInterrupt:
        click.echo("Stopped; what has been read is in the database, and the same command goes on.", err=True)
        raise SystemExit(130) from None
    report(summary)
    if summary.failed:
        raise SystemExit(1)


@main.command()
@click.argument("feeds", nargs=-1, required=True, metavar="ADDRESS...")
@DB
@click.option("--every", default=15.0, show_default=True, help="Minutes from one look to the next.")
@click.option("--times", type=int, help="Stop after so many looks (else when you press Ctrl-C).")
@click.option("--allow-private", is_flag=True, help="Fetch from your own network too.")
@ENGINE
def watch(
    feeds: tuple[str, ...], db: str, engine: Engine, every: float, times: int | None, **given: Any
) -> None:
    """Look at feeds again and again, and read what is new in them."""
    from kb.ingest import Options
    from kb.read.fetch import Limits
    from kb.watch import watch as run

    run(
        feeds, db, engine, Options(follow=True, limits=Limits(private=given["allow_private"])), (every, times)
    )


@main.command()
@DB
@click.option("--retry", is_flag=True, help="Read again what failed.")
@ENGINE
def failures(db: str, retry: bool, engine: Engine) -> None:
    """What could not be read and has not been read since, with the next step."""
    from kb.watch import retry_failures, show_failures

    if retry:
        retry_failures(db, engine)
    else:
        show_failures(db)


@main.command()
@DB
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--metadata", metavar="FILE", help="Another metadata.yml than the one of kb.")
@click.option("--open", "browser", is_flag=True, help="Open a browser window.")
@click.option("--public", is_flag=True, help="For anybody: no SQL of visitors' own, no download, low limits.")
def serve(db: str, port: int, host: str, metadata: str | None, browser: bool, public: bool) -> None:
    """Browse the database with Datasette: pages, SQL and the JSON API."""
    from kb.serve import Options
    from kb.serve import serve as run

    run(db, host, port, metadata, Options(public=public, browser=browser))


@main.command()
@DB
@click.option("--actor", help="Only events and statements of this actor (name or alias).")
@click.option("--from", "since", callback=date, help="First day, month or year.")
@click.option("--to", "until", callback=date, help="Last day, month or year.")
@click.option("--type", "kind", help="A PLOVER type (CONSULT, AGREE ...) or statement.")
@click.option("--status", type=click.Choice(_STATUSES), help="Only events of this status.")
@click.option(
    "--as-of", callback=date, help="As it was known on that day, by the articles published until then."
)
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines instead of text.")
def timeline(db: str, limit: int, as_json: bool, **filters: str | None) -> None:
    """Print the timeline, oldest first, each line with the words that say so."""
    from kb.timeline import Filters, render, select

    rows = select(db, Filters(**filters), limit)
    for line in map(json.dumps, rows) if as_json else render(rows, filters["as_of"]):
        click.echo(line)


@main.group()
def actors() -> None:
    """Who is who: search actors, show one with offices and names, add a name."""


@actors.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines instead of text.")
@DB
def actors_search(words: tuple[str, ...], limit: int, as_json: bool, db: str) -> None:
    """Actors one of whose names holds WORDS, of the database and of kb's vocabulary."""
    from kb.actors import render_list, search

    found = search(db, " ".join(words), limit)
    for line in map(json.dumps, found) if as_json else render_list(found):
        click.echo(line)


@actors.command("show")
@click.argument("actor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@DB
def actors_show(actor: str, as_json: bool, db: str) -> None:
    """Offices with their terms, names, and what the database says of ACTOR (id, name or alias)."""
    from kb.actors import render, show

    record = show(db, actor)
    for line in [json.dumps(record, ensure_ascii=False)] if as_json else render(record):
        click.echo(line)


@actors.command("alias")
@click.argument("actor")
@click.argument("name")
@DB
def actors_alias(actor: str, name: str, db: str) -> None:
    """Let NAME mean ACTOR from now on, and read the articles again in which it stands."""
    from kb.actors import alias

    done = alias(db, actor, name)
    told = (
        f"Articles with these words: {done['articles']}, read again; {done['changed']} changed."
        if done["articles"]
        else "No article holds the words yet; those to come are read with them."
    )
    click.echo(f"{done['name']!r} now means {done['actor']}. {told}")


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--jsonl", is_flag=True, help='PATH holds JSON lines {"id", "text", "published"}.')
@click.option("--published", callback=date, help="Date of an article that gives none.")
@cluster_options
@ENGINE
def extract(paths: tuple[str, ...], jsonl: bool, published: str | None, engine: Engine, **given: Any) -> None:
    """Print what an article says as JSON; nothing is stored.

    With --cluster dask: read any number of files and folders, on many machines, into Parquet files.
    """
    if given.pop("cluster"):
        extract_on_cluster(paths, engine, published, given)
        return
    refuse_cluster_options(given)
    if len(paths) > 1:
        raise click.UsageError(f"Got unexpected extra argument ({paths[1]})")
    file = paths[0] if paths else "-"
    from kb.export import extract_file, extract_lines

    if not jsonl:
        for record in extract_file(file, published, engine):
            click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    failed = False
    for record in extract_lines(file, engine):
        failed = failed or "error" in record
        click.echo(json.dumps(record, ensure_ascii=False))
    if failed:
        raise SystemExit(1)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PARQUET...")
@DB
@click.option(
    "--bulk", is_flag=True, help="A first load: indexes last, and the file appears when all is in it."
)
def load(paths: tuple[str, ...], db: str, bulk: bool) -> None:
    """Write what kb extract --cluster found (files, or a folder of them) into the database."""
    from kb.cluster import require

    require("kb load", "pyarrow")
    from kb.cluster.load import load as run
    from kb.terminal import report, with_progress

    summary = run(paths, db, with_progress, bulk)
    report(summary)
    if summary.failed:
        raise SystemExit(1)


@main.command()
@click.argument("gold", default="data/gold", metavar="[GOLD]")
@click.option("--db", metavar="FILE", help="Score this database (default: read the gold articles anew).")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--errors", is_flag=True, help="Print every miss and every spurious row.")
@click.option("--floors", metavar="FILE", help="Fail if a figure lies below its floor in FILE.")
@ENGINE
def evaluate(
    gold: str, db: str | None, as_json: bool, errors: bool, floors: str | None, engine: Engine
) -> None:
    """Score the rows against annotated articles (NAME.txt with NAME.json beside it)."""
    from kb.evaluate import check_floors, evaluate_folder, render

    figures, misses, absent = evaluate_folder(gold, db, engine)
    if errors:
        for stem, lines in misses:
            click.echo("\n   ".join([f"== {stem}", *lines]))
    click.echo(json.dumps(figures) if as_json else render(figures, absent))
    if floors:
        check_floors(figures, floors)


if __name__ == "__main__":
    main()
