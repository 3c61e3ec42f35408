"""Shards are the same each time, hold everything once, and each becomes a file, whatever is in it."""

import json

import pytest
from conftest import CLIPPING, DISPATCHES
from test_readers import PAGES, RECORD, warc

from kb.cluster import parquet
from kb.cluster.extract import extract_shard
from kb.cluster.shards import Shard, shards
from kb.errors import UserError
from kb.read import Defaults, Problem, find
from kb.records import Extraction


def test_shards_of_samples():
    found = list(shards(find([str(DISPATCHES)]), size=15))
    assert [(s.number, len(s.pieces), s.last) for s in found] == [
        (0, 15, False),
        (1, 15, False),
        (2, 10, True),
    ]
    assert found == list(shards(find([str(DISPATCHES)]), size=15))
    documents = [d.name for d in find([str(DISPATCHES)]).documents]
    assert [piece.name for shard in found for piece in shard.pieces] == documents


def test_large_files_are_of_several_shards(tmp_path):
    (tmp_path / "a.txt").write_text(CLIPPING)
    (tmp_path / "b.jsonl").write_text((json.dumps(RECORD) + "\n") * 300)
    (tmp_path / "c.txt").write_text(CLIPPING)
    found = list(shards(find([str(tmp_path)])))
    assert [sum(piece.about for piece in shard.pieces) for shard in found] == [97, 128, 77]
    assert all(piece.path.startswith(str(tmp_path)) for shard in found for piece in shard.pieces)


def test_what_is_missing_is_in_the_first_shard(tmp_path):
    (shard,) = shards(find([str(tmp_path / "none.txt")]))
    assert [(p.name, str(p.error)) for p in shard.missing] == [
        (str(tmp_path / "none.txt"), f"{tmp_path / 'none.txt'} does not exist. "
         "Check the path; folders and files can be mixed."),
    ]  # fmt: skip
    assert shard.last
    assert list(shards(find([]))) == []


@pytest.mark.parametrize("given", ["-", "https://news.example/feed.xml"])
def test_a_cluster_reads_files_only(given):
    with pytest.raises(UserError) as refused:
        next(shards(find([given])))
    name = "standard input" if given == "-" else given
    assert str(refused.value) == (
        f"{name} is no file, and a cluster reads files only. Save it as a file, or read it with kb ingest."
    )


def only(paths, **given):
    """The one shard of some paths."""
    (shard,) = shards(find([str(path) for path in paths]), **given)
    return shard


def test_a_file_that_is_there_is_kept_while_its_input_is_the_same(tmp_path):
    (tmp_path / "a.txt").write_text(CLIPPING)
    shard, out = only([tmp_path / "a.txt"]), str(tmp_path / "out")
    done = extract_shard(shard, out, "rules")
    assert done == (f"{out}/shard-000000.parquet", 1, ())

    def changed(shard=shard, engine="rules", defaults=Defaults()):  # noqa: B008
        before = (tmp_path / "out" / "shard-000000.parquet").stat().st_ino
        extract_shard(shard, out, engine, defaults)
        return (tmp_path / "out" / "shard-000000.parquet").stat().st_ino != before

    assert not changed()
    assert changed(engine="neural")
    assert changed()
    assert changed(defaults=Defaults(source="given.org"))
    assert changed()
    assert changed(Shard(0, shard.pieces, last=False))
    assert changed()
    (tmp_path / "a.txt").write_text(CLIPPING.replace("will hold", "wont hold"))
    assert changed()
    (tmp_path / "out" / "shard-000000.parquet").write_bytes(b"cut off")
    assert changed()
    (tmp_path / "a.txt").unlink()
    assert changed()
    assert not changed()


def test_every_article_and_failure_is_a_row(tmp_path, monkeypatch):
    from kb import pipeline

    real = pipeline.extract

    def breaking(article, engine="neural"):
        if "seven" in article.text:
            raise KeyError(7)
        return real(article, engine)

    monkeypatch.setattr(pipeline, "extract", breaking)
    (tmp_path / "a.txt").write_text(CLIPPING)
    lines = [json.dumps(RECORD), "{broken", json.dumps(RECORD | {"text": "It was seven."}),
             '{"text": "It was \\ud800."}', json.dumps(RECORD)]  # fmt: skip
    (tmp_path / "b.jsonl").write_text("\n".join(lines))
    (tmp_path / "c.warc").write_bytes(warc(PAGES, packed=False))
    (tmp_path / "d.txt").write_bytes(b"")
    paths = [tmp_path / name for name in ("none", "a.txt", "b.jsonl", "c.warc", "d.txt")]
    done = extract_shard(only(paths), str(tmp_path / "out"), "rules")
    assert done.articles == 4
    told = [str(problem.error).replace(f"{tmp_path}/", "") for problem in done.failures]
    defect = "This is a defect of kb; please report it with the file."
    assert told == [
        "none does not exist. Check the path; folders and files can be mixed.",
        told[1],
        f"b.jsonl, line 3 could not be read: KeyError: 7. {defect}",
        "b.jsonl, line 4 could not be read: UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in "
        f"position 7: surrogates not allowed. {defect}",
        f"c.warc, {PAGES[2][0]} is a page without an article's text. Check the address or the file.",
        "d.txt is empty. Save the article's text into it, or remove it.",
    ]
    assert told[1].startswith("Line 2 is not valid JSON (")
    kinds = [type(outcome.result) for outcome in parquet.read(tmp_path / "out" / "shard-000000.parquet")]
    assert kinds == [Problem, Extraction, Extraction, Problem, Problem, Problem, Extraction, Extraction,
                     Problem, Problem]  # fmt: skip
    assert repr(extract_shard(only(paths), str(tmp_path / "out"), "rules")) == repr(done)


def test_a_missing_model_is_no_fault_of_the_articles(tmp_path, monkeypatch):
    def missing(engine):
        raise UserError("The language model is missing.", "Install kb again.")

    monkeypatch.setattr("kb.pipeline.load", missing)
    (tmp_path / "a.txt").write_text(CLIPPING)
    with pytest.raises(UserError):
        extract_shard(only([tmp_path / "a.txt"]), str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()
