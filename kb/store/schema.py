"""The tables, as an append-only list of migrations. A migration that has shipped is never edited."""

from __future__ import annotations

from sqlite_utils import Migrations
from sqlite_utils.db import Database

from kb.resolve.rounds import round_of
from kb.store.browse import create_browse
from kb.store.copies import create_copies
from kb.store.refresh import refresh_events
from kb.store.views import create_views
from kb.vocabulary import event_types

migrations = Migrations("kb")

_TABLES = """
CREATE TABLE sources (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, domain TEXT, country TEXT
);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, source_id TEXT REFERENCES sources(id), url TEXT, title TEXT, subtitle TEXT,
    author TEXT, published TEXT, modified TEXT, language TEXT, text TEXT NOT NULL,
    content_hash TEXT NOT NULL, added TEXT NOT NULL, updated TEXT NOT NULL,
    input TEXT, extractor TEXT
);
CREATE TABLE article_revisions (
    article_id TEXT NOT NULL REFERENCES articles(id), content_hash TEXT NOT NULL,
    text TEXT NOT NULL, seen TEXT NOT NULL, PRIMARY KEY (article_id, content_hash)
);
CREATE TABLE passages (
    article_id TEXT NOT NULL REFERENCES articles(id), position INTEGER NOT NULL,
    kind TEXT NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL,
    PRIMARY KEY (article_id, position)
);
CREATE TABLE places (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, country TEXT, latitude REAL, longitude REAL
);
CREATE TABLE actors (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, country TEXT, wikidata TEXT,
    description TEXT
);
CREATE TABLE actor_names (
    actor_id TEXT NOT NULL REFERENCES actors(id), name TEXT NOT NULL, kind TEXT NOT NULL,
    PRIMARY KEY (actor_id, name, kind)
);
CREATE TABLE actor_offices (
    actor_id TEXT NOT NULL REFERENCES actors(id), office TEXT NOT NULL,
    organisation_id TEXT REFERENCES actors(id), start_date TEXT, end_date TEXT
);
CREATE TABLE mentions (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id),
    actor_id TEXT NOT NULL REFERENCES actors(id), start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL, text TEXT NOT NULL, method TEXT NOT NULL, confidence REAL
);
CREATE TABLE time_expressions (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id),
    start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, text TEXT NOT NULL,
    type TEXT NOT NULL, value TEXT NOT NULL
);
CREATE TABLE event_types (
    id TEXT PRIMARY KEY, quad_class TEXT NOT NULL, description TEXT NOT NULL
);
CREATE TABLE events (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, type TEXT NOT NULL REFERENCES event_types(id),
    mode TEXT, status TEXT NOT NULL, date TEXT, start_date TEXT, end_date TEXT,
    date_precision TEXT, place_id TEXT REFERENCES places(id), first_reported TEXT,
    last_reported TEXT, reports INTEGER NOT NULL, sources INTEGER NOT NULL,
    evidence TEXT NOT NULL, article_id TEXT REFERENCES articles(id), year INTEGER, month TEXT,
    event_key TEXT
);
CREATE TABLE event_actors (
    event_id TEXT NOT NULL REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED,
    actor_id TEXT NOT NULL REFERENCES actors(id),
    role TEXT NOT NULL, PRIMARY KEY (event_id, actor_id, role)
);
CREATE TABLE event_reports (
    id TEXT PRIMARY KEY, event_id TEXT NOT NULL REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED,
    article_id TEXT NOT NULL REFERENCES articles(id), start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL, text TEXT NOT NULL, "trigger" TEXT NOT NULL,
    trigger_start INTEGER NOT NULL, trigger_end INTEGER NOT NULL,
    type TEXT NOT NULL REFERENCES event_types(id), mode TEXT, status TEXT NOT NULL, date TEXT,
    date_basis TEXT NOT NULL, place_id TEXT REFERENCES places(id), confidence REAL
);
CREATE TABLE event_report_actors (
    report_id TEXT NOT NULL REFERENCES event_reports(id),
    actor_id TEXT NOT NULL REFERENCES actors(id), role TEXT NOT NULL,
    PRIMARY KEY (report_id, actor_id, role)
);
CREATE TABLE statements (
    id TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES articles(id),
    speaker_id TEXT REFERENCES actors(id), speaker_text TEXT,
    on_behalf_of_id TEXT REFERENCES actors(id), kind TEXT NOT NULL, cue TEXT,
    content TEXT NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL, said_on TEXT,
    parent_id TEXT REFERENCES statements(id), confidence REAL
);
CREATE TABLE statement_spans (
    statement_id TEXT NOT NULL REFERENCES statements(id), part TEXT NOT NULL,
    start_char INTEGER NOT NULL, end_char INTEGER NOT NULL,
    PRIMARY KEY (statement_id, part, start_char)
);
CREATE TABLE statement_actors (
    statement_id TEXT NOT NULL REFERENCES statements(id),
    actor_id TEXT NOT NULL REFERENCES actors(id), PRIMARY KEY (statement_id, actor_id)
);
CREATE TABLE statement_events (
    statement_id TEXT NOT NULL REFERENCES statements(id),
    event_id TEXT NOT NULL REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (statement_id, event_id)
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, version TEXT NOT NULL,
    extractor TEXT NOT NULL, articles INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE failures (
    id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs(id), input TEXT NOT NULL,
    error TEXT NOT NULL, hint TEXT NOT NULL, at TEXT NOT NULL
);
"""

_INDEXES = """
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_source ON articles(source_id);
CREATE INDEX mentions_article ON mentions(article_id, start_char);
CREATE INDEX mentions_actor ON mentions(actor_id, article_id);
CREATE INDEX times_article ON time_expressions(article_id, start_char);
CREATE INDEX actor_offices_actor ON actor_offices(actor_id);
CREATE INDEX actor_offices_organisation ON actor_offices(organisation_id, office);
CREATE INDEX events_start ON events(start_date, id);
CREATE INDEX events_type_year ON events(type, year);
CREATE INDEX events_status_start ON events(status, start_date);
CREATE INDEX events_month ON events(month);
CREATE INDEX events_place ON events(place_id);
CREATE INDEX events_article ON events(article_id);
CREATE UNIQUE INDEX events_key ON events(event_key) WHERE event_key IS NOT NULL;
CREATE INDEX event_actors_actor ON event_actors(actor_id, event_id);
CREATE INDEX event_reports_event ON event_reports(event_id);
CREATE INDEX event_reports_article ON event_reports(article_id, start_char);
CREATE INDEX event_report_actors_actor ON event_report_actors(actor_id);
CREATE INDEX statements_article ON statements(article_id, start_char);
CREATE INDEX statements_speaker ON statements(speaker_id, said_on);
CREATE INDEX statements_behalf ON statements(on_behalf_of_id);
CREATE INDEX statements_said_on ON statements(said_on);
CREATE INDEX statement_actors_actor ON statement_actors(actor_id);
CREATE INDEX statement_events_event ON statement_events(event_id);
CREATE INDEX failures_run ON failures(run_id);
"""

#: Full-text search: table -> the columns searched.
SEARCHED = {
    "articles": ["title", "subtitle", "text"],
    "events": ["title", "evidence"],
    "statements": ["content", "speaker_text"],
}


@migrations()
def m001_tables(db: Database) -> None:
    """Every table, index and full-text index of the contract."""
    for script in (_TABLES, _INDEXES):
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
    create_views(db)  # it is filled by m008


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
    ids = [event for (event,) in db.conn.execute("SELECT id FROM events").fetchall()]
    for start in range(0, len(ids), 5000):
        refresh_events(db, set(ids[start : start + 5000]))


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
