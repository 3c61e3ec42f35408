"""Syndicated copies: articles of nearly the same text, so that independent outlets can be counted.

MinHash signatures over runs of five words; two articles are copies if their signatures say that two fifths
of their runs are the same. All that hang together are one group, named after its first article.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterable, Mapping

from sqlite_utils.db import Database

#: Hashes of a signature, and how many of them make a band: copies share a band, others hardly ever.
_HASHES, _ROWS = 128, 4
#: Share of equal hashes from which two texts are copies (strangers share hardly any), and words that a text
#: must have to be compared.
_ALIKE, _SHORTEST, _RUN = 0.4, 50, 5
_LIST = "(SELECT value FROM json_each(?))"


def create_copies(db: Database) -> None:
    """The tables, empty."""
    db.conn.execute("ALTER TABLE articles ADD COLUMN copy_of TEXT REFERENCES articles(id)")
    db.conn.execute("CREATE INDEX articles_copy ON articles(copy_of)")
    db.conn.execute(
        "CREATE TABLE signatures (article_id TEXT PRIMARY KEY REFERENCES articles(id), hashes BLOB NOT NULL) "
        "WITHOUT ROWID"
    )
    db.conn.execute(
        "CREATE TABLE signature_bands (band INTEGER NOT NULL, article_id TEXT NOT NULL "
        "REFERENCES articles(id), PRIMARY KEY (band, article_id)) WITHOUT ROWID"
    )


def signature(text: str) -> tuple[int, ...] | None:
    """The MinHash signature of a text; None if it is too short to be told from others."""
    words = re.findall(r"\w+", text.lower())
    if len(words) < _SHORTEST:
        return None
    from rensa import RMinHash

    minhash = RMinHash(num_perm=_HASHES, seed=42)
    minhash.update([" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)])
    return tuple(minhash.digest())


def similarity(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of runs of words that two texts have in common, as far as their signatures tell."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def forget_signature(db: Database, article: str) -> set[str]:
    """Take an article out of its group, before its text changes; returns those that were with it."""
    beside = _beside(db, {article})
    found = db.conn.execute("SELECT hashes FROM signatures WHERE article_id = ?", [article]).fetchone()
    if found:
        bands = [(band, article) for band in _bands(_unpacked(found[0]))]
        db.conn.executemany("DELETE FROM signature_bands WHERE band = ? AND article_id = ?", bands)
        db.conn.execute("DELETE FROM signatures WHERE article_id = ?", [article])
    db.conn.execute("UPDATE articles SET copy_of = NULL WHERE id = ?", [article])
    return beside - {article}


def regroup_copies(db: Database, texts: Mapping[str, str], beside: Iterable[str]) -> set[str]:
    """Sign articles and group them, and those that were with them before, anew.

    ``texts`` by article. Returns the events told by articles whose group has changed.
    """
    signed = {one: hashes for one, text in texts.items() if (hashes := signature(text))}
    packed = [(one, struct.pack(f"<{_HASHES}I", *hashes)) for one, hashes in signed.items()]
    db.conn.executemany("INSERT INTO signatures VALUES (?, ?)", packed)
    bands = [(band, one) for one, hashes in signed.items() for band in _bands(hashes)]
    db.conn.executemany("INSERT INTO signature_bands VALUES (?, ?)", bands)
    open_, known = {*texts, *beside}, dict[str, set[str]]()
    while open_:
        one = open_.pop()
        known[one] = _alike(db, one)
        open_ |= (known[one] | _beside(db, {one})) - known.keys()
    ids = json.dumps(sorted(known))
    before = dict(db.conn.execute(f"SELECT id, copy_of FROM articles WHERE id IN {_LIST}", [ids]).fetchall())
    after = {one: _first(db, group) if len(group) > 1 else None for group in _groups(known) for one in group}
    changed = [one for one in known if after[one] != before.get(one)]
    db.conn.executemany(
        "UPDATE articles SET copy_of = ? WHERE id = ?", [(after[one], one) for one in changed]
    )
    told = f"SELECT DISTINCT event_id FROM event_reports WHERE article_id IN {_LIST}"
    return {event for (event,) in db.conn.execute(told, [json.dumps(changed)])}


def _alike(db: Database, article: str) -> set[str]:
    """The articles whose signature says that they are copies of one."""
    own = db.conn.execute("SELECT hashes FROM signatures WHERE article_id = ?", [article]).fetchone()
    if own is None:
        return set()
    hashes = _unpacked(own[0])
    near = db.conn.execute(
        "SELECT s.article_id, s.hashes FROM signatures s WHERE s.article_id <> ? AND s.article_id IN "
        f"(SELECT article_id FROM signature_bands WHERE band IN {_LIST})",
        [article, json.dumps(_bands(hashes))],
    )
    return {other for other, packed in near if similarity(hashes, _unpacked(packed)) >= _ALIKE}


def _beside(db: Database, articles: set[str]) -> set[str]:
    """The articles that are in one group with some."""
    rows = db.conn.execute(
        f"SELECT id FROM articles WHERE copy_of IN (SELECT copy_of FROM articles WHERE id IN {_LIST})",
        [json.dumps(sorted(articles))],
    )
    return {other for (other,) in rows}


def _groups(linked: dict[str, set[str]]) -> list[set[str]]:
    """Articles that hang together."""
    groups, seen = list[set[str]](), set[str]()
    for start in sorted(linked):
        if start in seen:
            continue
        group, waiting = set[str](), [start]
        while waiting:
            one = waiting.pop()
            if one not in group:
                group.add(one)
                waiting += linked[one]
        groups.append(group)
        seen |= group
    return groups


def _first(db: Database, group: set[str]) -> str:
    """The article after which a group is named: the first published."""
    sql = f"SELECT id FROM articles WHERE id IN {_LIST} ORDER BY coalesce(published, '9999'), id LIMIT 1"
    return str(db.conn.execute(sql, [json.dumps(sorted(group))]).fetchone()[0])


def _bands(hashes: tuple[int, ...]) -> list[int]:
    """A number of 60 bits for each band of a signature, told apart by the band's place."""
    return [
        hash_of(struct.pack(f"<B{_ROWS}I", at // _ROWS, *hashes[at : at + _ROWS]))
        for at in range(0, _HASHES, _ROWS)
    ]


def hash_of(content: bytes) -> int:
    """Sixty bits of the SHA-256 of some bytes."""
    from hashlib import sha256

    return int(sha256(content).hexdigest()[:15], 16)


def _unpacked(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{_HASHES}I", packed)
