"""People whom no list knows: how each article introduces them, and who is the same over all articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from sqlite_utils.db import Database

from kb.records import Extraction, Introduction, RoleSpan, slug
from kb.resolve.identity import Profile, person_id, same_people
from kb.vocabulary.roles import field_of

#: Table -> the columns in which an article points at an actor, and how its rows are found.
_POINTERS = {
    "mentions": (["actor_id"], "article_id = :article"),
    "statements": (["speaker_id", "on_behalf_of_id", "conduit_id"], "article_id = :article"),
    "statement_actors": (
        ["actor_id"], "statement_id IN (SELECT id FROM statements WHERE article_id = :article)",
    ),
    "event_report_actors": (
        ["actor_id"], "report_id IN (SELECT id FROM event_reports WHERE article_id = :article)",
    ),
}  # fmt: skip


class Left(NamedTuple):
    """What a decision leaves to do: events to sum up anew, actors that may be nobody any more, statements
    that have another speaker.
    """

    events: set[str]
    actors: set[str]
    statements: set[str]


def forget_introductions(db: Database, article: str) -> tuple[set[str], set[str]]:
    """Take out how an article introduces people; returns their names (slugs) and actor ids."""
    where = "FROM introductions WHERE article_id = ?"
    rows = db.conn.execute(f"SELECT name_slug, actor_id {where}", [article]).fetchall()
    db.conn.execute(f"DELETE {where}", [article])
    return {name for name, _ in rows}, {actor for _, actor in rows}


def save_introductions(db: Database, extractions: Sequence[Extraction]) -> None:
    """Keep how articles introduce people."""
    db.conn.executemany(
        "INSERT INTO introductions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [row for one in extractions for row in _introduced(one)],
    )


def with_names_decided(
    db: Database, extractions: Sequence[Extraction], names: Iterable[str]
) -> tuple[list[Extraction], Left]:
    """Decide anew who of the names in articles that are to be written are the same.

    ``names`` (slugs) are further names to decide on. Returns the extractions with the ids that result,
    and what changed in other articles.
    """
    told = [(one, list(_told(one))) for one in extractions]
    chosen = {*names, *(name for _, people in told for _, name, _ in people)}
    ids, left = decide(db, chosen, {one.article.id for one in extractions})
    return [
        _renamed(one, {i.actor: ids[name, profile] for i, name, profile in people}) for one, people in told
    ], left


def every_name(db: Database) -> set[str]:
    """The names (slugs) of all people whom no list knows."""
    return {name for (name,) in db.conn.execute("SELECT DISTINCT name_slug FROM introductions")}


def decide(
    db: Database, names: Iterable[str], unwritten: Set[str] = frozenset()
) -> tuple[dict[tuple[str, Profile], str], Left]:
    """Decide who of some names are the same; ``unwritten`` are articles without rows to point anew."""
    ids: dict[tuple[str, Profile], str] = {}
    left = Left(set(), set(), set())
    for name in sorted(names):
        decided = _decide(db, name)
        _point_anew(db, name, decided, unwritten, left)
        ids |= {(name, profile): actor for profile, actor in decided.items()}
    return ids, left


_Told = tuple[Introduction, str, Profile]


def _told(extraction: Extraction) -> Iterator[_Told]:
    """How an article introduces people, with the slug of each one's name."""
    spelled = {a.id: a.name for a in extraction.actors}
    for one in extraction.introductions:
        yield one, slug(spelled[one.actor]), Profile(one.country, field_of(one.office))


def _introduced(extraction: Extraction) -> Iterator[tuple[object, ...]]:
    spelled, text = {a.id: a.name for a in extraction.actors}, extraction.article.text
    for one, name, profile in _told(extraction):
        yield (
            extraction.article.id, one.actor, name, spelled[one.actor], profile.country, profile.field,
            one.office, one.span.start, one.span.end, text[one.span.start : one.span.end],
        )  # fmt: skip


def _decide(db: Database, name: str) -> Mapping[Profile, str]:
    """Who is who of one name, each with an up-to-date row in ``actors``."""
    rows = db.conn.execute("SELECT DISTINCT country, field FROM introductions WHERE name_slug = ?", [name])
    ids = same_people(name, [Profile(*row) for row in rows])
    for profile, actor in ids.items():
        if person_id(name, profile) == actor:
            db.conn.execute(
                "INSERT INTO actors (id, name, type, country) VALUES (?, ?, 'person', ?) "
                "ON CONFLICT (id) DO NOTHING",
                [actor, name, profile.country],
            )
    return ids


def _point_anew(db: Database, name: str, ids: Mapping[Profile, str], unwritten: Set[str], left: Left) -> None:
    """Point the rows of all articles but those still to be written at the people decided on."""
    for profile, actor in ids.items():
        where = "name_slug = ? AND country IS ? AND field IS ? AND actor_id <> ?"
        values = [name, profile.country, profile.field, actor]
        rows = db.conn.execute(
            f"SELECT article_id, actor_id FROM introductions WHERE {where}", values
        ).fetchall()
        db.conn.execute(f"UPDATE introductions SET actor_id = ? WHERE {where}", [actor, *values])
        for article, before in rows:
            left.actors.add(before)
            if before not in ids.values():
                db.conn.execute(
                    "UPDATE OR REPLACE added_names SET actor_id = ? WHERE actor_id = ?", [actor, before]
                )
            if article not in unwritten:
                left.events.update(_repoint(db, article, before, actor))
                rows_of = "SELECT id FROM statements WHERE article_id = ? AND speaker_id = ?"
                left.statements.update(s for (s,) in db.conn.execute(rows_of, [article, actor]))
    _describe(db, name)


def _repoint(db: Database, article: str, before: str, actor: str) -> set[str]:
    values = {"article": article, "before": before, "actor": actor}
    for table, (columns, where) in _POINTERS.items():
        for column in columns:
            db.conn.execute(
                f"UPDATE OR IGNORE {table} SET {column} = :actor WHERE {column} = :before AND {where}", values
            )
    rows = db.conn.execute("SELECT event_id FROM event_reports WHERE article_id = ?", [article])
    return {event for (event,) in rows}


def _describe(db: Database, name: str) -> None:
    """Name, description and country of everybody of one name: of description the newest article's words."""
    rows = db.conn.execute(
        "SELECT i.actor_id, min(i.name), max(i.country), "
        "max(coalesce(a.published, '') || ' ' || i.article_id || ' ' || i.text) "
        "FILTER (WHERE i.field IS NOT NULL), json_group_array(DISTINCT i.name) "
        "FROM introductions i JOIN articles a ON a.id = i.article_id "
        "WHERE i.name_slug = ? GROUP BY i.actor_id",
        [name],
    ).fetchall()
    for actor, spelled, country, newest, names in rows:
        words = newest.split(" ", 2)[2] if newest else None
        db.conn.execute(
            "UPDATE actors SET name = ?2, country = ?3, description = ?4 WHERE id = ?1",
            [actor, spelled, country, words],
        )
        db.conn.execute("DELETE FROM actor_names WHERE actor_id = ? AND kind = 'name'", [actor])
        db.conn.executemany(
            "INSERT INTO actor_names VALUES (?, ?, 'name') ON CONFLICT DO NOTHING",
            [(actor, one) for one in json.loads(names)],
        )


def remove_unmentioned(db: Database, actors: Iterable[str]) -> None:
    """Take out those of some people whom no article names any more: they are somebody else now."""
    pointers = [("introductions", "actor_id"), *((t, c) for t, (cs, _) in _POINTERS.items() for c in cs)]
    used = " UNION ALL ".join(f"SELECT 1 FROM {table} WHERE {column} = ?1" for table, column in pointers)
    for actor in actors:
        if not db.conn.execute(f"{used} LIMIT 1", [actor]).fetchone():
            db.conn.execute("DELETE FROM actor_names WHERE actor_id = ?", [actor])
            db.conn.execute("DELETE FROM actors WHERE id = ?", [actor])


def _renamed(extraction: Extraction, ids: Mapping[str, str]) -> Extraction:
    """The extraction with other actor ids throughout."""
    changed = {old: new for old, new in ids.items() if old != new}
    if not changed:
        return extraction

    def of(actor: str) -> str:
        return changed.get(actor, actor)

    def maybe(actor: str | None) -> str | None:
        return of(actor) if actor else None

    def role(one: RoleSpan) -> RoleSpan:
        return one._replace(actor=maybe(one.actor))

    return replace(
        extraction,
        actors=tuple(replace(a, id=of(a.id)) for a in extraction.actors),
        mentions=tuple(replace(m, actor=of(m.actor)) for m in extraction.mentions),
        introductions=tuple(replace(i, actor=of(i.actor)) for i in extraction.introductions),
        statements=tuple(
            replace(
                s, speaker=maybe(s.speaker), on_behalf_of=maybe(s.on_behalf_of), about=tuple(map(of, s.about))
            )
            for s in extraction.statements
        ),
        reports=tuple(replace(r, actors=tuple(map(role, r.actors))) for r in extraction.reports),
    )
