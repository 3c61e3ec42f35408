"""Event triggers by rules: words of the vocabulary, their clause, who acts, and how certain it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kb.language.names import name_words
from kb.language.reading import Attribution, Participant, Trigger
from kb.language.rules.line import Line
from kb.language.rules.status import status_of
from kb.language.rules.words import AUXILIARIES, CONJUNCTIONS, DETERMINERS
from kb.records import Role, Span
from kb.vocabulary import TriggerEntry, triggers
from kb.vocabulary.forms import lengths_by_first_word
from kb.vocabulary.roles import role_words

_BEFORE_NOUNS = frozenset(
    "'s of for in by with after before new further military against from into over".split()
)
_TO_RECIPIENT = frozenset("on against to with for at of upon towards toward".split())


def find_triggers(lines: Sequence[Line], attributions: Sequence[Attribution]) -> tuple[Trigger, ...]:
    """Every event trigger of the text, one for each clause and type."""
    cues = {a.cue for a in attributions if a.cue}
    found = list[Trigger]()
    for line in lines:
        seen = set()
        for start, end, entry in _hits(line):
            if _is_cue_only(line, start, end, entry, cues):
                continue
            clause = _clause(line, start, end)
            if (entry.type, clause) in seen:
                continue
            if entry.frame == "again":
                spoken_of = next((t for t in reversed(found[-6:]) if t.type == entry.type), None)
                if spoken_of is None or not _has_pronoun_subject(line, start):
                    continue
                again = _trigger(line, start, end, entry, clause)
                found.append(again._replace(participants=spoken_of.participants, confidence=0.65))
                continue
            seen.add((entry.type, clause))
            found.append(_trigger(line, start, end, entry, clause))
    return tuple(_without_speakers(trigger, attributions) for trigger in found)


def _without_speakers(trigger: Trigger, attributions: Sequence[Attribution]) -> Trigger:
    """Whoever tells of an event takes no part in it by telling."""
    sources = [a.source for a in attributions if a.source and any(c.covers(trigger.span) for c in a.content)]
    kept = tuple(p for p in trigger.participants if not any(s.covers(p.span) for s in sources))
    return trigger if len(kept) == len(trigger.participants) else trigger._replace(participants=kept)


def _has_pronoun_subject(line: Line, verb: int) -> bool:
    """ "it will be held", "which takes place": only auxiliaries between the pronoun and the verb."""
    at = verb - 1
    while at >= 0 and (line.word(at) in AUXILIARIES or line.word(at) == "to"):
        at -= 1
    return at >= 0 and line.word(at) in ("it", "which", "they")


def _is_cue_only(line: Line, start: int, end: int, entry: TriggerEntry, cues: set[Span]) -> bool:
    """A cue is an event too only if its type is an act of speech (warn, demand, accuse, deny)."""
    if line.span(start, end) not in cues and line.span(start, start + 1) not in cues:
        return False
    return entry.type not in ("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "AGREE")


@lru_cache(maxsize=1)
def _lengths() -> dict[str, tuple[int, ...]]:
    return lengths_by_first_word(triggers())


def _hits(line: Line) -> list[tuple[int, int, TriggerEntry]]:
    known, lengths, hits, at = triggers(), _lengths(), list[tuple[int, int, TriggerEntry]](), 0
    words = line.words
    while at < len(words):
        for n in lengths.get(words[at], ()):
            entries = known.get(tuple(words[at : at + n])) if at + n <= len(words) else None
            entry = entries and _fitting(line, at, at + n, entries)
            if entry and not _inside_name(line, at):
                hits.append((at, at + n, entry))
                at += n - 1
                break
        at += 1
    return hits


def _inside_name(line: Line, at: int) -> bool:
    if line.tokens[at].text[0].isupper() and at > 0 and line.word(at - 1) not in ('"', "“", "•"):
        return True
    return any(start <= at < end for start, (end, _) in line.names.items())


def _fitting(line: Line, start: int, end: int, entries: Sequence[TriggerEntry]) -> TriggerEntry | None:
    """The first entry whose part of speech and needed words the clause has."""
    verb_like = _is_verb_here(line, start)
    for entry in entries:
        if entry.pos == "verb" and not verb_like:
            continue
        if entry.pos == "noun" and verb_like is True and len(entries) > 1:
            continue
        if entry.needs or entry.bars:
            low, high = _clause(line, start, end)
            here = set(line.words[low:high])
            if entry.bars & here or (entry.needs and not entry.needs & here):
                continue
        return entry
    return None


def _is_verb_here(line: Line, at: int) -> bool:
    """Guess from the word before: the attack | to attack; -ed and -ing forms are verbs."""
    before, word = line.word(at - 1), line.word(at)
    if word.endswith("ed") and before not in ("the", "a", "an"):
        return True
    if before in DETERMINERS or before in _BEFORE_NOUNS:
        return word.endswith("ing") and before in ("after", "before", "by", "of", "for", "from")
    return not (before.isalpha() and (before.endswith(("al", "ic"))))


def _clause(line: Line, start: int, end: int) -> tuple[int, int]:
    """Token range of the clause around a trigger: to the next comma + conjunction, "that" or stop."""
    low = start
    while low > 0 and start - low < 28:
        word = line.word(low - 1)
        if word in (";", ":", "—", "–", "“", "”", '"', "that"):
            break
        if word in ("who", "which") or (word in CONJUNCTIONS and line.word(low - 2) == ","):
            break
        low -= 1
    high = end
    while high < len(line.tokens) and high - end < 28:
        word = line.word(high)
        if word in (";", ":", "—", "–", "”", '"', "that", "who", "which"):
            break
        if word == "," and line.word(high + 1) in CONJUNCTIONS | {
            "who",
            "which",
            "where",
            "saying",
            "adding",
        }:
            break
        if word in ("and", "but", "while") and _finite_follows(line, high + 1):
            break
        high += 1
    while high > end and line.word(high - 1) in (".", ","):
        high -= 1
    while low < start and line.word(low) in (",", "and", "but"):
        low += 1
    return low, high


def _finite_follows(line: Line, at: int) -> bool:
    """After "and": a new clause begins if a verb with -ed / -s, or a subject and a verb, comes at once."""
    word = line.word(at)
    return word.endswith("ed") or word in (
        "is",
        "was",
        "were",
        "has",
        "had",
        "will",
        "would",
        "are",
    )


def _trigger(line: Line, start: int, end: int, entry: TriggerEntry, clause: tuple[int, int]) -> Trigger:
    low, high = clause
    place = _place(line, low, high, end)
    return Trigger(
        span=line.span(start, end),
        evidence=line.span(low, high),
        type=entry.type,
        mode=entry.mode,
        status=status_of(line, start, end, clause, entry),
        participants=_participants(line, clause, (start, end), entry, place),
        place=place,
        confidence=0.6 if len(entry.needs) or end - start > 1 else 0.5,
    )


def _place(line: Line, low: int, high: int, after: int) -> Span | None:
    """The first location after in / at / near, sought behind the trigger first."""
    for begin, stop in ((after, high), (low, after)):
        for at in range(begin, stop):
            found = line.names.get(at)
            if found and found[1].type == "location":
                before = line.word(at - 1)
                if before == "the":
                    before = line.word(at - 2)
                if before in ("in", "at", "near", "outside"):
                    return line.span(at, found[0])
    return None


def _participants(
    line: Line,
    clause: tuple[int, int],
    trigger: tuple[int, int],
    entry: TriggerEntry,
    place: Span | None,
) -> tuple[Participant, ...]:
    """Names and pronouns of the clause, before and behind the trigger, in the roles of its frame."""
    passive = entry.pos == "verb" and _is_passive(line, trigger[0])
    found = list[Participant]()
    if line.word(clause[0] - 1) in ("who", "which"):
        before = clause[0] - 2 if line.word(clause[0] - 2) == "," else clause[0] - 1
        if antecedent := line.name_ending(before):
            role: Role = "participant" if entry.frame == "joint" else "recipient" if passive else "initiator"
            found.append(Participant(role, antecedent[1].span))
    for at in range(*clause):
        name = line.names.get(at)
        if name:
            end = name[0]
            if trigger[0] <= at < trigger[1] or _is_setting(line, at, name[1].type, entry):
                continue
            if (place and line.span(at, end) == place) or _is_title_of(line, at, end):
                continue
        elif line.word(at) in ("he", "she", "they", "it", "him", "her", "them") and not line.quoted[at]:
            end = at + 1
        elif line.word(at) == "the" and (role_end := _office_after(line, at + 1)):
            end = role_end
        else:
            continue
        role = _role(line, at, trigger, entry, passive)
        found.append(Participant(role, line.span(at, end)))
    return tuple(found)


def _office_after(line: Line, at: int) -> int | None:
    """ "the (Russian) president" without a name behind it: the token after the office."""
    if at in line.names:
        at = line.names[at][0]
    for end in (at + 3, at + 2, at + 1):
        if role_words().get(line.words[at:end]):
            named = end in line.names or (line.word(end) == "," and end + 1 in line.names)
            return None if named or line.word(end) == "of" else end
    return None


def _is_title_of(line: Line, start: int, end: int) -> bool:
    """A state before an office and a name is part of the title: US President Donald Trump."""
    if line.names[start][1].type == "person":
        return False
    for at in range(end, min(end + 6, len(line.tokens))):
        found = line.names.get(at)
        if found:
            return found[1].type == "person" and at > end
        word = line.tokens[at]
        if not (
            word.lower in name_words()["title"]
            or (word.lower,) in role_words()
            or word.text in ("'s", "’s", "-")
        ):
            return False
    return False


def _is_passive(line: Line, at: int) -> bool:
    return line.word(at).endswith(("ed", "en", "n", "t")) and any(
        line.word(at - k) in ("was", "were", "been", "being", "be", "is", "are") for k in (1, 2)
    )


def _is_setting(line: Line, at: int, kind: str, entry: TriggerEntry) -> bool:
    """A location after in / at / from is where it happens, not who acts."""
    if kind != "location":
        return False
    before = line.word(at - 1)
    if before == "the":
        before = line.word(at - 2)
    return before in ("in", "at", "near", "outside", "from", "into", "around", "through") or (
        before == "to" and entry.mode == "visit"
    )


def _role(line: Line, at: int, trigger: tuple[int, int], entry: TriggerEntry, passive: bool) -> Role:
    before = line.word(at - 1)
    if before == "the":
        before = line.word(at - 2)
    if line.word(at - 2) in ("mediated", "brokered", "facilitated") and before == "by":
        return "mediator"
    if line.word(at - 2) == "hosted" and before == "by":
        return "host"
    if entry.frame == "joint":
        return "participant"
    if before == "by":
        return "initiator"
    if entry.pos == "noun":
        return "recipient" if at > trigger[0] and before in _TO_RECIPIENT else "initiator"
    left = at < trigger[0]
    return "initiator" if left != passive else "recipient"
