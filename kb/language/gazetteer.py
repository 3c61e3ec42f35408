"""Names of the vocabulary in a run of tokens, longest match first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kb.language.tokens import Token, tokenize
from kb.records import Actor
from kb.vocabulary import NameUse, name_key, vocabulary

#: No name has more tokens, and none has one of these.
_LONGEST = 14
_ENDS = frozenset(';:"“”()!?…—–')


@lru_cache(maxsize=1)
def _index() -> dict[str, list[NameUse]]:
    """Names by their tokens joined with blanks, beside their spelling."""
    names = dict(vocabulary().names)
    for key in vocabulary().names:
        # A title such as "Senate (Belgium)" is left out: no text spells it so.
        if not key.replace(" ", "").isalpha() and key[-1] != ")" and (spelled := _tokens(key)) != key:
            names[spelled] = [*names.get(spelled, ()), *names[key]]
    return names


def _tokens(name: str) -> str:
    """The tokens of a name, joined with blanks: "Ban Ki - moon"."""
    hyphens = name.replace("-", " - ")
    if hyphens.replace("-", "").replace(" ", "").isalpha():
        return hyphens
    return " ".join(t.text for t in tokenize(name)) or name


@lru_cache(maxsize=100_000)
def _plain(token: str) -> str:
    return name_key(token)


def match_at(tokens: Sequence[Token], at: int) -> tuple[int, list[NameUse]] | None:
    """The longest name that begins at token ``at``: (index after it, what it can mean)."""
    names, key, found = _index(), "", None
    for end in range(at, min(at + _LONGEST, len(tokens))):
        text = tokens[end].text
        if text in _ENDS:
            break
        key = f"{key} {_plain(text)}" if key else _plain(text)
        if uses := names.get(key):
            found = end + 1, uses
    return found


def uses_of(name: str) -> list[NameUse]:
    """What a name can mean, as the tokens of the text spell it."""
    plain = _plain(name)
    found = _index().get(plain)
    if found is None:
        found = _index().get(" ".join(t.text for t in tokenize(plain)), [])
    return found


def learn(actor: Actor, name: str) -> None:
    """Let a name mean an actor from now on, in this process: what users have added to a database."""
    known = vocabulary()
    if actor.id not in known.actors:
        known.actors.put(actor.id, actor)
    uses = known.names.setdefault(name_key(name), [])
    if all(use.id != actor.id for use in uses):
        uses.insert(0, NameUse(actor.id, "alias", actor.type))
        _index.cache_clear()
