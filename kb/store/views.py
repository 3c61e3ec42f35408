"""The views of the contract."""

from __future__ import annotations

from sqlite_utils.db import Database

_ACTORS = (
    "(SELECT json_group_array(name) FROM (SELECT DISTINCT actors.name AS name FROM event_actors "
    "JOIN actors ON actors.id = event_actors.actor_id WHERE event_actors.event_id = events.id "
    "ORDER BY actors.name))"
)

VIEWS = {
    "timeline": f"""
SELECT events.date, events.start_date, events.end_date, events.title AS what, events.type,
       events.status, places.name AS place, {_ACTORS} AS actors, events.id AS event_id,
       NULL AS statement_id, events.article_id, events.evidence
FROM events LEFT JOIN places ON places.id = events.place_id
UNION ALL
SELECT statements.said_on, statements.said_on, statements.said_on,
       coalesce(actors.name, statements.speaker_text, 'unnamed') || ': ' || statements.content,
       'statement', statements.kind, NULL,
       CASE WHEN actors.name IS NULL THEN '[]' ELSE json_array(actors.name) END,
       NULL, statements.id, statements.article_id, statements.content
FROM statements LEFT JOIN actors ON actors.id = statements.speaker_id
WHERE statements.said_on IS NOT NULL
ORDER BY 2
""",
    "timeline_history": """
SELECT h.known_from, h.known_until, h.date, h.start_date, h.end_date, h.title AS what, h.type, h.status,
       places.name AS place, h.event_id, NULL AS statement_id, h.article_id, h.evidence, h.reports
FROM event_history h LEFT JOIN places ON places.id = h.place_id
UNION ALL
SELECT substr(articles.published, 1, 10), NULL, s.said_on, s.said_on, s.said_on,
       coalesce(actors.name, s.speaker_text, 'unnamed') || ': ' || s.content,
       'statement', s.kind, NULL, NULL, s.id, s.article_id, s.content, 1
FROM statements s JOIN articles ON articles.id = s.article_id
LEFT JOIN actors ON actors.id = s.speaker_id
WHERE s.said_on IS NOT NULL AND articles.published IS NOT NULL
ORDER BY 1
""",
    "upcoming": f"""
SELECT events.date, events.start_date, events.end_date, events.title AS what, events.type,
       events.status, places.name AS place, {_ACTORS} AS actors, events.id AS event_id,
       events.article_id, events.last_reported, events.evidence
FROM events LEFT JOIN places ON places.id = events.place_id
WHERE events.status IN ('planned', 'proposed')
  AND (events.end_date IS NULL OR events.end_date >= date('now'))
ORDER BY events.start_date IS NULL, events.start_date
""",
    "status_changes": """
WITH told AS (
    SELECT r.event_id, r.article_id, articles.published, r.status, r.date,
           row_number() OVER (PARTITION BY r.event_id, r.article_id
                              ORDER BY r.confidence DESC, r.start_char) AS rank
    FROM event_reports r JOIN articles ON articles.id = r.article_id
),
successive AS (
    SELECT event_id, article_id, published, status, date,
           lag(status) OVER w AS status_before, lag(date) OVER w AS date_before,
           lag(article_id) OVER w AS article_before, lag(published) OVER w AS published_before
    FROM told WHERE rank = 1
    WINDOW w AS (PARTITION BY event_id ORDER BY published, article_id)
)
SELECT s.published AS changed_on, events.title AS what, s.status_before, s.status AS status_after,
       s.date_before, s.date AS date_after, s.published_before, s.event_id,
       s.article_before AS article_before_id, s.article_id AS article_after_id
FROM successive s JOIN events ON events.id = s.event_id
WHERE s.article_before IS NOT NULL
  AND (s.status IS NOT s.status_before OR s.date IS NOT s.date_before)
ORDER BY s.published
""",
    "series": """
WITH held AS (
    SELECT a.event_id, a.sides, min(a.day) AS day,
           (SELECT max(r.round) FROM event_reports r WHERE r.event_id = a.event_id) AS round
    FROM event_accounts a WHERE a.type = 'CONSULT' AND a.day IS NOT NULL AND instr(a.sides, '|')
    GROUP BY a.sides, a.event_id
),
follows AS (
    SELECT *, coalesce(julianday(day) - julianday(lag(day) OVER w) > 180, 1) AS begins
    FROM held WINDOW w AS (PARTITION BY sides ORDER BY day, event_id)
),
numbered AS (
    SELECT *, sum(begins) OVER (PARTITION BY sides ORDER BY day, event_id) AS number FROM follows
),
known AS (
    SELECT *, first_value(event_id) OVER (PARTITION BY sides, number ORDER BY day, event_id) AS series_id,
           row_number() OVER (PARTITION BY sides, number ORDER BY day, event_id) AS position,
           count(*) OVER (PARTITION BY sides, number) AS sessions,
           max(round) OVER (PARTITION BY sides, number) AS named
    FROM numbered
)
SELECT k.series_id, k.position, nullif(k.round, 0) AS round, k.day, events.title AS what, events.status,
       k.event_id, k.sides, k.sessions
FROM known k JOIN events ON events.id = k.event_id
WHERE k.sessions > 1 AND k.named IS NOT NULL
ORDER BY k.series_id, k.position
""",
    "story_articles": """
SELECT story_id, article_id FROM (
    SELECT e.id AS story_id, r.article_id,
           row_number() OVER (PARTITION BY r.article_id ORDER BY e.reports DESC, e.first_reported, e.id) AS rank
    FROM (SELECT DISTINCT article_id, event_id FROM event_reports) r
    JOIN events e ON e.id = r.event_id WHERE e.reports > 1
) WHERE rank = 1
""",
    "stories": """
SELECT s.story_id, events.title AS what, min(a.published) AS first_published, max(a.published) AS last_published,
       count(*) AS articles, count(DISTINCT coalesce(a.copy_of, a.id)) AS texts,
       count(DISTINCT a.source_id) AS outlets, s.story_id AS event_id
FROM story_articles s JOIN articles a ON a.id = s.article_id JOIN events ON events.id = s.story_id
GROUP BY s.story_id HAVING count(*) > 1
""",
    "sayings": """
SELECT min(s.said_on) AS said_on, actors.name AS speaker,
       (SELECT content FROM statements WHERE id = s.statement_group) AS content,
       (SELECT act FROM statements WHERE id = s.statement_group) AS act,
       count(DISTINCT s.article_id) AS reports, count(DISTINCT a.source_id) AS sources,
       min(a.published) AS first_reported, max(a.published) AS last_reported,
       s.statement_group AS statement_id, s.speaker_id
FROM statements s JOIN articles a ON a.id = s.article_id
LEFT JOIN actors ON actors.id = s.speaker_id
WHERE s.statement_group IS NOT NULL
GROUP BY s.statement_group
""",
    "dyads": """
SELECT a.name AS actor_a, b.name AS actor_b, events.type, event_types.quad_class,
       events.month, count(DISTINCT events.id) AS events, a.id AS actor_a_id, b.id AS actor_b_id
FROM event_actors x
JOIN event_actors y ON y.event_id = x.event_id AND y.actor_id <> x.actor_id
     AND ((x.role = 'initiator' AND y.role = 'recipient')
          OR (x.role = 'participant' AND y.role = 'participant' AND x.actor_id < y.actor_id))
JOIN events ON events.id = x.event_id
JOIN event_types ON event_types.id = events.type
JOIN actors a ON a.id = x.actor_id
JOIN actors b ON b.id = y.actor_id
GROUP BY a.id, b.id, events.type, events.month
""",
}


def create_views(db: Database) -> None:
    """Create or replace every view; safe to run again."""
    for name, sql in VIEWS.items():
        db.create_view(name, sql.strip(), replace=True)
