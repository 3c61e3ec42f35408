"""Reading in a child: what hangs, crashes or eats the memory costs only itself."""

import json
import os
import signal
import time

import pytest
from test_readers import LINKED, RECORD, RSS, every

from kb.errors import UserError
from kb.read import Elsewhere, Problem, Source
from kb.read.guarded import Guard
from kb.read.readers import read_source


@pytest.fixture
def guard():
    one = Guard(seconds=20)
    yield one
    one.stop()


def test_a_child_reads_what_this_process_would(guard):
    lines = "\n".join([json.dumps(RECORD), "{broken", json.dumps(RECORD | {"title": "B"})])
    for content in (LINKED, RSS, lines, json.dumps([RECORD])):
        source = Source("x", content=content.encode())
        here, there = list(read_source(source)), list(guard.read(source))
        assert [type(one) for one in here] == [type(one) for one in there]
        for one, other in zip(here, there, strict=True):
            assert str(one) == str(other) or isinstance(one, Problem | Elsewhere)
    with pytest.raises(UserError) as refused:
        list(guard.read(Source("x", content=b"<html><body></body></html>")))
    assert str(refused.value) == "x is a page without an article's text. Check the address or the file."


def test_plain_text_needs_no_child(guard):
    assert list(guard.read(Source("x", content=b"Talks\n\nThey met.")))
    assert guard._child is None


def test_what_takes_too_long_is_ended_and_the_next_is_read(guard):
    assert list(guard.read(Source("x", content=LINKED.encode())))
    os.kill(guard._child.pid, signal.SIGSTOP)  # it hangs, as over a document without an end
    guard.seconds = 1.0
    with pytest.raises(UserError) as refused:
        list(guard.read(Source("slow.html", content=LINKED.encode())))
    assert str(refused.value) == (
        "slow.html took longer than 1 seconds to read. Save its text as .txt, or split it."
    )
    guard.seconds = 20.0
    assert len(every_of(guard, LINKED)) == 1


def every_of(guard, content):
    return list(guard.read(Source("x", content=content.encode())))


def test_a_crash_costs_one_document(guard):
    assert every_of(guard, LINKED)
    stream = guard.read(Source("x", content="\n".join([json.dumps(RECORD)] * 2000).encode()))
    next(stream)
    guard._child.kill()
    with pytest.raises(UserError) as refused:
        list(stream)
    assert str(refused.value) == "x broke the program that reads it. Save its text as .txt, or split it."
    assert every_of(guard, LINKED)


def test_memory_is_limited():
    guard = Guard(seconds=20, memory=400_000_000)
    try:
        assert every_of(guard, json.dumps([RECORD]))
        nested = "[" * 50 + "]" * 50
        large = f'[{{"a": {nested}}}' + f', {{"a": {nested}}}' * 160_000 + "]"
        with pytest.raises(UserError) as refused:
            every_of(guard, large)
        assert refused.value.next_step == "Save its text as .txt, or split it."
    finally:
        guard.stop()


def test_a_reader_that_is_left_leaves_nothing_behind(guard):
    stream = guard.read(Source("x", content="\n".join([json.dumps(RECORD)] * 50).encode()))
    next(stream)
    stream.close()
    started = time.monotonic()
    assert len(every_of(guard, LINKED)) == 1
    assert time.monotonic() - started < 20


def test_sources_of_tests_are_those_of_readers():
    assert len(every(Source("x", content=LINKED.encode()))) == 1
