"""Records to rows: the database of the contract, one transaction an article."""

from kb.store.database import create, open_for_reading
from kb.store.runs import finish_run, note_failure, start_run
from kb.store.save import Outcome, save

__all__ = [
    "Outcome",
    "create",
    "finish_run",
    "note_failure",
    "open_for_reading",
    "save",
    "start_run",
]
