"""What several tests share: the sample database, and a way to write clippings."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.ingest import ingest

ROOT = Path(__file__).parent.parent
DISPATCHES = ROOT / "data" / "dispatches"
GOLD = ROOT / "data" / "gold"


@pytest.fixture(scope="session")
def sample_db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database that `make serve` makes, under the name kb.db."""
    path = str(tmp_path_factory.mktemp("sample") / "kb.db")
    summary = ingest([str(DISPATCHES), str(GOLD)], path)
    assert summary.new == 58
    assert not summary.failed
    return path


@pytest.fixture
def rows() -> Iterator[Callable[..., list[tuple]]]:
    """rows(database, sql, *values): what a query gives."""

    def run(database: str, sql: str, *values: object) -> list[tuple]:
        connection = sqlite3.connect(database)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    return run  # type: ignore[return-value]


CLIPPING = """ date 2025-05-30 Ministers to meet in Geneva
Ministers to meet in Geneva

Talks on the grain corridor resume
Source:  example.org

Russian Foreign Minister Sergey Lavrov said on Thursday that Russia would attend the talks.

Points of attention

  • Talks on the grain corridor resume in June.

Talks on the grain corridor resume

Russia and Ukraine will hold talks in Geneva on June 4.

"We have prepared the rooms," said Beat Odermatt, a clerk of the cantonal protocol office.
"""


@pytest.fixture
def clipping(tmp_path: Path) -> Path:
    """One clipping in a folder of its own."""
    path = tmp_path / "clippings" / "geneva.txt"
    path.parent.mkdir()
    path.write_text(CLIPPING, encoding="utf-8")
    return path
