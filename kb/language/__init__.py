"""The language engine: text to a Reading, in which everything is a span of the text.

``read(text, passages)`` is the one door. The engine behind it is rules (``kb.language.rules``):
vocabularies and word order, no model file. Another engine has to fill the same Reading.
"""

from kb.language.reading import Attribution, Name, Participant, Reading, Sentence, Trigger
from kb.language.rules import read

__all__ = ["Attribution", "Name", "Participant", "Reading", "Sentence", "Trigger", "read"]
