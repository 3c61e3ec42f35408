"""The commands as a user types them: what they print, exit statuses, and the exact text of errors."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CLIPPING

from kb.cli import main


def run(*arguments, given=None):
    return CliRunner().invoke(main, [str(a) for a in arguments], input=given)


def error(*arguments, given=None):
    result = run(*arguments, given=given)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.stderr.strip().splitlines()[-1]


def test_ingest_ends_with_one_line(clipping, tmp_path):
    db = tmp_path / "kb.db"
    first = run("ingest", clipping.parent, "--db", db)
    assert first.exit_code == 0
    assert first.stdout.startswith("1 new, 0 changed, 0 unchanged, 0 failed; ")
    again = run("ingest", clipping.parent, "--db", db)
    assert again.stdout.startswith("0 new, 0 changed, 1 unchanged, 0 failed; 0 rows written; ")


def test_ingest_reads_standard_input(tmp_path):
    result = run("ingest", "-", "--db", tmp_path / "kb.db", given=CLIPPING)
    assert result.stdout.startswith("1 new")


def test_ingest_names_what_failed_and_exits_1(clipping, tmp_path):
    (clipping.parent / "empty.txt").write_bytes(b"")
    (clipping.parent / "notes.json").write_text("{}")
    result = run("ingest", clipping.parent, "--db", tmp_path / "kb.db")
    assert result.exit_code == 1
    empty, notes = clipping.parent / "empty.txt", clipping.parent / "notes.json"
    assert result.stderr == (
        f"Failed: {empty} is empty. Save the article's text into it, or remove it.\n"
        f"Passed over 1 file that no article is expected in ({notes}); name a file to have it read.\n"
    )
    assert result.stdout.startswith("1 new, 0 changed, 0 unchanged, 1 failed; ")


def test_ingest_without_paths(tmp_path):
    assert error("ingest", "--db", tmp_path / "kb.db") == (
        "Error: There is nothing to read. Name files or folders (kb ingest clippings/), or use --samples."
    )
    assert not (tmp_path / "kb.db").exists()


def test_a_database_that_is_none(tmp_path, clipping):
    file = tmp_path / "notes.txt"
    file.write_text("these are my notes")
    message = f"Error: {file} is not a database; nothing was changed. Give another file: --db FILE."
    assert error("ingest", clipping, "--db", file) == message
    assert error("timeline", "--db", file) == message
    assert error("serve", "--db", file) == message
    assert file.read_text() == "these are my notes"


def test_a_database_of_another_program(tmp_path, clipping):
    import sqlite3

    file = tmp_path / "other.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE stamps (id)")
    connection.commit()
    connection.close()
    assert error("ingest", clipping, "--db", file) == (
        f"Error: {file} is a database of another program; nothing was changed. Give another file: --db FILE."
    )
    assert error("timeline", "--db", file) == (
        f"Error: {file} is a database, but not one of kb. Give the file that kb ingest made: --db FILE."
    )


def test_a_database_that_does_not_exist_is_not_made(tmp_path):
    file = tmp_path / "none.db"
    message = f"Error: The database {file} does not exist. Make it with: kb ingest PATH... --db {file}"
    for command in ("timeline", "serve"):
        assert error(command, "--db", file) == message
    assert not file.exists()


def test_a_damaged_database(tmp_path, sample_db):
    data = bytearray(Path(sample_db).read_bytes())
    data[100:4000] = os.urandom(3900)
    file = tmp_path / "damaged.db"
    file.write_bytes(data)
    message = error("timeline", "--db", file)
    assert message.startswith(f"Error: The database {file} could not be read (")
    assert message.endswith("Restore it from a copy, or make it again with: kb ingest PATH...")


def test_folder_of_the_database_is_missing(tmp_path, clipping):
    file = tmp_path / "no" / "kb.db"
    assert error("ingest", clipping, "--db", file) == (
        f"Error: The folder {file.parent} does not exist. Make it, or give another --db FILE."
    )


@pytest.mark.parametrize("value", ["2025-13", "yesterday", "2025-02-30", "30.05.2025"])
def test_dates_that_are_none(value, sample_db):
    assert error("timeline", "--db", sample_db, "--from", value) == (
        f"Error: '{value}' is not a date that --from understands. Write it as YYYY-MM-DD, YYYY-MM or YYYY."
    )


def test_timeline_shows_events_with_their_words(sample_db):
    result = run("timeline", "--db", sample_db, "--actor", "Putin", "--from", "2025-08", "--to", "2025-08")
    assert "2025-08-15" in result.output
    assert "Vladimir Putin: met" in result.output
    assert "“" in result.output


def test_timeline_filters_combine(sample_db):
    result = run("timeline", "--db", sample_db, "--type", "consult", "--status", "cancelled", "--json")
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert rows
    assert {(r["type"], r["status"]) for r in rows} == {("CONSULT", "cancelled")}
    dates = [r["start_date"] or "" for r in rows]
    assert dates == sorted(dates)


def test_timeline_with_an_unknown_actor_or_type(sample_db):
    assert error("timeline", "--db", sample_db, "--actor", "Zelen") == (
        "Error: There is no actor 'Zelen' in the database. Did you mean Volodymyr Zelenskyy?"
    )
    assert error("timeline", "--db", sample_db, "--actor", "Qwx") == (
        "Error: There is no actor 'Qwx' in the database. Check the spelling."
    )
    assert error("timeline", "--db", sample_db, "--type", "MEETING").startswith(
        "Error: There is no event type 'MEETING'. Use statement or one of: AGREE, CONSULT, SUPPORT,"
    )


def test_timeline_that_is_empty(sample_db):
    result = run("timeline", "--db", sample_db, "--to", "1900")
    assert result.output == "Nothing on the timeline passes these filters.\n"


def test_extract_prints_records_whose_offsets_are_exact(clipping):
    (record,) = [json.loads(run("extract", clipping).output)]
    assert record["title"] == "Ministers to meet in Geneva"
    for part in ("mentions", "time_expressions", "events"):
        assert record[part]
        for row in record[part]:
            assert record["text"][row["start"] : row["end"]] == row["text"]
    event = next(e for e in record["events"] if e["date"] == "2025-06-04")
    assert (event["type"], event["status"], event["place"]) == ("CONSULT", "planned", "Geneva")
    assert {a["actor"] for a in event["actors"]} == {"Russia", "Ukraine"}


def test_extract_of_a_missing_file(tmp_path):
    assert (
        error("extract", tmp_path / "no.txt")
        == f"Error: {tmp_path / 'no.txt'} does not exist. Check the path."
    )


def test_extract_jsonl_goes_on_after_a_bad_line():
    lines = [
        '{"id": 1, "text": "Lavrov said that the talks were over.", "published": "2025-05-30"}',
        "not json",
        '{"id": 3}',
        '{"id": "d", "text": "  Putin met Xi.\\n", "published": null}',
        '{"id": 5, "text": ""}',
    ]
    result = run("extract", "--jsonl", "-", given="\n".join(lines))
    assert result.exit_code == 1
    records = [json.loads(line) for line in result.output.splitlines()]
    assert [r["id"] for r in records] == [1, "line 2", 3, "d", 5]
    assert ["error" in r for r in records] == [False, True, True, False, False]
    assert set(records[0]) == {"id", "sentences", "mentions", "time_expressions", "statements", "events"}
    (statement,) = records[0]["statements"]
    assert set(statement) == {
        "source",
        "cue",
        "content",
        "kind",
        "speaker",
        "on_behalf_of",
        "nested",
        "act",
        "attitude",
        "tentative",
    }
    assert statement["speaker"] == "Sergey Lavrov"
    (met,) = records[3]["events"]
    assert "  Putin met Xi.\n"[met["start"] : met["end"]] == met["text"] == "Putin met Xi"


def test_extract_takes_one_file_unless_on_a_cluster(clipping):
    twice = run("extract", clipping, clipping)
    assert twice.exit_code == 2
    assert twice.stderr.splitlines()[-1] == f"Error: Got unexpected extra argument ({clipping})"
    for option, value in (
        ("--out", "x"),
        ("--workers", 2),
        ("--scheduler", "tcp://a:1"),
        ("--field", "text=x"),
    ):
        assert error("extract", clipping, option, value) == (
            f"Error: {option} is for --cluster. Add --cluster dask, or leave it out."
        )
    assert error("extract", "--cluster", "dask", clipping) == (
        "Error: There is no place for the shards. Give a folder of their own: --out FOLDER."
    )


def test_what_is_not_installed_is_named(monkeypatch, clipping):
    monkeypatch.setattr("kb.cluster.find_spec", lambda module: None)
    assert error("extract", "--cluster", "dask", "--out", "x", clipping) == (
        "Error: kb extract --cluster dask needs Dask and pyarrow. Install them: pip install 'kb[dask]'."
    )
    assert error("load", "x") == "Error: kb load needs pyarrow. Install it: pip install 'kb[dask]'."


def test_a_terminal_shows_how_far_a_run_is(monkeypatch, capsys):
    """On one line that is written over; failures stand above it."""
    from kb.errors import UserError
    from kb.terminal import Counter

    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    counter = Counter()
    counter.add(3, [])
    counter.add(2, [UserError("It is broken.", "Mend it.")])
    counter.end()
    shown = capsys.readouterr().err.split("\r\x1b[K")
    assert [line.rsplit(",", 1)[0] for line in shown] == [
        "", "1 shards, 3 articles", "Failed: It is broken. Mend it.\n2 shards, 5 articles", "",
    ]  # fmt: skip


def test_the_command_line_imports_neither_engine_nor_cluster():
    told = "import sys, kb.cli; print({'numpy', 'pyarrow', 'dask', 'distributed', 'datasette'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", told], text=True) == "set()\n"


def test_help_is_quick_and_names_every_command():
    result = subprocess.run(
        [sys.executable, "-m", "kb.cli", "--help"], capture_output=True, text=True, check=True
    )
    for command in ("ingest", "serve", "timeline", "extract", "load", "evaluate"):
        assert f"\n  {command} " in result.stdout


def test_samples_come_with_the_package(tmp_path):
    assert run("ingest", "--samples", "--db", tmp_path / "kb.db").stdout.startswith("40 new")
