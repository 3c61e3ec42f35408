"""The engine of rules: vocabularies, word order and closed word classes; no model file.

It is the floor: it needs nothing but the package, and a better engine is measured against it.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.language.names import find_names
from kb.language.reading import Reading
from kb.language.rules.attribution import find_attributions
from kb.language.rules.line import find_quotes, prepare
from kb.language.rules.triggers import find_triggers
from kb.language.sentences import paragraphs, segment
from kb.records import Passage


def read(text: str, passages: Sequence[Passage] | None = None) -> Reading:
    """Read a text: names, attributions and event triggers, as spans of it.

    ``passages`` tell the parts apart (a title is not a sentence of the lead); without them every
    block between blank lines is a body passage.
    """
    parts = tuple(passages) if passages is not None else paragraphs(text)
    sentences = segment(text, parts)
    names = find_names(sentences)
    lines = []
    quotes = [find_quotes(text, p.start, p.end) for p in parts]
    at = 0
    for sentence in sentences:
        while at < len(names) and names[at].span.start < sentence.span.start:
            at += 1
        end = at
        while end < len(names) and names[end].span.end <= sentence.span.end:
            end += 1
        lines.append(prepare(sentence, names[at:end], quotes[sentence.passage]))
    attributions = find_attributions(text, lines, quotes)
    return Reading(text, sentences, names, attributions, find_triggers(lines, attributions))
