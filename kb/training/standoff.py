"""Annotation kept apart from its text: spans by offset, with the text's SHA-256 to find it again.

The texts of open corpora stay with their publishers; what we annotated in them is kept here, in
``kb/training/annotation/*.jsonl``, one line a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kb.language.neural.labels import ROLES, STATUSES, TYPES
from kb.records import Span, digest
from kb.training.example import Event, Example, Quoted

ANNOTATION = Path(__file__).parent / "annotation"


def write(
    examples: Iterable[Example], path: Path, heads: Iterable[str] = ("statements", "attitudes", "events")
) -> None:
    """Keep the annotation of some heads of the examples, without their texts."""
    lines = [
        json.dumps(_line(e, set(heads)), ensure_ascii=False) for e in sorted(examples, key=lambda e: e.name)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def lay_over(line: Mapping[str, Any], text: Example) -> Example:
    """The text (an example of which nothing else is known) with the annotation of a line.

    ValueError if it is not the text that was annotated.
    """
    if line["sha256"] != digest(text.text, 64):
        raise ValueError(f"{text.name} is not the text that was annotated")
    changes: dict[str, Any] = {}
    for head in ("statements", "attitudes"):
        if head in line:
            changes[head] = tuple(_quoted(one) for one in line[head])
    if "events" in line:
        changes["events"] = tuple(_event(one) for one in line["events"])
    unknown = {head: tuple(Span(*s) for s in spans) for head, spans in line.get("unknown", {}).items()}
    return Example(
        text.name, text.text, text.passages,
        statements=changes.get("statements", text.statements),
        attitudes=changes.get("attitudes", text.attitudes),
        names=text.names, events=changes.get("events", text.events),
        unknown={**text.unknown, **unknown}, open_names=text.open_names,
    )  # fmt: skip


def _line(example: Example, heads: set[str]) -> dict[str, Any]:
    line: dict[str, Any] = {"name": example.name, "sha256": digest(example.text, 64)}
    for head in ("statements", "attitudes"):
        found: tuple[Quoted, ...] | None = getattr(example, head)
        if head in heads and found is not None:
            line[head] = [[q.source, q.cue, list(q.content)] for q in found]
    if "events" in heads and example.events is not None:
        line["events"] = [
            {
                "trigger": e.trigger,
                "type": [TYPES[t] for t in e.types],
                "status": STATUSES[e.status],
                "parts": None if e.parts is None else [[ROLES[r], *s] for r, s in e.parts],
            }
            for e in example.events
        ]
    named = {"statements": "statements", "attitudes": "attitudes", "events": "triggers"}
    kept = {named[h] for h in heads}
    unknown = {h: list(spans) for h, spans in example.unknown.items() if spans and h in kept}
    return {**line, "unknown": unknown} if unknown else line


def _span(given: list[int] | None) -> Span | None:
    return Span(*given) if given else None


def _quoted(given: list[Any]) -> Quoted:
    source, cue, content = given
    return Quoted(_span(source), _span(cue), tuple(Span(*s) for s in content))


def _event(given: Mapping[str, Any]) -> Event:
    parts = given["parts"]
    return Event(
        Span(*given["trigger"]),
        tuple(TYPES.index(t) for t in given["type"]),
        STATUSES.index(given["status"]),
        None if parts is None else tuple((ROLES.index(r), Span(s, e)) for r, s, e in parts),
    )
