"""A first load: the evidence of all articles first, then what it adds up to, indexes and full text last.

The file has the name NAME.part until all of it is done, so that under its own name there is never half of one.
A load that was stopped goes on with what its file holds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlite_utils.db import Database

from kb.errors import UserError
from kb.store.accounts import STATEMENT_EVENTS
from kb.store.browse import index_all
from kb.store.copies import regroup_copies, that_share_bands
from kb.store.database import create
from kb.store.groups import regroup_all
from kb.store.people import decide, every_name, remove_unmentioned
from kb.store.refresh import refresh_events
from kb.store.regroup import group_all_accounts
from kb.store.tables import SEARCHED

#: What is made of the evidence.
_DERIVED = (
    "statement_events", "statement_keys", "event_actors", "event_history", "browse_terms", "browse_index",
    "browse_counts", "browse_pairs", "events",
)  # fmt: skip
#: By these accounts of one event are found while articles come in, and terms when events are indexed.
_NEEDED = frozenset(
    {"event_accounts_key", "event_accounts_own", "introductions_name", "introductions_article"}
)
#: Events that are summed up together.
_MANY = 5000


def part_of(path: str) -> Path:
    """The file that a load writes until it is whole."""
    return Path(f"{path}.part")


def start_bulk(path: str) -> Database:
    """Open the file of a load, without what slows it down; UserError if there is a database of this name."""
    part = part_of(path)
    if os.path.exists(path) and os.path.getsize(path):
        raise UserError(
            f"The database {path} exists, and --bulk makes a new one.",
            "Read into it without --bulk, or give another --db FILE.",
        )
    stopped = part.exists()
    db = create(str(part))
    if stopped and "_later" not in db.table_names() and db.table("articles").count:
        db.close()
        os.replace(part, path)
        raise UserError(
            f"An earlier load was whole but for its name: it is {path} now.", "Read into it without --bulk."
        )
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -262144"):
        db.conn.execute(f"PRAGMA {pragma}")
    with db.atomic():
        db.conn.execute(
            "CREATE TABLE IF NOT EXISTS _later (name TEXT PRIMARY KEY, kind TEXT, tbl TEXT, sql TEXT)"
        )
        later = db.conn.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master "
            "WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        )
        for kind, name, table, sql in later.fetchall():
            if name not in _NEEDED:
                db.conn.execute("INSERT INTO _later VALUES (?, ?, ?, ?)", [name, kind, table, sql])
                db.conn.execute(f"DROP {kind} {name}")
    return db


def finish_bulk(db: Database, path: str, tell: Callable[[str], None] = lambda words: None) -> None:
    """Make of the evidence what it adds up to, then give the file its name. ``tell`` hears how far it is."""
    run = db.conn.execute
    with db.atomic():
        tell("Making the indexes of what articles say")
        tables = [table for (table,) in run("SELECT DISTINCT tbl FROM _later")]
        _make_later(db, "index", [table for table in tables if table not in _DERIVED])
        tell("Telling apart people of one name")
        _, left = decide(db, every_name(db))
        remove_unmentioned(db, left.actors)
        tell("Finding what is one event")
        group_all_accounts(db)
        regroup_copies(db, that_share_bands(db))
        tell("Summing up events")
        events = [event for (event,) in run("SELECT DISTINCT event_id FROM event_reports ORDER BY event_id")]
        for start in range(0, len(events), _MANY):
            refresh_events(db, set(events[start : start + _MANY]), first=True)
        index_all(db)
        run(STATEMENT_EVENTS)
        tell("Finding what is one statement")
        regroup_all(db)
        tell("Making the other indexes")
        _make_later(db, "index", _DERIVED)
        for table in SEARCHED:
            run(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")
        _make_later(db, "trigger", tables)
        run("DROP TABLE _later")
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.conn.execute("PRAGMA journal_mode = DELETE")  # so that the file is whole by itself when it is renamed
    db.close()
    os.replace(part_of(path), path)


def _make_later(db: Database, kind: str, tables: Iterable[str]) -> None:
    """Make the indexes or triggers of some tables that were left for later."""
    for table in tables:
        rows = db.conn.execute("SELECT sql FROM _later WHERE kind = ? AND tbl = ?", [kind, table]).fetchall()
        for (sql,) in rows:
            db.conn.execute(sql)
