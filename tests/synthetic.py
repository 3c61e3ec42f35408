"""A large database of invented events for benchmarks: `python tests/synthetic.py FILE [EVENTS]`."""

import random
import sys
import time
from datetime import date, timedelta

from kb.records import digest
from kb.store import create
from kb.store.browse import STATUSES, TYPES, number_of, reindex
from kb.vocabulary import vocabulary

_BATCH = 20_000
_WORDS = (
    "talks ceasefire minister sanctions agreement border envoy parliament treaty corridor grain pipeline "
    "summit prisoners inspectors delegation mediator guarantees withdrawal embargo visit proposal draft"
).split()
_COLUMNS = {
    "articles": "id, source_id, title, published, language, text, content_hash, added, updated, input, "
    "extractor",
    "events": "id, title, type, status, date, start_date, end_date, date_precision, place_id, "
    "first_reported, last_reported, reports, sources, evidence, article_id, year, month, number",
    "event_actors": "event_id, actor_id, role",
    "event_reports": 'id, event_id, article_id, start_char, end_char, text, "trigger", trigger_start, '
    "trigger_end, type, status, date, date_basis, place_id, confidence",
    "event_history": "event_id, known_from, title, type, status, date, start_date, end_date, place_id, "
    "reports, sources, evidence, article_id",
    "statements": "id, article_id, speaker_id, kind, cue, content, start_char, end_char, said_on, day",
    "statement_actors": "statement_id, actor_id, day",
    "statement_events": "statement_id, event_id",
    "passages": "article_id, position, kind, start_char, end_char",
}


def make(path: str, events: int, seed: int = 0) -> None:
    """Write a database with so many events and statements, as a year of world news would have them."""
    chance = random.Random(seed)
    db = create(path)
    db.conn.execute("PRAGMA synchronous = OFF")
    db.conn.execute("PRAGMA foreign_keys = OFF")
    known = vocabulary()
    actors = sorted(known.actors, key=lambda key: (known.actors[key].type != "country", key))[:6000]
    weights = [1 / (n + 3) for n in range(len(actors))]
    places = sorted(known.places)[:1500]
    place_weights = [1 / (n + 5) for n in range(len(places))]
    db.conn.executemany(
        "INSERT INTO actors (id, name, type, country) VALUES (?, ?, ?, ?)",
        [(a, known.actors[a].name, known.actors[a].type, known.actors[a].country) for a in actors],
    )
    db.conn.executemany(
        "INSERT OR IGNORE INTO actor_names VALUES (?, ?, ?)",
        [(a, name, kind) for a in actors for name, kind in known.actors[a].names],
    )
    db.conn.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?)",
        [(p, r.name, r.country, r.latitude, r.longitude) for p in places for r in [known.places[p]]],
    )
    db.conn.executemany(
        "INSERT INTO sources (id, name, domain) VALUES (?, ?, ?)",
        [(f"o{n}.org", f"o{n}.org", f"o{n}.org") for n in range(200)],
    )
    for start in range(0, events, _BATCH):
        count = min(_BATCH, events - start)
        rows = {table: list[tuple[object, ...]]() for table in _COLUMNS}
        for n in range(start, start + count, 5):
            who = [
                sorted(set(chance.choices(actors, weights, k=chance.choice((1, 2, 2, 3))))) for _ in range(5)
            ]
            where = chance.choices(places, place_weights, k=5)
            _article(n, chance, who, where, rows)
        for table, columns in _COLUMNS.items():
            marks = ", ".join("?" * (columns.count(",") + 1))
            db.conn.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows[table])
        reindex(db, [str(row[0]) for row in rows["events"]])
        db.conn.commit()
    db.conn.execute("ANALYZE")
    db.conn.commit()
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _article(n, chance, who, where, rows):
    """An article with five events and five statements."""
    far = chance.random() ** 3  # most of what is read is recent
    day = date(2025, 12, 31) - timedelta(days=int(far * 365 * 20))
    published = day.isoformat()
    key, source = f"{published}-article-{n}", f"o{int(chance.random() ** 2 * 200)}.org"
    sentences = [" ".join(chance.choices(_WORDS, k=18)).capitalize() + "." for _ in range(10)]
    text = " ".join(sentences)
    rows["articles"].append(
        (
            key,
            source,
            f"Article {n}",
            published,
            "en",
            text,
            key,
            published,
            published,
            f"{n}.txt",
            "synthetic",
        )
    )
    rows["passages"].append((key, 0, "body", 0, len(text)))
    at = 0
    for k, sentence in enumerate(sentences):
        end = at + len(sentence)
        if k % 2 == 0:
            e = k // 2
            kind, status = chance.choices(TYPES, _TYPES)[0], chance.choices(STATUSES, _STATUSES)[0]
            told = (
                day - timedelta(days=chance.randrange(3)) if status == "occurred" else day + timedelta(days=9)
            )
            value = told.isoformat() if chance.random() < 0.75 else None
            place = where[e] if chance.random() < 0.6 else None
            event, title = f"{kind.lower()}-{n + e}-{digest(str(n + e), 10)}", f"{kind} {n + e}"
            rows["events"].append(
                (event, title, kind, status, value, value, value, value and "day", place, published,
                 published, 1, 1, sentence, key, told.year if value else None, value[:7] if value else None,
                 number_of(event))
            )  # fmt: skip
            rows["event_actors"] += [(event, a, "participant") for a in who[e]]
            rows["event_reports"].append(
                (f"r{n + e}", event, key, at, end, sentence, sentence[:5], at, at + 5, kind, status, value,
                 "relative" if value else "unknown", place, 0.8)
            )  # fmt: skip
            rows["event_history"].append(
                (event, published, title, kind, status, value, value, value, place, 1, 1, sentence, key)
            )
        else:
            s = f"s{n}-{k}"
            rows["statements"].append(
                (s, key, chance.choice(who[e]), "indirect", "said", sentence, at, end, None, published)
            )
            rows["statement_actors"].append((s, who[e][0], published))
            rows["statement_events"].append((s, event))
        at = end + 1


_TYPES = [6, 25, 5, 2, 5, 5, 6, 7, 8, 6, 4, 4, 6, 3, 5, 9]
_STATUSES = [70, 5, 14, 7, 2, 2]


def main() -> None:
    path, events = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    started = time.monotonic()
    make(path, events)
    print(f"{events} events in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
