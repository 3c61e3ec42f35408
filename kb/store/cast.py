"""Actors and places of articles as rows, with names, offices, and what the offices belong to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlite_utils.db import Database

from kb.records import Actor, Extraction
from kb.vocabulary import vocabulary


def save_cast(db: Database, extractions: Sequence[Extraction]) -> None:
    """Write the actors and places of articles that have no row yet, in the order of the articles."""
    known = vocabulary().actors
    have = _existing(db, {a.id for one in extractions for a in one.actors})
    fresh, told = dict[str, Actor](), list[Actor]()
    for actor in (a for one in extractions for a in one.actors):
        if actor.id not in have and actor.id not in fresh:
            fresh[actor.id] = actor
        elif actor.country and actor.id not in known:
            told.append(actor)
    _save_actors(db, fresh.values())
    _save_offices(db, fresh.values())
    # An actor that no vocabulary has gets its country from articles: the same one in any order.
    db.conn.executemany(
        "UPDATE actors SET country = ?2 WHERE id = ?1 AND coalesce(country, 'ZZ') > ?2",
        [(a.id, a.country) for a in told],
    )
    places = {p.id: p for one in reversed(extractions) for p in reversed(one.places)}
    db.conn.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [(p.id, p.name, p.country, p.latitude, p.longitude) for p in places.values()],
    )


def _existing(db: Database, ids: Iterable[str]) -> set[str]:
    sql = "SELECT id FROM actors WHERE id IN (SELECT value FROM json_each(?))"
    return {id_ for (id_,) in db.conn.execute(sql, [json.dumps(sorted(ids))])}


def _save_actors(db: Database, actors: Iterable[Actor]) -> None:
    chosen = list(actors)
    db.conn.executemany(
        "INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [(a.id, a.name, a.type, a.country, a.wikidata, a.description) for a in chosen],
    )
    db.conn.executemany(
        "INSERT INTO actor_names VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(a.id, name, kind) for a in chosen for name, kind in a.names],
    )


def _save_offices(db: Database, actors: Iterable[Actor]) -> None:
    """Offices, and a row for what each belongs to so that it can point at it."""
    known, chosen = vocabulary().actors, list(actors)
    wanted = {o.organisation for a in chosen for o in a.offices if o.organisation in known}
    _save_actors(db, [known[one] for one in sorted(wanted - _existing(db, wanted))])
    db.conn.executemany(
        "INSERT INTO actor_offices VALUES (?, ?, ?, ?, ?)",
        [
            (a.id, o.office, o.organisation if o.organisation in known else None, o.start, o.end)
            for a in chosen
            for o in a.offices
        ],
    )
