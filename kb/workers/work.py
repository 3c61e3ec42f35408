"""What a worker is told, and what it does with an article."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from kb import pipeline
from kb.errors import UserError, defect
from kb.language import Engine
from kb.records import Actor, Article, Extraction


class Given(NamedTuple):
    """What every worker is told.

    Engine, names that users have added, bytes of memory that it may have, and seconds that it may take for an
    article: so many, and as many again for each 60,000 characters.
    """

    engine: Engine
    names: tuple[tuple[Actor, str], ...] = ()
    memory: int = 1_000_000_000
    seconds: float = 120.0

    def time_for(self, article: Article) -> float:
        """Seconds that an article may take."""
        return self.seconds * (1 + len(article.text) / 60_000)


def extracted(article: Article, engine: Engine) -> Extraction | UserError:
    """What an article says, or why that cannot be told."""
    try:
        return pipeline.extract(article, engine)
    except MemoryError:
        return UserError(
            f"{article.input} needs more memory than one article may have.", "Split it into shorter texts."
        )
    except Exception as error:  # an article that breaks the engine costs only its own rows
        return defect(article.input, error)


def limit_memory(size: int) -> None:
    """No more data in memory than so many bytes, where the system can be told so."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
