"""One article's extraction as rows: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlite_utils.db import Database

from kb.records import Actor, Article, Extraction
from kb.store.accounts import forget_accounts, regroup_accounts
from kb.store.copies import forget_signature, regroup_copies
from kb.store.events import save_reports
from kb.store.groups import forget_keys, regroup
from kb.store.people import forget_introductions, remove_unmentioned, save_introductions
from kb.store.refresh import refresh_events
from kb.store.runs import now
from kb.store.statements import identified, row_id, save_statements
from kb.vocabulary import vocabulary

Outcome = Literal["new", "changed"]


def is_unchanged(db: Database, article: Article, extractor: str) -> bool:
    """True if exactly this article has been read by this extractor before."""
    row = db.conn.execute(
        "SELECT content_hash, extractor FROM articles WHERE id = ?", [article.id]
    ).fetchone()
    return row is not None and tuple(row) == (article.content_hash, extractor)


def save(db: Database, extraction: Extraction, extractor: str) -> tuple[Outcome, int]:
    """Write an article and everything it says; returns what happened and how many rows were written.

    An edited article keeps its id; its earlier wording goes to ``article_revisions`` and its rows
    are replaced.
    """
    article = extraction.article
    with db.atomic():
        known = db.conn.execute("SELECT 1 FROM articles WHERE id = ?", [article.id]).fetchone()
        sayings = forget_keys(db, article.id) if known else set()
        touched = _clear(db, article) if known else set()
        gone = forget_accounts(db, article.id) if known else []
        copies = forget_signature(db, article.id) if known else set()
        names, people = forget_introductions(db, article.id)
        _save_article(db, article, extractor)
        extraction, left = save_introductions(db, extraction, names)
        _save_cast(db, extraction)
        _save_mentions(db, extraction)
        accounts, events = save_reports(db, extraction)
        save_statements(db, extraction)
        moved = regroup_accounts(db, [*gone, *accounts])
        moved |= regroup_copies(db, article.id, article.text, copies)
        refresh_events(db, touched | left.events | events | moved)
        regroup(db, sayings | left.statements | {key for key, _ in identified(extraction)})
        remove_unmentioned(db, people | left.actors)
    return ("changed" if known else "new"), _rows(extraction)


def _rows(extraction: Extraction) -> int:
    """How many rows of evidence the article yields: itself, its passages and what they say."""
    found = (extraction.article.passages, extraction.mentions, extraction.times,
             extraction.statements, extraction.reports)  # fmt: skip
    return 1 + sum(len(rows) for rows in found)


def _clear(db: Database, article: Article) -> set[str]:
    """Take out what the earlier wording said; returns the events it spoke of."""
    run = db.conn.execute
    old = run("SELECT content_hash, text, updated FROM articles WHERE id = ?", [article.id]).fetchone()
    if old[0] != article.content_hash:
        run(
            "INSERT INTO article_revisions VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [article.id, *old],
        )
    events = {r[0] for r in run("SELECT event_id FROM event_reports WHERE article_id = ?", [article.id])}
    for table, column in (("statement_spans", "statement_id"), ("statement_actors", "statement_id"),
                          ("statement_events", "statement_id")):  # fmt: skip
        run(
            f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM statements WHERE article_id = ?)",
            [article.id],
        )
    run(
        "DELETE FROM event_report_actors WHERE report_id IN "
        "(SELECT id FROM event_reports WHERE article_id = ?)",
        [article.id],
    )
    for table in ("statements", "event_reports", "mentions", "time_expressions", "passages"):
        run(f"DELETE FROM {table} WHERE article_id = ?", [article.id])
    return events


def _save_article(db: Database, article: Article, extractor: str) -> None:
    source = article.source
    if source:
        domain = source if "." in source and " " not in source else None
        db.conn.execute(
            "INSERT INTO sources (id, name, domain) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [source, source, domain],
        )
    moment = now()
    db.conn.execute(
        "INSERT INTO articles (id, source_id, url, title, subtitle, author, published, modified, "
        "language, text, content_hash, added, updated, input, extractor, published_basis) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET source_id = excluded.source_id, url = excluded.url, "
        "title = excluded.title, subtitle = excluded.subtitle, author = excluded.author, "
        "published = excluded.published, modified = excluded.modified, text = excluded.text, "
        "content_hash = excluded.content_hash, updated = excluded.updated, input = excluded.input, "
        "extractor = excluded.extractor, language = excluded.language, "
        "published_basis = excluded.published_basis",
        [
            article.id, source, article.url, article.title, article.subtitle, article.author,
            article.published, article.modified, article.language, article.text,
            article.content_hash, moment, moment, article.input, extractor,
            article.published_basis,
        ],
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
        [(article.id, i, p.kind, p.start, p.end) for i, p in enumerate(article.passages)],
    )


def _save_cast(db: Database, extraction: Extraction) -> None:
    """The actors and places of the article, with their names and offices."""
    have = _existing(db, [a.id for a in extraction.actors])
    fresh = [a for a in extraction.actors if a.id not in have]
    db.conn.executemany(
        "INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [(a.id, a.name, a.type, a.country, a.wikidata, a.description) for a in fresh],
    )
    _save_names(db, fresh)
    _save_offices(db, fresh)
    # An actor that no vocabulary has gets its country from articles: the same one in any order.
    told = [a for a in extraction.actors if a.id in have and a.country and a.id not in vocabulary().actors]
    db.conn.executemany(
        "UPDATE actors SET country = ?2 WHERE id = ?1 AND coalesce(country, 'ZZ') > ?2",
        [(a.id, a.country) for a in told],
    )
    db.conn.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [(p.id, p.name, p.country, p.latitude, p.longitude) for p in extraction.places],
    )


def _existing(db: Database, ids: Sequence[str]) -> set[str]:
    marks = ", ".join("?" * len(ids))
    return {r[0] for r in db.conn.execute(f"SELECT id FROM actors WHERE id IN ({marks})", list(ids))}


def _save_names(db: Database, actors: Sequence[Actor]) -> None:
    db.conn.executemany(
        "INSERT INTO actor_names VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(a.id, name, kind) for a in actors for name, kind in a.names],
    )


def _save_offices(db: Database, actors: Sequence[Actor]) -> None:
    """Offices, and a row for what each belongs to so that it can point at it."""
    known = vocabulary().actors
    wanted = sorted({o.organisation for a in actors for o in a.offices if o.organisation in known})
    have = _existing(db, wanted)
    missing = [known[i] for i in wanted if i not in have]
    db.conn.executemany(
        "INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [(a.id, a.name, a.type, a.country, a.wikidata, a.description) for a in missing],
    )
    _save_names(db, missing)
    db.conn.executemany(
        "INSERT INTO actor_offices VALUES (?, ?, ?, ?, ?)",
        [
            (a.id, o.office, o.organisation if o.organisation in known else None, o.start, o.end)
            for a in actors
            for o in a.offices
        ],
    )


def _save_mentions(db: Database, extraction: Extraction) -> None:
    article, text = extraction.article, extraction.article.text
    db.conn.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row_id(article.id, "m", m.span), article.id, m.actor, m.span.start,
                m.span.end, text[m.span.start : m.span.end], m.method, m.confidence,
            )
            for m in extraction.mentions
        ],
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO time_expressions VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row_id(article.id, "t", t.span), article.id, t.span.start, t.span.end,
                text[t.span.start : t.span.end], t.type, t.value,
            )
            for t in extraction.times
        ],
    )  # fmt: skip
