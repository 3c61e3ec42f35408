"""Options that several commands have, and how their values are checked."""

from __future__ import annotations

import re

import click

from kb.errors import UserError


def date(_ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A callback: a date of the calendar with the precision of a day, month or year."""
    from kb.extract.calendar import is_calendar_date

    if value is not None and not (re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value) and is_calendar_date(value)):
        raise UserError(
            f"{value!r} is not a date that {parameter.opts[0]} understands.",
            "Write it as YYYY-MM-DD, YYYY-MM or YYYY.",
        )
    return value


def _fields(
    _context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Pairs of our name of a field and theirs."""
    from kb.read.tables import FIELDS

    found = []
    for words in value:
        ours, _, theirs = words.partition("=")
        if ours not in FIELDS or not theirs:
            raise UserError(
                f"--field {words} names no field of ours.",
                f"Write OURS=THEIRS; ours are {', '.join(FIELDS)}.",
            )
        found.append((ours, theirs))
    return tuple(found)


DB = click.option("--db", default="kb.db", show_default=True, metavar="FILE", help="The database to use.")
ENGINE = click.option(
    "--engine", type=click.Choice(["neural", "rules"]), default="neural", show_default=True,
    help="The language engine; rules needs no model file.",
)  # fmt: skip
FIELD = click.option(
    "--field", "fields", multiple=True, callback=_fields, metavar="OURS=THEIRS",
    help="What a field of JSON or CSV is called: text=Body; again for more.",
)  # fmt: skip
