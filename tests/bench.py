"""All benchmarks in one run on one machine: ``python tests/bench.py [FILE]`` (or ``make bench``).

FILE is the database of a million events for the pages; it is made if it is not there (3.7 GB, 11 minutes).
Without it the pages are left out. What is printed goes into docs/performance.md.
"""

import subprocess
import sys
from pathlib import Path

import bench_engine
import bench_ingest
import bench_write


def main(database: str | None = None) -> None:
    for title, run in (
        ("The language model", bench_engine.main),
        ("Articles into rows", bench_ingest.main),
        ("Writing", bench_write.main),
    ):
        print(f"\n## {title}\n", flush=True)
        run()
    if database:
        print("\n## Pages over a million events\n", flush=True)
        subprocess.run(
            [sys.executable, str(Path(__file__).with_name("bench_pages.py")), database], check=True
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
