"""`kb actors`: look up who somebody is, and add the names under which articles know them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from kb.errors import UserError
from kb.ingest import reread
from kb.language.gazetteer import learn, uses_of
from kb.records import Actor, Office, fold, slug
from kb.store import create, open_for_reading
from kb.store.names import add_name, articles_with
from kb.vocabulary import vocabulary
from kb.vocabulary.spelling import people_spelled_like

#: How alike a name must be to be offered where nobody has the one asked for (rapidfuzz, 0 to 100).
_ALIKE = 75


def search(database: str, words: str, limit: int) -> list[dict[str, Any]]:
    """Actors one of whose names holds the words, of the database and of the vocabulary.

    Those whose name it is come first, then the most mentioned; other spellings last.
    """
    wanted = fold(words)
    if not wanted:
        raise UserError("There are no words to search for.", "Give a name or a part of one.")
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for record, names in [*_stored(database), *_listed()]:
        rank = min((_rank(wanted, fold(name)) for name in names), default=9)
        if rank < 9 and record["id"] not in found:
            found[record["id"]] = rank, record
    for person in people_spelled_like(words) or ([] if found else _nearest(wanted)):
        found.setdefault(person, (4, _record(vocabulary().actors[person])))
    ranked = sorted(found.values(), key=lambda f: (f[0], -f[1]["mentions"], f[1]["name"]))
    return [record for _, record in ranked[:limit]]


def _nearest(wanted: str) -> list[str]:
    """Ids of those listed whose name, or the last word of it, is nearly what was asked for."""
    names = {
        part: actor
        for actor, full in vocabulary().people.items()
        for name in full
        for part in (fold(name), fold(name).rsplit(" ", 1)[-1])
    }
    near = process.extract(wanted, list(names), scorer=ratio, limit=5, score_cutoff=_ALIKE)
    return [names[name] for name, *_ in near]


def _rank(wanted: str, name: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in f" {name}" else 9


def _record(actor: Actor, mentions: int = 0) -> dict[str, Any]:
    return {
        "id": actor.id, "name": actor.name, "type": actor.type, "country": actor.country,
        "description": actor.description, "mentions": mentions,
    }  # fmt: skip


def _listed() -> Iterator[tuple[dict[str, Any], list[str]]]:
    for actor in vocabulary().actors.values():
        yield _record(actor), [actor.name, *(name for name, _ in actor.names)]


def _stored(database: str) -> Iterator[tuple[dict[str, Any], list[str]]]:
    if not Path(database).exists():
        return
    db = open_for_reading(database)
    try:
        names: dict[str, list[str]] = {}
        for actor, name in db.execute("SELECT actor_id, name FROM actor_names"):
            names.setdefault(actor, []).append(name)
        for row in db.execute(
            "SELECT id, name, type, country, description, "
            "(SELECT count(*) FROM mentions WHERE actor_id = actors.id) AS mentions FROM actors"
        ):
            yield dict(row), [row["name"], *names.get(row["id"], [])]
    finally:
        db.close()


def show(database: str, given: str) -> dict[str, Any]:
    """All that is known of one actor: names, offices with terms, and what the database holds of it."""
    actor = find(database, given)
    listed = vocabulary().actors.get(actor.id, actor)
    record: dict[str, Any] = {
        **_record(actor),
        "wikidata": actor.wikidata,
        "names": [{"name": name, "kind": kind} for name, kind in listed.names],
        "offices": [_office(o) for o in reversed(listed.offices)],
        "introduced_as": [],
        "articles": 0, "statements": 0, "events": 0,
    }  # fmt: skip
    if Path(database).exists():
        db = open_for_reading(database)
        try:
            record |= _counts(db, actor.id)
        finally:
            db.close()
    return record


def _office(office: Office) -> dict[str, Any]:
    body = vocabulary().actors.get(office.organisation)
    return {
        "office": office.office,
        "organisation": body.name if body else office.organisation,
        "start": office.start,
        "end": office.end,
    }


def _counts(db: sqlite3.Connection, actor: str) -> dict[str, Any]:
    def count(sql: str) -> int:
        return int(db.execute(sql, {"a": actor}).fetchone()[0])

    names = db.execute("SELECT name, kind FROM actor_names WHERE actor_id = ? ORDER BY kind, name", [actor])
    known = [dict(row) for row in names]
    told = db.execute(
        "SELECT i.text AS words, a.published, a.title AS article FROM introductions i "
        "JOIN articles a ON a.id = i.article_id WHERE i.actor_id = ? AND i.field IS NOT NULL "
        "ORDER BY a.published DESC, a.id LIMIT 5",
        [actor],
    )
    return {
        **({"names": known} if known else {}),
        "mentions": count("SELECT count(*) FROM mentions WHERE actor_id = :a"),
        "articles": count("SELECT count(DISTINCT article_id) FROM mentions WHERE actor_id = :a"),
        "statements": count(
            "SELECT count(*) FROM statements WHERE speaker_id = :a OR on_behalf_of_id = :a"
        ),
        "events": count("SELECT count(DISTINCT event_id) FROM event_actors WHERE actor_id = :a"),
        "introduced_as": [dict(row) for row in told],
    }  # fmt: skip


def find(database: str, given: str) -> Actor:
    """The actor with this id, name or alias; in doubt the one most mentioned, else the first listed."""
    known = vocabulary().actors
    if given in known:
        return known[given]
    for record in search(database, given, 1):
        names = [record["name"], *(n for n, _ in known[record["id"]].names)] if record["id"] in known else []
        if record["id"] == given or fold(record["name"]) == fold(given) or fold(given) in map(fold, names):
            return known.get(record["id"]) or _plain(record)
    stored = next((r for r, _ in _stored(database) if r["id"] == given), None)
    if stored:
        return _plain(stored)
    near = [r["name"] for r in search(database, given, 5)]
    hint = (
        f"Did you mean {', '.join(near)}?" if near else "Look for a part of the name: kb actors search WORDS"
    )
    raise UserError(f"There is no actor {given!r}.", hint)


def _plain(record: dict[str, Any]) -> Actor:
    return Actor(record["id"], record["name"], record["type"], record["country"], None, record["description"])


def alias(database: str, given: str, name: str) -> dict[str, Any]:
    """Add a name to an actor and read the articles again in which it stands.

    Returns the actor, how many articles hold the words and how many of them changed.
    """
    name = " ".join(name.split())
    actor = find(database, given)
    if not slug(name):
        raise UserError("A name needs letters.", "Give the words by which articles call the actor.")
    taken = [u for u in uses_of(name) if u.kind != "place"]
    if any(u.id == actor.id for u in taken):
        raise UserError(f"{name!r} is a name of {actor.name} already.", "Nothing was changed.")
    if taken:
        other = vocabulary().actors[taken[0].id].name
        raise UserError(f"{name!r} already means {other}.", "Give a name that only one actor has.")
    open_for_reading(database).close()  # only ingest makes a database
    db = create(database)
    try:
        add_name(db, actor, name)
        learn(actor, name)
        articles = articles_with(db, name)
        changed = reread(db, articles)
    finally:
        db.close()
    return {"actor": actor.name, "name": name, "articles": len(articles), "changed": changed}


def render(record: dict[str, Any]) -> Iterator[str]:
    """An actor as lines of text."""
    facts = [record["type"], *(record[k] for k in ("country", "wikidata") if record[k])]
    yield f"{record['name']} ({', '.join(facts)})  {record['id']}"
    if record["description"]:
        yield f"  {record['description']}"
    if record["offices"]:
        yield "Offices"
    for o in record["offices"]:
        term = f"{o['start'] or '?'} – {o['end'] or ''}"
        yield f"  {term:24} {o['office']}, {o['organisation']}"
    if record["names"]:
        yield "Names"
        yield "  " + " | ".join(f"{n['name']} ({n['kind']})" for n in record["names"])
    for told in record["introduced_as"]:
        yield f"  “{told['words']}” — {told['article']} ({told['published']})"
    yield (
        f"In the database: {record['mentions']} mentions in {record['articles']} articles, "
        f"{record['statements']} statements, {record['events']} events"
    )


def render_list(records: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Actors as a table, one a line."""
    if not records:
        yield "No actor has these words in a name."
        return
    width = max(len(r["id"]) for r in records)
    for r in records:
        what = " · ".join(part for part in (r["type"], r["country"], r["description"]) if part)
        seen = f"  [{r['mentions']} mentions]" if r["mentions"] else ""
        yield f"{r['id']:{width}}  {r['name']} · {what}{seen}"
