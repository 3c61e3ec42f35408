"""Which accounts of different articles tell of one event: rules over what stands in the accounts.

An account is what one article says of one event. Accounts of one type, day and set of sides are a group.
Which event an account belongs to depends on nothing but the groups near it, so the order of articles cannot
matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

#: Has it happened, is it to come, or will it not come?
State = Literal["over", "ahead", "off"]
#: Types whose acts are appointments: told again without a day, it is the same act.
_APPOINTED = frozenset({"CONSULT", "AGREE"})
#: Days: how far a session slips; how long an act is spoken of before and after without its day.
SLIP, _BEFORE, _AFTER = 4, 21, 10
#: So far from an account another may stand that concerns it.
REACH = _BEFORE + SLIP


@dataclass(frozen=True, slots=True)
class Account:
    """What one article says of one event: ``sides`` by `kb.resolve.side`, ``country`` of the place."""

    id: str
    article: str
    type: str
    sides: frozenset[str]
    day: date | None
    published: date | None
    state: State
    country: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The accounts of one type, one set of sides and one day; ``event`` is the one that they begin in."""

    event: str
    day: date
    sides: frozenset[str]
    articles: frozenset[str]
    held: bool
    countries: frozenset[str]


def state_of(statuses: Iterable[str]) -> State:
    """The state of an account by the statuses of its reports: what has happened outweighs plans."""
    found = set(statuses)
    if found & {"occurred", "ongoing"}:
        return "over"
    return "ahead" if found & {"planned", "proposed"} else "off"


def group_of_undated(one: Account, groups: Sequence[Group]) -> Group | None:
    """The group of the same sides that an account without a day tells of; ``groups`` by day.

    What has happened is the latest session before the article, what is planned the next one after it. Only
    appointments are told again in this way, or a plan that then came true.
    """
    told = one.published
    if told is None or len(one.sides) < 2 or (one.type not in _APPOINTED and one.state != "ahead"):
        return None
    fit = [
        g
        for g in groups
        if g.sides == one.sides and one.article not in g.articles and _same_country(one.country, g)
    ]
    if one.state == "over":
        return next((g for g in reversed(fit) if 0 <= (told - g.day).days <= _AFTER), None)
    apart = [g for g in fit if -1 <= (g.day - told).days <= _BEFORE]
    if one.type not in _APPOINTED:
        apart = [g for g in apart if g.held]
    return apart[0] if apart else None


def wider(group: Group, groups: Sequence[Group]) -> Group | None:
    """The one group of the day with all sides of this one and more: some articles leave the hosts out.

    ``groups`` are at least those of its day with more than two sides.
    """
    if len(group.sides) < 2:
        return None
    same_day = [g for g in groups if g.day == group.day and not g.articles & group.articles]
    found = [g for g in same_day if g.sides > group.sides]
    return found[0] if len(found) == 1 else None


def held_later(group: Group, groups: Sequence[Group]) -> Group | None:
    """The session that took place of one that was expected some days before and did not take place then."""
    if group.held or len(group.sides) < 2:
        return None
    return next(
        (
            g
            for g in groups
            if g.held
            and g.sides == group.sides
            and 0 < (g.day - group.day).days <= SLIP
            and (not g.countries or not group.countries or bool(g.countries & group.countries))
        ),
        None,
    )


def is_appointed(type_: str) -> bool:
    """True of types whose acts are told again without their day, and slip, and are told with fewer sides."""
    return type_ in _APPOINTED


def _same_country(country: str | None, group: Group) -> bool:
    return country is None or not group.countries or country in group.countries


def is_trip(one: Account) -> bool:
    """True of what one side is to do, or not to do, somewhere, some day: "he may travel to Turkey"."""
    return one.day is None and one.place is not None and len(one.sides) == 1 and one.state != "over"


def told_again(one: Account, first: Account | None) -> bool:
    """True if a trip is told within a fortnight of its first telling; else it is a first telling itself.

    "He may travel to Turkey", "he has dropped the trip to Turkey": trips of one type, side and place, in the
    order of their articles' days, are one event until a fortnight has passed since the first.
    """
    assert one.published
    return first is not None and first.published is not None and (one.published - first.published).days <= 14
