"""A benchmark, not a test: what writing costs, against the bare insertion of the same rows.

``python tests/bench_write.py [ARTICLES [LARGEST]]``: CPU-milliseconds an article for the usual way and for
``--bulk`` (1,000 articles), then as a database grows to LARGEST articles.
"""

import gc
import sqlite3
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from invented import invented, samples

from kb.store import create
from kb.store.bulk import finish_bulk, start_bulk
from kb.store.save import save_all, save_evidence

TOGETHER = 256


def main(articles: int = 1000, largest: int = 10_000) -> None:
    base = samples()
    given = list(invented(articles, base))
    with tempfile.TemporaryDirectory() as folder:
        usual, bulk = usually(given, f"{folder}/usual.db"), in_bulk(given, f"{folder}/bulk.db")
        bare, rows = inserted(f"{folder}/usual.db", f"{folder}/bare.db")
    print(f"{articles} articles, {rows} rows, CPU-ms an article (and share of the bare insertion's speed)")
    print(f"bare insertion of the rows, indexes and full text kept   {1000 * bare / articles:6.2f}")
    print(f"kb ingest without extraction  {1000 * usual / articles:6.2f} ({bare / usual:.2f})")
    print(f"kb ingest --bulk              {1000 * bulk / articles:6.2f} ({bare / bulk:.2f})")
    del given
    with tempfile.TemporaryDirectory() as folder:
        growing(invented(largest, base), f"{folder}/grown.db")


def usually(given, path):
    """CPU-seconds to write extractions into a new database."""
    db = create(path)
    gc.collect()
    gc.freeze()
    started = time.process_time()
    for at in range(0, len(given), TOGETHER):
        save_all(db, given[at : at + TOGETHER], "bench")
    taken = time.process_time() - started
    db.close()
    return taken


def in_bulk(given, path):
    """The same for a first load."""
    started = time.process_time()
    db = start_bulk(path)
    for at in range(0, len(given), TOGETHER):
        save_evidence(db, given[at : at + TOGETHER], "bench")
    finish_bulk(db, path)
    return time.process_time() - started


def inserted(source, path):
    """CPU-seconds to insert the rows of a database into an empty one in one transaction; and how many."""
    db, made = create(path), sqlite3.connect(source)
    names = made.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE '%_fts%' AND name NOT IN ('_sqlite_migrations', 'event_types')"
    )
    rows = {name: made.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names.fetchall()}
    db.conn.execute("PRAGMA foreign_keys = OFF")
    gc.collect()
    gc.freeze()
    started = time.process_time()
    with db.conn:
        for name, found in rows.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                db.conn.executemany(f"INSERT INTO {name} VALUES ({marks})", found)
    taken = time.process_time() - started
    db.close()
    return taken, sum(map(len, rows.values()))


def growing(given, path):
    """CPU-milliseconds an article as the database grows."""
    db, done, mark, spent, since = create(path), 0, 1024, 0.0, 0
    print(f"{'articles':>10} {'ms each':>8} {'MB':>6}")
    while some := list(islice(given, TOGETHER)):
        started = time.process_time()
        save_all(db, some, "bench")
        spent += time.process_time() - started
        done, since = done + len(some), since + len(some)
        if done >= mark:
            print(f"{done:10} {1000 * spent / since:8.2f} {Path(path).stat().st_size / 1e6:6.0f}", flush=True)
            mark, spent, since = mark * 2, 0.0, 0
    db.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
