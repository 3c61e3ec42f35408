"""kb serve with a real Datasette on a port: pages, prepared questions, JSON, and what it refuses."""

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from conftest import ROOT

from kb.cli import main
from kb.serve import check_metadata, metadata_for
from kb.store import create
from kb.store.views import VIEWS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(sample_db: str) -> Iterator[str]:
    """The address of `kb serve` over the sample database."""
    port = free_port()
    command = [sys.executable, "-m", "kb.cli", "serve", "--db", sample_db, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Timeline at {address}/ (stop with Ctrl-C)\n"
        for _ in range(100):
            try:
                urllib.request.urlopen(address, timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def page(server, path, **parameters):
    query = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
    with urllib.request.urlopen(server + path + query, timeout=20) as answer:
        return answer.read().decode()


def refused(address):
    """The status and body of an answer that is an error."""
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(address)
    with answer.value as error:
        return error.code, error.read().decode()


def data(server, path, **parameters):
    return json.loads(page(server, f"{path}.json", _shape="array", **parameters))


METADATA = yaml.safe_load((ROOT / "metadata.yml").read_text(encoding="utf-8"))["databases"]["kb"]


@pytest.mark.parametrize("table", sorted(METADATA["tables"]))
def test_every_table_page_opens_with_its_description(server, table):
    html = page(server, f"/kb/{table}")
    assert METADATA["tables"][table]["description"].replace("'", "&#39;")[:40] in html
    assert "message-error" not in html


QUESTIONS = {
    "actor_timeline": {"actor": "Peskov"},
    "who_met_whom": {"actor": "Putin", "other": "Trump"},
    "statements_about": {"speaker": "", "about": "Russia"},
    "whats_planned": {"day": "2025-06-01"},
    "what_changed": {},
    "as_of": {"day": "2025-06-01"},
    "search": {"words": "Istanbul"},
    "evidence": {"event_id": "?"},
}


def test_every_prepared_question_is_tested():
    assert set(QUESTIONS) == set(METADATA["queries"])


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - {"evidence"}))
def test_prepared_questions_have_answers(server, name):
    assert data(server, f"/kb/{name}", **QUESTIONS[name])
    assert "message-error" not in page(server, f"/kb/{name}", **QUESTIONS[name])


def test_where_does_it_say_so(server):
    (event, *_) = data(server, "/kb/who_met_whom", actor="Putin", other="Trump")
    reports = data(server, "/kb/evidence", event_id=event["event_id"])
    assert reports
    for report in reports:
        assert report["evidence"] in report["context"]


@pytest.mark.parametrize("words", ['"', "NEAR(", "a AND", "'; DROP TABLE events", "*", "Zelenskyy peace"])
def test_search_takes_any_words(server, words):
    data(server, "/kb/search", words=words)


def test_views_link_to_rows_and_show_names(server):
    html = page(server, "/kb/timeline", _sort_desc="start_date")
    assert '<a href="/event/' in html
    assert "[&#34;" not in html
    assert '<a href="/event/' in page(server, "/kb/events")
    assert '<a href="/actor/russia">Russia</a>' in page(server, "/kb/actors", id="russia")
    assert "/-/static-plugins/kb/kb.css" in html
    assert "section.content" in page(server, "/-/static-plugins/kb/kb.css")


def test_sql_and_json_work(server):
    try:
        found = data(server, "/kb", sql="select count(*) as n from articles")
    except urllib.error.HTTPError:
        found = data(server, "/kb/-/query", sql="select count(*) as n from articles")
    assert found == [{"n": 58}]
    assert data(server, "/kb/actors", id="russia")[0]["name"] == "Russia"


def test_a_port_in_use(sample_db):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["serve", "--db", sample_db, "--port", str(port)])
    assert result.stderr == (
        f"Error: Port {port} on 127.0.0.1 cannot be used (Address already in use). "
        f"Stop what uses it, or choose another: kb serve --port {port + 1}\n"
    )


def test_a_database_of_an_older_kb(tmp_path):
    path = str(tmp_path / "old.db")
    create(path).conn.close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE browse_index")
    connection.close()
    result = CliRunner().invoke(main, ["serve", "--db", path])
    assert result.stderr == (
        f"Error: The database {path} was made by an older kb, and its pages need an index that it lacks. "
        f"Bring it up to date by reading anything into it: kb ingest FOLDER --db {path}\n"
    )


def test_metadata_that_is_wrong(sample_db, tmp_path):
    broken, shapeless = tmp_path / "broken.yml", tmp_path / "shapeless.yml"
    broken.write_text("title: [a\ndatabases: {")
    shapeless.write_text("- a\n- b\n")
    for file, message in [
        (tmp_path / "no.yml", "does not exist. Check --metadata."),
        (broken, "is not valid YAML in line 2. Correct it, or serve without --metadata."),
        (shapeless, "has no 'databases' mapping. See the metadata.yml that comes with kb."),
    ]:
        result = CliRunner().invoke(main, ["serve", "--db", sample_db, "--metadata", str(file)])
        assert result.stderr == f"Error: The metadata file {file} {message}\n"


def test_metadata_follows_the_name_of_the_database():
    path = str(ROOT / "metadata.yml")
    assert metadata_for("kb.db", check_metadata(path)) == path
    copy = yaml.safe_load(Path(metadata_for("talks 2025.db", path)).read_text(encoding="utf-8"))
    assert copy["databases"]["talks 2025"] == METADATA
    assert "/talks~202025/timeline" in copy["description_html"]


def test_every_column_has_a_label_on_its_row_page(sample_db, rows):
    style = (ROOT / "kb" / "web" / "static" / "kb.css").read_text(encoding="utf-8")
    for table in METADATA["tables"]:
        for _, column, *_ in rows(sample_db, f"PRAGMA table_info({table})"):
            is_view = table in VIEWS
            assert is_view or f"td.col-{column}::before" in style


def test_databases_of_others_keep_their_home_page(tmp_path):
    """The plugin is installed with kb, and Datasette may serve something else."""
    from datasette.app import Datasette

    path = str(tmp_path / "other.db")
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE birds (name TEXT)")
    connection.close()

    async def ask():
        datasette = Datasette([path])
        await datasette.invoke_startup()
        answers = [await datasette.client.get(address) for address in ("/", "/event/x", "/timeline.json")]
        for database in datasette.databases.values():
            database.close()
        return answers

    home, event, output = asyncio.run(ask())
    assert home.status_code == 200
    assert "other" in home.text
    assert "Diplomatic timeline" not in home.text
    for answer in (event, output):
        assert (answer.status_code, answer.text) == (404, "There is no timeline in these databases.")
