"""A benchmark, not a test: CPU of the server for each page over a large database.

`python tests/bench_pages.py FILE [EVENTS]` makes the database if it is not there (a million events take some
minutes), serves it as `kb serve` does and asks for each kind of page at random places. The CPU is the
server's alone, threads included, as the kernel counts it.
"""

import random
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from synthetic import make
from test_serve import free_port

_TIMES = 60


def pages(db: sqlite3.Connection, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """(kind of page, addresses), the popular ones as often as the rare."""

    def some(kind: str) -> list[str]:
        sql = "SELECT value FROM browse_terms WHERE kind = ? ORDER BY events DESC"
        found = [row[0] for row in db.execute(sql, [kind])]
        popular = found[: max(1, len(found) // 50)]
        return [chance.choice(popular if n % 2 else found) for n in range(_TIMES)]

    (last,) = db.execute("SELECT max(rowid) FROM events").fetchone()
    rows = [db.execute("SELECT id, article_id FROM events WHERE rowid >= ? LIMIT 1",
                       [chance.randrange(1, last)]).fetchone() for _ in range(_TIMES)]  # fmt: skip
    yield "home", ["/"] * 20 + [f"/?date={2006 + n % 20}-{1 + n % 12:02}" for n in range(40)]
    yield "event", [f"/event/{event}" for event, _ in rows]
    yield "article", [f"/article/{article}" for _, article in rows]
    yield "actor", [f"/actor/{actor}" for actor in some("actor")]
    yield "place", [f"/place/{place}" for place in some("place")]
    yield "upcoming, what changed", ["/upcoming?from=2025-11-01", "/changes"] * 10
    values = {kind: some(kind) for kind in ("actor", "type", "status", "place", "country", "source")}
    values["outlet"], values["other"] = values.pop("source"), some("actor")
    values["date"] = [f"{2006 + n % 20}" if n % 2 else f"{2006 + n % 20}-05" for n in range(_TIMES)]
    values["words"] = ["ceasefire", "treaty envoy", "zebra"] * 20
    values["quad"] = ["verbal cooperation", "material conflict"] * 30
    names = sorted(values)
    for n, one in enumerate(names):
        for other in names[n + 1 :]:
            pairs = [{one: values[one][k], other: values[other][-1 - k]} for k in range(12)]
            yield f"timeline: {one} + {other}", [f"/?{urlencode(pair)}" for pair in pairs]
    yield "timeline as known on a day", [f"/?as_of={2008 + n}-06-01" for n in range(17)]
    yield "stock page of events", ["/{name}/events"] * 5


def cpu(process: int) -> float:
    """Milliseconds of CPU that all threads of a process have had."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def main() -> None:
    path = Path(sys.argv[1])
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        make(str(path), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
    port = free_port()
    command = [sys.executable, "-m", "kb.cli", "serve", "--db", str(path), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(base, timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        print("| page | median, CPU ms | most |\n|---|---|---|")
        two = list[float]()
        for kind, addresses in pages(sqlite3.connect(path), random.Random(1)):
            spent = []
            for address in addresses:
                before = cpu(server.pid)
                with urllib.request.urlopen(base + address.format(name=path.stem)) as answer:
                    answer.read()
                spent.append(cpu(server.pid) - before)
            if kind.startswith("timeline:"):
                two += spent
            if not kind.startswith("timeline:") or max(spent) > 200:
                print(f"| {kind} | {statistics.median(spent):.0f} | {max(spent):.0f} |", flush=True)
        print(f"| timeline with two filters, {len(two)} | {statistics.median(two):.0f} | {max(two):.0f} |")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
