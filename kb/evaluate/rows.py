"""The rows of one article, as the scores want them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import Any, TypedDict


class Predicted(TypedDict):
    """What a database says of one article."""

    actors: list[dict[str, Any]]
    events: list[dict[str, Any]]
    statements: list[dict[str, Any]]


def predicted(db: sqlite3.Connection, article: str) -> Predicted:
    """The actors, events (with their reports) and statements of an article, by its id."""
    every = {r["id"]: dict(r) for r in db.execute("SELECT * FROM actors")}
    mentioned = db.execute("SELECT DISTINCT actor_id FROM mentions WHERE article_id = ?", [article])
    statements = [
        {
            **dict(r),
            "speaker": every.get(r["speaker_id"]),
            "on_behalf_of": every.get(r["on_behalf_of_id"]),
        }
        for r in db.execute("SELECT * FROM statements WHERE article_id = ?", [article])
    ]
    return {
        "actors": [every[r[0]] for r in mentioned],
        "events": _events(db, article, every),
        "statements": statements,
    }


def _events(db: sqlite3.Connection, article: str, every: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    cast = defaultdict(list)
    for r in db.execute(
        "SELECT report_id, actor_id FROM event_report_actors a JOIN event_reports r "
        "ON r.id = a.report_id WHERE r.article_id = ?",
        [article],
    ):
        cast[r[0]].append(every[r[1]])
    events: dict[str, dict[str, Any]] = {}
    for r in db.execute(
        "SELECT r.*, places.name AS place FROM event_reports r LEFT JOIN places "
        "ON places.id = r.place_id WHERE article_id = ? ORDER BY start_char",
        [article],
    ):
        event = events.setdefault(r["event_id"], {"texts": [], "reports": [], "actors": []})
        event["texts"].append(r["text"])
        event["reports"].append(dict(r))
        event["actors"] += cast[r["id"]]
    return list(events.values())
