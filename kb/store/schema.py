"""The tables, as an append-only list of migrations. A migration that has shipped is never edited."""

from __future__ import annotations

from sqlite_utils import Migrations
from sqlite_utils.db import Database

from kb.extract.calendar import day_of
from kb.resolve.rounds import round_of
from kb.store.accounts import iso
from kb.store.browse import create_browse
from kb.store.copies import create_copies
from kb.store.refresh import refresh_events
from kb.store.tables import INDEXES, SEARCHED, TABLES
from kb.store.views import create_views
from kb.vocabulary import event_types

migrations = Migrations("kb")


@migrations()
def m001_tables(db: Database) -> None:
    """Every table, index and full-text index of the contract."""
    for script in (TABLES, INDEXES):
        for command in script.split(";"):
            if command.strip():
                db.conn.execute(command)
    for table, columns in SEARCHED.items():
        db.table(table).enable_fts(columns, create_triggers=True, tokenize="unicode61 remove_diacritics 2")
    db.conn.executemany("INSERT INTO event_types VALUES (?, ?, ?)", event_types())


@migrations()
def m002_views(db: Database) -> None:
    """The views of the contract."""
    create_views(db)


@migrations()
def m003_introductions(db: Database) -> None:
    """How articles introduce people whom no list knows; names that users have added."""
    db.conn.execute(
        "CREATE TABLE introductions (article_id TEXT NOT NULL REFERENCES articles(id), "
        "actor_id TEXT NOT NULL, name_slug TEXT NOT NULL, name TEXT NOT NULL, country TEXT, field TEXT, "
        "office TEXT, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, text TEXT NOT NULL)"
    )
    db.conn.execute("CREATE INDEX introductions_name ON introductions(name_slug)")
    db.conn.execute("CREATE INDEX introductions_actor ON introductions(actor_id)")
    db.conn.execute("CREATE INDEX introductions_article ON introductions(article_id)")
    db.conn.execute(
        "CREATE TABLE added_names (actor_id TEXT NOT NULL REFERENCES actors(id), name TEXT NOT NULL, "
        "added TEXT NOT NULL, PRIMARY KEY (actor_id, name))"
    )
    db.conn.execute("CREATE INDEX actors_type_country ON actors(type, country)")
    db.conn.execute("CREATE INDEX actor_names_name ON actor_names(name COLLATE NOCASE)")


@migrations()
def m004_acts_and_groups(db: Database) -> None:
    """What a statement does, through which medium it came, and which statements are one."""
    for column in ("act TEXT", "conduit_id TEXT REFERENCES actors(id)", "statement_group TEXT"):
        db.conn.execute(f"ALTER TABLE statements ADD COLUMN {column}")
    db.conn.execute(
        "CREATE TABLE statement_keys (statement_id TEXT NOT NULL REFERENCES statements(id), "
        "speaker_id TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (speaker_id, key, statement_id)) "
        "WITHOUT ROWID"
    )
    db.conn.execute("CREATE INDEX statement_keys_statement ON statement_keys(statement_id)")
    db.conn.execute("CREATE INDEX statements_group ON statements(statement_group)")
    db.conn.execute("CREATE INDEX statements_act ON statements(act, said_on)")
    db.conn.execute("CREATE INDEX statements_parent ON statements(parent_id)")
    create_views(db)


@migrations()
def m005_event_accounts(db: Database) -> None:
    """What each article says of an event, by which those of other articles are found."""
    db.conn.execute(
        "CREATE TABLE event_accounts ("
        "id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id), "
        "event_id TEXT NOT NULL REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED, "
        "own_event TEXT NOT NULL, event_key TEXT, type TEXT NOT NULL REFERENCES event_types(id), "
        "sides TEXT NOT NULL, day TEXT, "
        "published TEXT, state TEXT NOT NULL, country TEXT, place_id TEXT REFERENCES places(id))"
    )
    db.conn.execute("ALTER TABLE event_reports ADD COLUMN account_id TEXT REFERENCES event_accounts(id)")
    db.conn.execute("CREATE INDEX event_accounts_near ON event_accounts(type, sides, day, published)")
    db.conn.execute("CREATE INDEX event_accounts_day ON event_accounts(type, day)")
    db.conn.execute("CREATE INDEX event_accounts_key ON event_accounts(event_key)")
    db.conn.execute("CREATE INDEX event_accounts_own ON event_accounts(own_event)")
    db.conn.execute("CREATE INDEX event_accounts_event ON event_accounts(event_id)")
    db.conn.execute("CREATE INDEX event_accounts_article ON event_accounts(article_id)")
    db.conn.execute("CREATE INDEX event_reports_account ON event_reports(account_id)")


@migrations()
def m006_event_history(db: Database) -> None:
    """What was known of every event on every day."""
    db.conn.execute(
        "CREATE TABLE event_history (event_id TEXT NOT NULL REFERENCES events(id) "
        "DEFERRABLE INITIALLY DEFERRED, known_from TEXT NOT NULL, known_until TEXT, title TEXT NOT NULL, "
        "type TEXT NOT NULL REFERENCES event_types(id), mode TEXT, status TEXT NOT NULL, date TEXT, "
        "start_date TEXT, end_date TEXT, place_id TEXT REFERENCES places(id), reports INTEGER NOT NULL, "
        "sources INTEGER NOT NULL, evidence TEXT NOT NULL, article_id TEXT NOT NULL REFERENCES articles(id), "
        "PRIMARY KEY (event_id, known_from)) WITHOUT ROWID"
    )
    db.conn.execute("CREATE INDEX event_history_known ON event_history(known_from, known_until)")
    db.conn.execute("CREATE INDEX event_history_article ON event_history(article_id)")
    create_views(db)  # it is filled by m014


@migrations()
def m007_rounds(db: Database) -> None:
    """Which round of talks a report speaks of, from which the view `series` is made."""
    db.conn.execute("ALTER TABLE event_reports ADD COLUMN round INTEGER")
    told = db.conn.execute("SELECT id, text FROM event_reports WHERE type = 'CONSULT'").fetchall()
    db.conn.executemany(
        "UPDATE event_reports SET round = ? WHERE id = ?",
        [(number, key) for key, text in told if (number := round_of(text)) is not None],
    )
    create_views(db)


@migrations()
def m008_browse(db: Database) -> None:
    """Events by whatever they can be filtered by, in order of time, and their history."""
    create_browse(db)
    db.conn.execute("ALTER TABLE events ADD COLUMN number INTEGER")
    db.conn.execute("CREATE INDEX events_number ON events(number)")
    db.conn.execute("ALTER TABLE event_history ADD COLUMN changed INTEGER NOT NULL DEFAULT 0")
    db.conn.execute(
        "CREATE INDEX event_history_changed ON event_history(known_from, event_id) WHERE changed = 1"
    )
    db.conn.execute(
        "CREATE INDEX event_history_time ON event_history(start_date, event_id, known_from, known_until)"
    )


@migrations()
def m009_days_of_statements(db: Database) -> None:
    """The day of each statement, so that what somebody said, and what was said of them, is in order."""
    db.conn.execute("ALTER TABLE statements ADD COLUMN day TEXT")
    db.conn.execute("ALTER TABLE statement_actors ADD COLUMN day TEXT")
    db.conn.execute(
        "UPDATE statements SET day = coalesce(said_on, (SELECT substr(a.published, 1, 10) FROM articles a "
        "WHERE a.id = statements.article_id))"
    )
    db.conn.execute(
        "UPDATE statement_actors SET day = (SELECT s.day FROM statements s WHERE s.id = statement_id)"
    )
    for name in ("statements_speaker", "statements_behalf", "statement_actors_actor"):
        db.conn.execute(f"DROP INDEX {name}")
    db.conn.execute("CREATE INDEX statements_speaker ON statements(speaker_id, day)")
    db.conn.execute("CREATE INDEX statements_behalf ON statements(on_behalf_of_id, day)")
    db.conn.execute("CREATE INDEX statement_actors_actor ON statement_actors(actor_id, day)")


@migrations()
def m010_basis_of_dates(db: Database) -> None:
    """Where an article's date of publication comes from."""
    db.conn.execute("ALTER TABLE articles ADD COLUMN published_basis TEXT")


@migrations()
def m011_copies(db: Database) -> None:
    """Articles that are copies of one text; those already there are compared when they are read again."""
    create_copies(db)


@migrations()
def m012_fetches_and_failures(db: Database) -> None:
    """When web addresses were fetched; which failures are over, and of which input each was a part."""
    db.conn.execute(
        "CREATE TABLE fetches (address TEXT PRIMARY KEY, etag TEXT, modified TEXT, extractor TEXT NOT NULL, "
        "fetched TEXT NOT NULL)"
    )
    db.conn.execute("ALTER TABLE failures ADD COLUMN document TEXT")
    db.conn.execute("ALTER TABLE failures ADD COLUMN resolved TEXT")
    db.conn.execute("UPDATE failures SET document = input")
    db.conn.execute("CREATE INDEX failures_document ON failures(document) WHERE resolved IS NULL")


@migrations()
def m013_stories(db: Database) -> None:
    """Articles about the same events, as views."""
    create_views(db)


@migrations()
def m014_events_anew(db: Database) -> None:
    """What is derived from reports, for events that were there before: only now is every column in place."""
    ids = [event for (event,) in db.conn.execute("SELECT id FROM events").fetchall()]
    for start in range(0, len(ids), 5000):
        refresh_events(db, set(ids[start : start + 5000]))


@migrations()
def m015_accounts_by_use(db: Database) -> None:
    """Indexes for what is asked of accounts; a day with many accounts is not read whole any more."""
    db.conn.execute("DROP INDEX event_accounts_day")
    db.conn.execute(
        "CREATE INDEX event_accounts_wide ON event_accounts(type, day, sides) WHERE sides LIKE '%|%|%'"
    )
    db.conn.execute(
        "CREATE INDEX event_accounts_trips ON event_accounts(type, sides, place_id, published, article_id, id) "
        "WHERE day IS NULL AND state <> 'over' AND published IS NOT NULL"
    )


@migrations()
def m016_keys_by_day(db: Database) -> None:
    """Statements that may be one saying are looked for about their day: a speaker may have very many."""
    told = db.conn.execute(
        "SELECT k.speaker_id, k.key, k.statement_id, a.published FROM statement_keys k "
        "JOIN statements s ON s.id = k.statement_id JOIN articles a ON a.id = s.article_id"
    ).fetchall()
    db.conn.execute("DROP TABLE statement_keys")
    db.conn.execute(
        "CREATE TABLE statement_keys (speaker_id TEXT NOT NULL, key TEXT NOT NULL, day TEXT NOT NULL, "
        "statement_id TEXT NOT NULL REFERENCES statements(id), "
        "PRIMARY KEY (speaker_id, key, day, statement_id)) WITHOUT ROWID"
    )
    db.conn.executemany(
        "INSERT INTO statement_keys VALUES (?, ?, ?, ?)",
        [(speaker, key, iso(day_of(day)) or "", statement) for speaker, key, statement, day in told],
    )
    db.conn.execute("CREATE INDEX statement_keys_statement ON statement_keys(statement_id)")
    # Who is nobody any more is looked for in every column that points at people.
    db.conn.execute("CREATE INDEX statements_conduit ON statements(conduit_id) WHERE conduit_id IS NOT NULL")
