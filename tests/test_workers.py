"""Workers: the same rows as without them, whoever dies or hangs on the way."""

import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import DISPATCHES, GOLD
from test_ingest import contents

from kb.errors import UserError
from kb.ingest import Options, ingest
from kb.pipeline import extract
from kb.read import Defaults, find, read
from kb.records import Article, Passage
from kb.workers import Given, Pool
from kb.workers.queue import Queue


@pytest.fixture(scope="module")
def articles():
    return [a for d in find([str(DISPATCHES)]).documents[:20] for a in read(d, Defaults())]


def test_everything_keeps_its_place(articles):
    steps = ["first", *articles[:3], "between", *articles[3:], "last"]
    with Pool(2, Given("rules")) as pool:
        found = list(pool.read(steps))
    assert [one if isinstance(one, str) else one[0] for one in found] == steps
    assert [one[1] for one in found if not isinstance(one, str)] == [extract(a, "rules") for a in articles]


def test_what_is_read_is_not_far_ahead_of_what_is_taken(articles):
    given = 0

    def steps():
        nonlocal given
        for _ in range(50):
            for article in articles:
                given += 1
                yield article

    with Pool(2, Given("rules")) as pool:
        stream = pool.read(steps())
        next(stream)
        assert given < 100
        stream.close()


def test_the_rows_are_those_of_one_process(sample_db, tmp_path, rows):
    path = str(tmp_path / "kb.db")
    summary = ingest([str(DISPATCHES), str(GOLD)], path, options=Options(workers=2))
    assert (summary.new, summary.failed) == (58, [])
    assert contents(rows, path) == contents(rows, sample_db)
    assert ingest([str(DISPATCHES), str(GOLD)], path, options=Options(workers=2)).unchanged == 58


def workers_of(pid):
    """The process ids of the workers that a process has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(c) for c in children if b"kb.workers.worker" in Path(f"/proc/{c}/cmdline").read_bytes()]


def test_killed_workers_cost_nothing(sample_db, tmp_path, rows):
    path, killed = str(tmp_path / "kb.db"), []
    running = threading.Event()

    def kill():
        while not running.is_set() and len(killed) < 4:
            time.sleep(0.7)
            for pid in workers_of(os.getpid())[:1]:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        summary = ingest([str(DISPATCHES), str(GOLD)], path, options=Options(workers=2))
    finally:
        running.set()
        thread.join()
    assert killed
    assert (summary.new, summary.failed) == (58, [])
    assert contents(rows, path) == contents(rows, sample_db)


def long_article(name):
    text = "The minister met the ambassador in Oslo on Monday. " * 2500
    return Article(text, (Passage("body", 0, len(text)),), name, published="2025-05-05")


def signalled(pool, article, sign, articles):
    """What a pool of one reads if the worker gets a signal whenever it is at one article."""
    path, over = pool._path, threading.Event()

    def watch():
        queue, at = Queue(path), articles.index(article)
        while not over.is_set():
            held = queue.held(0)
            if held and held.position == at:
                os.kill(pool._workers[0].pid, sign)
                time.sleep(0.2)
            time.sleep(0.005)
        queue.close()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        return list(pool.read(articles))
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize(
    ("sign", "sentence"),
    [
        (signal.SIGKILL, "long.txt breaks the engine: 2 processes that read it had to be replaced."),
        (signal.SIGSTOP, "long.txt takes too long: 2 processes that read it had to be replaced."),
    ],
)
def test_an_article_that_workers_die_over_costs_its_own_rows(articles, sign, sentence):
    given = [*articles[:2], long_article("long.txt"), *articles[2:4]]
    with Pool(1, Given("neural", seconds=1.5)) as pool:
        found = signalled(pool, given[2], sign, given)
    assert [one for one, _ in found] == given
    assert str(found[2][1]) == f"{sentence} Split it, or report it with the file as a defect of kb."
    assert [said for _, said in found[:2]] == [extract(a) for a in given[:2]]
    assert [said for _, said in found[3:]] == [extract(a) for a in given[3:]]


def test_memory_is_limited():
    huge = replace(long_article("huge.txt"), text="Talks. " * 600_000)
    huge = replace(huge, passages=(Passage("body", 0, len(huge.text)),))
    with Pool(1, Given("rules", memory=420_000_000)) as pool:
        [(_, said)] = pool.read([huge])
    assert isinstance(said, UserError)
    assert said.problem in (
        "huge.txt needs more memory than one article may have.",
        "huge.txt breaks the engine: 2 processes that read it had to be replaced.",
    )


def test_a_model_that_is_missing_is_said_as_without_workers(articles, monkeypatch, tmp_path):
    monkeypatch.setenv("KB_MODEL", str(tmp_path))
    with Pool(2, Given("neural")) as pool, pytest.raises(UserError) as refused:
        list(pool.read(articles))
    assert str(refused.value) == (
        f"The language model is missing ({Path(tmp_path, 'card.json')}). "
        "Install kb again, or use --engine rules."
    )


def test_a_terminal_shows_rate_and_time_left(tmp_path):
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-m", "kb.cli", "ingest", str(DISPATCHES), "--db", str(tmp_path / "kb.db"),
               "--engine", "rules", "--workers", "2"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = bytearray()
    with suppress(OSError):  # the other end is closed
        while piece := os.read(terminal, 4096):
            shown += piece
    os.close(terminal)
    assert process.wait() == 0
    assert re.search(rb"Reading  \[#+-*\] +40/40  40 articles, \d+/s", shown)
