"""Does the clause around a time expression speak of what is to come? Tense decides which Tuesday it is."""

from __future__ import annotations

import re

from kb.records import Span

_FUTURE = re.compile(
    r"\b(?:will|shall|is to|are to|is due|are due|due to|would|plans? to|planned|planning|scheduled|expected|"
    r"intends?|set to|next(?! to\b)|tomorrow|to be held|upcoming|agreed to|meant to|going to|expects? to|"
    r"hopes? to|about to|must|should|can|may|could|might|before|until|by)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?P<before>\w+)?\W+(?P<verb>\w{2,}ed|said|told|met|held|spoke|wrote|began|left|went|came|took|gave|made|sent|was|"
    r"were|had|saw|became|rose|fell|won|lost|hit|led|found|struck|fought|broke|shot|stood|sat|flew|drove|ran|got|put|"
    r"has|have|since|last|ago)\b",
    re.IGNORECASE,
)
#: A participle behind one of these is no past tense: "to be released", "will be held".
_GOVERNED = frozenset("be is are been being to will would".split())
_FAR, _BEHIND = 110, 60


def is_ahead(text: str, sentence: Span, where: Span) -> bool:
    """True if the words nearest to the expression, before it or else behind it, speak of the future."""
    before = text[max(sentence.start, where.start - _FAR) : where.start]
    future = max((m.start() for m in _FUTURE.finditer(before)), default=-1)
    past = max((m.start("verb") for m in _PAST.finditer(" " + before) if _is_finite(m)), default=0) - 1
    if future >= 0 or past >= 0:
        return future > past
    behind = text[where.end : min(sentence.end, where.end + _BEHIND)]
    ahead, over = _FUTURE.search(behind), _PAST.search(behind)
    return ahead is not None and (over is None or ahead.start() < over.start())


def _is_finite(match: re.Match[str]) -> bool:
    verb, before = match["verb"].lower(), (match["before"] or "").lower()
    return verb not in ("planned", "scheduled", "expected") and before not in _GOVERNED
