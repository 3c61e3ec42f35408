"""One article's extraction as rows: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from sqlite_utils.db import Database

from kb.records import Article, Extraction
from kb.resolve.stories import Account
from kb.store.accounts import forget_accounts
from kb.store.cast import save_cast
from kb.store.copies import forget_signature, regroup_copies
from kb.store.events import save_reports
from kb.store.groups import forget_keys, regroup
from kb.store.people import forget_introductions, remove_unmentioned, save_introductions
from kb.store.refresh import refresh_events
from kb.store.regroup import regroup_accounts
from kb.store.runs import now
from kb.store.statements import identified, row_id, save_statements

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
    return save_all(db, [extraction], extractor)[0]


def save_all(db: Database, extractions: Sequence[Extraction], extractor: str) -> list[tuple[Outcome, int]]:
    """Write several articles in one transaction: all of them, or none. The same rows as one after the other.

    What articles add up to (events, groups of statements, copies) is brought up to date once for all of them.
    """
    done: list[tuple[Outcome, int]] = []
    with db.atomic():
        for some in _without_repeats(extractions):
            done += _save_distinct(db, some, extractor)
    return done


def _without_repeats(extractions: Sequence[Extraction]) -> Iterator[list[Extraction]]:
    """Runs in which no article stands twice: its later wording is an edit of the earlier."""
    some: dict[str, Extraction] = {}
    for one in extractions:
        if one.article.id in some:
            yield list(some.values())
            some = {}
        some[one.article.id] = one
    yield list(some.values())


def _save_distinct(
    db: Database, extractions: Sequence[Extraction], extractor: str
) -> list[tuple[Outcome, int]]:
    before = _Before(set(), set(), [], set(), set(), set(), set())
    for one in extractions:
        if db.conn.execute("SELECT 1 FROM articles WHERE id = ?", [one.article.id]).fetchone():
            _forget(db, one.article, before)
    _save_articles(db, [one.article for one in extractions], extractor)
    named, left = save_introductions(db, extractions, before.names)
    save_cast(db, named)
    _save_mentions(db, named)
    came, events = save_reports(db, named)
    save_statements(db, named)
    events |= regroup_accounts(db, before.accounts, came)
    texts = {one.article.id: one.article.text for one in extractions}
    events |= regroup_copies(db, texts, before.copies - texts.keys())
    refresh_events(db, before.events | left.events | events)
    said = {key for one in named for key, _ in identified(one)}
    regroup(db, before.sayings | left.statements | said)
    remove_unmentioned(db, before.people | left.actors)
    return [("changed" if one.article.id in before.known else "new", _rows(one)) for one in extractions]


class _Before(NamedTuple):
    """What articles said before they are written again, to be looked at anew."""

    known: set[str]
    sayings: set[str]
    accounts: list[Account]
    events: set[str]
    copies: set[str]
    names: set[str]
    people: set[str]


def _forget(db: Database, article: Article, before: _Before) -> None:
    """Take out what an article said in its earlier wording."""
    before.known.add(article.id)
    before.sayings.update(forget_keys(db, article.id))
    before.events.update(_clear(db, article))
    before.accounts.extend(forget_accounts(db, article.id))
    before.copies.update(forget_signature(db, article.id))
    names, people = forget_introductions(db, article.id)
    before.names.update(names)
    before.people.update(people)


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


def _save_articles(db: Database, articles: Sequence[Article], extractor: str) -> None:
    sources = {a.source for a in articles if a.source}
    db.conn.executemany(
        "INSERT INTO sources (id, name, domain) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(source, source, source if "." in source and " " not in source else None) for source in sources],
    )
    moment = now()
    db.conn.executemany(
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
            (
                a.id, a.source, a.url, a.title, a.subtitle, a.author, a.published, a.modified, a.language,
                a.text, a.content_hash, moment, moment, a.input, extractor, a.published_basis,
            )
            for a in articles
        ],
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
        [(a.id, i, p.kind, p.start, p.end) for a in articles for i, p in enumerate(a.passages)],
    )


def _save_mentions(db: Database, extractions: Sequence[Extraction]) -> None:
    db.conn.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row_id(one.article.id, "m", m.span), one.article.id, m.actor, m.span.start, m.span.end,
                one.article.text[m.span.start : m.span.end], m.method, m.confidence,
            )
            for one in extractions
            for m in one.mentions
        ],
    )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO time_expressions VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row_id(one.article.id, "t", t.span), one.article.id, t.span.start, t.span.end,
                one.article.text[t.span.start : t.span.end], t.type, t.value,
            )
            for one in extractions
            for t in one.times
        ],
    )  # fmt: skip
