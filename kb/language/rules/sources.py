"""Who speaks: the noun phrase beside a cue."""

from __future__ import annotations

from kb.language.rules.line import Line, Noun, noun_ending
from kb.language.rules.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    PREPOSITIONS,
    is_adverb,
)
from kb.vocabulary.roles import role_words

_HEAD_PREPOSITIONS = frozenset("of for from at in with to on by near under".split())
_RELATIVE = frozenset("who which whose whom".split())


def subject_before(line: Line, verb: int) -> Noun | None:
    """The subject of the verb at token ``verb``: he | Kremlin spokesman Dmitry Peskov | the ministry."""
    end = _skip_back(line, verb)
    if end <= 0:
        return None
    if line.word(end - 1) == ",":
        return _before_parenthesis(line, end - 1)
    if line.word(end - 1) in _RELATIVE:
        return _antecedent(line, end - 1)
    if line.word(end - 1) in ("and", "but"):
        return _first_subject(line, end - 1)
    return _head(line, end)


def _skip_back(line: Line, at: int) -> int:
    """Over auxiliaries, adverbs and "on Tuesday", back to the end of the subject."""
    while at > 0:
        word = line.word(at - 1)
        if word in AUXILIARIES or is_adverb(word) or word in ("himself", "herself", "itself"):
            at -= 1
        elif word in DAYS and line.word(at - 2) in ("on", "last", "late", "early"):
            at -= 2
        elif word in ("night", "evening", "morning", "afternoon", "week") and line.word(at - 2) in (
            *DAYS, "last", "this",
        ):  # fmt: skip
            at -= 2
            at -= line.word(at - 1) == "on"
        else:
            break
    return at


def _head(line: Line, end: int) -> Noun | None:
    """The noun phrase ending at ``end``; of "a spokesman for the ministry", the spokesman."""
    noun = noun_ending(line, end)
    first = noun
    for _ in range(3):
        if noun is None or line.word(noun.start - 1) not in _HEAD_PREPOSITIONS:
            break
        outer = noun_ending(line, noun.start - 1)
        if outer is None or outer.kind == "pronoun":
            return None if noun is first and line.word(noun.start - 1) != "of" else noun
        noun = Noun(outer.start, outer.end, outer.kind)
    if noun and first and noun is not first:
        return Noun(noun.start, first.end, noun.kind)
    return noun


def _before_parenthesis(line: Line, comma: int) -> Noun | None:
    """ "X, <anything>, said": X, or the name between the commas where X is but a description."""
    opening = comma - 1
    while opening > 0 and line.word(opening) not in (",", ";", '"', "”"):
        opening -= 1
    if line.word(opening) != ",":
        return None
    outer = _head(line, opening)
    inner = noun_ending(line, comma)
    if inner and inner.start != opening + 1 and line.word(inner.start - 1) in PREPOSITIONS:
        inner = None
    if outer and outer.kind != "other" and line.word(opening + 1) in _RELATIVE:
        return outer
    if outer is None:
        return inner if inner and inner.start == opening + 1 else None
    if inner and inner.kind == "name" and inner.start == opening + 1 and outer.kind != "pronoun":
        return Noun(outer.start, comma, "name")
    return Noun(outer.start, comma, outer.kind) if outer.kind != "pronoun" else outer


def _first_subject(line: Line, before: int) -> Noun | None:
    """ "X met Y and said": the first noun phrase of the sentence that no preposition governs."""
    start = before
    while start > 0 and line.word(start - 1) not in (";", ":", "that"):
        start -= 1
    for end in range(start + 1, before + 1):
        name = line.name_ending(end)
        found = noun_ending(line, end) if name or line.word(end - 1) in ("he", "she", "they") else None
        if found and found.start >= start and line.word(found.start - 1) not in PREPOSITIONS:
            if line.word(end) == "'s" or (name and name[1].type != "person" and _titled(line, end)):
                continue
            return found
    return None


def _titled(line: Line, at: int) -> bool:
    """A person's name or a role follows: the name before is part of the title."""
    return _continues(line, at) or _is_capital(line, at)


def _antecedent(line: Line, relative: int) -> Noun | None:
    end = relative - 1 if line.word(relative - 1) == "," else relative
    return _head(line, end)


def subject_after(line: Line, at: int) -> Noun | None:
    """The subject that follows its verb: "...", said Kremlin spokesman Dmitry Peskov."""
    start = at
    limit = min(len(line.tokens), at + 16)
    while at < limit:
        word = line.word(at)
        if found := line.names.get(at):
            end = found[0]
            following = line.word(end)
            if following == "'s" or _continues(line, end) or _is_capital(line, end):
                at = end + (following == "'s")
                continue
            return Noun(start, end, "name")
        if (role := _role_at(line, at)) and line.word(role) not in ("of", "for", "in", "at", "to"):
            if _continues(line, role):
                at = role
                continue
            return Noun(start, _with_name(line, role), "role")
        if word in ("he", "she", "they", "it", "we") and at == start:
            return Noun(start, at + 1, "pronoun")
        if not (word.isalpha() or word in ("'s", "-")) or word in CONJUNCTIONS or word in AUXILIARIES:
            break
        if word in PREPOSITIONS and at == start:
            return None
        at += 1
    phrase = at - start
    if 1 < phrase <= 9 and (line.word(start) in DETERMINERS or line.tokens[start].text[0].isupper()):
        return Noun(start, at, "other")
    return None


def _role_at(line: Line, at: int) -> int | None:
    roles = role_words()
    for n in (4, 3, 2, 1):
        if at + n <= len(line.tokens) and line.words[at : at + n] in roles:
            return at + n
    return None


def _continues(line: Line, at: int) -> bool:
    """A name or another role follows directly: it is the head, this one its title."""
    return at in line.names or _role_at(line, at) is not None


def _with_name(line: Line, at: int) -> int:
    """ "the foreign minister, Sergei Lavrov": the apposition belongs to the source."""
    if line.word(at) == "," and (found := line.names.get(at + 1)) and found[1].type == "person":
        return found[0]
    return at


def _is_capital(line: Line, at: int) -> bool:
    return at < len(line.tokens) and line.tokens[at].text[0].isupper()
