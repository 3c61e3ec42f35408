"""The figures on the annotated articles must not fall below the pinned floors."""

import json
from collections import defaultdict

from click.testing import CliRunner
from conftest import GOLD

from kb.cli import main
from kb.evaluate import evaluate_folder
from kb.evaluate.gold import Gold
from kb.evaluate.score import match_events
from kb.pipeline import extract
from kb.read import Defaults, Document, read


def test_floors_hold():
    result = CliRunner().invoke(main, ["evaluate", str(GOLD), "--floors", str(GOLD.parent / "floors.json")])
    assert result.exit_code == 0, result.output
    assert "header            right 1.0  of 18" in result.output


def test_a_figure_below_its_floor_fails(tmp_path):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"floors": {"events": {"f1": 0.99}}}))
    result = CliRunner().invoke(main, ["evaluate", str(GOLD), "--floors", str(floors)])
    assert result.exit_code == 1
    assert "Error: Below the floor: events f1 0." in result.stderr


def test_confidence_says_how_often_an_event_is_right():
    sure = []
    for file in sorted(GOLD.glob("*.txt")):
        gold, (article,) = Gold(file.with_suffix("")), read(Document(str(file), file), Defaults())
        events = defaultdict(lambda: {"texts": [], "reports": [], "actors": [], "sure": 0.0})
        found = extract(article)
        actors = {a.id: {"name": a.name, "country": a.country} for a in found.actors}
        for r in found.reports:
            event = events[r.cluster]
            event["texts"].append(article.text[r.span.start : r.span.end])
            event["reports"].append({"type": r.type, "status": r.status, "date": r.date, "place": None})
            event["actors"] += [actors[a.actor] for a in r.actors if a.actor]
            event["sure"] = max(event["sure"], r.confidence)
        right = set(match_events(gold, list(events.values())).values())
        sure += [(event["sure"], i in right) for i, event in enumerate(events.values())]
    bins = defaultdict(list)
    for confidence, right in sure:
        bins[int(confidence * 5)].append((confidence, right))
    gaps = [abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in bins.values()]
    assert len(bins) >= 4
    assert sum(gaps) / len(sure) < 0.06


def test_what_is_missing_counts_as_missed(sample_db, tmp_path):
    figures, misses, absent = evaluate_folder(str(GOLD), sample_db)
    assert absent == []
    assert len(misses) == 18
    assert any(line.startswith("missed event") for _, lines in misses for line in lines)
    for stem in ("02-dayton", "08-prespa"):
        for suffix in (".txt", ".json"):
            (tmp_path / (stem + suffix)).write_bytes((GOLD / (stem + suffix)).read_bytes())
    record = tmp_path / "08-prespa.json"
    record.write_text(
        record.read_text(encoding="utf-8").replace('"title": "', '"title": "Not '), encoding="utf-8"
    )
    part, _, absent = evaluate_folder(str(tmp_path), sample_db)
    assert absent == ["08-prespa"]
    assert part["header"] == {"right": 0.5, "of": 2}
    assert figures["actors"]["gold"] > part["actors"]["gold"]


def test_a_folder_without_annotations(tmp_path):
    result = CliRunner().invoke(main, ["evaluate", str(tmp_path)])
    assert result.stderr == (
        f"Error: {tmp_path} holds no annotated articles. Give a folder of NAME.txt files with NAME.json.\n"
    )
