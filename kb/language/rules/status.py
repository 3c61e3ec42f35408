"""Is it so? Status of an event from the words around its trigger."""

from __future__ import annotations

from typing import cast

from kb.language.rules.line import Line
from kb.records import Status
from kb.vocabulary import TriggerEntry

_CANCELLED = frozenset(
    "cancelled canceled cancels cancel postponed postpones postpone scrapped shelved aborted suspended "
    "abandoned".split()
)
_DENIED = frozenset("denied denies deny denying".split())
_NEGATION = frozenset("not no never n't neither nor without".split())
_PLANNED = frozenset(
    "will shall planned plans plan planning scheduled due expected intends intend preparing prepares prepare "
    "upcoming tomorrow next promised promises vowed agreed ordered decided".split()
)
_PROPOSED = frozenset(
    "may might could would should proposed proposes propose proposal proposing offered offers offer offering "
    "possible possibility possibly likelihood prospect prospects chance "
    "chances hopes hope hoped hoping wants want wanted suggested suggests suggest "
    "considering considers consider idea ready willing urged urges urge called calls demanded demands "
    "demand asked asks invited invites invitation if unless whether possibly perhaps".split()
)
_ONGOING_ADVERBS = frozenset("continues continue continuing continued ongoing still underway".split())
_PRESUPPOSING = frozenset("after during following in at since".split())
_WINDOW = 7


def status_of(line: Line, start: int, end: int, clause: tuple[int, int], entry: TriggerEntry) -> Status:
    """The status that auxiliaries, negation and modal words of the clause give the event."""
    if entry.status:
        return cast(Status, entry.status)
    low, high = clause
    words = list(line.words)
    before = words[max(low, start - _WINDOW) : start]
    near = words[end : min(high, end + (12 if entry.pos == "noun" else _WINDOW))]
    around = {*before, *near}
    if (entry.pos == "noun" and around & _CANCELLED) or _called_off(near):
        return "cancelled"
    if set(before) & _DENIED and entry.type != "REJECT":
        return "denied"
    verb = before[-4:]
    if any(w in _NEGATION or w.endswith("n't") for w in verb[-3:]) and entry.type not in ("REJECT",):
        return "denied"
    if entry.pos == "verb":
        if not words[start].endswith(("ed", "ing", "s")) and {"will", "shall"} & set(words[low:start]):
            return "planned"  # will gather in camps and hand over their weapons
        return _of_verb(words, start, verb)
    if set(before[-4:]) & _PRESUPPOSING and not set(before) & {"will", "would"}:
        return "occurred"  # "promised it in a telephone call": the call is not promised
    return _of_noun(before, near)


def _called_off(near: list[str]) -> bool:
    return "called off" in " ".join(near) or "put off" in " ".join(near)


def _of_verb(words: list[str], start: int, before: list[str]) -> Status:
    word, last = words[start], before[-1] if before else ""
    if set(before) & {"will", "shall", "'ll"} or before[-2:] == ["to", "be"]:
        return "planned"
    if set(before[-2:]) & {"may", "might", "could", "would", "should", "can"}:
        return "planned" if "would" in before[-2:] else "proposed"
    if last == "to" and not word.endswith(("ed", "ing")):
        governor = set(before[:-1])
        if governor & (_PROPOSED - {"would"}):
            return "proposed"
        return "planned"
    if word.endswith("ing") and last in ("is", "are", "was", "were", "been"):
        return "ongoing" if last in ("is", "are") else "occurred"
    return "occurred"


def _of_noun(before: list[str], near: list[str]) -> Status:
    around = {*before, *near}
    if set(near[:4]) & {"will", "is", "are"} and ("to" in near[:5] or "will" in near[:4]):
        return "planned"
    if "will" in before or around & (_PLANNED - {"will", "agreed", "ordered", "decided"}):
        return "planned"
    if around & _PROPOSED:
        return "proposed"
    if around & _ONGOING_ADVERBS:
        return "ongoing"
    return "occurred"
