"""A cluster of two processes: what it reads is what one reads, whoever is killed and whatever kills."""

import os
import re
import signal
import subprocess
import sys

import dask
import pytest
from conftest import CLIPPING, DISPATCHES
from test_load import everything

from kb.cluster import parquet
from kb.cluster.extract import extract_shard
from kb.cluster.load import load
from kb.cluster.parquet import About
from kb.cluster.run import Where, attempt, run_dask
from kb.cluster.shards import Shard, shards
from kb.errors import UserError
from kb.ingest import ingest
from kb.read import Defaults, find

TWO = Where(workers=2)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_killed_workers_lose_and_double_nothing(tmp_path):
    from distributed import default_client

    out, told, killed = tmp_path / "out", [], []

    def kill_some(done):
        told.append(done)
        if len(told) in (1, 4):
            killed.extend(list(default_client().run(os.getpid).values())[:1])
            os.kill(killed[-1], signal.SIGKILL)

    paths = [str(DISPATCHES)]
    totals = run_dask(shards(find(paths), size=3), str(out), "rules", where=TWO, progress=kill_some)
    assert len(set(killed)) == 2
    assert (totals.articles, totals.failed) == (40, 0)
    assert names(out) == [f"shard-{n:06}.parquet" for n in range(totals.shards)]
    load([str(out)], str(tmp_path / "kb.db"))
    ingest(paths, str(tmp_path / "serial.db"), engine="rules")
    assert everything(tmp_path / "kb.db") == everything(tmp_path / "serial.db")


#: Loaded by every worker: an article with this word ends the process that reads it.
POISON = """
import os
from kb import pipeline

def extract(article, engine="neural", real=pipeline.extract):  # workers may load this twice
    if "arsenic" in article.text:
        os.kill(os.getpid(), 9)
    return real(article, engine)

pipeline.extract = extract
"""


def test_what_ends_every_worker_costs_only_itself(tmp_path, monkeypatch):
    """And a later run, of workers that can bear it, reads it."""
    monkeypatch.setattr("kb.cluster.run._DEATHS", 0)  # which saves time
    (tmp_path / "preload.py").write_text(POISON)
    (tmp_path / "in").mkdir()
    lines = [f'{{"text": "Putin met Xi in Beijing on May {n}.", "title": "Talks {n}"}}' for n in range(1, 4)]
    lines[1] = lines[1].replace("Putin", "Putin, with arsenic,")
    (tmp_path / "in" / "a.txt").write_text(CLIPPING)
    (tmp_path / "in" / "b.jsonl").write_text("\n".join(lines))
    (tmp_path / "in" / "c.txt").write_text(CLIPPING.replace("Ministers to meet", "Ministers met"))
    (tmp_path / "in" / "d.txt").write_text(CLIPPING.replace("Ministers to meet", "Leaders met"))
    out, told = tmp_path / "out", []
    with dask.config.set({"distributed.worker.preload": [str(tmp_path / "preload.py")]}):
        totals = run_dask(
            shards(find([str(tmp_path / "in")]), size=4), str(out), "rules", where=TWO, progress=told.append
        )
    assert (totals.shards, totals.articles, totals.failed) == (2, 5, 1)
    ((problem,),) = [done.failures for done in told if done.failures]
    dump = tmp_path / "in" / "b.jsonl"
    assert problem.name == f"{dump}, line 2"
    assert str(problem.error) == (
        f"{dump}, line 2 ended every process that read it. "
        "Leave it out, or give workers more memory; the same command tries it again."
    )
    assert names(out) == ["shard-000000.parquet", "shard-000001.parquet"]
    summary = load([str(out)], str(tmp_path / "kb.db"))
    assert (summary.new, len(summary.failed)) == (5, 1)

    for shard in shards(find([str(tmp_path / "in")]), size=4):
        assert not extract_shard(shard, str(out), "rules").failures


def refusal(out, given=None, where=TWO):
    with pytest.raises(UserError) as refused:
        run_dask(shards(find([str(given or DISPATCHES)])), str(out), "rules", where=where)
    return str(refused.value)


def test_a_scheduler_elsewhere(tmp_path, monkeypatch):
    """It is used and left running; one without workers, and none, are told of.

    What an earlier run had more, and what killed workers left, is gone after a run.
    """
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        monkeypatch.setattr("kb.cluster.run._FIRST_WORKER", 1)
        assert refusal(tmp_path / "out", where=Where(address)) == (
            f"The Dask scheduler at {address} has no workers. Start some: dask worker {address} --nthreads 1"
        )
        monkeypatch.undo()
        cluster.scale(1)
        parquet.write(tmp_path / "out" / "shard-000007.parquet", About(7, True, "rules", "x", ()), [])
        (tmp_path / "out" / ".shard-000009.parquet-77-abc").write_bytes(b"what a killed worker left")
        given = shards(find([str(DISPATCHES)]), size=20)
        assert run_dask(given, str(tmp_path / "out"), "rules", where=Where(address)).articles == 40
        assert names(tmp_path / "out") == ["shard-000000.parquet", "shard-000001.parquet"]
        assert len(cluster.scheduler.workers) == 1
    monkeypatch.setattr("kb.cluster.run._ANSWER", 1)
    assert refusal(tmp_path / "out", where=Where(address)) == (
        f"No Dask scheduler answers at {address}. "
        "Check the address (tcp://HOST:8786), or leave out --scheduler to use this machine."
    )


def test_what_stops_a_run(tmp_path, monkeypatch):
    """Before a cluster is started."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("notes")
    assert refusal(tmp_path / "notes") == (
        f"{tmp_path / 'notes'} holds other things than shards (mine.txt). Give a folder of its own: --out FOLDER."
    )
    file = tmp_path / "notes" / "mine.txt"
    assert refusal(file) == f"{file} cannot be written to (File exists). Give another folder: --out FOLDER."
    (tmp_path / "empty").mkdir()
    assert refusal(tmp_path / "out", tmp_path / "empty") == (
        "There is nothing to read. Name files or folders with articles in them."
    )
    monkeypatch.setattr("kb.cluster.find_spec", lambda module: None)
    assert refusal(tmp_path / "out") == (
        "kb extract --cluster dask needs Dask and pyarrow. Install them: pip install 'kb[dask]'."
    )


def test_a_worker_that_cannot_write_says_so(tmp_path):
    """In a sentence, whatever the error: one that cannot be pickled would let the run wait for ever."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError) as refused:
        attempt(Shard(3, ()), str(tmp_path / "file"), "rules", Defaults())
    assert str(refused.value) == (
        f"Shard 3 could not be made (FileExistsError: [Errno 17] File exists: '{tmp_path / 'file'}'). Workers need "
        "this kb and the folder under the same path. Run the same command again: shards that are there are kept."
    )


def test_the_commands_from_articles_to_rows(tmp_path):
    """As a user types them, in processes of their own."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(CLIPPING)
    (tmp_path / "in" / "b.jsonl").write_text(
        '{"Titel": "T", "Rumpf": "Putin met Xi in Beijing."}\n{"x": 1}\n'
    )
    (tmp_path / "in" / "notes.json").write_text("{}")

    def kb(*arguments):
        command = [sys.executable, "-W", "error", "-m", "kb.cli", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    made = kb("extract", "--cluster", "dask", "--workers", "1", "--out", "shards", "--engine", "rules", "in",
              "--field", "text=Rumpf", "--field", "title=Titel", "--source", "given.org")  # fmt: skip
    step = "The text is looked for in fields such as text and articleBody."
    failed = f"Failed: in/b.jsonl, line 2 has no text. {step}\n"
    assert made.stderr == failed + (
        "Passed over 1 file that no article is expected in (in/notes.json); name a file to have it read.\n"
    )
    assert re.fullmatch(r"2 articles in 1 shard, 1 failed; \d+ articles/s\n", made.stdout)
    assert made.returncode == 1
    loaded = kb("load", "shards", "--db", "new.db")
    assert loaded.stderr == failed
    assert loaded.stdout.startswith("2 new, 0 changed, 0 unchanged, 1 failed; ")
    assert loaded.returncode == 1
