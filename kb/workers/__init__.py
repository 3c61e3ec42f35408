"""Several processes that extract, for one that reads and writes: a queue, its workers, and who minds them."""

from kb.workers.pool import Pool
from kb.workers.work import Given, extracted

__all__ = ["Given", "Pool", "extracted"]
