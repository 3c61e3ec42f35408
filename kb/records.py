"""What travels through the house: frozen records that point at their words by offset.

All offsets are Python ``str`` indexes into ``Article.text``, end exclusive. Nothing is changed after
it is made; a later stage makes new records (``dataclasses.replace``) that keep the spans of the old.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

PassageKind = Literal["title", "subtitle", "dateline", "lead", "key_point", "heading", "body"]
ActorType = Literal["person", "country", "organisation", "igo", "group"]
Status = Literal["occurred", "ongoing", "planned", "proposed", "cancelled", "denied"]
Role = Literal["initiator", "recipient", "participant", "mediator", "host"]
#: What somebody does with words; ``assert`` is the rest.
Act = Literal[
    "assert", "deny", "demand", "accuse", "threaten", "promise", "propose", "reject", "praise", "ask"
]
DateBasis = Literal["explicit", "relative", "publication", "unknown"]

#: The kinds of passage in which an article tells its story; the others repeat it in short.
STORY: frozenset[PassageKind] = frozenset({"lead", "body"})


class Span(NamedTuple):
    """A stretch of an article's text: ``text[start:end]``."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """True if ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one character."""
        return self.start < other.end and other.start < self.end


class Passage(NamedTuple):
    """A part of the article with its kind (schema.org would call the whole articleBody)."""

    kind: PassageKind
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The stretch of text that the passage is."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as it was read: schema.org NewsArticle in our columns.

    ``published`` and ``modified`` are ISO 8601 with the precision the source gives, or None;
    ``input`` is the path or address it came from.
    """

    text: str
    passages: tuple[Passage, ...]
    input: str
    title: str | None = None
    subtitle: str | None = None
    source: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = "en"
    #: Where ``published`` comes from: header, json-ld, meta, time, url, feed, field, mail or given.
    published_basis: str | None = None
    #: Tells apart two articles under one outlet, date and title; "" for all others.
    edition: str = ""

    #: The stable id: from the address, or from outlet, date and title.
    id: str = field(init=False, compare=False)
    #: A fingerprint of everything that was read; two articles with the same one are equal.
    content_hash: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        head = [self.title, self.subtitle, self.source, self.published, self.modified, self.author]
        fingerprint = digest("\x1f".join([*(part or "" for part in head), self.text]), 32)
        object.__setattr__(self, "id", self._identify())
        object.__setattr__(self, "content_hash", fingerprint)

    def _identify(self) -> str:
        """An article with neither outlet nor date is told from others by its input's name as well,
        because a first line alone ("Press release") does not identify anything.
        """
        if self.url:
            key = self.url
        else:
            key = "|".join([self.source or "", self.published or "", fold(self.title or "")])
            if not (self.source or self.published):
                key += "|" + self.input.replace("\\", "/").rsplit("/", 1)[-1]
        if self.edition:
            key += "|" + self.edition
        words = slug(self.title or self.text[:80], 48) or "article"
        day = f"{self.published[:10]}-" if self.published else ""
        return f"{day}{words}-{digest(key, 6)}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to an actor: ``actor`` is an actor id; ``method`` says how it was resolved."""

    span: Span
    actor: str
    method: Literal["name", "alias", "metonym", "office", "pronoun", "description"]
    confidence: float


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A TIMEX3: ``type`` DATE | TIME | DURATION | SET, ``value`` as TIMEX3 has it."""

    span: Span
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    basis: DateBasis = "explicit"


@dataclass(frozen=True, slots=True)
class Office:
    """Who held which office when (EDTF dates, None when open or unknown)."""

    office: str
    organisation: str
    start: str | None = None
    end: str | None = None
    speaks_for: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, country, organisation, IGO or group that acts or speaks."""

    id: str
    name: str
    type: ActorType
    country: str | None = None
    wikidata: str | None = None
    description: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    offices: tuple[Office, ...] = ()


@dataclass(frozen=True, slots=True)
class Introduction:
    """How an article introduces a person whom no list knows: by the words at ``span``.

    They stand beside the name, or are the name itself where nothing does. ``country`` is an ISO
    3166-1 alpha-2 code and ``office`` a term of the vocabulary or the word used, None if not said.
    """

    actor: str
    span: Span
    country: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its Wikipedia title, ISO country and WGS 84 coordinates in degrees."""

    id: str
    name: str
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Someone's words: source, cue and content as spans, content possibly in several pieces.

    ``speaker`` and ``on_behalf_of`` are actor ids, filled in by resolve; None for unnamed sources.
    ``attitude`` tells what somebody wants, believes or intends from what somebody says; ``tentative``
    what is too uncertain for a row. ``conduit`` is the medium that carried the words; ``parent`` the
    ``main`` span of the statement in whose content this one stands.
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    kind: Literal["direct", "indirect", "mixed"]
    act: Act = "assert"
    speaker: str | None = None
    on_behalf_of: str | None = None
    said_on: str | None = None
    about: tuple[str, ...] = ()
    confidence: float = 0.5
    attitude: bool = False
    tentative: bool = False
    conduit: str | None = None
    parent: Span | None = None

    @property
    def main(self) -> Span:
        """The longest piece of the content: what ``statements.content`` shows."""
        return max(self.content, key=lambda s: (s.end - s.start, -s.start))


class RoleSpan(NamedTuple):
    """A participant of an event: its role, its words and, once resolved, its actor id."""

    role: Role
    span: Span
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class EventReport:
    """One article's words for one event: the evidence and what it says.

    ``type`` is a PLOVER type, ``date`` EDTF, ``place`` a place id; ``cluster`` numbers the events
    of one article, so that two mentions of one event carry the same number.
    """

    span: Span
    trigger: Span
    type: str
    mode: str | None
    status: Status
    date: str | None = None
    date_basis: DateBasis = "unknown"
    place_span: Span | None = None
    place: str | None = None
    actors: tuple[RoleSpan, ...] = ()
    confidence: float = 0.5
    cluster: int = 0


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one article yields, ready to be stored or printed."""

    article: Article
    sentences: tuple[Span, ...] = ()
    actors: tuple[Actor, ...] = ()
    introductions: tuple[Introduction, ...] = ()
    places: tuple[Place, ...] = ()
    mentions: tuple[Mention, ...] = ()
    names: tuple[tuple[Span, str], ...] = ()
    times: tuple[TimeExpression, ...] = ()
    statements: tuple[Statement, ...] = ()
    #: Attitudes and tentative statements: printed, never stored.
    unstored: tuple[Statement, ...] = ()
    reports: tuple[EventReport, ...] = field(default=())


def digest(text: str, length: int) -> str:
    """The first ``length`` hexadecimal digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def fold(text: str) -> str:
    """Lower case without accents or punctuation, words separated by one blank."""
    if text.isascii():
        return " ".join(re.findall(r"[^\W_]+", text.lower()))
    text = text.replace("đ", "d").replace("ı", "i").replace("ø", "o").replace("ł", "l")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare.lower()))


def slug(text: str, length: int = 60) -> str:
    """A readable id: folded words joined by hyphens, cut at a word boundary."""
    words = fold(text).encode("ascii", "ignore").decode().split()
    out = ""
    for word in words:
        if out and len(out) + 1 + len(word) > length:
            break
        out = f"{out}-{word}" if out else word[:length]
    return out


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """The items in order, each once."""
    return tuple(dict.fromkeys(items))
