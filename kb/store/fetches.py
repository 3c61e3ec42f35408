"""What web addresses said of themselves when they were last fetched."""

from __future__ import annotations

from sqlite_utils.db import Database

from kb.store.runs import now


def seen_before(db: Database, address: str, extractor: str) -> tuple[str | None, str | None]:
    """The ETag and Last-Modified of an address, if this extractor has read it; else nothing."""
    row = db.conn.execute(
        "SELECT etag, modified FROM fetches WHERE address = ? AND extractor = ?", [address, extractor]
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)


def note_fetch(db: Database, address: str, said: tuple[str | None, str | None], extractor: str) -> None:
    """Keep what an address said, once its articles are in the database."""
    with db.atomic():
        db.conn.execute(
            "INSERT INTO fetches (address, etag, modified, extractor, fetched) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (address) DO UPDATE SET etag = excluded.etag, modified = excluded.modified, "
            "extractor = excluded.extractor, fetched = excluded.fetched",
            [address, *said, extractor, now()],
        )
