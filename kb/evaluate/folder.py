"""A folder of annotated articles: read or looked up, scored, and shown."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from kb.errors import UserError
from kb.evaluate.gold import Gold, norm
from kb.evaluate.rows import predicted
from kb.evaluate.score import Tally, score
from kb.language import Engine
from kb.store import open_for_reading

#: Figure -> {"p", "r", "f1", "predicted", "gold"} or {"right", "of"}.
Figures = dict[str, dict[str, float]]

_F1 = ["actors", "events", "event_actors", "row", "statement_content", "statements"]
_SHARES = ["header", "status", "date", "place", "kind", "on_behalf_of"]


def evaluate_folder(
    folder: str, database: str | None = None, engine: Engine = "neural"
) -> tuple[Figures, list[tuple[str, list[str]]], list[str]]:
    """(figures, errors by article, articles not found) for NAME.txt / NAME.json pairs.

    Without a database the articles are read into a temporary one first.
    """
    stems = sorted(
        path.with_suffix("") for path in Path(folder).rglob("*.json") if path.with_suffix(".txt").exists()
    )
    if not stems:
        raise UserError(
            f"{folder} holds no annotated articles.",
            "Give a folder of NAME.txt files with NAME.json.",
        )
    if database:
        return _evaluate(stems, database)
    from kb.ingest import ingest

    with tempfile.TemporaryDirectory() as scratch:
        made = str(Path(scratch) / "gold.db")
        ingest([str(stem.with_suffix(".txt")) for stem in stems], made, engine=engine)
        return _evaluate(stems, made)


def _evaluate(stems: Sequence[Path], database: str) -> tuple[Figures, list[tuple[str, list[str]]], list[str]]:
    db = open_for_reading(database)
    tally, misses, absent = Tally(), list[tuple[str, list[str]]](), list[str]()
    try:
        articles = db.execute("SELECT id, title, published FROM articles").fetchall()
        for stem in stems:
            gold = Gold(stem)
            found = _score_article(db, gold, articles, tally)
            if not found:
                absent.append(stem.name)
            misses.append((stem.name, tally.errors))
            tally.errors = []
    finally:
        db.close()
    return _figures(tally), misses, absent


def _score_article(db: sqlite3.Connection, gold: Gold, articles: Sequence[sqlite3.Row], tally: Tally) -> bool:
    head = gold.data["article"]
    mine = next((a for a in articles if norm(a["title"]) == norm(head["title"])), None)
    published = str(mine["published"] or "")[:10] if mine else None
    tally.judge("header", published == (head["published"] or ""))
    if mine:
        score(gold, predicted(db, mine["id"]), tally)
    else:
        score(gold, {"actors": [], "events": [], "statements": []}, tally)
    return mine is not None


def _figures(tally: Tally) -> Figures:
    figures: Figures = {}
    for name in _F1:
        right, have, want = tally.f1[name]
        p, r = (right / have if have else 0.0), (right / want if want else 0.0)
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        figures[name] = {
            "p": round(p, 3),
            "r": round(r, 3),
            "f1": round(f1, 3),
            "predicted": have,
            "gold": want,
        }
    for name in _SHARES:
        right, of = tally.share[name]
        figures[name] = {"right": round(right / of, 3) if of else 0.0, "of": of}
    return figures


def render(figures: Mapping[str, Mapping[str, float]], absent: Sequence[str]) -> str:
    """The figures as lines of text."""
    lines = [
        f"{name:18}" + "  ".join(f"{key} {value}" for key, value in figure.items())
        for name, figure in figures.items()
    ]
    if absent:
        lines.append(f"not in the database: {', '.join(absent)}")
    return "\n".join(lines)
