"""A file read piece by piece gives exactly what the whole file gives, whatever is wrong with it."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_readers import BODY, FRENCH, PAGES, RECORD, RSS, page, warc

from kb.errors import UserError
from kb.read import Defaults, Document, Problem, pieces, read_each, read_piece
from kb.read.pieces import split


def outcomes(readings):
    """Articles as they are; problems as their names and sentences; a refusal of the document at its end."""
    try:
        for reading in readings:
            for one in reading:
                yield (one.name, str(one.error)) if isinstance(one, Problem) else one
    except UserError as error:
        yield str(error)


def compare(path, size, fields=()):
    """The pieces of a file, of which it is certain that they give what the whole file gives."""
    defaults = Defaults("2025-06-03", "given.org", fields)
    found = list(pieces(str(path), path.name, fields, size))
    whole = list(outcomes([read_each(Document(path.name, path), defaults)]))
    assert list(outcomes(read_piece(piece, defaults) for piece in found)) == whole
    assert (found[0].start, found[-1].end) == (0, None)
    assert [p.start for p in found[1:]] == [p.end for p in found[:-1]]
    again = [small for big in pieces(str(path), path.name, fields, 3) for small in split(big, size)]
    assert list(outcomes(read_piece(piece, defaults) for piece in again)) == whole
    if size == 1:
        assert [(p.start, p.end, p.first) for p in again] == [(p.start, p.end, p.first) for p in found]
    return found, whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all the examples of a property."""
    return tmp_path_factory.mktemp("pieces")


LINE = (
    st.builds(lambda text, title: json.dumps({"text": text, "title": title}), st.text(), st.text(max_size=9))
    | st.builds(
        lambda text: json.dumps({"articleBody": text, "date": "2025-02-30"}, ensure_ascii=False), st.text()
    )
    | st.sampled_from(["", "  ", "\t", "{broken", "[1]", "{}", "null", '{"text": 5}', '"\ud800"'])
    | st.text(max_size=8)
).map(lambda line: line.encode("utf-8", "surrogatepass"))


@settings(deadline=None)
@given(
    st.lists(LINE, max_size=20), st.sampled_from([b"\n", b"\r\n"]), st.booleans(), st.booleans(),
    st.integers(1, 6),
)  # fmt: skip
def test_json_lines(folder, lines, end, bom, newline_at_end, size):
    content = end.join([json.dumps(RECORD).encode(), *lines]) + end * newline_at_end
    file = folder / "dump.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" * bom + content)
    found, _ = compare(file, size)
    if size == 1:
        assert len(found) == (b"\xef\xbb\xbf" * bom + content).count(b"\n") + (not content.endswith(b"\n"))


def test_lines_keep_their_numbers(folder):
    lines = (
        [json.dumps(RECORD)] * 5 + ["", "{broken", "", json.dumps({"date": "x"})] + [json.dumps(RECORD)] * 3
    )
    (folder / "numbers.jsonl").write_text("\n".join(lines))
    found, whole = compare(folder / "numbers.jsonl", 2)
    assert [(p.first, p.about) for p in found] == [(1, 2), (3, 2), (5, 2), (7, 2), (9, 2), (11, 2)]
    assert [one[0] for one in whole if isinstance(one, tuple)] == [
        "numbers.jsonl, line 7", "numbers.jsonl, line 9",
    ]  # fmt: skip
    assert whole[-1].input == "numbers.jsonl, line 12"


def test_long_lines_make_pieces_of_fewer(folder):
    long = json.dumps(RECORD | {"text": "Talks. " * 4000})
    (folder / "long.jsonl").write_text(f"{long}\n" * 8)
    assert [p.about for p in pieces(str(folder / "long.jsonl"), "long.jsonl", (), 8)] == [8] * 4


def test_a_line_longer_than_any_article(folder, monkeypatch):
    monkeypatch.setattr("kb.read.tables._LONGEST_LINE", 300)
    lines = [json.dumps({"text": "x", "title": "y"}), "z" * 1000, json.dumps({"text": "x", "title": "y"})]
    (folder / "longest.jsonl").write_text("\n".join(lines))
    assert len(compare(folder / "longest.jsonl", 1)[0]) == 6


def test_fields_that_the_user_names(folder):
    record = json.dumps({"Rumpf": " ".join(BODY), "Schlagzeile": "Talks"})
    (folder / "named.jsonl").write_text(f"{record}\n" * 4)
    _, whole = compare(folder / "named.jsonl", 1, (("text", "Rumpf"), ("title", "Schlagzeile")))
    assert [article.title for article in whole] == ["Talks"] * 4


RECORDS = st.lists(
    st.sampled_from([*PAGES, ("https://b.example/fr", page(body=[FRENCH]).encode(), "200"),
                     ("https://b.example/plain", b"Talks\n\nThey met in Bern.", "200")]),
    min_size=1, max_size=8,
)  # fmt: skip


def archive(records, packed, requests):
    """An archive whose answers have requests, redirects and such between them."""
    out = b""
    for number, record in enumerate(records):
        if number in requests:
            odd = warc([record], False).replace(b"WARC-Type: response", b"WARC-Type: metadata")
            out += gzip.compress(odd) if packed else odd
        out += warc([record], packed)
    return out


@settings(deadline=None, max_examples=50)
@given(RECORDS, st.booleans(), st.sets(st.integers(0, 7)), st.integers(1, 3))
def test_web_archives(folder, records, packed, requests, size):
    file = folder / "crawl.warc"
    file.write_bytes(archive(records, packed, requests))
    found, _ = compare(file, size)
    assert len(found) == -(-len(records) // size)
    assert {piece.about for piece in found[:-1]} <= {size}


@settings(deadline=None, max_examples=50)
@given(RECORDS, st.booleans(), st.data())
def test_damaged_web_archives(folder, records, packed, data):
    """Cut off, with bytes changed or put in between, or packed as one: the same articles and sentences."""
    content = bytearray(archive(records, packed, {1, 3}))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    file = folder / "damaged.warc"
    file.write_bytes(gzip.compress(content) if data.draw(st.booleans()) else content)
    compare(file, 1)


def incompressible(number, size):
    """A page whose record is long also when it is packed."""
    import random

    noise = random.Random(number).randbytes(size).hex()
    return f"https://c.example/{number}", page(body=[*BODY, noise]).encode(), "200"


@pytest.mark.parametrize("damage", [30_000, 70_000, 90_001, 140_000])
def test_damage_in_the_midst_of_a_long_record(folder, damage):
    """What warcio makes of it depends on the blocks that it reads: pieces meet the same ones."""
    content = bytearray(warc([incompressible(n, 15_000 + 7 * n) for n in range(12)], packed=True))
    content[damage : damage + 40] = bytes(40)
    (folder / "long.warc.gz").write_bytes(content)
    found, whole = compare(folder / "long.warc.gz", 1)
    assert 1 < len(found) < 12
    assert isinstance(whole[-1], tuple)  # the damage is told of


def test_records_packed_as_one(folder):
    plain = [warc([record], packed=False) for record in PAGES]
    packed = b"".join(map(gzip.compress, [plain[0], plain[0] + plain[0], plain[0], plain[2], plain[0]]))
    (folder / "pairs.warc.gz").write_bytes(packed)
    compare(folder / "pairs.warc.gz", 1)
    (folder / "one.warc.gz").write_bytes(gzip.compress(b"".join(plain * 3)))
    found, whole = compare(folder / "one.warc.gz", 1)
    assert len(found) == 1
    assert "damaged after record" in whole[-1][1]


@pytest.mark.parametrize(
    ("name", "content", "about"),
    [
        ("a.html", page().encode(), 1),
        ("a.json", json.dumps([RECORD] * 90).encode(), 5),
        ("a.json.gz", gzip.compress(json.dumps([RECORD] * 9).encode()), 1),
        ("feed.xml", RSS.encode(), 1),
        ("a.txt", b"Talks\n\nThey met in Bern.", 1),
        ("one.jsonl", json.dumps(RECORD).encode(), 1),
        ("empty.jsonl", b"", 1),
        ("blank.jsonl", b"\n" + json.dumps(RECORD).encode() + b"\n", 1),
        ("picture.txt", b"\x89PNG\r\n\x1a\n", 1),
    ],
)
def test_every_other_file_is_one_piece(folder, name, content, about):
    (folder / name).write_bytes(content)
    (piece,), _ = compare(folder / name, 1)
    assert piece.about == about


def test_what_cannot_be_opened_is_told_when_it_is_read(folder):
    (piece,) = pieces(str(folder / "gone.txt"), "gone.txt")
    assert list(outcomes([read_piece(piece, Defaults())])) == [
        "gone.txt is not a regular file. Name a text file."
    ]


def test_pieces_come_as_they_are_found(folder, monkeypatch):
    """The first is there before the file has been looked through."""
    seen = []
    lines_of = __import__("kb.read.tables").read.tables.lines_of

    def watched(source):
        for line in lines_of(source):
            seen.append(line)
            yield line

    monkeypatch.setattr("kb.read.tables.lines_of", watched)
    (folder / "many.jsonl").write_text((json.dumps(RECORD) + "\n") * 100)
    next(pieces(str(folder / "many.jsonl"), "many.jsonl", (), 10))
    assert len(seen) == 11


def test_a_page_that_breaks_its_reader_costs_only_itself(folder, monkeypatch):
    def broken(source):
        raise ValueError("seven")

    monkeypatch.setattr("kb.read.builtin.pages.read_page", broken)
    monkeypatch.setattr(
        "kb.read.readers.readers", __import__("kb.read.readers").read.readers.readers.__wrapped__
    )
    (folder / "broken.warc").write_bytes(
        warc([PAGES[0], ("https://b.example/x", b"Talks\n\nIn Bern.", "200")], False)
    )
    _, whole = compare(folder / "broken.warc", 1)
    assert whole[0][1] == (
        f"broken.warc, {PAGES[0][0]} could not be read: ValueError: seven. "
        "This is a defect of kb; please report it with the file."
    )
    assert whole[1].text.startswith("Talks")


def test_an_answer_without_its_address_is_damage(folder):
    content = warc(PAGES[:1] * 3, packed=False)
    at = content.index(b"WARC-Target-URI", len(content) // 2)
    (folder / "lost.warc").write_bytes(content[:at] + b"X" + content[at:])
    _, whole = compare(folder / "lost.warc", 1)
    assert whole[-1][1].startswith("lost.warc is damaged after record 2 (")


@pytest.mark.parametrize("number", [0, 2, 5])
def test_a_checksum_that_is_wrong(folder, number):
    """It is looked for from the last piece on, and found all the same."""
    records = [warc([record], packed=True) for record in [PAGES[0], PAGES[2]] * 3]
    records[number] = records[number][:-8] + b"\0\0\0\0" + records[number][-4:]
    (folder / "sum.warc.gz").write_bytes(b"".join(records))
    _, whole = compare(folder / "sum.warc.gz", 1)
    assert "sum.warc.gz is cut off. " in whole[-1][1]
