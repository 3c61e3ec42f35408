"""Fetching from a local server that misbehaves; no other network is asked."""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner
from test_readers import BODY, page

from kb.cli import main
from kb.errors import UserError
from kb.ingest import Options, ingest
from kb.read.fetch import Fetcher, Limits, Seen

PAGE = page('<meta name="date" content="2025-06-03">').encode()
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>H</title>
<item><title>Talks</title><link>{base}/page</link><description>Talks were held.</description></item>
<item><title>Gone</title><link>{base}/gone</link><description>{words}</description></item></channel></rss>"""


class Misbehaving(BaseHTTPRequestHandler):
    """Each path is another way to be a bad server."""

    def log_message(self, *_):
        """Say nothing."""

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):  # its name in the base class
        self.server.asked.append((self.path, dict(self.headers)))
        html = {"Content_Type": "text/html"}
        base = f"http://127.0.0.1:{self.server.server_port}"
        words = " ".join(["They agreed to meet again."] * 10)
        match self.path:
            case "/robots.txt":
                self.answer(200, b"User-agent: *\nDisallow: /private\n")
            case "/page" | "/private/page":
                self.answer(200, PAGE, ETag='"v1"', **html)
            case "/tagged" if self.headers.get("If-None-Match") == '"v1"':
                self.answer(304, ETag='"v1"')
            case "/tagged":
                self.answer(200, PAGE, ETag='"v1"', **html)
            case "/feed.xml":
                self.answer(
                    200, FEED.format(base=base, words=words).encode(), Content_Type="application/rss+xml"
                )
            case "/sitemap.xml":
                self.answer(200, f"<urlset><url><loc>{base}/page</loc></url></urlset>".encode())
            case "/moved":
                self.answer(301, Location="/page")
            case "/loop":
                self.answer(302, Location="/loop")
            case "/to-file":
                self.answer(302, Location="file:///etc/passwd")
            case "/busy" if len([p for p, *_ in self.server.asked if p == "/busy"]) < 2:
                self.answer(429, Retry_After="7")
            case "/busy":
                self.answer(200, PAGE, **html)
            case "/always-busy":
                self.answer(503, Retry_After="3600")
            case "/bomb":
                self.answer(200, gzip.compress(b"a" * 40_000_000), Content_Encoding="gzip", **html)
            case "/cut":
                self.answer(200, PAGE[:200], Content_Length=str(len(PAGE)), **html)
            case "/slow":
                self.send_response(200)
                self.end_headers()
                for _ in range(100):
                    self.wfile.write(b"<html>")
                    self.wfile.flush()
                    time.sleep(0.05)
            case "/latin":
                text = "Talks\n\nIn Orléans the sides agreed to exchange two hundred prisoners, said Zoë.".encode(
                    "latin-1"
                )
                self.answer(200, text, Content_Type="text/plain; charset=iso-8859-1")
            case "/closed":
                self.answer(403)
            case _:
                self.answer(404)


@pytest.fixture
def web() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    server.daemon_threads, server.asked = True, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def base(web):
    return f"http://127.0.0.1:{web.server_port}"


LIMITS = Limits(private=True, delay=0.0, whole=2.0)


def fetcher(**limits):
    waits = []
    given = {"private": True, "delay": 0.0, "whole": 2.0} | limits
    return Fetcher(Limits(**given), waits.append), waits


def refusal(address, **limits):
    with pytest.raises(UserError) as refused:
        fetcher(**limits)[0].fetch(address)
    return str(refused.value)


def test_a_page_and_the_end_of_a_redirect(base):
    found = fetcher()[0].fetch(f"{base}/moved")
    assert found.source.data() == PAGE
    assert (found.source.name, found.source.address) == (f"{base}/moved", f"{base}/page")
    assert found.seen == Seen('"v1"')


def test_what_is_as_it_was_is_not_sent_again(base):
    assert fetcher()[0].fetch(f"{base}/tagged", Seen('"v1"')).source is None


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/loop", "{0} redirects more than 5 times. Check the address in a browser."),
        ("/none", "{0} is not there any more (404). Check the address in a browser."),
        ("/closed", "{0} is closed to programs (403). Save the page with a browser and read the file."),
        ("/always-busy", "{0} answered 503: its server is busy. Try again later."),
        ("/bomb", "{0} is longer than 20 MB, too long for an article. Fetch it with another program and split it."),
        ("/slow", "{0} took longer than 2 seconds. Try again later."),
        ("/private/page", "{0} may not be fetched: its robots.txt asks programs to stay away. "
         "Save the page with a browser and read the file."),
        ("/to-file", "file:///etc/passwd is not a web address. Write it as https://example.org/page."),
    ],
)  # fmt: skip
def test_bad_servers(base, path, message):
    assert refusal(base + path) == message.format(base + path)


def test_a_cut_answer_is_tried_again_and_then_said(base, web):
    words = refusal(f"{base}/cut")
    assert words.startswith(f"{base}/cut could not be reached (peer closed connection")
    assert [path for path, *_ in web.asked].count("/cut") == 3


def test_a_busy_server_is_waited_for_as_long_as_it_asks(base):
    one, waits = fetcher()
    assert one.fetch(f"{base}/busy").source
    assert waits == [7.0]


def test_a_host_is_not_hurried(base, web):
    waited = []
    one = Fetcher(
        Limits(private=True, delay=30.0), wait=lambda seconds: waited.append((len(web.asked), seconds))
    )
    for _ in range(2):
        one.fetch(f"{base}/page")
    assert [asked for asked, _ in waited] == [1, 2]  # before the second request and before the third
    assert all(25 < seconds <= 30 for _, seconds in waited)
    assert [path for path, *_ in web.asked] == ["/robots.txt", "/page", "/page"]
    assert web.asked[0][1]["User-Agent"].startswith("kb/")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:{port}/page", "http://localhost:{port}/page", "http://[::1]:{port}/", "http://10.0.0.1/",
     "http://169.254.169.254/latest/meta-data", "http://0.0.0.0:{port}/page", "http://2130706433:{port}/page"],
)  # fmt: skip
def test_private_networks_are_refused(web, address):
    address = address.format(port=web.server_port)
    assert refusal(address, private=False) == (
        f"{address} lies in a private network, from which kb does not fetch. "
        "Use --allow-private if it is your own."
    )
    assert web.asked == []


def test_a_character_set_of_the_answer(base, tmp_path, rows):
    db = str(tmp_path / "kb.db")
    assert ingest([f"{base}/latin"], db, options=Options(limits=LIMITS)).new == 1
    assert "Orléans" in rows(db, "SELECT text FROM articles")[0][0]


def test_addresses_feeds_and_sitemaps_are_read_once(base, web, tmp_path, rows):
    db, options = str(tmp_path / "kb.db"), Options(limits=LIMITS)
    summary = ingest([f"{base}/feed.xml"], db, options=options)
    assert (summary.new, [name for name, _ in summary.failed]) == (2, [f"{base}/gone"])
    titles = [title for (title,) in rows(db, "SELECT title FROM articles ORDER BY title")]
    assert titles == [
        "Gone",
        "Talks held in Geneva",
    ]  # the page itself, and the feed's words for what is gone
    assert BODY[1] in rows(db, "SELECT text FROM articles WHERE title LIKE 'Talks%'")[0][0]
    again = ingest([f"{base}/page", f"{base}/sitemap.xml", f"{base}/moved"], db, options=options)
    assert not again.failed
    assert rows(db, "SELECT count(*) FROM fetches")[0][0] >= 3
    assert rows(db, "SELECT published, published_basis FROM articles WHERE title LIKE 'Talks%'") == [
        ("2025-06-03", "meta")
    ]  # one article, under however many addresses


def test_lists_of_addresses_are_followed_if_asked(base, tmp_path, rows):
    listed = tmp_path / "gdelt.json"
    listed.write_text(json.dumps({"articles": [{"url": f"{base}/page", "title": "T"}]}), encoding="utf-8")
    db = str(tmp_path / "kb.db")
    assert ingest([str(listed)], db, options=Options(limits=LIMITS)).articles == 0
    assert ingest([str(listed)], db, options=Options(follow=True, limits=LIMITS)).new == 1
    assert rows(db, "SELECT title FROM articles") == [("Talks held in Geneva",)]


def test_watch_and_failures(base, web, tmp_path):
    db = str(tmp_path / "kb.db")
    shown = CliRunner().invoke(main, ["watch", f"{base}/tagged", "--db", db, "--times", "2", "--every", "0",
                                      "--allow-private"])  # fmt: skip
    assert [line[6:25] for line in shown.output.splitlines()] == [
        "1 new, 0 changed, 0",
        "0 new, 0 changed, 1",
    ]
    broken = tmp_path / "a.jsonl"
    broken.write_text('{"title": "T", "text": "They met in Geneva."}\n{broken\n', encoding="utf-8")
    assert CliRunner().invoke(main, ["ingest", str(broken), "--db", db]).exit_code == 1
    listed = CliRunner().invoke(main, ["failures", "--db", db]).output.splitlines()
    assert listed[0][18:].startswith("Line 2 is not valid JSON")
    assert listed[-1] == "1 input has failed and not been read since."
    assert CliRunner().invoke(main, ["failures", "--retry", "--db", db]).exit_code == 1
    assert CliRunner().invoke(main, ["failures", "--db", db]).output.count("Line 2") == 1
    broken.write_text('{"title": "T", "text": "They met in Geneva."}\n', encoding="utf-8")
    assert CliRunner().invoke(main, ["failures", "--retry", "--db", db]).exit_code == 0
    assert CliRunner().invoke(main, ["failures", "--db", db]).output == "Nothing has failed.\n"
    assert CliRunner().invoke(main, ["failures", "--retry", "--db", db]).output == "Nothing has failed.\n"
