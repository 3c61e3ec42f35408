"""Databases that an earlier kb made."""

from pathlib import Path

from sqlite_utils.db import Database

from kb.store import create
from kb.store.schema import migrations


def test_a_database_with_events_is_brought_up_to_date(tmp_path: Path) -> None:
    path = str(tmp_path / "old.db")
    old = Database(path)
    migrations.apply(old, stop_before="m005_event_accounts")
    with old.conn:
        old.conn.execute("INSERT INTO sources (id, name) VALUES ('s', 'The Source')")
        old.conn.execute(
            "INSERT INTO articles (id, source_id, published, text, content_hash, added, updated) "
            "VALUES ('a', 's', '2024-05-02', 'They met.', 'h', '2024-05-02', '2024-05-02')"
        )
        old.conn.execute(
            "INSERT INTO events (id, title, type, status, date, start_date, end_date, reports, sources, evidence, "
            "article_id) VALUES ('e', 'They met', 'CONSULT', 'occurred', '2024-05-01', '2024-05-01', "
            "'2024-05-01', 1, 1, 'They met.', 'a')"
        )
        old.conn.execute(
            'INSERT INTO event_reports (id, event_id, article_id, start_char, end_char, text, "trigger", '
            "trigger_start, trigger_end, type, status, date, date_basis) VALUES ('r', 'e', 'a', 0, 9, "
            "'They met.', 'met', 5, 8, 'CONSULT', 'occurred', '2024-05-01', 'expression')"
        )
    old.conn.close()
    new = create(path)
    assert new.execute("SELECT event_id, evidence FROM event_history").fetchall() == [("e", "They met.")]
    assert new.execute("SELECT number IS NOT NULL FROM events").fetchall() == [(1,)]
