"""Words for people by what they do."""

from __future__ import annotations

from functools import lru_cache

from kb.vocabulary.tables import rows


@lru_cache(maxsize=1)
def roles() -> dict[str, str]:
    """Lower-case words (singular) to the office of the vocabulary that they mean, or ""."""
    return {row["words"]: row["office"] for row in rows("roles.csv")}


@lru_cache(maxsize=1)
def role_words() -> dict[tuple[str, ...], str]:
    """Words for people by what they do (singular and plural) to the office they mean, or ""."""
    found = {}
    for row in rows("roles.csv"):
        words = row["words"].replace("-", " - ").split()
        found[tuple(words)] = row["office"]
        plural = {"man": "men", "woman": "women", "spokesman": "spokesmen", "person": "people"}
        last = words[-1]
        found[(*words[:-1], plural.get(last, last + "s"))] = row["office"]
    return found
