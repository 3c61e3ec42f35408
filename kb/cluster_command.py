"""`kb extract --cluster`: what it is given, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kb.errors import UserError
from kb.options import FIELD

if TYPE_CHECKING:  # importing the engine takes longer than printing the help
    from kb.language import Engine

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--cluster",
        type=click.Choice(["dask"]),
        help="Read all PATHs on many processes or machines, into Parquet files for kb load.",
    ),
    click.option("--out", metavar="FOLDER", help="Where these files go; a folder of their own."),
    click.option(
        "--scheduler", metavar="ADDRESS", help="A Dask scheduler (without it: processes of this machine)."
    ),
    click.option("--workers", type=click.IntRange(1), help="How many of these (default: one for each core)."),
    click.option("--source", help="With --cluster: outlet of articles that give none."),
    FIELD,
)


def cluster_options(command: F) -> F:
    """Add to a command what `extract_on_cluster` is given."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def extract_on_cluster(
    paths: Sequence[str], engine: Engine, published: str | None, given: dict[str, Any]
) -> None:
    """Make shards of everything under the paths; exit status 1 if something could not be read."""
    from kb.cluster import require

    require("kb extract --cluster dask", "distributed", "pyarrow")
    from kb.cluster.extract import Done
    from kb.cluster.run import Where, run_dask
    from kb.cluster.shards import shards
    from kb.read import Defaults, find
    from kb.terminal import Counter, report_passed_over

    if not given["out"]:
        raise UserError("There is no place for the shards.", "Give a folder of their own: --out FOLDER.")
    found, counter = find(paths), Counter()

    def show(done: Done) -> None:
        counter.add(done.articles, [problem.error for problem in done.failures])

    try:
        where = Where(given["scheduler"], given["workers"])
        defaults = Defaults(published, given["source"], given["fields"])
        totals = run_dask(shards(found, given["fields"]), given["out"], engine, defaults, where, show)
    finally:
        counter.end()
    report_passed_over(found.passed_over)
    click.echo(str(totals))
    if totals.failed:
        raise SystemExit(1)


def refuse_cluster_options(given: dict[str, Any]) -> None:
    """UserError for options that mean nothing without --cluster."""
    for name in ("out", "scheduler", "workers", "source", "fields"):
        if given[name]:
            option = name.removesuffix("s") if name == "fields" else name
            raise UserError(f"--{option} is for --cluster.", "Add --cluster dask, or leave it out.")
