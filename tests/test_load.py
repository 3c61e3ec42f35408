"""Shards that are loaded give exactly the rows of an ingest of their input."""

import json
import shutil
import sqlite3

import pytest
from conftest import CLIPPING, DISPATCHES
from test_readers import FRENCH, PAGES, RECORD, RSS, warc

from kb.actors import alias
from kb.cluster import parquet
from kb.cluster.extract import extract_shard
from kb.cluster.load import load
from kb.cluster.shards import shards
from kb.errors import UserError
from kb.ingest import ingest
from kb.read import find

#: Moments, which are those of each run.
MOMENTS = {"added", "updated", "at", "started", "finished", "seen", "resolved", "applied_at"}


def everything(db):
    """Every table with its rows, but for moments; of full-text indexes how often each word is in each column.

    How an index keeps them, and the numbers of failures, depend on how many articles were written together.
    """
    connection = sqlite3.connect(db)
    found = {}
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if table.endswith("_fts"):
            connection.execute(f"CREATE VIRTUAL TABLE temp.words_{table} USING fts5vocab(main, {table}, col)")
            found[table] = connection.execute(f"SELECT * FROM words_{table}").fetchall()
        if "_fts" in table:
            continue
        columns = [r[1] for r in connection.execute(f'PRAGMA table_info("{table}")') if r[1] not in MOMENTS]
        columns = columns[1:] if table == "failures" else columns
        quoted = ", ".join(f'"{column}"' for column in columns)
        found[table] = sorted(connection.execute(f'SELECT {quoted} FROM "{table}"').fetchall(), key=repr)
    connection.close()
    return found


def extract(paths, folder, size=4):
    """Make the shards of some paths, as a worker would."""
    for shard in shards(find([str(path) for path in paths]), size=size):
        extract_shard(shard, str(folder), "rules")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Paths to documents of many kinds, with all that can be wrong with them."""
    folder = tmp_path_factory.mktemp("mixed")
    for file in sorted(DISPATCHES.glob("*.txt"))[::4]:
        shutil.copy(file, folder)
    (folder / "a.txt").write_text(CLIPPING)
    (folder / "again.txt").write_text(CLIPPING)
    (folder / "edited.txt").write_text(CLIPPING.replace("will hold talks", "will hold no talks"))
    (folder / "french.txt").write_text(f"Pourparlers\n\n{FRENCH}")
    (folder / "empty.txt").write_bytes(b"")
    lines = [
        json.dumps(RECORD | {"title": f"Talks {n % 7}", "date": f"2025-06-0{n % 5 + 1}"}) for n in range(20)
    ]
    lines[3:3] = [
        "{broken",
        "",
        '{"text": "Half \\ud800 of it."}',
        json.dumps({"date": "2025-02-30", "text": "Now."}),
    ]
    (folder / "dump.jsonl").write_text("\n".join(lines))
    (folder / "crawl.warc").write_bytes(warc(PAGES * 2, packed=True)[:-30])
    (folder / "feed.xml").write_text(RSS)
    return [folder / "none.txt", folder]


@pytest.fixture(scope="module")
def serial(mixed, tmp_path_factory):
    """What an ingest of these makes."""
    db = str(tmp_path_factory.mktemp("serial") / "kb.db")
    summary = ingest([str(path) for path in mixed], db, engine="rules")
    assert len(summary.failed) == 8
    assert summary.unchanged > 1
    return db, summary


@pytest.fixture(scope="module")
def loaded(mixed, tmp_path_factory):
    """Their shards, and what a load of these makes."""
    folder = tmp_path_factory.mktemp("loaded")
    extract(mixed, folder / "out")
    summary = load([str(folder / "out")], str(folder / "kb.db"))
    return folder / "out", str(folder / "kb.db"), summary


def test_the_rows_are_those_of_an_ingest(serial, loaded):
    db, ingested = serial
    _, other, summary = loaded
    assert everything(other) == everything(db)
    for name in ("new", "changed", "unchanged", "rows"):
        assert getattr(summary, name) == getattr(ingested, name), name
    assert sorted((name, str(error)) for name, error in summary.failed) == sorted(
        (name, str(error)) for name, error in ingested.failed
    )


def test_a_first_load_gives_these_rows_too(serial, loaded, tmp_path):
    summary = load([str(loaded[0])], str(tmp_path / "kb.db"), bulk=True)
    assert summary.new == serial[1].new
    assert everything(tmp_path / "kb.db") == everything(serial[0])


def test_full_text_and_views_find_the_same(serial, loaded, rows):
    for sql in (
        "SELECT id FROM articles WHERE rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'talks')",
        "SELECT * FROM timeline", "SELECT * FROM sayings", "SELECT * FROM dyads", "SELECT * FROM stories",
    ):  # fmt: skip
        assert rows(loaded[1], sql) == rows(serial[0], sql)
        assert rows(serial[0], sql)


def test_the_same_again_changes_nothing(loaded, tmp_path):
    out, db, first = loaded
    shutil.copy(db, tmp_path / "kb.db")
    again = load([str(out)], str(tmp_path / "kb.db"))
    assert (again.new, again.changed, again.unchanged, again.rows) == (0, 0, first.articles, 0)
    before, after = everything(db), everything(tmp_path / "kb.db")
    for table in set(before) - {"runs", "failures", "sqlite_sequence"}:
        assert after[table] == before[table], table


def test_who_reads_an_article_does_not_matter(mixed, serial, loaded, tmp_path):
    """A load finds nothing new after an ingest, nor an ingest after a load."""
    for number, db in enumerate((serial[0], loaded[1])):
        shutil.copy(db, tmp_path / f"{number}.db")
    summary = load([str(loaded[0])], str(tmp_path / "0.db"))
    assert (summary.new, summary.changed) == (0, 0)
    summary = ingest([str(path) for path in mixed], str(tmp_path / "1.db"), engine="rules")
    assert (summary.new, summary.changed) == (0, 0)


def test_failures_that_are_over(tmp_path, rows):
    (tmp_path / "a.txt").write_bytes(b"")
    db = str(tmp_path / "kb.db")
    extract([tmp_path / "a.txt"], tmp_path / "out")
    assert len(load([str(tmp_path / "out")], db).failed) == 1
    (tmp_path / "a.txt").write_text(CLIPPING)
    extract([tmp_path / "a.txt"], tmp_path / "out")
    assert load([str(tmp_path / "out")], db).new == 1
    assert rows(db, "SELECT document, resolved IS NOT NULL FROM failures") == [(str(tmp_path / "a.txt"), 1)]
    assert rows(db, "SELECT articles, failures, finished IS NOT NULL FROM runs") == [(0, 1, 1), (1, 0, 1)]


def test_names_that_users_have_added_count(tmp_path, rows):
    """Workers do not know them: such articles are read again as they are loaded."""
    text = (
        " date 2025-05-30 T\nT\n\nSource:  a.org\n\nThe Zorblax Circle said on Monday that talks had begun.\n"
    )
    (tmp_path / "a.txt").write_text(text)
    extract([tmp_path / "a.txt"], tmp_path / "out")
    db = str(tmp_path / "kb.db")
    ingest([str(DISPATCHES / "2018-06-12-singapore-summit.txt")], db, engine="rules")
    alias(db, "hamas", "Zorblax Circle")
    load([str(tmp_path / "out")], db)
    assert rows(db, "SELECT text FROM mentions WHERE actor_id = 'hamas'") == [("Zorblax Circle",)]


def test_an_article_that_cannot_be_stored_costs_only_its_own_rows(mixed, tmp_path, monkeypatch, rows):
    from kb.cluster import load as module

    real = module.save_all

    def breaking(db, extractions, extractor):
        if any("Pourparlers" in one.article.text for one in extractions):
            raise ValueError("seven")
        return real(db, extractions, extractor)

    monkeypatch.setattr(module, "save_all", breaking)
    extract([mixed[1] / "french.txt", mixed[1] / "a.txt"], tmp_path / "out")
    summary = load([str(tmp_path / "out")], str(tmp_path / "kb.db"))
    assert summary.new == 1
    assert [str(error).replace(f"{mixed[1]}/", "") for _, error in summary.failed] == [
        "french.txt could not be read: ValueError: seven. This is a defect of kb; please report it with the file."
    ]


def test_files_come_in_the_order_of_folders_and_numbers(mixed, tmp_path, monkeypatch):
    extract([mixed[1] / "a.txt"], tmp_path / "b")
    extract([mixed[1] / "feed.xml", mixed[1] / "dump.jsonl", mixed[1] / "french.txt"], tmp_path / "a", size=1)
    given = [
        tmp_path / "b" / "shard-000000.parquet",
        *sorted((tmp_path / "a").iterdir(), reverse=True),
        tmp_path / "b",
    ]
    seen = []

    def shown(files):
        seen.extend(f"{file.parent.name}{file.stem[-1]}" for file in files)
        return files

    load([str(path) for path in given], str(tmp_path / "kb.db"), shown)
    assert seen == ["b0", "a0", "a1", "a2"]


def refusal(*paths):
    with pytest.raises(UserError) as refused:
        load([str(path) for path in paths], "never.db")
    return str(refused.value)


def test_shards_that_are_missing(loaded, tmp_path):
    out, step = tmp_path / "out", "Run the same kb extract --cluster again; it makes what is missing."
    out.mkdir()
    assert refusal(out) == f"{out} holds no shards. Name the folder that kb extract --cluster wrote to."
    shutil.copytree(loaded[0], out, dirs_exist_ok=True)
    files = sorted(out.iterdir())
    second, last = files[1].read_bytes(), files[-1].read_bytes()
    files[1].unlink()
    assert refusal(out) == f"{out} lacks shard 1. {step}"
    files[1].write_bytes(second)
    files[-1].unlink()
    assert refusal(out) == f"{out} lacks the shards after {files[-2].name}. {step}"
    files[-1].write_bytes(last)
    about = parquet.about(files[0])
    parquet.write(out / f"shard-{len(files):06}.parquet", type(about)(len(files), True, "x", "y", ()), [])
    assert refusal(out) == (
        f"{out} holds shards of several runs: {files[-1].name} is the last of one, and there is "
        f"shard-{len(files):06}.parquet. Remove what is of earlier runs, or extract into an empty folder."
    )
    assert refusal(tmp_path / "none") == (
        f"{tmp_path / 'none'} does not exist. Check the path; kb extract --cluster makes such files."
    )
