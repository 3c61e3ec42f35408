"""Attribution cues in a sentence: the words, where they are used as such."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kb.language.rules.line import Line
from kb.language.rules.words import DETERMINERS, PREPOSITIONS
from kb.vocabulary import CueEntry, cues
from kb.vocabulary.forms import lengths_by_first_word


class Cue(NamedTuple):
    """A cue found in a line: tokens ``start`` to ``end`` and its vocabulary entry."""

    start: int
    end: int
    entry: CueEntry


@lru_cache(maxsize=1)
def _cue_lengths() -> dict[str, tuple[int, ...]]:
    return lengths_by_first_word(cues())


def find_cues(line: Line) -> list[Cue]:
    """The cues of a line outside quotation marks, in order."""
    known, lengths, hits, at = cues(), _cue_lengths(), list[Cue](), 0
    words = line.words
    while at < len(words):
        for n in lengths.get(words[at], ()):
            entry = known.get(tuple(words[at : at + n])) if at + n <= len(words) else None
            if entry and not line.quoted[at] and _can_be_cue(line, at, at + n):
                hits.append(Cue(at, at + n, entry))
                at += n - 1
                break
        at += 1
    return hits


def _can_be_cue(line: Line, start: int, end: int) -> bool:
    """Not a noun (the report), an infinitive (to say) or a passive (was told)."""
    before, word = line.word(start - 1), line.word(start)
    if before in DETERMINERS or (before in PREPOSITIONS and not word.endswith("ing")):
        return False
    if before in ("was", "were", "been", "be", "is", "are") and not word.endswith("ing"):
        return line.word(start) in ("quoted",)
    if line.tokens[start].text[0].isupper() and start > 0:
        return False
    return before not in ("'s", "-") and line.word(end) != "-"
