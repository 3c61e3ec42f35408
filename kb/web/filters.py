"""What a page shows: the filters of an address, checked, and back into an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from kb.extract.calendar import bounds, is_calendar_date
from kb.store.browse import STATUSES, TYPES
from kb.vocabulary import event_types

QUADS = tuple(dict.fromkeys(quad for _, quad, _ in event_types()))
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
#: Where a page begins: the day and number of the last event before it, or its id where the past is shown.
_CURSOR = re.compile(r"(\d{1,8})-([\w.~-]{1,160})")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events: actor, place and outlet by id, dates in EDTF; "" where anything goes.

    ``date`` is a day, a month, a year or an interval; ``undated`` asks for events without one.
    ``as_of`` is the day whose knowledge is shown; ``order`` "new" or "old"; ``before`` where the page begins.
    """

    actor: str = ""
    other: str = ""
    type: str = ""
    quad: str = ""
    status: str = ""
    place: str = ""
    country: str = ""
    outlet: str = ""
    date: str = ""
    undated: str = ""
    words: str = ""
    as_of: str = ""
    order: str = ""
    before: str = ""

    def query(self, **changes: str) -> str:
        """The query string, with some filters changed; a change begins at the first page again."""
        changed = replace(self, **({"before": ""} | changes))
        chosen = {f.name: value for f in fields(changed) if (value := getattr(changed, f.name))}
        return f"?{urlencode(chosen)}" if chosen else ""

    def link(self, **changes: str) -> str:
        """The address of the timeline with some filters changed."""
        return self.query(**changes) or "?"

    @property
    def narrow(self) -> bool:
        """True if anything is left out."""
        return any(getattr(self, f.name) for f in fields(self) if f.name not in ("order", "before"))

    @property
    def days(self) -> tuple[int, int]:
        """First and last day as 20250602; events without a date are on day 0."""
        if self.undated:
            return 0, 0
        first, last, _ = bounds(self.date)
        low = int(first.replace("-", "")) if first else 1 if self.date else 0
        return low, int(last.replace("-", "")) if last else 99999999

    @property
    def whole_months(self) -> bool:
        """True if the dates chosen are whole months, of which the number of events is known."""
        if not self.date:
            return True
        first, last, _ = bounds(self.date)
        return (first is None or first.endswith("-01")) and (last is None or _is_end_of_month(last))

    @property
    def types(self) -> frozenset[int] | None:
        """The types asked for, as the index numbers them; None for all."""
        wanted = {id_ for id_, quad, _ in event_types() if self.quad in ("", quad) and self.type in ("", id_)}
        return None if len(wanted) == len(TYPES) else frozenset(TYPES.index(t) for t in wanted)

    @property
    def statuses(self) -> frozenset[int] | None:
        """The statuses asked for, as the index numbers them; None for all."""
        return frozenset([STATUSES.index(self.status)]) if self.status else None

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Day and number of the event before which the page begins."""
        found = _CURSOR.fullmatch(self.before)
        return (int(found[1]), int(found[2])) if found and found[2].isdecimal() else None

    @property
    def known_cursor(self) -> tuple[str, str] | None:
        """Day (ISO; "" without one) and id of that event, where the timeline of a past day is shown."""
        found = _CURSOR.fullmatch(self.before)
        if found is None:
            return None
        day = found[1] if len(found[1]) == 8 else ""
        return (f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else "", found[2])


def parse(given: Mapping[str, str]) -> tuple[Filter, list[str]]:
    """The filter of an address, and a sentence for each part of it that cannot be."""
    known = {f.name: given.get(f.name, "").strip() for f in fields(Filter)}
    since, until = given.get("from", "").strip(), given.get("to", "").strip()
    if since or until:
        known["date"] = since if since == until else f"{since or '..'}/{until or '..'}"
    problems = []
    for name, allowed, hint in (
        ("type", TYPES, "one of the 16 types of PLOVER, such as CONSULT"),
        ("quad", QUADS, "one of " + ", ".join(QUADS)),
        ("status", STATUSES, "one of " + ", ".join(STATUSES)),
        ("order", ("new", "old"), "new or old"),
    ):
        if known[name] and known[name] not in allowed:
            problems.append(f"There is no {name} “{known[name]}”; it must be {hint}.")
            known[name] = ""
    for name in ("date", "as_of"):
        if known[name] and not _is_date(known[name], interval=name == "date"):
            problems.append(f"“{known[name]}” is no date. Write 2025, 2025-06 or 2025-06-02.")
            known[name] = ""
    if known["before"] and not _CURSOR.fullmatch(known["before"]):
        known["before"] = ""
    known["undated"] = "1" if known["undated"] else ""
    return Filter(**known), problems


def _is_date(value: str, interval: bool) -> bool:
    parts = value.split("/") if interval else [value]
    real = [p for p in parts if p != ".." or not interval]
    if len(parts) > 2 or not real or not all(map(_is_day, real)):
        return False
    return len(real) < 2 or (bounds(real[0])[0] or "") <= (bounds(real[1])[1] or "")


def _is_day(value: str) -> bool:
    return bool(_DATE.fullmatch(value)) and value > "0001" and is_calendar_date(value)


def _is_end_of_month(day: str) -> bool:
    return bounds(day[:7])[1] == day
