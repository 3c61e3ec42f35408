"""A shard's file gives back what was written, says what it is, and is there whole or not at all."""

import os
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from conftest import DISPATCHES, GOLD
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.cluster import parquet
from kb.cluster.parquet import About, Outcome
from kb.cluster.schema import SCHEMA
from kb.errors import UserError
from kb.pipeline import extract
from kb.read import Defaults, Problem, find, read_each
from kb.records import Actor, Article, Extraction, Office, Passage, Span
from kb.vocabulary import vocabulary

ABOUT = About(12, True, "rules 1", "abc", ("a.txt", "b.txt"))


@pytest.fixture(scope="module")
def extractions():
    """What every sample says, by both engines; what is never stored is left out."""
    articles = [a for d in find([str(DISPATCHES), str(GOLD)]).documents for a in read_each(d, Defaults())]
    return [
        replace(extract(article, engine), unstored=())
        for engine in ("rules", "neural")
        for article in articles
    ]


def test_real_extractions_come_back_as_they_were(extractions, tmp_path):
    outcomes = [Outcome(f"{n}.txt", extraction) for n, extraction in enumerate(extractions)]
    parquet.write(tmp_path / "s.parquet", ABOUT, outcomes)
    assert list(parquet.read(tmp_path / "s.parquet")) == outcomes
    assert parquet.about(tmp_path / "s.parquet") == ABOUT
    back = [outcome.result.article for outcome in parquet.read(tmp_path / "s.parquet")]
    assert [(a.id, a.content_hash) for a in back] == [
        (e.article.id, e.article.content_hash) for e in extractions
    ]


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MAYBE = st.none() | WORDS
ACTORS = st.builds(
    Actor, WORDS, WORDS, st.sampled_from(["person", "group"]), MAYBE, MAYBE, MAYBE,
    st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    st.lists(st.builds(Office, WORDS, WORDS, MAYBE, MAYBE, MAYBE), max_size=2).map(tuple),
)  # fmt: skip
ARTICLES = st.builds(
    Article, WORDS, st.lists(st.builds(Passage, st.just("body"), st.integers(0, 9), st.integers(0, 9)), max_size=2)
    .map(tuple), WORDS, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, WORDS,
)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_parts_of_extractions_come_back_as_well(extractions, tmp_path_factory, data):
    """Actors of nobody's vocabulary, articles of any words, records left out, failures between them."""
    outcomes = []
    for _ in range(data.draw(st.integers(0, 4))):
        if data.draw(st.booleans()):
            told = Problem(data.draw(WORDS), UserError(data.draw(WORDS), data.draw(WORDS)))
            outcomes.append((data.draw(WORDS), told))
            continue
        drawn = data.draw(st.sampled_from(extractions))
        parts = {
            name: tuple(one for one in getattr(drawn, name) if data.draw(st.booleans()))
            for name in ("introductions", "places", "times", "statements", "reports")
        }
        actors = tuple(data.draw(st.lists(ACTORS | st.sampled_from(drawn.actors), max_size=3)))
        outcomes.append(
            (data.draw(WORDS), replace(drawn, article=data.draw(ARTICLES), actors=actors, **parts))
        )
    file = tmp_path_factory.getbasetemp() / "drawn.parquet"
    parquet.write(file, ABOUT, [Outcome(*outcome) for outcome in outcomes])
    assert [(d, str(r.error) if isinstance(r, Problem) else r) for d, r in parquet.read(file)] == [
        (d, str(r.error) if isinstance(r, Problem) else r) for d, r in outcomes
    ]


def test_it_is_pleasant_to_query(extractions, tmp_path):
    """Plain columns and typed structs: no column needs kb to be understood."""
    failure = Outcome("b.txt", Problem("b.txt, line 7", UserError("It is broken.", "Mend it.")))
    parquet.write(tmp_path / "s.parquet", ABOUT, [Outcome("a.txt", extractions[0]), failure])
    table = pq.read_table(tmp_path / "s.parquet")
    assert table.schema.equals(SCHEMA)
    assert not any(pa.types.is_binary(column.type) for column in table.schema)
    row = table.slice(1).to_pylist()[0]
    assert {name: value for name, value in row.items() if value is not None} == {
        "position": 1, "document": "b.txt", "name": "b.txt, line 7", "error": "It is broken.", "hint": "Mend it.",
    }  # fmt: skip
    types = pc.struct_field(pc.list_flatten(table["reports"]), "type").to_pylist()
    assert types == [report.type for report in extractions[0].reports]
    actors = table.to_pylist()[0]["actors"]
    assert [a["id"] for a in actors] == [a.id for a in extractions[0].actors]
    known = [a for a in actors if a["id"] in vocabulary().actors]
    assert known
    assert {a["name"] for a in known} == {None}
    assert pq.read_schema(tmp_path / "s.parquet").metadata[b"kb_extractor"] == b'"rules 1"'


def test_names_of_files_that_are_no_text(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    parquet.write(
        tmp_path / "s.parquet", ABOUT, [Outcome(name, Problem(name, UserError(f"{name} is.", "No.")))]
    )
    (outcome,) = parquet.read(tmp_path / "s.parquet")
    assert outcome.document == "caf\\udce9.txt"


def test_a_write_that_fails_leaves_nothing(tmp_path, extractions, monkeypatch):
    parquet.write(tmp_path / "s.parquet", ABOUT, [Outcome("a.txt", extractions[0])])
    before = (tmp_path / "s.parquet").read_bytes()

    def full(table, file, **_):
        file.write(b"PAR1")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OSError, match="No space left"):
        parquet.write(tmp_path / "s.parquet", ABOUT, [])
    assert (tmp_path / "s.parquet").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["s.parquet"]


def refusal(path):
    with pytest.raises(UserError) as refused:
        list(parquet.read(path))
    return str(refused.value).replace(str(path), "FILE")


def test_what_is_no_shard(tmp_path, monkeypatch, extractions):
    assert refusal(tmp_path / "none.parquet") == (
        "FILE does not exist. Check the path; kb extract --cluster makes such files."
    )
    foreign = "FILE is no Parquet file of kb. Name what kb extract --cluster made: files or folder."
    (tmp_path / "notes.txt").write_text("my notes")
    assert refusal(tmp_path / "notes.txt") == foreign
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    assert refusal(tmp_path / "other.parquet") == foreign
    parquet.write(tmp_path / "old.parquet", replace(ABOUT, layout="0", version="0.0.9"), [])
    assert refusal(tmp_path / "old.parquet") == (
        "FILE has layout 0 of shards, and this kb reads layout 1. "
        "Load it with kb 0.0.9, which made it, or make it anew."
    )
    parquet.write(tmp_path / "s.parquet", ABOUT, [Outcome("a.txt", e) for e in extractions])
    content = bytearray((tmp_path / "s.parquet").read_bytes())
    content[8 : len(content) // 2] = bytes(len(content) // 2 - 8)
    (tmp_path / "s.parquet").write_bytes(content)
    assert refusal(tmp_path / "s.parquet").startswith("FILE is damaged (")
    assert refusal(tmp_path / "s.parquet").endswith("). Remove it and run the same kb extract again.")


def test_an_actor_that_another_vocabulary_had(tmp_path):
    text = "Talks."
    known = next(iter(vocabulary().actors.values()))
    article = Article(text, (Passage("lead", 0, 6),), "a.txt")
    found = Extraction(article, sentences=(Span(0, 6),), actors=(known,))
    parquet.write(tmp_path / "s.parquet", replace(ABOUT, version="0.0.9"), [Outcome("a.txt", found)])
    table = pq.read_table(tmp_path / "s.parquet")
    row = table.to_pylist()[0]
    row["actors"][0]["id"] = "nobody"
    pq.write_table(pa.Table.from_pylist([row], table.schema), tmp_path / "s.parquet")
    assert refusal(tmp_path / "s.parquet") == (
        "FILE names the actor nobody, which the vocabulary of this kb lacks. "
        "Load it with kb 0.0.9, which made it, or make it anew."
    )
