"""Ingest: twice equals once, order does not matter, edits are kept, nothing is lost, kills are harmless."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from conftest import CLIPPING, DISPATCHES, GOLD

from kb.errors import UserError
from kb.ingest import Summary, Writer, ingest
from kb.pipeline import extract
from kb.read import Defaults, find, read
from kb.records import Article, Extraction, Passage
from kb.store import create, note_failure, start_run
from kb.store.runs import open_failures
from kb.store.save import save_all

TABLES = [
    "articles", "passages", "mentions", "time_expressions", "events", "event_reports", "event_actors",
    "event_report_actors", "statements", "statement_spans", "statement_actors", "statement_events",
    "actors", "actor_names", "actor_offices", "places", "sources",
]  # fmt: skip


def contents(rows, db, without=("added", "updated")):
    found = {}
    for table in TABLES:
        columns = [r[1] for r in rows(db, f"PRAGMA table_info({table})") if r[1] not in without]
        quoted = ", ".join(f'"{column}"' for column in columns)
        found[table] = sorted(rows(db, f"SELECT {quoted} FROM {table}"), key=repr)
    return found


def test_every_row_is_exactly_its_words(sample_db, rows):
    for table, column in [
        ("mentions", "text"),
        ("time_expressions", "text"),
        ("event_reports", "text"),
        ("statements", "content"),
    ]:
        wrong = rows(
            sample_db,
            f"SELECT count(*) FROM {table} t JOIN articles a ON a.id = t.article_id "
            f"WHERE substr(a.text, t.start_char + 1, t.end_char - t.start_char) <> t.{column}",
        )
        total = rows(sample_db, f"SELECT count(*) FROM {table}")
        assert wrong == [(0,)]
        assert total[0][0] > 100
    assert rows(sample_db, "PRAGMA foreign_key_check") == []


def test_the_same_input_again_changes_nothing(sample_db, rows):
    before = contents(rows, sample_db, without=())
    summary = ingest([str(DISPATCHES), str(GOLD)], sample_db)
    assert (summary.new, summary.changed, summary.unchanged, summary.rows) == (0, 0, 58, 0)
    assert contents(rows, sample_db, without=()) == before


def partition(rows, db):
    """Which reports are one event, whatever the event is called; and what is said of the event."""
    events = {}
    for event, report in rows(db, "SELECT event_id, id FROM event_reports"):
        events.setdefault(event, set()).add(report)
    said = rows(db, "SELECT id, title, type, status, date, place_id, reports, sources, evidence FROM events")
    return {frozenset(events[i]): rest for i, *rest in said}


def test_the_order_of_articles_does_not_change_the_result(sample_db, rows, tmp_path):
    files = [str(d.path) for d in find([str(DISPATCHES), str(GOLD)]).documents]
    random.Random(7).shuffle(files)
    other = str(tmp_path / "shuffled.db")
    ingest(files, other)
    assert partition(rows, other) == partition(rows, sample_db)
    for table in ("mentions", "statements", "actors", "places"):
        assert contents(rows, other)[table] == contents(rows, sample_db)[table]


def test_an_edited_article_is_updated_in_place(clipping, rows, tmp_path):
    db = str(tmp_path / "kb.db")
    ingest([str(clipping)], db)
    ((identity, old),) = rows(db, "SELECT id, text FROM articles")
    clipping.write_text(CLIPPING.replace("will hold talks", "will not hold talks"), encoding="utf-8")
    summary = ingest([str(clipping)], db)
    assert (summary.new, summary.changed) == (0, 1)
    assert rows(db, "SELECT id FROM articles") == [(identity,)]
    assert rows(db, "SELECT text FROM article_revisions") == [(old,)]
    fresh = str(tmp_path / "fresh.db")
    ingest([str(clipping)], fresh)
    # An event that both wordings tell of keeps its id, so events are compared by what they hold.
    assert partition(rows, db) == partition(rows, fresh)
    for table in ("articles", "passages", "mentions", "statements", "statement_spans"):
        assert contents(rows, db)[table] == contents(rows, fresh)[table]
    assert rows(db, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'not'") == [(1,)]


def test_two_texts_under_one_heading_are_two_articles(tmp_path, rows):
    head = " date 2025-05-30 Briefing\nBriefing\n\nSource:  example.org\n\n"
    (tmp_path / "a.txt").write_text(head + "Putin met Xi in Beijing.", encoding="utf-8")
    (tmp_path / "b.txt").write_text(head + "Macron met Scholz in Berlin.", encoding="utf-8")
    db = str(tmp_path / "kb.db")
    assert ingest([str(tmp_path)], db).new == 2
    assert ingest([str(tmp_path)], db).unchanged == 2
    assert rows(db, "SELECT count(*) FROM articles") == [(2,)]


def test_published_and_source_are_for_articles_that_give_none(tmp_path, clipping, rows):
    plain = tmp_path / "clippings" / "plain.txt"
    plain.write_text("Leaders met\n\nPutin met Xi in Beijing on Tuesday.\n", encoding="utf-8")
    db = str(tmp_path / "kb.db")
    ingest([str(clipping.parent)], db, Defaults("2025-05-28", "given.org"))
    assert rows(db, "SELECT source_id, published FROM articles ORDER BY published") == [
        ("given.org", "2025-05-28"),
        ("example.org", "2025-05-30"),
    ]


def test_bad_files_cost_only_their_own_rows(clipping, rows, tmp_path):
    folder = clipping.parent
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    tomorrow = date.today() + timedelta(days=40)
    (folder / "future.txt").write_text(f" date {tomorrow} T\nT\n\nText here.", encoding="utf-8")
    (folder / "never.txt").write_text(" date 2025-02-30 T\nT\n\nText here.", encoding="utf-8")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    (folder / "README.md").write_text("About this folder", encoding="utf-8")
    db = str(tmp_path / "kb.db")
    summary = ingest([str(folder), str(tmp_path / "missing")], db)
    assert (summary.new, len(summary.failed), len(summary.passed_over)) == (1, 6, 1)
    messages = {f"{error} {hint}".replace(f"{tmp_path}{os.sep}", "").replace(f"clippings{os.sep}", "")
                for error, hint in rows(db, "SELECT error, hint FROM failures")}  # fmt: skip
    assert messages == {
        "missing does not exist. Check the path; folders and files can be mixed.",
        "empty.txt is empty. Save the article's text into it, or remove it.",
        "huge.txt is 50 MB long, too long for one article. "
        "Split it into files of less than 20 MB, one article each.",
        "picture.txt is a picture, not text. Save the article as plain text (.txt).",
        f"future.txt has the date {tomorrow}, which lies in the future. Correct the date in its first line.",
        "never.txt has the date 2025-02-30, which does not exist. Correct the date in its first line.",
    }
    assert rows(db, "SELECT articles, failures, finished IS NOT NULL FROM runs") == [(1, 6, 1)]


@pytest.mark.parametrize(
    ("workers", "targets"), [("1", (1, 8, 15, 22, 29, 36, 43, 50)), ("2", (5, 20, 35, 50))]
)
def test_a_kill_at_any_moment_leaves_whole_articles_only(tmp_path, rows, workers, targets):
    db, chance = str(tmp_path / "kb.db"), random.Random(11)
    few = "import kb.ingest.writing as w; w._TOGETHER = 3; from kb.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        few,
        "ingest",
        str(DISPATCHES),
        str(GOLD),
        "--db",
        db,
        "--workers",
        workers,
    ]
    killed = 0
    for target in targets:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and _articles(db) < target:
            time.sleep(0.001)
        time.sleep(chance.random() * 0.01)  # somewhere inside the article that follows
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        _is_whole(db)
    assert killed >= len(targets) // 2
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    undisturbed = str(tmp_path / "undisturbed.db")
    ingest([str(DISPATCHES), str(GOLD)], undisturbed)
    assert contents(rows, db) == contents(rows, undisturbed)


def test_an_earlier_failure_is_over_only_once_the_articles_are_written():
    db = create(":memory:")
    note_failure(db, start_run(db, "0", "test"), "a.txt", UserError("It was empty.", "Fill it."))
    writer = Writer(db, start_run(db, "0", "test"), "test", Summary(), save_all)
    article = Article("They met.", (Passage("lead", 0, 9),), "a.txt", "Talks")
    writer.add(Extraction(article), "a.txt")
    writer.finish("b.txt", [])  # of which nothing has failed: what waits goes on waiting
    assert (db.table("articles").count, len(open_failures(db))) == (0, 1)
    writer.finish("a.txt", [])
    assert (db.table("articles").count, open_failures(db)) == (1, [])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_writes_what_waits_and_says_how_to_go_on(tmp_path, rows, workers):
    file, db = tmp_path / "dump.jsonl", str(tmp_path / "kb.db")
    text = "The minister met the ambassador in Oslo on Monday. " * 20
    lines = [json.dumps({"text": text, "title": f"Talks {n}", "date": "2025-05-30"}) for n in range(3000)]
    file.write_text("\n".join(lines))
    slow = "import kb.ingest.writing as w; w._SECONDS = 1.0; from kb.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", slow, "ingest", str(file), "--db", db, "--workers", workers],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while process.poll() is None and _articles(db) == 0:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    told = process.communicate()[1]
    assert told == "Stopped; what has been read is in the database, and the same command goes on.\n"
    assert process.returncode == 130
    _is_whole(db)
    assert 0 < _articles(db) < 3000


def _articles(db):
    """How many articles the database holds while another process writes to it."""
    if not os.path.exists(db):
        return 0
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        return connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # not made yet
    finally:
        connection.close()


def _is_whole(db):
    """Every article in the file has all the rows that a fresh extraction of it yields."""
    connection = sqlite3.connect(db)
    have = dict(connection.execute("SELECT article_id, count(*) FROM mentions GROUP BY 1"))
    stored = {r[0] for r in connection.execute("SELECT id FROM articles")}
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    for document in find([str(DISPATCHES)]).documents[:12]:
        for article in read(document, Defaults()):
            if article.id in stored:
                assert have.get(article.id, 0) == len(extract(article).mentions)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_encodings_give_the_same_rows(encoding, tmp_path, rows):
    file, db = tmp_path / "a.txt", str(tmp_path / "kb.db")
    file.write_bytes(CLIPPING.replace("Odermatt", "Müller").encode(encoding))
    ingest([str(file)], db)
    assert rows(db, "SELECT count(*) FROM actors WHERE name = 'Beat Müller'") == [(1,)]


def told(folder, day, body):
    name = folder / f"{day}.txt"
    name.write_text(f" date {day} Talks\nTalks\n\nSource:  a.org\n\n{body}\n", encoding="utf-8")


def test_the_newest_report_decides_and_the_older_ones_stay(tmp_path, rows):
    told(tmp_path, "2025-05-30", "Russia and Ukraine will hold talks in Istanbul on June 2.")
    told(tmp_path, "2025-06-03", "Russia and Ukraine held talks in Istanbul on June 2.")
    told(tmp_path, "2025-06-20", "At the talks of Russia and Ukraine on June 2 a swap was proposed.")
    db = str(tmp_path / "kb.db")
    ingest([str(tmp_path)], db, engine="rules")
    consult = "SELECT status, reports, first_reported, last_reported FROM events WHERE type = 'CONSULT'"
    assert rows(db, consult) == [("occurred", 3, "2025-05-30", "2025-06-20")]
    changes = rows(db, "SELECT changed_on, status_before, status_after FROM status_changes")
    assert changes[0] == ("2025-06-03", "planned", "occurred")
