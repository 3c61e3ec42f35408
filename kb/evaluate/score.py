"""Scores of one article's rows; the sums over articles give the figures.

events      a row matches an annotated event when their evidence overlaps and the type is one that
            the annotation accepts; an event that may be left out is neither missed nor wrong.
status, date, place   share right over the matched events; event_actors: F1 of names at country
            level; row: all four right at once.
statements  a row matches when the content overlaps (IoU >= 0.5 of characters) and the speaker is right.
actors      the canonical names that the article yields.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kb.evaluate.gold import Gold, iou, norm, overlap
from kb.evaluate.rows import Predicted

Match = dict[int, int]


class Tally:
    """Counts that add up: right, predicted and wanted for F1; right and of for shares."""

    def __init__(self) -> None:
        self.f1: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.share: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.errors: list[str] = []

    def count(self, name: str, right: int, predicted: int, wanted: int) -> None:
        """Add to a figure that is an F1."""
        self.f1[name] = [a + b for a, b in zip(self.f1[name], (right, predicted, wanted), strict=True)]

    def judge(self, name: str, right: bool) -> None:
        """Add to a figure that is a share."""
        self.share[name] = [self.share[name][0] + right, self.share[name][1] + 1]


def score(gold: Gold, rows: Predicted, tally: Tally) -> None:
    """Add one article to the tally."""
    _score_events(gold, rows["events"], tally)
    _score_statements(gold, rows["statements"], tally)
    want = {gold.key(a["name"]) for a in gold.data["actors"]}
    have = {gold.key(a["name"]) for a in rows["actors"]}
    tally.count("actors", len(want & have), len(have), len(want))
    tally.errors += [f"missed actor   {n}" for n in sorted(want - have)]
    tally.errors += [f"spurious actor {n}" for n in sorted(have - want)]


def _best_first(pairs: list[tuple[Any, ...]]) -> Match:
    """One to one, the best pair first; a pair ends with minus the gold and minus the row index."""
    match: Match = {}
    for *_, i, j in sorted(pairs, reverse=True):
        if -i not in match and -j not in match.values():
            match[-i] = -j
    return match


def match_events(gold: Gold, rows: Sequence[dict[str, Any]]) -> Match:
    """Which row is which annotated event: gold index -> row index."""
    spans = [[s for text in row["texts"] for s in gold.spans(text)] for row in rows]
    have = [{gold.state(a["name"], a["country"]) for a in row["actors"]} for row in rows]
    pairs = []
    for i, event in enumerate(gold.data["events"]):
        evidence = [s for quote in event["evidence"] for s in gold.spans(quote)]
        want = {gold.state(a["name"]) for a in event["actors"]}
        for j, row in enumerate(rows):
            best = max((overlap(a, b) for a in evidence for b in spans[j]), default=0)
            if best and any(r["type"] in _listed(event["type"]) for r in row["reports"]):
                agree = len(want & have[j]) / max(1, len(want | have[j]))
                status = any(r["status"] == event["status"] for r in row["reports"])
                pairs.append((agree, status, min(best, 200), event["required"], -i, -j))
    return _best_first(pairs)


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _score_events(gold: Gold, rows: Sequence[dict[str, Any]], tally: Tally) -> None:
    events, match = gold.data["events"], match_events(gold, rows)
    required = [i for i, event in enumerate(events) if event["required"]]
    hit = [i for i in required if i in match]
    predicted = len(rows) - sum(not events[i]["required"] for i in match)
    tally.count("events", len(hit), predicted, len(required))
    whole = sum(_judge_event(gold, events[i], rows[match[i]], tally) for i in hit)
    tally.count("row", whole, predicted, len(required))
    for i in required:
        if i not in match:
            e = events[i]
            tally.errors.append(f"missed event  {e['type']} {e['status']} {e['date']} | {e['evidence'][0]}")
    for j, row in enumerate(rows):
        if j not in match.values():
            r = row["reports"][0]
            tally.errors.append(
                f"spurious event {r['type']} {r['status']} {r['date']} | {row['texts'][0][:120]}"
            )


def _judge_event(gold: Gold, event: dict[str, Any], row: dict[str, Any], tally: Tally) -> bool:
    reports = row["reports"]
    right = {
        "status": any(r["status"] in [event["status"], *event.get("status_alt", [])] for r in reports),
        "date": any((r["date"] or None) == event["date"] for r in reports),
        "place": any(norm(r["place"]) == norm(event["place"]) for r in reports),
    }
    for name, ok in right.items():
        tally.judge(name, ok)
    want = {gold.state(a["name"]) for a in event["actors"] if not a["name"].startswith("unnamed")}
    have = {gold.state(a["name"], a["country"]) for a in row["actors"]}
    tally.count("event_actors", len(want & have), len(have), len(want))
    return all(right.values()) and (want == have or not event["actors"])


def _score_statements(gold: Gold, rows: Sequence[dict[str, Any]], tally: Tally) -> None:
    said = gold.data["statements"]
    pairs = []
    for i, statement in enumerate(said):
        spans = gold.spans(statement["content"])
        for j, row in enumerate(rows):
            best = max((iou(a, b) for a in spans for b in gold.spans(row["content"])), default=0.0)
            if best >= 0.5:
                right = _is_speaker(gold, statement, row["speaker"])
                pairs.append((right, best, statement["required"], -i, -j))
    content = _best_first(pairs)
    match = {i: j for i, j in content.items() if _is_speaker(gold, said[i], rows[j]["speaker"])}
    required = [i for i, statement in enumerate(said) if statement["required"]]
    predicted = len(rows) - sum(not said[i]["required"] for i in content)
    found = sum(i in content for i in required)
    tally.count("statement_content", found, predicted, len(required))
    hit = [i for i in required if i in match]
    tally.count("statements", len(hit), predicted, len(required))
    for i in hit:
        statement, row = said[i], rows[match[i]]
        tally.judge("kind", row["kind"] == statement["kind"])
        named = [statement["on_behalf_of"], *statement.get("on_behalf_of_alt", [])]
        wanted = {gold.key(n) if n else None for n in named}
        behalf = row["on_behalf_of"]
        tally.judge("on_behalf_of", (gold.key(behalf["name"]) if behalf else None) in wanted)
    for i in required:
        if i not in match:
            tally.errors.append(f"missed statement  {said[i]['speaker']}: {said[i]['content'][:120]}")
    for j, row in enumerate(rows):
        if j not in match.values():
            who = (row["speaker"] or {}).get("name")
            tally.errors.append(f"spurious statement {who}: {row['content'][:120]}")


def _is_speaker(gold: Gold, statement: dict[str, Any], speaker: dict[str, Any] | None) -> bool:
    names = [statement["speaker"], *statement.get("speaker_alt", [])]
    if any(n.startswith("unnamed") for n in names):
        return speaker is None
    return speaker is not None and gold.key(speaker["name"]) in {gold.key(n) for n in names}
