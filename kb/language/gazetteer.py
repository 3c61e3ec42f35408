"""Names of the vocabulary in a run of tokens, longest match first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kb.language.tokens import Token, tokenize
from kb.vocabulary import NameUse, name_key, vocabulary


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, list[NameUse]], dict[str, tuple[int, ...]]]:
    """Names by their tokens joined with blanks, and for each first token the lengths to try."""
    names: dict[str, list[NameUse]] = {}
    lengths: dict[str, set[int]] = {}
    for key, uses in vocabulary().names.items():
        tokens = key.split() if key.replace(" ", "").isalpha() else [t.text for t in tokenize(key)]
        if tokens:
            names.setdefault(" ".join(tokens), []).extend(uses)
            lengths.setdefault(tokens[0], set()).add(len(tokens))
    return names, {first: tuple(sorted(ns, reverse=True)) for first, ns in lengths.items()}


@lru_cache(maxsize=100_000)
def _plain(token: str) -> str:
    return name_key(token)


def match_at(tokens: Sequence[Token], at: int) -> tuple[int, list[NameUse]] | None:
    """The longest name that begins at token ``at``: (index after it, what it can mean)."""
    names, lengths = _index()
    first = _plain(tokens[at].text)
    for n in lengths.get(first, ()):
        if at + n > len(tokens):
            continue
        key = first if n == 1 else " ".join(_plain(t.text) for t in tokens[at : at + n])
        if uses := names.get(key):
            return at + n, uses
    return None


def uses_of(name: str) -> list[NameUse]:
    """What a name can mean, as the tokens of the text spell it."""
    plain = _plain(name)
    found = _index()[0].get(plain)
    if found is None:
        found = _index()[0].get(" ".join(t.text for t in tokenize(plain)), [])
    return found
