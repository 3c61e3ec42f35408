"""In which language an article is."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

#: Fewer letters say too little; then what the source says counts, else English is taken to be meant.
_ENOUGH = 200
_SURE = 0.9
_MOST = 4000
_SMALL = frozenset("the of and to in a that on for is was with as by at from it has had were be".split())


def language_of(text: str, told: str | None = None) -> str:
    """The ISO 639-1 code of a text's language; ``told`` is what its source says."""
    if _is_plainly_english(text[:_MOST]):
        return "en"
    letters = sum(c.isalpha() for c in text[:_MOST])
    foreign = sum(c.isalpha() and c > "\u024f" for c in text[:_MOST])
    if letters < _ENOUGH and foreign * 2 < letters:
        return told or "en"
    code, probability = _identifier().classify(text[:_MOST])
    return str(code) if probability >= _SURE else told or "en"


def _is_plainly_english(text: str) -> bool:
    """True if the small words of English are as frequent as in English: most texts need no more to be told."""
    words = text.lower().split()
    return (
        len(words) >= 40
        and words.count("the") >= 0.03 * len(words)
        and sum(word in _SMALL for word in words) >= 0.2 * len(words)
    )


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
