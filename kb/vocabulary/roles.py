"""Words for people by what they do."""

from __future__ import annotations

from functools import lru_cache

from kb.vocabulary.tables import rows


@lru_cache(maxsize=1)
def roles() -> dict[str, str]:
    """Lower-case words (singular) to the office of the vocabulary that they mean, or ""."""
    return {row["words"]: row["office"] for row in rows("roles.csv")}
