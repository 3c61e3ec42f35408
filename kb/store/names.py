"""Names that users add to actors, and the articles that have to be read again for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlite_utils.db import Database

from kb.records import Actor, Article, Passage
from kb.store.runs import now


def added_names(db: Database) -> Iterator[tuple[Actor, str]]:
    """Every name that a user has added, with the actor that it means."""
    rows = db.conn.execute(
        "SELECT a.id, a.name, a.type, a.country, a.wikidata, a.description, n.name "
        "FROM added_names n JOIN actors a ON a.id = n.actor_id ORDER BY n.added, n.name"
    )
    for *actor, name in rows.fetchall():
        yield Actor(*actor), name


def add_name(db: Database, actor: Actor, name: str) -> None:
    """Keep a further name of an actor; an actor that the database lacks gets its row."""
    with db.atomic():
        db.conn.execute(
            "INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [actor.id, actor.name, actor.type, actor.country, actor.wikidata, actor.description],
        )
        db.conn.executemany(
            "INSERT INTO actor_names VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [*((actor.id, *known) for known in actor.names), (actor.id, name, "alias")],
        )
        db.conn.execute(
            "INSERT INTO added_names VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [actor.id, name, now()]
        )


def articles_with(db: Database, words: str) -> list[str]:
    """The ids of the articles in which some words stand one after the other."""
    phrase = '"' + words.replace('"', " ") + '"'
    rows = db.conn.execute(
        "SELECT a.id FROM articles_fts f JOIN articles a ON a.rowid = f.rowid WHERE articles_fts MATCH ? "
        "ORDER BY a.id",
        [phrase],
    )
    return [article for (article,) in rows]


def stored_article(db: Database, article: str) -> tuple[Article, str] | None:
    """An article as it was read, and its extractor; None if it cannot be put together again exactly."""
    columns = "text, input, title, subtitle, source_id, published, modified, author, url, language"
    row = db.conn.execute(
        f"SELECT {columns}, content_hash, extractor FROM articles WHERE id = ?", [article]
    ).fetchone()
    passages = db.conn.execute(
        "SELECT kind, start_char, end_char FROM passages WHERE article_id = ? ORDER BY position", [article]
    )
    text, *head, content_hash, extractor = row
    found = Article(text, tuple(Passage(*p) for p in passages.fetchall()), *head)
    if found.id != article:
        found = replace(found, edition=content_hash)
    return (found, extractor) if found.id == article else None
