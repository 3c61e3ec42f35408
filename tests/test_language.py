"""Both engines: offsets are exact and any text survives; the rules: what they find in plain sentences."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language import ENGINES, read
from kb.language.tokens import split_sentences, tokenize

NEWS = st.lists(
    st.sampled_from(
        ["Putin", "said", "that", "the", "talks", "in", "Istanbul", "“", "”", '"', "«", ",", ".", "\n\n",
         "according", "to", "Lavrov", "met", "will", "he", "'s", "Москва", "’", "told", "reporters", "-",
         "Mr", "Müller", "signed", "not", "🕊", "on", "Tuesday", ";", "adding", "and", "Georgia"],
    ),
    max_size=60,
).map(" ".join)  # fmt: skip


def spans(reading):
    for sentence in reading.sentences:
        yield sentence.span
        yield from ((t.start, t.end) for t in sentence.tokens)
    yield from (n.span for n in reading.names)
    for a in reading.attributions:
        yield from (s for s in (a.source, a.cue, *a.content) if s)
    for t in reading.triggers:
        yield from (s for s in (t.span, t.evidence, t.place, t.date, *(p.span for p in t.participants)) if s)


@pytest.mark.parametrize("engine", ENGINES)
@given(text=st.one_of(st.text(), NEWS))
@settings(max_examples=300, deadline=None)
def test_any_text_survives_and_spans_lie_inside_it(engine, text):
    for start, end in spans(read(text, engine=engine)):
        assert 0 <= start < end <= len(text)


@given(st.one_of(st.text(), NEWS))
def test_sentences_hold_every_word_once(text):
    parts = split_sentences(text)
    assert "".join("".join(text[s:e].split()) for s, e in parts) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(parts))


@given(st.text())
def test_tokens_are_what_stands_at_their_offsets(text):
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Rubio met U.S. officials. They left.", 2),
        ("He agreed (at 5 p.m.). Then he left.", 2),
        ('"We came. We saw," he said. It rained.', 3),
        ("Gen. J. F. Smith spoke at 3.5 per cent.", 1),
    ],
)
def test_sentences(text, count):
    assert len(split_sentences(text)) == count


def found(text):
    return [
        tuple(
            text[s.start : s.end] if s else None
            for s in (a.source, a.cue, max(a.content, key=lambda c: c.end - c.start))
        )
        for a in read(text, engine="rules").attributions
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Lavrov said that Moscow was ready to talk.", "Lavrov", "said", "Moscow was ready to talk"),
        ("Moscow was ready to talk, Lavrov said.", "Lavrov", "said", "Moscow was ready to talk"),
        ("Moscow was ready, said Kremlin spokesman Dmitry Peskov.", "Kremlin spokesman Dmitry Peskov",
         "said", "Moscow was ready"),
        ("According to Putin's spokesman, Moscow intends to talk.", "Putin's spokesman",
         "According to", "Moscow intends to talk"),
        ("The talks will go on, according to two EU officials.", "two EU officials",
         "according to", "The talks will go on"),
        ("The minister told reporters in Geneva that the round had failed.", "The minister", "told",
         "the round had failed"),
        ('"We are ready to go on," the spokeswoman said.', "the spokeswoman", "said",
         "We are ready to go on"),
        ("Sergei Lavrov, her Russian counterpart, retorted that the offer was dead.",
         "Sergei Lavrov, her Russian counterpart", "retorted", "the offer was dead"),
        ("Peskov also cynically added that the offer was dead.", "Peskov", "added", "the offer was dead"),
    ],
)  # fmt: skip
def test_attributions(text, source, cue, content):
    assert (source, cue, content) in found(text)


def test_continuation_belongs_to_the_same_speaker():
    text = "Georgia accused Russia of lying, saying that tanks had rolled in."
    (follow,) = [a for a in read(text, engine="rules").attributions if a.follows]
    assert text[follow.content[0].start : follow.content[0].end] == "tanks had rolled in"


@pytest.mark.parametrize(
    ("text", "type_", "status"),
    [
        ("Russia and Ukraine will hold talks in Geneva on June 4.", "CONSULT", "planned"),
        ("The two ministers met in Oslo.", "CONSULT", "occurred"),
        ("The summit was postponed.", "CONSULT", "cancelled"),
        ("They could meet next month.", "CONSULT", "proposed"),
        ("France condemned the attack.", "ACCUSE", "occurred"),
        ("Russia has not signed the treaty.", "AGREE", "denied"),
        ("London expelled 23 diplomats.", "SANCTION", "occurred"),
        ("Troops were deployed along the border.", "MOBILIZE", "occurred"),
    ],
)
def test_events(text, type_, status):
    assert (type_, status) in [(t.type, t.status) for t in read(text, engine="rules").triggers]


@pytest.mark.parametrize("engine", ENGINES)
def test_quotation_marks_that_do_not_pair_are_harmless(engine):
    for text in ('He said: "We will come.', "“One, two, said he. «Three» ‘four", '" " " said " "'):
        read(text, engine=engine)
