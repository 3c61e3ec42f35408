"""A benchmark, not a test: what engine, vocabulary and linking cost - words a CPU-second, loading, memory.

``python tests/bench_engine.py`` reads ``data/`` with one thread; loading is measured in fresh processes.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

from kb.extract import extract_reports, extract_statements, extract_times
from kb.language import read
from kb.language.neural import model
from kb.language.neural.words import lay_out
from kb.language.sentences import segment
from kb.read import Defaults, find
from kb.read import read as read_document
from kb.resolve import resolve_article

_VOCABULARY = """
import time
import kb.language.gazetteer as gazetteer
started = time.perf_counter()
gazetteer.vocabulary()
loaded = time.perf_counter()
gazetteer.uses_of("nobody")
print(loaded - started, time.perf_counter() - loaded)
"""
DATA = Path(__file__).parent.parent / "data"
_LOADING = """
import time
import onnxruntime, numpy
started = time.perf_counter()
from kb.language.neural import model
model()
print(time.perf_counter() - started)
"""


def main() -> None:
    loading = [float(subprocess.check_output([sys.executable, "-c", _LOADING])) for _ in range(5)]
    articles = [a for d in find([str(DATA)]).documents for a in read_document(d, Defaults())]
    words = sum(len(a.text.split()) for a in articles)
    engine = model()
    laid = [lay_out(segment(a.text, a.passages), engine.pieces) for a in articles]
    first = _best(lambda: [engine.first_pass(one) for one in laid])
    whole = _best(lambda: [read(a.text, a.passages) for a in articles])
    rules = _best(lambda: [read(a.text, a.passages, "rules") for a in articles])
    vocabularies = [
        tuple(map(float, subprocess.check_output([sys.executable, "-c", _VOCABULARY]).split()))
        for _ in range(5)
    ]
    readings = [(a, read(a.text, a.passages)) for a in articles]
    found = [
        (a, r, times := extract_times(a.text, r.sentences, a.published), extract_statements(a, r),
         extract_reports(a, r, times))
        for a, r in readings
    ]  # fmt: skip
    linking = _best(lambda: [resolve_article(*one) for one in found])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(articles)} articles, {words} words, one thread")
    print(f"loading the model          {1000 * min(loading):6.0f} ms")
    print(f"first pass alone           {words / first:6.0f} words per CPU-second")
    print(f"both passes and decoding   {words / whole:6.0f} words per CPU-second")
    print(f"the engine of rules        {words / rules:6.0f} words per CPU-second")
    vocabulary, names = (1000 * min(times) for times in zip(*vocabularies, strict=True))
    print(f"loading the vocabulary     {vocabulary:6.0f} ms, its index of names {names:.0f} ms")
    print(f"linking                    {100 * linking / (whole + linking):6.1f} % of an article's time")
    print(f"resident memory            {memory:6.0f} MB")


def _best(run) -> float:
    times = []
    for _ in range(3):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times)


if __name__ == "__main__":
    main()
