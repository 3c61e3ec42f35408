"""The timeline as it was known on a day: what later articles say is not in it."""

import json

import pytest
from click.testing import CliRunner

from kb.cli import main
from kb.ingest import ingest
from kb.timeline import Filters, select

EVENTS = "SELECT status, date, place_id, evidence, article_id, reports, sources FROM events"
AS_OF = (
    "SELECT status, date, place_id, evidence, article_id, reports, sources FROM event_history "
    "WHERE known_from <= '{day}' AND (known_until IS NULL OR known_until > '{day}')"
)
TALKS = {
    "2025-05-30": "Russia and Ukraine will hold talks in Istanbul on June 2.",
    "2025-06-03": "Russia and Ukraine held talks in Istanbul on June 2.",
}


@pytest.fixture(scope="module")
def talks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("talks")
    for day, body in TALKS.items():
        text = f" date {day} Talks\nTalks\n\nSource:  a.org\n\n{body}\n"
        (folder / f"{day}.txt").write_text(text, encoding="utf-8")
    ingest([str(folder)], str(folder / "kb.db"), engine="rules")
    return str(folder / "kb.db")


@pytest.mark.parametrize("day", ["2008-12-31", "2025-05-16", "2025-06-01", "2025-08-10"])
def test_it_is_what_a_database_of_the_articles_until_then_would_say(day, sample_db, rows, tmp_path):
    files = [f for (f,) in rows(sample_db, "SELECT input FROM articles WHERE published < ?", day + "T99")]
    assert files
    other = str(tmp_path / "until.db")
    ingest(files, other)
    assert sorted(rows(other, EVENTS), key=str) == sorted(rows(sample_db, AS_OF.format(day=day)), key=str)


def test_after_the_last_article_it_is_the_timeline_of_today(sample_db, rows):
    assert sorted(rows(sample_db, AS_OF.format(day="9999-12-31")), key=str) == sorted(
        rows(sample_db, EVENTS), key=str
    )


def test_rows_of_an_event_follow_one_another(sample_db, rows):
    gaps = rows(
        sample_db,
        "SELECT * FROM (SELECT known_until, lead(known_from) OVER "
        "(PARTITION BY event_id ORDER BY known_from) AS following FROM event_history) "
        "WHERE known_until IS NOT following",
    )
    assert gaps == []


@pytest.mark.parametrize(
    ("day", "status"),
    [("2025-05-29", []), ("2025-05-30", ["planned"]), ("2025-06-02", ["planned"]), ("2025-06", ["occurred"])],
)
def test_planned_until_an_article_says_that_it_happened(talks, day, status):
    assert [r["status"] for r in select(talks, Filters(as_of=day, kind="CONSULT"), 9)] == status
    named = select(talks, Filters(as_of=day, kind="CONSULT", actor="Ukraine"), 9)
    assert [r["status"] for r in named] == status


def test_on_the_command_line(talks):
    def run(*words):
        return CliRunner().invoke(main, ["timeline", "--db", talks, *words])

    assert run("--as-of", "2025-06-01").output.startswith(
        "As the articles up to 2025-06-01 told it.\n\n2025-06-02\n + CONSULT   Russia, Ukraine: hold talks"
    )
    (line,) = run("--as-of", "2025-06-01", "--json").output.splitlines()
    row = json.loads(line)
    assert (row["known_from"], row["known_until"], row["reports"]) == ("2025-05-30", "2025-06-03", 1)
    assert run("--as-of", "2025-01").output == "Nothing on the timeline passes these filters.\n"
    assert run("--as-of", "yesterday").stderr == (
        "Error: 'yesterday' is not a date that --as-of understands. "
        "Write it as YYYY-MM-DD, YYYY-MM or YYYY.\n"
    )
