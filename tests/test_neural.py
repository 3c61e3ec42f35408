"""The neural engine: windows lose nothing, decoding respects structure, readings are reproducible."""

import itertools
import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_language import NEWS

from kb import language
from kb.errors import UserError
from kb.language.neural import model, read
from kb.language.neural.decode import log_softmax, spans
from kb.language.neural.model import FILES, load
from kb.language.neural.windows import FARTHEST, LONGEST, distances, surroundings, windows
from kb.language.neural.words import CLOSES, INSIDE, OPENS, OUTSIDE, lay_out, quotation_states
from kb.language.sentences import segment
from kb.language.tokens import tokenize

LONG = st.lists(st.one_of(NEWS, st.text(max_size=40)), max_size=12).map("\n\n".join)


@given(LONG, st.integers(60, 200), st.integers(0, 40))
@settings(deadline=None)
def test_every_word_is_read_in_exactly_one_window_of_bounded_length(text, longest, context):
    words = lay_out(segment(text), model().pieces)
    found = windows(words, longest, min(context, longest // 3))
    assert [k for w in found for k in w.words] == list(range(len(words.tokens)))
    assert all(len(w.ids) <= longest for w in found)
    for window in found:
        assert len(window.ids) == len(window.shapes) == len(window.quotes)
        for word, first in zip(window.words, window.first, strict=True):
            assert tuple(window.ids[first : first + len(words.pieces[word])]) == words.pieces[word]


@given(LONG, st.data())
@settings(deadline=None)
def test_the_second_pass_always_sees_the_trigger(text, data):
    words = lay_out(segment(text), model().pieces)
    if words.tokens:
        trigger = data.draw(st.integers(0, len(words.tokens) - 1))
        around = surroundings(words, (trigger, trigger + 1))
        assert trigger in around
        assert len(around) <= 40


def test_distances_are_counted_from_the_trigger():
    assert distances(range(8, 13), 10) == [FARTHEST + d for d in (-2, -1, 0, 1, 2)]
    assert distances(range(0, 100, 99), 50) == [0, 2 * FARTHEST]


@pytest.mark.parametrize("before", range(0, 26, 3))
def test_no_fact_is_lost_at_a_seam(before):
    filler = "The valley lies to the north of the river, and the road to it is long and narrow."
    fact = "Norway will host the talks on Monday, the foreign minister told reporters in Oslo."
    text = "\n\n".join([filler] * before + [fact] + [filler] * 3)
    assert len(windows(lay_out(segment(text), model().pieces))) > 1 or before < 10
    contents = [text[s.start : s.end] for a in read(text).attributions for s in a.content]
    assert "Norway will host the talks on Monday" in contents


def test_a_sentence_longer_than_any_window_is_read_to_its_end():
    text = "He said that " + ", ".join(f"the envoy of place number {i} had come" for i in range(120)) + "."
    words = lay_out(segment(text), model().pieces)
    assert len(windows(words)) > 2
    assert max(len(w.ids) for w in windows(words)) <= LONGEST
    read(text)


TEXTS = [
    "Norway will host the talks on Monday, the minister said.",
    '"We came to listen," said Beat Odermatt.\n\nFrance condemned the attack and expelled two diplomats.',
    "The ceasefire was called off.",
    "Turkey sent aid to Gaza. Egypt's foreign minister denied that the crossing had been closed.",
]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_readings_do_not_depend_on_threads_or_company(threads):
    engine = load(FILES, threads)
    expected = [read(text) for text in TEXTS]
    for order in itertools.permutations(range(len(TEXTS)), 2):
        for i in order:
            assert read(TEXTS[i], using=engine) == expected[i]


def test_the_model_says_who_said_what_and_what_happened():
    reading = language.read(TEXTS[1])
    quotation = reading.attributions[0]
    text = reading.text
    assert [text[s.start : s.end] for s in quotation.content] == ["We came to listen"]
    assert text[quotation.source.start : quotation.source.end] == "Beat Odermatt"
    assert ("SANCTION", "occurred") in [(t.type, t.status) for t in reading.triggers]
    assert "France" in [text[p.span.start : p.span.end] for t in reading.triggers for p in t.participants]


def test_an_altered_file_is_refused(tmp_path):
    shutil.copytree(FILES, tmp_path / "model")
    path = tmp_path / "model" / "participants.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(UserError) as error:
        load(tmp_path / "model")
    assert str(error.value) == (
        f"The language model {path} is not the file that was shipped (its SHA-256 differs). "
        "Install kb again, or use --engine rules."
    )
    path.unlink()
    with pytest.raises(UserError) as error:
        load(tmp_path / "model")
    assert str(error.value) == (
        f"The language model is missing ({path}). Install kb again, or use --engine rules."
    )


def test_a_folder_without_a_model(tmp_path):
    with pytest.raises(UserError) as error:
        load(tmp_path)
    assert str(error.value) == (
        f"The language model is missing ({tmp_path / 'card.json'}). Install kb again, or use --engine rules."
    )


def test_a_number_of_threads_that_is_none(monkeypatch):
    monkeypatch.setenv("KB_THREADS", "many")
    with pytest.raises(UserError) as error:
        load(FILES)
    assert str(error.value) == "KB_THREADS is 'many'. Set it to a number of threads, such as 1 or 2."


def test_the_model_is_small_enough_to_ship():
    card = json.loads((FILES / "card.json").read_text("utf-8"))
    assert sum((FILES / name).stat().st_size for name in card["files"]) <= 30_000_000


SCORES = st.lists(st.lists(st.floats(-6, 6, width=32), min_size=3, max_size=3), min_size=1, max_size=6)


@given(SCORES, st.data())
def test_the_best_sequence_is_found(rows, data):
    scores = np.array(rows, np.float32)
    breaks = np.array([False] + [data.draw(st.booleans()) for _ in rows[1:]])
    logs = log_softmax(scores)

    def legal(tags):
        return tags[0] != 2 and all(
            not (now == 2 and (was == 0 or stop))
            for was, now, stop in zip(tags, tags[1:], breaks[1:], strict=False)
        )

    def worth(tags):
        return sum(float(logs[i, t]) for i, t in enumerate(tags))

    best = max(worth(t) for t in itertools.product(range(3), repeat=len(rows)) if legal(t))
    found, tags = spans(scores, breaks), [0] * len(rows)
    for span in found:
        tags[span.first : span.end] = [1] + [2] * (span.end - span.first - 1)
        assert not breaks[span.first + 1 : span.end].any()
    assert worth(tags) == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ('He said "yes" twice', [0, 0, OPENS, INSIDE, CLOSES, 0]),
        ("“Yes” and «no»", [OPENS, INSIDE, CLOSES, OUTSIDE, OPENS, INSIDE, CLOSES]),
        ("The ‘old’ way, the ministers’ way", [0, OPENS, INSIDE, CLOSES, 0, 0, 0, 0, 0, 0]),
        ("“One. Two", [OPENS, INSIDE, INSIDE, INSIDE]),
        ("no” more", [OUTSIDE, CLOSES, OUTSIDE]),
        ("„So“ it is", [OPENS, INSIDE, CLOSES, OUTSIDE, OUTSIDE]),
    ],
)
def test_quotation_states(text, states):
    assert quotation_states(tokenize(text)) == states


@given(st.text(max_size=30))
def test_any_word_has_pieces(word):
    assert model().pieces(word)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [("Peskov", ["pe", "##sko", "##v"]), ("Talks", ["talks"]), ("Zürich", ["zurich"]), ("🕊", ["[UNK]"])],
)
def test_pieces(word, pieces):
    vocabulary = (FILES / "vocabulary.txt").read_text("utf-8").split("\n")
    assert [vocabulary[number] for number in model().pieces(word)] == pieces
