"""`kb actors`: what it finds, shows and adds, and the exact text of its errors."""

import json

import pytest
from test_cli import error, run

from kb.ingest import ingest
from kb.language.gazetteer import _index
from kb.vocabulary import vocabulary


@pytest.fixture
def base(tmp_path):
    """A database of two articles; in one a group goes by a name that nobody else has."""
    body = {
        "one": "Hamas rejected the offer on Thursday, said Zdenko Vartabasic, a farmer.",
        "two": "The Green Banner rejected the offer on Friday, an official said.",
    }
    for name, words in body.items():
        (tmp_path / f"{name}.txt").write_text(
            f" date 2025-05-30 {name}\n{name}\n\n{words}\n", encoding="utf-8"
        )
    db = str(tmp_path / "kb.db")
    ingest([str(tmp_path)], db, engine="rules")
    yield db
    for cache in (vocabulary, _index):  # names learnt here are not those of other tests
        cache.cache_clear()


def ids(*arguments):
    return [
        json.loads(line)["id"] for line in run("actors", "search", *arguments, "--json").stdout.splitlines()
    ]


@pytest.mark.parametrize("words", ["lavrov", "Sergey Lavrov", "sergei v. lavrov", "LAVROV"])
def test_search_finds_names_and_aliases(words, tmp_path):
    assert ids(words, "--db", tmp_path / "none.db")[0] == "sergey-lavrov"


@pytest.mark.parametrize("words", ["Zelenskij", "Volodymir Zelenski", "Sergej Lavrov"])
def test_search_finds_other_spellings(words, tmp_path):
    assert ids(words, "--db", tmp_path / "none.db")[0] in ("volodymyr-zelenskyy", "sergey-lavrov")


def test_search_finds_whom_only_articles_know(base):
    assert ids("vartabasic", "--db", base) == ["zdenko-vartabasic-private"]
    assert run("actors", "search", "vartabasic", "--db", base).stdout == (
        "zdenko-vartabasic-private  Zdenko Vartabasic · person · a farmer  [1 mentions]\n"
    )


def test_search_without_a_hit_says_so(tmp_path):
    result = run("actors", "search", "qqqqqq", "--db", tmp_path / "none.db")
    assert (result.exit_code, result.stdout) == (0, "No actor has these words in a name.\n")
    assert error("actors", "search", "!") == (
        "Error: There are no words to search for. Give a name or a part of one."
    )


def test_show_gives_offices_names_and_words(base):
    shown = run("actors", "show", "Lavrov", "--db", base).stdout
    assert shown.startswith("Sergey Lavrov (person, RU, Q58217)  sergey-lavrov\n")
    assert "2004-03-09 –             foreign minister, Russia" in shown
    assert "In the database: 0 mentions in 0 articles, 0 statements, 0 events" in shown
    assert (
        "“a farmer” — one (2025-05-30)"
        in run("actors", "show", "zdenko-vartabasic-private", "--db", base).stdout
    )


def test_show_of_nobody(base):
    assert error("actors", "show", "qqqqqq", "--db", base) == (
        "Error: There is no actor 'qqqqqq'. Look for a part of the name: kb actors search WORDS"
    )
    assert error("actors", "show", "Lavrow Sergey", "--db", base).startswith(
        "Error: There is no actor 'Lavrow Sergey'. "
    )


def test_an_added_name_links_articles_read_before_and_after(base, rows, tmp_path):
    result = run("actors", "alias", "hamas", "Green Banner", "--db", base)
    assert result.stdout == (
        "'Green Banner' now means Hamas. Articles with these words: 1, read again; 1 changed.\n"
    )
    linked = "SELECT DISTINCT article_id FROM mentions WHERE actor_id = 'hamas'"
    assert len(rows(base, linked)) == 2
    later = tmp_path / "later" / "three.txt"
    later.parent.mkdir()
    later.write_text(" date 2025-06-01 three\nthree\n\nThe Green Banner met Qatar.\n", encoding="utf-8")
    assert run("ingest", later, "--db", base, "--engine", "rules").exit_code == 0
    assert len(rows(base, linked)) == 3
    assert rows(base, "SELECT actor_id, name FROM added_names") == [("hamas", "Green Banner")]
    assert rows(base, "PRAGMA foreign_key_check") == []


def test_an_added_name_that_no_article_holds(base):
    assert run("actors", "alias", "hamas", "Blue Lantern", "--db", base).stdout == (
        "'Blue Lantern' now means Hamas. No article holds the words yet; those to come are read with them.\n"
    )


@pytest.mark.parametrize(
    ("actor", "name", "message"),
    [
        ("hamas", "Putin", "'Putin' already means Vladimir Putin. Give a name that only one actor has."),
        ("hamas", "Hamas", "'Hamas' is a name of Hamas already. Nothing was changed."),
        ("hamas", "…", "A name needs letters. Give the words by which articles call the actor."),
    ],
)
def test_names_that_cannot_be_added(base, actor, name, message):
    assert error("actors", "alias", actor, name, "--db", base) == f"Error: {message}"


def test_only_ingest_makes_a_database(tmp_path):
    db = tmp_path / "none.db"
    assert error("actors", "alias", "hamas", "Red Kite", "--db", db) == (
        f"Error: The database {db} does not exist. Make it with: kb ingest PATH... --db {db}"
    )
    assert not db.exists()
