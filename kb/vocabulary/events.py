"""PLOVER's event types and the words that express them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kb.vocabulary.forms import noun_forms, verb_forms
from kb.vocabulary.tables import rows, values


class TriggerEntry(NamedTuple):
    """Words that express an event.

    ``frame`` is how its participants are found: ``joint`` (all take part: talks between X and Y),
    ``act`` (X does it to Y) or ``again`` (it will be held: those of the event spoken of before).
    ``status`` is what the words themselves say ("postpone"), else "". ``needs``: one of these words
    must stand in the clause, if any are given; none of ``bars`` may.
    """

    type: str
    mode: str | None
    pos: str
    frame: str
    status: str
    needs: frozenset[str]
    bars: frozenset[str]


@lru_cache(maxsize=1)
def event_types() -> tuple[tuple[str, str, str], ...]:
    """The 16 PLOVER types as (id, quad class, description)."""
    return tuple((r["id"], r["quad_class"], r["description"]) for r in rows("event_types.csv"))


@lru_cache(maxsize=1)
def triggers() -> dict[tuple[str, ...], list[TriggerEntry]]:
    """Lower-case word sequences (every inflection) to what they may express, in the file's order."""
    found: dict[tuple[str, ...], list[TriggerEntry]] = {}
    for row in rows("triggers.csv"):
        entry = TriggerEntry(
            row["type"], row["mode"] or None, row["pos"], row["frame"], row["status"],
            frozenset(w for w in values(row["needs"]) if not w.startswith("!")),
            frozenset(w[1:] for w in values(row["needs"]) if w.startswith("!")),
        )  # fmt: skip
        words = row["words"].lower().split()
        forms = verb_forms(words) if row["pos"] == "verb" else noun_forms(words)
        for form in forms:
            found.setdefault(form, []).append(entry)
    return found


class _Mode(NamedTuple):
    type: str
    mode: str
    begins: tuple[str, ...]
    clause: re.Pattern[str] | None


@lru_cache(maxsize=1)
def _modes() -> tuple[_Mode, ...]:
    return tuple(
        _Mode(
            r["type"],
            r["mode"],
            tuple(f" {w}".replace(".", " ") for w in values(r["trigger"])),
            _any_of(values(r["clause"])),
        )
        for r in rows("modes.csv")
    )


def _any_of(words: list[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE) if words else None


def mode_of(type_: str, trigger: str, clause: str) -> str | None:
    """The PLOVER mode of an event by its trigger and its words, None where neither tells."""
    words = f" {' '.join(trigger.lower().split())} "
    for row in _modes():
        told = not row.begins or any(start in words for start in row.begins)
        if row.type == type_ and told and (row.clause is None or row.clause.search(clause)):
            return row.mode
    return None
