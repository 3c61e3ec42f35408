"""People whom no list knows, over many articles: who of one name is the same person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Profile(NamedTuple):
    """What an article says of somebody beside the name: ISO country code, field public | private.

    None where it says nothing; ``kb.vocabulary.roles`` tells which offices are of which field.
    """

    country: str | None
    field: str | None


def person_id(name: str, profile: Profile) -> str:
    """A readable id from the slug of a name: the country and private life tell namesakes apart."""
    private = "private" if profile.field == "private" else ""
    return "-".join(part for part in (name, (profile.country or "").lower(), private) if part)


def same_people(name: str, profiles: Iterable[Profile]) -> Mapping[Profile, str]:
    """The person id of each profile of one name (its slug), whatever order the articles came in.

    Two profiles that contradict one another are two people. One that says less than another is the
    same person, if there is only one it can be; else it stays by itself.
    """
    known = set(profiles)
    return {profile: person_id(name, _completed(profile, known)) for profile in known}


def _completed(profile: Profile, known: set[Profile]) -> Profile:
    fuller = {other for other in known if other != profile and _says_more(other, profile)}
    most = {one for one in fuller if not any(_says_more(other, one) for other in fuller if other != one)}
    return most.pop() if len(most) == 1 else profile


def _says_more(one: Profile, other: Profile) -> bool:
    """True if ``one`` says all that ``other`` says, and more."""
    return all(b is None or a == b for a, b in zip(one, other, strict=True)) and one != other
