"""What kb knows before it reads: actors, offices, places, event types, triggers and cues.

The facts are CSV files in ``data/`` that a person can edit; each has a header that says where they
come from and under which licence. Everything is loaded once, on first use.
"""

from kb.vocabulary.actors import NameKind, NameUse, Vocabulary, name_key, vocabulary
from kb.vocabulary.events import TriggerEntry, event_types, mode_of, triggers
from kb.vocabulary.speech import CueEntry, cues

__all__ = [
    "CueEntry",
    "NameKind",
    "NameUse",
    "TriggerEntry",
    "Vocabulary",
    "cues",
    "event_types",
    "mode_of",
    "name_key",
    "triggers",
    "vocabulary",
]
