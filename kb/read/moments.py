"""Dates of publication as sources write them, with no part that the words do not have."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from dateutil import parser as dates
from dateutil.tz import tzoffset

_ISO_DAY = re.compile(r"^\d{4}(-\d\d(-\d\d)?)?$")


def iso_date(words: str) -> str | None:
    """``27 March 2018, 19:40`` as ``2018-03-27T19:40``, with no part that the words do not have."""
    if _ISO_DAY.match(words):
        return words
    try:
        # Two defaults that differ in every part: what comes out the same was in the words.
        one = dates.parse(words, default=datetime(2001, 1, 1, 1, 1, 1), tzinfos=_zone)
        two = dates.parse(words, default=datetime(2004, 10, 28, 22, 32, 42), tzinfos=_zone)
    except (ValueError, OverflowError, TypeError):
        return None
    if one.date() != two.date():
        return None
    if (one.hour, one.minute) != (two.hour, two.minute):
        return one.date().isoformat()
    zone = one.strftime("%z")
    return one.strftime("%Y-%m-%dT%H:%M") + (f"{zone[:3]}:{zone[3:]}" if zone else "")


def _zone(_name: str | None, offset: int | None) -> tzoffset | None:
    """Numbers and GMT are zones; a bare abbreviation (SGT, EST) is left out, not guessed."""
    return None if offset is None else tzoffset(None, offset)


def moment(value: Any) -> str | None:
    """A date from a data file: words, or seconds or milliseconds since 1970; None if it is none."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    if isinstance(value, int | float):
        seconds = value / 1000 if value > 1e11 else value
        if 1e8 < seconds < 1e10:
            with suppress(OverflowError, ValueError, OSError):
                return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M+00:00")
        return None
    return iso_date(str(value).strip())
