"""Single sentences that show one way of telling an event each, with states and persons left open.

One a line in ``kb/training/annotation/sentences.txt``, marked inline: ``[T shut|SANCTION/COERCE|occurred]``
is a trigger, ``[I ...]`` its initiator, ``[R ...]`` recipient, ``[P ...]`` participant, ``[M ...]`` mediator,
``[H ...]`` host, ``[L ...]`` place, ``[D ...]`` date; a second event has ``[T2 ...]``, ``[I2 ...]``. States
(``{A}``, its adjective ``{A-adj}``, its capital ``{A-cap}``) and persons (``{person}``, ``{surname}``) are
filled in anew for every copy, so that nothing is claimed of anybody.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kb.language.neural.labels import ROLES, STATUSES, TYPES
from kb.records import Passage, Span
from kb.training.augment import state_words
from kb.training.example import Event, Example, rewrite
from kb.training.standoff import ANNOTATION
from kb.vocabulary.tables import rows

_MARK = re.compile(r"\[([A-Z]\d?(?:\+[A-Z]\d?)*) ([^\[\]]+)\]")
_OPEN = re.compile(r"\{(\w+?)(\d?)(?:-(adj|cap))?\}")
_ROLE = {"I": "initiator", "R": "recipient", "P": "participant", "M": "mediator", "H": "host", "L": "place",
         "D": "date"}  # fmt: skip
_TOGETHER = 4


def event_sentences(copies: int, seed: int = 0, edition: int = 2) -> Iterator[Example]:
    """All sentences ``copies`` times, in another order and with other states and persons each time.

    ``edition`` 1 leaves out those that came with the second.
    """
    text = (ANNOTATION / "sentences.txt").read_text(encoding="utf-8")
    lines = (text if edition > 1 else text.split("# Second edition")[0]).splitlines()
    parsed = [parse(line) for line in lines if line and not line.startswith("#")]
    chance = random.Random(seed)
    for copy in range(copies):
        order = chance.sample(parsed, len(parsed))
        for at in range(0, len(order), _TOGETHER):
            filled = [fill(one, chance) for one in order[at : at + _TOGETHER]]
            yield _joined(f"sentences-{copy}-{at}", filled)


def parse(line: str) -> Example:
    """A marked line as an example whose placeholders are still open; ValueError if it is malformed."""
    text, at = "", 0
    triggers: dict[str, tuple[Span, tuple[int, ...], int]] = {}
    parts: dict[str, list[tuple[int, Span]]] = {}
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        at = mark.end()
        words, *rest = mark[2].split("|")
        span = Span(len(text), len(text) + len(words))
        text += words
        for tag in mark[1].split("+"):
            if tag[0] == "T":
                types, status = rest
                accepted = tuple(TYPES.index(t) for t in types.split("/"))
                triggers[tag[1:]] = (span, accepted, STATUSES.index(status))  # type: ignore[arg-type]
            else:
                parts.setdefault(tag[1:], []).append((ROLES.index(_ROLE[tag[0]]), span))
    text += line[at:]
    if "[" in text or "]" in text or not parts.keys() <= triggers.keys():
        raise ValueError(f"not well marked: {line}")
    events = tuple(
        Event(span, types, status, tuple(parts.get(number, ())))
        for number, (span, types, status) in triggers.items()
    )
    return Example("sentence", text, (Passage("body", 0, len(text)),), events=events)


def fill(example: Example, chance: random.Random) -> Example:
    """The example with a state or person for every placeholder, the same one for the same letter."""
    states = dict(zip("ABCDE", chance.sample(state_words(), 5), strict=True))
    people = {n: (chance.choice(_names()[0]), chance.choice(_names()[1])) for n in ("", "2", "3")}
    changes = []
    for place in _OPEN.finditer(example.text):
        key, number, form = place.groups()
        if key in states:
            word = states[key][{None: 0, "adj": 1, "cap": 2}[form]]
        else:
            person = people.get(number, people[""])
            word = person[1] if key == "surname" else " ".join(person)
        changes.append((Span(*place.span()), word))
    return rewrite(example, changes)


def _joined(name: str, examples: Sequence[Example]) -> Example:
    """Several sentences as paragraphs of one text."""
    text, passages, events = "", list[Passage](), list[Event]()
    for one in examples:
        shift = len(text)

        def moved(span: Span, shift: int = shift) -> Span:
            return Span(span.start + shift, span.end + shift)

        passages.append(Passage("body", shift, shift + len(one.text)))
        events += [
            Event(moved(e.trigger), e.types, e.status, tuple((r, moved(s)) for r, s in e.parts or ()))
            for e in one.events or ()
        ]
        text += one.text + "\n\n"
    return Example(name, text, tuple(passages), events=tuple(events))


@lru_cache(maxsize=1)
def _names() -> tuple[list[str], list[str]]:
    """First names and surnames of the vocabulary, to be mixed."""
    full = [row["name"].split() for row in rows("people.csv")]
    return sorted({n[0] for n in full if len(n) == 2}), sorted({n[1] for n in full if len(n) == 2})
