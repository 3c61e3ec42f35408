"""The first tables, as they were made; migrations in `kb.store.schema` have changed them since."""

from __future__ import annotations

TABLES = """
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

INDEXES = """
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
