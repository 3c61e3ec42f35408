"""Names as the model reads them, put right at their edges and, where the vocabulary is sure, in type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.language.gazetteer import uses_of
from kb.language.names import NAME_TYPE, name_words
from kb.language.neural.decode import Found
from kb.language.neural.labels import NAMES
from kb.language.neural.words import Words
from kb.language.tokens import Token

#: No name begins or ends with one of these, unless it is written with a capital.
_EDGES = frozenset('of and for the in on at with to by from a an as - – — “ ” " ( ,'.split())
_PERSON, _ORGANISATION, _OTHER = (NAMES.index(kind) for kind in ("person", "organisation", "other"))
#: Surer than this, the model's type stands against the vocabulary's. Chosen on the development sets
#: of UNER EWT and CrossNER politics: from .8 up the figure is flat.
_SURE = 0.9


def tidy(words: Words, found: Sequence[Found]) -> list[Found]:
    """The same names without words that belong to none, pieces of one organisation joined."""
    names = list(_joined(words, [name for one in found if (name := _trimmed(words, one))]))
    taken = {at for name in names for at in range(name.first, name.end)}
    return [_typed(words, _with_head(words, name, taken)) for name in names]


def _trimmed(words: Words, found: Found) -> Found | None:
    tokens, first, end = words.tokens, found.first, found.end
    while end > first and tokens[end - 1].text in _EDGES:
        end -= 1
    while first < end and tokens[first].text in _EDGES:
        first += 1
    if found.kind == _PERSON:
        while end - 1 > first and _is_tail(tokens, first, end):
            end -= 1
    if first >= end or (end - first == 1 and tokens[first].lower in ("the", "of", "and")):
        return None
    return found._replace(first=first, end=end)


def _is_tail(tokens: Sequence[Token], first: int, end: int) -> bool:
    """A small word behind a person's name is none of it: "Putin got"; Jong-un and bin Salman are."""
    last = tokens[end - 1]
    small = last.text[0].islower() and last.lower not in name_words()["particle"]
    joined = tokens[end - 2].text in ("-", "'", "’")
    return small and not joined and any(not t.text[0].islower() for t in tokens[first : end - 1])


def _joined(words: Words, names: Sequence[Found]) -> Iterator[Found]:
    """Two organisations with nothing but a blank between them are one: "All" and "Nippon Airways"."""
    last: Found | None = None
    for name in names:
        if last and last.kind == name.kind == _ORGANISATION and last.end == name.first and _near(words, name):
            last = last._replace(end=name.end)
            continue
        if last:
            yield last
        last = name
    if last:
        yield last


def _near(words: Words, name: Found) -> bool:
    return words.tokens[name.first - 1].end + 1 >= words.tokens[name.first].start


def _with_head(words: Words, name: Found, taken: set[int]) -> Found:
    """An organisation's name goes on to the word that says what it is: "Naval" to "Naval Group"."""
    at, tokens = name.end, words.tokens
    if name.kind not in (_ORGANISATION, _OTHER) or at >= len(tokens) or at in taken:
        return name
    beside = words.sentences[at] == words.sentences[at - 1] and tokens[at].start == tokens[at - 1].end + 1
    head = tokens[at].text[0].isupper() and tokens[at].lower in name_words()["organisation"]
    return name._replace(end=at + 1, kind=_ORGANISATION) if beside and head else name


def _typed(words: Words, name: Found) -> Found:
    """The vocabulary's type where the model is unsure and all that the words can mean is of one type."""
    if name.p >= _SURE:
        return name
    kind = _only_type(" ".join(t.text for t in words.tokens[name.first : name.end]))
    return name._replace(kind=kind) if kind is not None else name


def _only_type(name: str) -> int | None:
    kinds = {NAME_TYPE[use.type] for use in uses_of(name) if use.kind != "demonym"}
    return NAMES.index(kinds.pop()) if len(kinds) == 1 else None
