"""Opening a database, and saying in one sentence what is wrong with one that cannot be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils.db import Database

from kb.errors import UserError
from kb.store.schema import migrations

#: What of the database is kept in memory while it is written.
_CACHE_KIB = 256 * 1024


def create(path: str) -> Database:
    """Open the database for writing, making it and bringing its schema up to date if need be."""
    file = Path(path)
    if not file.parent.exists():
        raise UserError(f"The folder {file.parent} does not exist.", "Make it, or give another --db FILE.")
    _check_is_database(file)
    try:
        connection = sqlite3.connect(path, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        db = Database(connection)
        _check_is_ours(db, path)
        migrations.apply(db)
    except sqlite3.Error as error:
        raise UserError(
            f"The database {path} could not be opened for writing ({error}).",
            "Check its permissions and that no other program has locked it.",
        ) from error
    return db


def open_for_reading(path: str) -> sqlite3.Connection:
    """Open an existing database of kb read-only, rows as ``sqlite3.Row``."""
    file = Path(path)
    if not file.exists():
        raise UserError(
            f"The database {path} does not exist.", f"Make it with: kb ingest PATH... --db {path}"
        )
    _check_is_database(file)
    try:
        connection = sqlite3.connect(f"file:{file.resolve().as_posix()}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        tables = {r[0] for r in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as error:
        raise UserError(
            f"The database {path} could not be read ({error}).",
            "Restore it from a copy, or make it again with: kb ingest PATH...",
        ) from error
    if not {"articles", "events", "statements"} <= tables:
        raise UserError(
            f"{path} is a database, but not one of kb.",
            "Give the file that kb ingest made: --db FILE.",
        )
    return connection


def _check_is_database(file: Path) -> None:
    """SQLite would report a wrong file late and in its own words; an empty file is a new database."""
    if file.is_dir():
        raise UserError(f"{file} is a folder, not a database.", "Give a file: --db FILE.")
    if not file.exists() or file.stat().st_size == 0:
        return
    try:
        with file.open("rb") as opened:
            head = opened.read(16)
    except OSError as error:
        raise UserError(
            f"The database {file} could not be read ({error.strerror}).", "Check its permissions."
        ) from error
    if head != b"SQLite format 3\x00":
        raise UserError(f"{file} is not a database; nothing was changed.", "Give another file: --db FILE.")


def _check_is_ours(db: Database, path: str) -> None:
    """Do not write our tables into somebody else's database."""
    tables = set(db.table_names())
    if tables and "_sqlite_migrations" not in tables and "articles" not in tables:
        raise UserError(
            f"{path} is a database of another program; nothing was changed.",
            "Give another file: --db FILE.",
        )
