"""The documentation says what is so."""

import doctest
import re

import click
import yaml
from click.testing import CliRunner
from conftest import ROOT

import kb.language
from kb.cli import main
from kb.vocabulary.tables import rows as rows_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
METADATA = yaml.safe_load((ROOT / "metadata.yml").read_text(encoding="utf-8"))["databases"]["kb"]


def test_every_command_of_the_readme_exists():
    used = set(re.findall(r"\bkb (\w+)(?: |`|$)", README, re.M)) & {
        "ingest",
        "actors",
        "serve",
        "timeline",
        "extract",
        "evaluate",
        "watch",
        "failures",
        "load",
    }
    assert used == set(main.commands)
    for command in used:
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0


def test_every_option_of_the_readme_exists():
    for line in re.findall(r"^    kb .*$", README, re.M):
        _, name, *rest = line.split("#")[0].split()
        command = main.commands[name]
        if isinstance(command, click.Group):
            command = command.commands[rest[0]]
        options = {o for p in command.params for o in p.opts}
        assert set(re.findall(r" (--[a-z-]+)", line.split("#")[0])) <= options


def test_the_example_of_the_engine_is_true():
    assert doctest.testmod(kb.language) == (0, 3)


def test_links_of_the_readme_lead_somewhere():
    for target in re.findall(r"\]\(([^)h#][^)]*)\)", README):
        assert (ROOT / target).exists(), target


def test_every_table_and_view_is_described(sample_db, rows):
    names = {
        n for (n,) in rows(sample_db, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        if "_fts" not in n and not n.startswith("_") and n != "sqlite_sequence"
    }  # fmt: skip
    assert names == set(METADATA["tables"])
    for table, entry in METADATA["tables"].items():
        columns = {r[1] for r in rows(sample_db, f"PRAGMA table_info({table})")}
        described = set(entry.get("columns", {}))
        assert described <= columns, (table, described - columns)
        facets = {f if isinstance(f, str) else next(iter(f.values())) for f in entry.get("facets", [])}
        assert facets - {"actor_id"} <= columns, table


def test_no_machine_path_in_the_repository():
    for path in [*ROOT.glob("*.*"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "kb").rglob("*.py")]:
        if path.is_file() and path.suffix in (".md", ".py", ".toml", ".yml"):
            assert "/work" + "/" not in path.read_text(encoding="utf-8"), path


def test_vocabulary_counts_of_the_readme_are_true():
    for what, name in (("people", "people.csv"), ("terms of office", "offices.csv"),
                       ("organisations", "organisations.csv"), ("places", "places.csv")):  # fmt: skip
        (told,) = re.findall(rf"([\d,]+) {what}", README)
        assert abs(sum(1 for _ in rows_of(name)) / int(told.replace(",", "")) - 1) < 0.02, what


def test_the_page_on_events_lists_types_and_modes():
    page = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    table = {row.split("|")[1].strip(): row for row in page.splitlines() if row.startswith("| ")}
    for row in rows_of("event_types.csv"):
        assert f"| {row['quad_class']} |" in table[row["id"]]
    for row in rows_of("modes.csv"):
        assert re.search(rf"\b{row['mode']}\b", table[row["type"]].split("|")[4]), row
