"""Closed word classes of English that the rules lean on."""

from __future__ import annotations

PREPOSITIONS = frozenset(
    "of for from at in with to on by over under about against between among after before during into "
    "through within without near behind beyond despite across along around as than like upon".split()
)
DETERMINERS = frozenset(
    "the a an his her its their our my this that these those one two three four five six several some "
    "another other both many no any each every".split()
)
PRONOUNS = frozenset("he she they it who which we i you".split())
CONJUNCTIONS = frozenset("and but or nor while whereas although though because since if when as".split())
AUXILIARIES = frozenset(
    "has have had is are was were be been being will would shall should can could may might must do does "
    "did not never n't also".split()
)
#: What may stand between a subject and its verb, or between a verb and its "that"-clause.
ADVERBS = frozenset(
    "also then later however meanwhile first again still once earlier twice even only now already soon "
    "often further yet just long today yesterday afterwards instead nevertheless nonetheless too".split()
)
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def is_adverb(word: str) -> bool:
    """True for the adverbs listed and for words in -ly (``cynically``; not ``Italy`` or ``family``)."""
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NOT_ADVERBS)


_NOT_ADVERBS = frozenset("italy family ally reply supply assembly rally apply imply early".split())
