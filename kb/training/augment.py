"""Variations of training texts that leave the annotation true: other names, days, cues, quotation marks."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import lru_cache

from kb.language.neural.labels import TYPES
from kb.records import Span
from kb.training.example import Example, rewrite
from kb.vocabulary.forms import noun_forms, verb_forms
from kb.vocabulary.tables import rows, values

Change = tuple[Span, str]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip  # May is a word as well
_SAID = ("said", "stated", "added", "noted", "remarked", "argued", "insisted", "explained", "stressed")
#: Opening and closing marks of quotations, as newsrooms set them.
_MARKS = ('""', "“”", "‘’", "''", "«»", "„“")
_WORD = re.compile(r"[^\W\d_]+")


def vary(example: Example, chance: random.Random) -> Example:
    """The example with some of its words exchanged; every span stays on its words."""
    changes: list[Change] = []
    for make in (_states, _people, _days, _cues, _triggers):
        if chance.random() < 0.6:
            changes += make(example, chance)
    if chance.random() < 0.4:
        changes += _quotation_marks(example, chance)
    taken, kept = list[Span](), list[Change]()
    for span, new in sorted(changes):
        if not taken or taken[-1].end <= span.start:
            taken.append(span)
            kept.append((span, new))
    return rewrite(example, kept)


def _replaced(text: str, new: dict[str, str]) -> Iterator[Change]:
    for match in _WORD.finditer(text):
        word = new.get(match.group())
        if word:
            yield Span(*match.span()), word


@lru_cache(maxsize=1)
def state_words() -> list[tuple[str, str, str]]:
    """(name, demonym, capital) of states for which each is one word."""
    found = []
    for row in rows("countries.csv"):
        words = (row["name"], next(iter(values(row["demonyms"])), ""), row["capital"])
        if all(_WORD.fullmatch(w) for w in words) and not row["end"]:
            found.append(words)
    return found


def _states(example: Example, chance: random.Random) -> Iterator[Change]:
    """Other states: name, people and capital together, the same throughout the text."""
    present = [s for s in state_words() if s[0] in example.text or s[1] in example.text]
    others = chance.sample(state_words(), len(present))
    new = dict[str, str]()
    for old, other in zip(present, others, strict=True):
        new |= {a: b for a, b in zip(old, other, strict=True) if len(set(old)) == 3}
    return _replaced(example.text, new)


@lru_cache(maxsize=1)
def _surnames() -> list[str]:
    last = {row["name"].split()[-1] for row in rows("people.csv") if " " in row["name"]}
    return sorted(name for name in last if _WORD.fullmatch(name))


def _people(example: Example, chance: random.Random) -> Iterator[Change]:
    """Other surnames for those that the vocabulary knows, the same throughout the text."""
    known = set(_surnames())
    present = sorted({w for w in _WORD.findall(example.text) if w in known and w not in _DAYS + _MONTHS})
    new = {old: chance.choice(_surnames()) for old in present}
    return _replaced(example.text, new)


def _days(example: Example, chance: random.Random) -> Iterator[Change]:
    new = {day: chance.choice(_DAYS) for day in _DAYS} | {month: chance.choice(_MONTHS) for month in _MONTHS}
    return _replaced(example.text, new)


def _cues(example: Example, chance: random.Random) -> Iterator[Change]:
    """Another plain verb of saying for "said" and its like."""
    for one in example.statements or ():
        if one.cue and example.text[one.cue.start : one.cue.end] in _SAID and chance.random() < 0.5:
            yield one.cue, chance.choice(_SAID)


@lru_cache(maxsize=1)
def _event_words() -> tuple[dict[str, list[tuple[int, int]]], list[tuple[tuple[str, str], list[str]]]]:
    """(form to (row, which form), rows as ((type, frame with part of speech), forms in one order))."""
    found, lexicon = dict[str, list[tuple[int, int]]](), list[tuple[tuple[str, str], list[str]]]()
    for row in rows("triggers.csv"):
        words = row["words"].lower().split()
        if row["needs"] or row["status"] or row["frame"] == "again":
            continue
        made = verb_forms(words) if row["pos"] == "verb" else noun_forms(words)
        forms = [" ".join(f) for f in made]
        if row["pos"] == "verb" and len(forms) == 4:  # the participle is the past
            forms.insert(3, forms[2])
        for which, form in enumerate(forms):
            found.setdefault(form, []).append((len(lexicon), which))
        lexicon.append(((row["type"], row["frame"] + row["pos"]), forms))
    return found, lexicon


def _triggers(example: Example, chance: random.Random) -> Iterator[Change]:
    """Another word of the vocabulary for an event of the same type, in the same form."""
    found, lexicon = _event_words()
    for event in example.events or ():
        text = example.text[event.trigger.start : event.trigger.end]
        for row, which in found.get(text, ()) if chance.random() < 0.4 else ():
            sort = lexicon[row][0]
            if TYPES.index(sort[0]) not in event.types:
                continue
            others = [forms for other, forms in lexicon if other == sort and len(forms) > which]
            yield event.trigger, chance.choice(others)[which]
            break


def _quotation_marks(example: Example, chance: random.Random) -> Iterator[Change]:
    """Another house's marks, or one of them lost."""
    style, lose = chance.choice(_MARKS), 0.05 if chance.random() < 0.3 else 0.0
    inside = False
    for match in re.finditer(r'["“”\n]', example.text):
        mark = match.group()
        if mark == "\n":
            inside = False
            continue
        opens = mark == "“" or (mark == '"' and not inside)
        inside = opens
        yield Span(*match.span()), "" if chance.random() < lose else style[0 if opens else 1]
