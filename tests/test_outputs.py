"""Outputs of a filter, each read by a library or schema made for its format; headers; a public server."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator

import feedparser
import geojson
import jsonschema
import pytest
from icalendar import Calendar
from test_serve import free_port, page, refused, server  # noqa: F401  # a fixture

from kb.ingest import ingest

#: TimelineJS3's documented JSON, as far as we use it.
TIMELINEJS = {
    "type": "object",
    "required": ["events"],
    "properties": {
        "title": {"type": "object", "required": ["text"]},
        "events": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["start_date", "text", "unique_id"],
                "properties": {
                    "start_date": {"$ref": "#/$defs/date"},
                    "end_date": {"$ref": "#/$defs/date"},
                    "text": {"type": "object", "required": ["headline", "text"]},
                    "group": {"type": "string"},
                },
            },
        },
    },
    "$defs": {
        "date": {
            "type": "object",
            "required": ["year"],
            "properties": {
                "year": {"type": "integer"},
                "month": {"type": "integer", "minimum": 1, "maximum": 12},
                "day": {"type": "integer", "minimum": 1, "maximum": 31},
            },
            "additionalProperties": False,
        }
    },
}
FILTER = {"actor": "russia", "date": "2025"}


@pytest.fixture
def listed(server):  # noqa: F811
    """The events of the filter, by JSON."""
    return json.loads(page(server, "/timeline.json", **FILTER))["events"]


def test_json_pages_follow_one_another(server, listed):  # noqa: F811
    assert len(listed) > 10
    assert all("Russia" in [a["name"] for a in event["actors"]] for event in listed)
    found, address = [], "/timeline.json"
    answer = json.loads(page(server, address, **FILTER, size="3"))
    while True:
        found += answer["events"]
        if not answer["next"]:
            break
        with urllib.request.urlopen(answer["next"]) as body:
            answer = json.load(body)
    assert found == listed


def test_csv(server, listed):  # noqa: F811
    rows = list(csv.DictReader(io.StringIO(page(server, "/timeline.csv", **FILTER))))
    assert [row["id"] for row in rows] == [event["id"] for event in listed]
    assert rows[0]["evidence"] == listed[0]["evidence"]


def test_atom(server, listed):  # noqa: F811
    feed = feedparser.parse(page(server, "/timeline.atom", **FILTER).encode())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.title for entry in feed.entries] == [event["title"] for event in listed]
    assert all(entry.link.startswith(server) for entry in feed.entries)
    assert feed.feed.title == "Timeline: Russia, 2025"


def test_calendar(server, listed):  # noqa: F811
    calendar = Calendar.from_ical(page(server, "/timeline.ics", **FILTER))
    entries = {str(e["uid"]): e for e in calendar.walk("VEVENT")}
    exact = {e["id"]: e for e in listed if e["date_precision"] == "day"}
    assert exact
    for key, event in exact.items():
        entry = entries[f"{key}@kb"]
        assert entry.decoded("dtstart").isoformat() == event["start_date"]
        assert (entry.decoded("dtend") - entry.decoded("dtstart")).days == 1
    vague = [e for e in listed if e["date_precision"] in ("month", "year", None)]
    assert not any(f"{e['id']}@kb" in entries for e in vague)


def test_timelinejs(server):  # noqa: F811
    found = json.loads(page(server, "/timeline.timelinejs", **FILTER))
    jsonschema.validate(found, TIMELINEJS)


def test_geojson(server, listed):  # noqa: F811
    found = geojson.loads(page(server, "/timeline.geojson", **FILTER))
    assert found.is_valid
    assert len(found.features) == sum(e["latitude"] is not None for e in listed) > 0
    longitude, latitude = found.features[0].geometry.coordinates
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("size=0", "size must be a number from 1 to 2000."),
        ("actor=Nobody", "No actor here is called “Nobody”. Try another name."),
        ("date=soon", "“soon” is no date. Write 2025, 2025-06 or 2025-06-02."),
    ],
)
def test_an_address_that_cannot_be(server, query, message):  # noqa: F811
    assert refused(f"{server}/timeline.json?{query}") == (400, message)


HOSTILE = """ date 2025-06-03 <script>alert(1)</script> Talks
<script>alert(1)</script> Talks

Source:  evil.example

Russia and Ukraine held talks in Istanbul on June 2, <img src=x onerror=alert(2)> said
Vladimir Medinsky. "=HYPERLINK(1) <b>We</b> agreed," said {{ 7 * 7 }} Sergey Lavrov.

<iframe src="https://evil.example"></iframe> Ukraine rejected the </script> demands on June 2.
"""


@pytest.fixture(scope="module")
def public(tmp_path_factory) -> Iterator[str]:
    """`kb serve --public` over a database with a hostile article."""
    folder = tmp_path_factory.mktemp("public")
    (folder / "evil.txt").write_text(HOSTILE, encoding="utf-8")
    ingest([str(folder / "evil.txt")], str(folder / "evil.db"))
    port = free_port()
    command = [sys.executable, "-m", "kb.cli", "serve", "--public", "--db", str(folder / "evil.db"),
               "--port", str(port)]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(address, timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def evil_pages(address):
    events = json.loads(page(address, "/timeline.json"))["events"]
    assert events
    article = events[0]["article"]
    return ["/", "/upcoming", "/changes", f"/article/{article}", "/actor/russia", "/evil/articles",
            f"/evil/articles/{article}", *(f"/event/{e['id']}" for e in events)]  # fmt: skip


def test_markup_in_articles_is_shown_as_text(public):
    for path in evil_pages(public):
        html = page(public, path)
        assert "<script>alert" not in html, path
        assert "<img src=x" not in html, path
        assert "<iframe" not in html, path
        assert "49" not in html or "{{ 7 * 7 }}" in html or "7 * 7" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page(public, evil_pages(public)[3])
    feed = feedparser.parse(page(public, "/timeline.atom").encode())
    assert not feed.bozo
    assert "'=" in page(public, "/timeline.csv") or "\r\n=" not in page(public, "/timeline.csv")


def test_headers_keep_scripts_and_frames_out(public):
    for path in evil_pages(public):
        with urllib.request.urlopen(public + path) as answer:
            policy = answer.headers["content-security-policy"]
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy.split("style-src")[0]
        assert path.startswith("/evil") or "script-src" not in policy


def test_strangers_may_not_write_sql_or_take_the_file(public):
    for path in ("/evil?sql=select+1", "/evil.json?sql=select+1", "/evil/-/query?sql=select+1", "/evil.db"):
        assert refused(public + path)[0] in (400, 403, 404), path  # 0.65 knows no /-/query
    assert json.loads(page(public, "/evil/search.json", words="talks", _shape="array"))


def test_at_home_sql_is_free(server):  # noqa: F811
    with urllib.request.urlopen(f"{server}/kb?sql=select+1") as answer:
        assert answer.status == 200
        assert "script-src 'self' 'unsafe-inline'" in answer.headers["content-security-policy"]


def test_facets_of_the_stock_page_are_in_order_of_time(server, sample_db):  # noqa: F811
    facets = json.loads(page(server, "/kb/events.json", _extra="facet_results"))["facet_results"]
    facets = facets.get("results", facets)
    years = [int(r["value"]) for r in facets["year"]["results"]]
    assert years == sorted(years, reverse=True)
    base = sqlite3.connect(sample_db)
    wanted = dict(base.execute("SELECT year, count(*) FROM events WHERE year IS NOT NULL GROUP BY 1"))
    assert {int(r["value"]): r["count"] for r in facets["year"]["results"]} == wanted
    months = [r["value"] for r in facets["month"]["results"]]
    assert months == sorted(months, reverse=True)
    actor = facets["actors"]["results"][0]
    through = json.dumps({"table": "event_actors", "column": "actor_id", "value": actor["value"]})
    assert urllib.parse.urlencode({"_through": through}) in actor["toggle_url"]
    found = json.loads(page(server, "/kb/events.json", _through=through, _extra="count"))
    counted = "SELECT count(DISTINCT event_id) FROM event_actors WHERE actor_id = ?"
    number = base.execute(counted, [actor["value"]]).fetchone()[0]
    assert actor["count"] == number
    assert found.get("filtered_table_rows_count", found.get("count")) == number
