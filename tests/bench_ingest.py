"""A benchmark, not a test: articles a CPU-second for the sample dispatches, and where the time goes."""

import tempfile
import time
from pathlib import Path

from kb.ingest import ingest
from kb.pipeline import extract
from kb.read import Defaults, find, read

DISPATCHES = Path(__file__).parent.parent / "data" / "dispatches"


def main() -> None:
    articles = [a for d in find([str(DISPATCHES)]).documents for a in read(d, Defaults())]
    extract(articles[0])  # loads the vocabularies
    words = sum(len(a.text.split()) for a in articles)
    best, engine, again = 9.0, 9.0, 9.0
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            ingest([str(DISPATCHES)], f"{folder}/kb.db")
            best = min(best, time.process_time() - start)
            start = time.process_time()
            ingest([str(DISPATCHES)], f"{folder}/kb.db")
            again = min(again, time.process_time() - start)
        start = time.process_time()
        for article in articles:
            extract(article)
        engine = min(engine, time.process_time() - start)
    n = len(articles)
    print(f"{n} articles, {words / n:.0f} words each")
    print(f"first ingest      {n / best:7.0f} articles per CPU-second")
    print(f"  extraction alone{n / engine:7.0f} articles per CPU-second")
    print(f"unchanged again   {n / again:7.0f} articles per CPU-second ({best / again:.0f} x)")


if __name__ == "__main__":
    main()
