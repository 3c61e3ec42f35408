"""The house: rooms import only from rooms before their own, and stay small enough to see at once."""

import ast

from conftest import ROOT

ROOMS = ["records", "errors", "vocabulary", "read", "language", "extract", "resolve", "store", "web"]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kb."):
            yield node.module.split(".")[1]


def test_rooms_import_only_from_rooms_before_them():
    for path in (ROOT / "kb").rglob("*.py"):
        room = path.relative_to(ROOT / "kb").parts[0].removesuffix(".py")
        if room in ROOMS:
            for other in imports(path):
                assert other in ROOMS, f"{path} imports {other}"
                assert ROOMS.index(other) <= ROOMS.index(room), f"{path} imports {other}"


def test_the_cluster_uses_the_pipeline_and_nobody_uses_the_cluster():
    """But the command line: who reads on one machine needs neither Dask nor Parquet."""
    for path in (ROOT / "kb").rglob("*.py"):
        if path.parent.name == "cluster":
            assert set(imports(path)) <= {*ROOMS, "cluster", "pipeline", "ingest"} - {"web"}, path
        elif path.name not in ("cli.py", "cluster_command.py"):
            assert "cluster" not in imports(path), path


def test_files_stay_small():
    long = [str(p) for p in (ROOT / "kb").rglob("*.py") if len(p.read_text("utf-8").splitlines()) > 320]
    assert long == []
