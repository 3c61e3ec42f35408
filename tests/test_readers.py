"""Documents of every kind: told by their content, read into articles, and what is wrong said in a sentence."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.cli import main
from kb.errors import UserError
from kb.read import Elsewhere, Pattern, Problem, Reader, Source
from kb.read.inputs import find
from kb.read.moments import moment
from kb.read.readers import read_source, readers
from kb.read.tongue import language_of

BODY = [
    "GENEVA, 3 June - Russia and Ukraine held talks in Geneva on Tuesday, the Swiss foreign ministry said.",
    "The delegations met for three hours and agreed to exchange two hundred prisoners before the end of the month.",
    "“We have prepared the rooms for a second round,” said Beat Odermatt, a clerk of the cantonal protocol office.",
]
LD = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Talks held in Geneva",
      "datePublished": "2025-06-03T18:40:00+02:00", "author": [{"@type": "Person", "name": "Ada Roe"}],
      "publisher": {"name": "The Lake Herald"}, "inLanguage": "en-GB"}  # fmt: skip


def page(head="", body=None, title="Talks held in Geneva | The Lake Herald"):
    paragraphs = "".join(f"<p>{p}</p>" for p in body or BODY)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a> "
        f"<a href='/world'>World</a></nav><article><h1>Talks held in Geneva</h1>{paragraphs}</article>"
        "<footer>Subscribe to our newsletter</footer></body></html>"
    )


LINKED = page(
    f'<script type="application/ld+json">{json.dumps(LD)}</script>'
    '<link rel="canonical" href="https://www.lakeherald.example/world/talks-held">'
)


def every(source):
    """What a document holds; what is elsewhere as its feed tells it."""
    return [one.instead if isinstance(one, Elsewhere) else one for one in read_source(source)]


def articles(content, name="x", address=None):
    """The articles of a document; it must have no problems."""
    data = content if isinstance(content, bytes) else content.encode()
    found = every(Source(name, content=data, address=address))
    assert not [p for p in found if isinstance(p, Problem)]
    return found


def kind(content):
    data = content if isinstance(content, bytes) else content.encode()
    return next(r.name for r in readers() if r.recognises(Source("x", content=data)))


def check(article):
    """Passages lie in the text, and the talks are in it."""
    for passage in article.passages:
        assert article.text[passage.start : passage.end].strip()
    assert "agreed to exchange two hundred prisoners" in article.text


def test_a_page_by_json_ld():
    (article,) = articles(LINKED)
    check(article)
    assert article.title == "Talks held in Geneva"
    assert (article.published, article.published_basis) == ("2025-06-03T18:40+02:00", "json-ld")
    assert (article.author, article.source) == ("Ada Roe", "lakeherald.example")
    assert article.url == "https://www.lakeherald.example/world/talks-held"
    assert "newsletter" not in article.text
    assert [p.kind for p in article.passages][:3] == ["title", "dateline", "lead"]


@pytest.mark.parametrize(
    ("head", "address", "published", "basis"),
    [
        ('<meta property="article:published_time" content="2025-06-03T16:40:00Z">', None, "2025-06-03T16:40+00:00",
         "meta"),
        ('<meta name="date" content="3 June 2025">', None, "2025-06-03", "meta"),
        ("", "https://lakeherald.example/2025/06/03/talks", "2025-06-03", "url"),
        ("", "https://lakeherald.example/world/talks", None, None),
        ("</head><div class='post-date'>Posted on June 3, 2025 by Ada Roe</div><head>", None, "2025-06-03", "byline"),
        ("</head><div class='footer-date'>Copyright June 3, 2025</div><head>", None, None, None),
        ("</head><time datetime='2025-06-03T18:40' class='published'>today</time><head>", None, "2025-06-03T18:40",
         "time"),
        ('<meta name="date" content="last week">', None, None, None),
    ],
)  # fmt: skip
def test_each_date_says_where_it_comes_from(head, address, published, basis):
    (article,) = articles(page(head), address=address)
    assert (article.published, article.published_basis) == (published, basis)


def test_a_page_without_an_article():
    with pytest.raises(UserError) as refused:
        articles("<!doctype html><html><head><title>Login</title></head><body></body></html>")
    assert str(refused.value) == "x is a page without an article's text. Check the address or the file."


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Lake Herald</title><language>en</language>
<item><title>Talks &amp; more</title><link>https://www.lakeherald.example/talks</link>
<pubDate>Tue, 03 Jun 2025 18:40:00 +0200</pubDate>
<content:encoded><![CDATA[{"".join(f"<p>{p}</p>" for p in BODY)}]]></content:encoded></item>
<item><title>Nothing</title><link>https://www.lakeherald.example/nothing</link></item></channel></rss>"""


def test_a_feed_and_an_entry_without_text():
    article, problem = every(Source("feed.xml", content=RSS.encode()))
    check(article)
    assert (article.title, article.source, article.published) == (
        "Talks & more", "lakeherald.example", "2025-06-03T16:40+00:00",
    )  # fmt: skip
    assert article.published_basis == "feed"
    assert str(problem.error) == (
        "feed.xml, entry 2 has a title and no text. Save the page https://www.lakeherald.example/nothing instead."
    )


ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>
<entry><title>Talks</title><link href="https://a.example/1"/><published>2025-06-03T10:00:00Z</published>
<content type="html">&lt;p&gt;They agreed to exchange two hundred prisoners.&lt;/p&gt;</content></entry></feed>"""
RECORD = {"title": "Talks held in Geneva", "text": "\n\n".join(BODY), "publishedAt": "2025-06-03T16:40:00Z",
          "source": {"id": None, "name": "Lake Herald"}, "url": "https://www.lakeherald.example/talks"}  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        ATOM,
        json.dumps(LD | {"articleBody": "\n".join(BODY)}),
        json.dumps([RECORD]),
        json.dumps({"status": "ok", "articles": [RECORD]}),
        json.dumps({"response": {"results": [RECORD]}}),
        json.dumps(RECORD) + "\n" + json.dumps(RECORD | {"title": "Another"}) + "\n",
        "title,published,text\nTalks,2025-06-03,They agreed to exchange two hundred prisoners.\n",
        "Title;Date;Body\nTalks;2025-06-03;They agreed to exchange two hundred prisoners.\n",
        gzip.compress(LINKED.encode()),
        "From: Desk <desk@herald.example>\nTo: a@b.example\nSubject: Talks\nDate: Tue, 03 Jun 2025 18:40:00 +0200\n\n"
        "They agreed to exchange\ntwo hundred prisoners.\n",
        "Talks held in Geneva\n\nThey agreed to exchange two hundred prisoners.\n",
    ],
)
def test_kinds_of_documents(content):
    found = articles(content)
    check(found[0])
    dated = [a for a in found if a.published]
    assert all(a.published.startswith("2025-06-03") for a in dated)
    assert dated or kind(content) == "text"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (LINKED, "html"), (RSS, "feed"), (ATOM, "feed"), (json.dumps(RECORD), "json"), (b"%PDF-1.7", "pdf"),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", "feed"),
        ("a <b>bold</b> start", "text"), ("{not json", "text"), ("title, but no table", "text"),
        ("From here: a story\nSubject: none", "text"),
    ],
)  # fmt: skip
def test_the_kind_is_told_by_content(content, name):
    assert kind(content) == name


def test_fields_of_dumps():
    (article,) = articles(json.dumps(RECORD | {"standfirst": "Prisoners are to be exchanged"}))
    assert article.subtitle == "Prisoners are to be exchanged"
    assert [p.kind for p in article.passages][:2] == ["title", "subtitle"]
    assert (article.source, article.published, article.published_basis) == (
        "Lake Herald", "2025-06-03T16:40+00:00", "field",
    )  # fmt: skip
    assert article.url == RECORD["url"]
    listed = {"articles": [{"url": "https://a.example/x", "title": "T", "seendate": "20250603T120000Z"}]}
    (gdelt,) = read_source(Source("g", content=json.dumps(listed).encode()))
    assert gdelt.address == "https://a.example/x"
    assert str(gdelt.instead.error) == "g, record 1 has no text. Save the page https://a.example/x instead."


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([{"Schlagzeile": "Talks", "Rumpf": BODY[1], "Tag": "2025-06-03", "text": "no"}]),
        f"Schlagzeile,Rumpf,Tag\nTalks,{BODY[1]},2025-06-03\n",
    ],
)
def test_fields_that_the_user_names(content):
    fields = (("title", "Schlagzeile"), ("text", "Rumpf"), ("published", "Tag"))
    (article,) = read_source(Source("x", content=content.encode(), fields=fields))
    check(article)
    assert (article.title, article.published) == ("Talks", "2025-06-03")


def test_a_field_that_is_none_of_ours():
    shown = CliRunner().invoke(main, ["ingest", "x.json", "--field", "body=Body"])
    assert shown.stderr == (
        "Error: --field body=Body names no field of ours. Write OURS=THEIRS; ours are text, title, subtitle, "
        "published, modified, author, url, outlet, language.\n"
    )


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("20250603T120000Z", "2025-06-03T12:00+00:00"),
        (1748952000, "2025-06-03T12:00+00:00"),
        (1748952000000, "2025-06-03T12:00+00:00"),
        ("3 June 2025", "2025-06-03"),
        ("soon", None),
        (7, None),
        (True, None),
        (None, None),
    ],
)
def test_dates_of_data_files(value, day):
    assert moment(value) == day


def test_a_bad_line_costs_only_itself():
    lines = [json.dumps(RECORD), "{broken", json.dumps([1]), json.dumps(RECORD | {"title": "B"})]
    found = list(read_source(Source("d.jsonl", content="\n".join(lines).encode())))
    assert [isinstance(one, Problem) for one in found] == [False, True, True, False]
    assert str(found[2].error) == (
        "d.jsonl, line 3 is no object with fields. Give every article fields such as title and text."
    )


def warc(pages, packed):
    """A web archive of answers: (address, content, HTTP status)."""
    out = b""
    for address, content, status in pages:
        answer = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html\r\n\r\n".encode() + content
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-06-03T12:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        ).encode()
        record = head + answer + b"\r\n\r\n"
        out += gzip.compress(record) if packed else record
    return out


PAGES = [
    ("https://lakeherald.example/2025/06/03/talks", page().encode(), "200"),
    ("https://lakeherald.example/gone", b"<html>gone</html>", "404"),
    ("https://lakeherald.example/empty", b"<html><body></body></html>", "200"),
]


@pytest.mark.parametrize("packed", [False, True])
def test_web_archives(packed):
    found = list(read_source(Source("a.warc", content=warc(PAGES, packed))))
    article, problem = found
    check(article)
    assert article.url == PAGES[0][0]
    assert problem.name == "a.warc, https://lakeherald.example/empty"


def test_a_cut_web_archive_says_so():
    whole = warc(PAGES * 3, packed=True)
    found = list(read_source(Source("a.warc.gz", content=whole[: len(whole) - 60])))
    assert any(isinstance(one, Problem) and "a.warc.gz is cut off." in str(one.error) for one in found)


def test_a_wacz():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("archive/data.warc.gz", warc(PAGES[:1], packed=True))
        out.writestr("datapackage.json", "{}")
    (article,) = articles(packed.getvalue())
    check(article)


def test_a_pdf_with_text(tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "a.pdf")
    with pytest.raises(UserError) as refused:
        list(read_source(Source("a.pdf", path=tmp_path / "a.pdf")))
    assert str(refused.value) == "a.pdf is a PDF without text, perhaps a scan. Save its text as .txt."
    with pytest.raises(UserError) as refused:
        list(read_source(Source("b.pdf", content=b"%PDF-1.4 broken")))
    assert refused.value.problem.startswith("b.pdf is a PDF that could not be read (")


FRENCH = (
    "Le ministre des Affaires étrangères a déclaré mardi que les pourparlers reprendraient à Genève. " * 4
)


@pytest.mark.parametrize(
    ("text", "told", "language"),
    [
        (" ".join(BODY), None, "en"),
        (FRENCH, None, "fr"),
        (FRENCH, "en", "fr"),  # the text knows better than the page's template
        ("Talks", None, "en"),
        ("Talks", "de", "de"),
        ("Министр иностранных дел заявил", None, "ru"),
        ("", None, "en"),
    ],
)
def test_languages(text, told, language):
    assert language_of(text, told) == language


def outcome(content):
    """What reading gives: problems as their sentences, a document that is refused as one."""
    try:
        found = every(Source("x", content=content))
    except UserError as error:
        return [str(error)]
    return [str(one.error) if isinstance(one, Problem) else one.text for one in found]


BEGINNINGS = [b"", b"<html>", b"{", b"[{", b"<rss>", b"WARC/1.0\r\n", b"\x1f\x8b", b"%PDF-", b"title,text\n",
              b"From: a\nTo: b\nSubject: c\n\n"]  # fmt: skip


@settings(max_examples=150)
@given(st.binary(max_size=300), st.sampled_from(BEGINNINGS))
def test_any_bytes_are_read_or_refused_in_a_sentence(content, begins):
    assert all(words.strip() for words in outcome(begins + content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "title", "url", "date", "author", "source", "articles", "x"]), inner
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_any_json_is_read_or_refused(content):
    assert all(outcome(json.dumps(content).encode()))


def test_folders_take_what_may_be_articles(tmp_path):
    for name, content in {
        "a.html": LINKED, "b.json": json.dumps(RECORD), "settings.json": '{"colour": "red"}', "c.txt": "A\n\nB.",
        "c.json": json.dumps(RECORD), "d.png": "x", "e.warc.gz": "x", "README.md": "x",
    }.items():  # fmt: skip
        (tmp_path / name).write_text(content, encoding="utf-8")
    found = find([str(tmp_path)])
    assert [d.path.name for d in found.documents] == ["a.html", "b.json", "c.txt", "e.warc.gz"]
    assert len(found.passed_over) == 4


def test_patterns_choose_files_of_folders(tmp_path):
    for name in ("a.html", "b.txt", "old/c.txt", "d.log"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("A\n\nB.", encoding="utf-8")

    def taken(**pattern):
        return [d.path.name for d in find([str(tmp_path)], Pattern(**pattern)).documents]

    assert taken() == ["a.html", "b.txt", "c.txt"]
    assert taken(include=("*.log", "a.*")) == ["a.html", "d.log"]
    assert taken(exclude=("*/old/*",)) == ["a.html", "b.txt"]
    assert taken(include=("*.txt",), exclude=("b*",)) == ["c.txt"]


def test_packages_bring_readers_of_their_own():
    from kb.read import builtin

    names = [reader.name for reader in readers()]
    assert names[-1] == "text"
    assert all(isinstance(reader, Reader) for reader in builtin.register_readers())


def test_fuzzing_with_coverage_finds_nothing(tmp_path):
    """A small budget; `python tests/fuzz_readers.py` goes on for as long as one likes."""
    pytest.importorskip("atheris", reason="atheris has wheels for Linux on x86_64 only")
    script = Path(__file__).with_name("fuzz_readers.py")
    command = [sys.executable, str(script), "-runs=4000", "-max_len=400", "-seed=1"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_bullet_without_words_is_nothing():
    assert outcome(b"\x95") == ["x holds no text. Save the article's text into it."]
