"""A first load: the rows of the usual way, and never half a database under the final name."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from conftest import DISPATCHES, GOLD
from hypothesis import HealthCheck, given, settings
from test_ingest import contents
from test_stories import ARTICLES, events, told

from kb.errors import UserError
from kb.ingest import Options, ingest
from kb.store import create
from kb.store.bulk import finish_bulk, start_bulk
from kb.store.save import save, save_evidence

BULK = Options(bulk=True)


def test_the_rows_and_the_schema_are_those_of_the_usual_way(sample_db, tmp_path, rows):
    path = str(tmp_path / "kb.db")
    summary = ingest([str(DISPATCHES), str(GOLD)], path, options=BULK)
    assert (summary.new, summary.failed) == (58, [])
    assert contents(rows, path) == contents(rows, sample_db)
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    assert rows(path, schema) == rows(sample_db, schema)
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert [p.name for p in tmp_path.iterdir()] == ["kb.db"]
    for table, column in (("articles", "title"), ("events", "title"), ("statements", "content")):
        found = f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH 'talks'"
        sql = f"SELECT {column} FROM {table} WHERE rowid IN ({found})"
        assert sorted(rows(path, sql)) == sorted(rows(sample_db, sql)) != []
        connection = sqlite3.connect(path)
        connection.execute(f"INSERT INTO {table}_fts({table}_fts, rank) VALUES ('integrity-check', 1)")
        connection.close()
    assert ingest([str(DISPATCHES), str(GOLD)], path).unchanged == 58  # and it goes on as any other


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ARTICLES)
def test_what_is_one_event_does_not_depend_on_the_way(given_articles):
    articles = [told(n, day, *reports) for n, (day, reports) in enumerate(given_articles)]
    usual = create(":memory:")
    for one in articles:
        save(usual, one, "test")
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/kb.db"
        db = start_bulk(path)
        save_evidence(db, articles, "test")
        finish_bulk(db, path)
        assert events(create(path)) == events(usual)


def test_a_kill_leaves_nothing_under_the_name_and_the_load_goes_on(sample_db, tmp_path, rows):
    path, part = tmp_path / "kb.db", tmp_path / "kb.db.part"
    small = "import kb.ingest.writing as w; w._TOGETHER = 4; from kb.cli import main; main()"
    command = [sys.executable, "-c", small, "ingest", str(DISPATCHES), str(GOLD), "--db", str(path), "--bulk"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and written(part) < 20:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not path.exists()
    summary = ingest([str(DISPATCHES), str(GOLD)], str(path), options=BULK)
    assert summary.unchanged >= 20
    assert summary.articles == 58
    assert contents(rows, str(path)) == contents(rows, sample_db)


def written(part: Path) -> int:
    try:
        connection = sqlite3.connect(f"file:{part}?mode=ro", uri=True)
        try:
            return connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return 0


def test_a_database_that_exists_is_not_replaced(tmp_path):
    path = str(tmp_path / "kb.db")
    create(path).close()
    with pytest.raises(UserError) as refused:
        ingest([str(GOLD)], path, options=BULK)
    assert str(refused.value) == (
        f"The database {path} exists, and --bulk makes a new one. "
        "Read into it without --bulk, or give another --db FILE."
    )


def test_a_load_that_was_whole_but_for_its_name_gets_it(tmp_path, rows):
    path = str(tmp_path / "kb.db")
    ingest([str(GOLD)], path, engine="rules", options=BULK)
    os.replace(path, f"{path}.part")
    with pytest.raises(UserError) as refused:
        ingest([str(GOLD)], path, engine="rules", options=BULK)
    assert str(refused.value) == (
        f"An earlier load was whole but for its name: it is {path} now. Read into it without --bulk."
    )
    assert rows(path, "SELECT count(*) FROM articles")[0][0] > 10
