"""The label sets of the heads, in the order of the model's columns; training and reading share them."""

from __future__ import annotations

from typing import get_args

from kb.language.reading import NameType
from kb.records import Role, Status

#: The parts of an attribution (PARC / PolNeAR).
PARTS = ("source", "cue", "content")
NAMES: tuple[NameType, ...] = get_args(NameType)
#: PLOVER's event types.
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)
#: What the second pass looks for around a trigger.
ROLES: tuple[Role | str, ...] = (*get_args(Role), "place", "date")

#: Head to the number of its columns: three (O, B, I) for each part, one O and B, I for each class.
HEADS = {
    "statements": 3 * len(PARTS),
    "attitudes": 3 * len(PARTS),
    "names": 1 + 2 * len(NAMES),
    "triggers": 3,
    "types": len(TYPES),
    "statuses": len(STATUSES),
}
ROLE_COLUMNS = 1 + 2 * len(ROLES)


def columns() -> dict[str, slice]:
    """Where each head's scores stand in a row of the first pass's output."""
    found, at = {}, 0
    for head, width in HEADS.items():
        found[head] = slice(at, at + width)
        at += width
    return found
