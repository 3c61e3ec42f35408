"""A benchmark, not a test: articles a second from files to rows, and what of it is not the model.

``python tests/bench_ingest.py [ARTICLES]``: one process on one core, two on two, the same again, the engine
against a bare loop over the model, and a Dask cluster against the same work without one. Words of invented
articles are those of the samples, so that they are as long and as full of events as real ones.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from invented import invented, samples

from kb.language import read
from kb.language.neural import model
from kb.language.neural.model import _feed
from kb.language.neural.windows import windows
from kb.language.neural.words import lay_out
from kb.language.sentences import segment
from kb.pipeline import extract
from kb.read import Defaults, find
from kb.read import read as read_document
from kb.store import create
from kb.store.save import save_all

_SHARDS = """
import sys
from kb.cluster.extract import extract_shard
from kb.cluster.run import Where, run_dask
from kb.cluster.shards import shards
from kb.read import find
if __name__ == "__main__":
    way, given, folder = sys.argv[1:]
    work = list(shards(find([given])))
    if way == "serial":
        for one in work:
            extract_shard(one, folder)
    else:
        run_dask(work, folder, where=Where(workers=1))
"""


def main(articles: int = 400) -> None:
    base = samples()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, words = folder / "dump.jsonl", 0
        with file.open("w") as out:
            for one in invented(articles, base):
                article = one.article
                words += len(article.text.split())
                record = {"text": article.text, "title": article.title, "date": article.published,
                          "publisher": article.source}  # fmt: skip
                out.write(json.dumps(record) + "\n")
        print(
            f"{articles} articles of {words / articles:.0f} words; a second, start included, and of 400 words"
        )
        cores = sorted(os.sched_getaffinity(0))
        one = ingested(file, folder / "one.db", 1, cores[:1])
        told("one process, one core", articles, words, one)
        two = ingested(file, folder / "two.db", 2, cores[:2])
        told(f"two on two cores ({one / two:.2f} x)", articles, words, two)
        again = ingested(file, folder / "one.db", 1, cores[:1])
        told(f"the same again ({one / again:.0f} x)", articles, words, again)
        outside_the_model(file, folder / "share.db")
        over_dask(file, folder)


def told(what, articles, words, seconds):
    print(f"{what:32} {articles / seconds:8.1f} {words / 400 / seconds:8.1f}", flush=True)


def ingested(file, db, workers, cores):
    """Seconds of a ``kb ingest`` that has so many cores."""
    command = [
        sys.executable,
        "-m",
        "kb.cli",
        "ingest",
        str(file),
        "--db",
        str(db),
        "--workers",
        str(workers),
    ]
    started = time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, cores)
    )
    return time.perf_counter() - started


class Timed:
    """A session of the model that adds up its time."""

    def __init__(self, session):
        self.session, self.seconds = session, 0.0

    def run(self, *given):
        started = time.process_time()
        found = self.session.run(*given)
        self.seconds += time.process_time() - started
        return found


def outside_the_model(file, path):
    engine = model()
    first, second = Timed(engine.encoder), Timed(engine.participants)
    db, given = (
        create(str(path)),
        [a for d in find([str(file)]).documents for a in read_document(d, Defaults())],
    )
    extract(given[0])
    bare = bare_loop(engine, given)
    object.__setattr__(engine, "encoder", first)
    object.__setattr__(engine, "participants", second)
    started = time.process_time()
    articles = [a for d in find([str(file)]).documents for a in read_document(d, Defaults())]
    for at in range(0, len(articles), 50):
        save_all(db, [extract(one) for one in articles[at : at + 50]], "bench")
    whole = time.process_time() - started
    inside = first.seconds + second.seconds
    started = time.process_time()
    for one in given:
        read(one.text, one.passages)
    reading = time.process_time() - started
    words = sum(len(one.text.split()) for one in given)
    print(f"outside the model: {100 * (1 - inside / whole):.0f} % of the time from file to rows")
    print(f"engine, raw text to Reading: {words / reading:.0f} words per CPU-second; "
          f"first pass in a bare loop over its windows: {words / bare:.0f}")  # fmt: skip
    object.__setattr__(engine, "encoder", first.session)
    object.__setattr__(engine, "participants", second.session)


def bare_loop(engine, articles):
    """CPU-seconds of the model's first pass alone over windows that lie ready."""
    feeds = [
        _feed(window)
        for one in articles
        for window in windows(lay_out(segment(one.text, one.passages), engine.pieces))
    ]
    started = time.process_time()
    for feed in feeds:
        engine.encoder.run(None, feed)
    return time.process_time() - started


def over_dask(file, folder):
    spent = {}
    for way in ("serial", "dask"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        script = folder / "shards.py"
        script.write_text(_SHARDS)
        subprocess.run([sys.executable, str(script), way, str(file), str(folder / way)], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent[way] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    more = 100 * (spent["dask"] / spent["serial"] - 1)
    print(
        f"shards in CPU-seconds: one after another {spent['serial']:.1f}, Dask {spent['dask']:.1f} ({more:+.1f} %)"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
