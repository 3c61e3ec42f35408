"""What an engine reads in a text: spans, types and which belongs to which; nothing resolved yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kb.language.tokens import Token
from kb.records import PassageKind, Role, Span, Status

NameType = Literal["person", "location", "organisation", "other"]


class Name(NamedTuple):
    """A name in the text. ``known`` tells that the vocabulary has it (under whatever actor)."""

    span: Span
    type: NameType
    known: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its tokens and the passage it stands in."""

    span: Span
    tokens: tuple[Token, ...]
    passage: int
    kind: PassageKind


class Attribution(NamedTuple):
    """A source, a cue and the content attributed (PARC / PolNeAR), any but the content absent.

    ``follows`` tells that the words continue the attribution before them, whose source is theirs;
    ``attitude`` that the source wants, believes or intends the content rather than says it;
    ``tentative`` that it is less likely than a row should be; ``nested`` that it stands in the content of
    another.
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    follows: bool = False
    attitude: bool = False
    tentative: bool = False
    nested: bool = False


class Participant(NamedTuple):
    """The words for someone who takes part in an event, and in which role."""

    role: Role
    span: Span


class Trigger(NamedTuple):
    """Words that express an event; ``evidence`` is the clause around them."""

    span: Span
    evidence: Span
    type: str
    mode: str | None
    status: Status
    participants: tuple[Participant, ...]
    place: Span | None
    confidence: float
    date: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one pass over a text finds, in reading order."""

    text: str
    sentences: tuple[Sentence, ...]
    names: tuple[Name, ...]
    attributions: tuple[Attribution, ...]
    triggers: tuple[Trigger, ...]
