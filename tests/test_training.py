"""How training texts are made: spans stay on their words, and syntax gives true attributions."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.neural import model
from kb.language.neural.labels import ROLES, STATUSES, TYPES
from kb.records import Passage, Span
from kb.training import standoff
from kb.training.augment import vary
from kb.training.corpora import own_articles, with_attitudes
from kb.training.example import UNKNOWN, Event, Example, Quoted, label, rewrite
from kb.training.names import read_iob
from kb.training.sentences import event_sentences, fill, parse
from kb.training.standoff import ANNOTATION
from kb.training.texts import detokenise
from kb.training.treebank import attributions, read_documents
from kb.training.trees import read_trees

TREES = """\
# newdoc id = one
# sent_id = one-1
# text = The minister said that talks would go on.
1	The	the	DET	_	_	2	det	_	_
2	minister	minister	NOUN	_	_	3	nsubj	_	_
3	said	say	VERB	_	_	0	root	_	_
4	that	that	SCONJ	_	_	7	mark	_	_
5	talks	talk	NOUN	_	_	7	nsubj	_	_
6	would	would	AUX	_	_	7	aux	_	_
7	go	go	VERB	_	_	3	ccomp	_	_
8	on	on	ADP	_	_	7	compound:prt	_	SpaceAfter=No
9	.	.	PUNCT	_	_	3	punct	_	_

# sent_id = one-2
# text = Moscow does not want to pay.
1	Moscow	Moscow	PROPN	_	_	4	nsubj	_	_
2	does	do	AUX	_	_	4	aux	_	_
3	not	not	PART	_	_	4	advmod	_	_
4	want	want	VERB	_	_	0	root	_	_
5	to	to	PART	_	_	6	mark	_	_
6	pay	pay	VERB	_	_	4	xcomp	_	SpaceAfter=No
7	.	.	PUNCT	_	_	4	punct	_	_

# sent_id = one-3
# text = I think so.
1	I	I	PRON	_	_	2	nsubj	_	_
2	think	think	VERB	_	_	0	root	_	_
3	so	so	ADV	_	_	2	advmod	_	SpaceAfter=No
4	.	.	PUNCT	_	_	2	punct	_	_

"""


@pytest.fixture
def treebank(tmp_path):
    path = tmp_path / "trees.conllu"
    path.write_text(TREES, encoding="utf-8")
    return path


def test_syntax_gives_attributions(treebank):
    (example,) = read_documents(treebank, {"one-2": ["B-LOC", *["O"] * 6]})
    text = example.text

    def words(span):
        return text[span.start : span.end]

    (said,), (wants,) = example.statements, example.attitudes
    assert (words(said.source), words(said.cue), words(said.content[0])) == (
        "The minister", "said", "talks would go on",
    )  # fmt: skip
    assert (words(wants.source), words(wants.cue), words(wants.content[0])) == (
        "Moscow", "does not want", "to pay",
    )  # fmt: skip
    assert [(words(s), t) for s, t in example.names] == [("Moscow", "location")]
    assert [words(s).strip() for s in example.unknown["statements"]] == ["I think so."]


def test_a_construction_that_is_not_understood_is_doubtful(treebank):
    assert [attributions(tree)[1] for tree in read_trees(treebank)] == [False, False, True]


def test_iob(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("United\tB-politicalparty\nRussia\tI-politicalparty\nwon\tO\n.\tO\n\nHe\tO\n", "utf-8")
    (example,) = read_iob(path)
    assert [(example.text[s.start : s.end], t) for s, t in example.names] == [
        ("United Russia", "organisation")
    ]


def test_detokenise():
    line = "`` We wo n't , '' said Airbus 's CEO ( in English ) . It cost US$ 5 ."
    assert detokenise(line) == "\"We won't,\" said Airbus's CEO (in English). It cost US$5."


TEXT = 'Putin said on Monday: "Russia met France." He added that talks in Moscow had failed.'
PLAIN = Example(
    "plain", TEXT, (Passage("body", 0, len(TEXT)),),
    statements=(
        Quoted(Span(0, 5), Span(6, 10), (Span(23, 40),)),
        Quoted(Span(43, 45), Span(46, 51), (Span(57, 83),)),
    ),
    events=(Event(Span(30, 33), (1,), 0, ((2, Span(23, 29)), (2, Span(34, 40)))),),
    names=((Span(0, 5), "person"), (Span(23, 29), "location")),
)  # fmt: skip


@given(st.integers(0, 10_000))
def test_variations_keep_every_span_on_words(seed):
    varied = vary(PLAIN, random.Random(seed))
    spans = [s for q in varied.statements for s in (q.source, q.cue, *q.content)]
    spans += [varied.events[0].trigger, *(s for _, s in varied.events[0].parts)]
    assert varied.passages[-1].end == len(varied.text)
    for span in spans:
        words = varied.text[span.start : span.end]
        assert words
        assert words == words.strip()
        assert not varied.text[span.start - 1 : span.start].isalpha()
        assert not varied.text[span.end : span.end + 1].isalpha()


@given(st.lists(st.text(alphabet="abc ", min_size=1, max_size=4), min_size=2, max_size=8), st.data())
def test_rewriting_moves_what_stands_outside_the_changes(parts, data):
    """Every second part is replaced; the others are marked and must be found again."""
    text, marked, changes = "", [], []
    for i, part in enumerate(parts):
        span = Span(len(text), len(text) + len(part))
        if i % 2:
            changes.append((span, data.draw(st.text(alphabet="xyz", max_size=5))))
        else:
            marked.append(span)
        text += part
    names = tuple((s, "other") for s in marked)
    example = Example("x", text, (Passage("body", 0, len(text)),), names=names)
    new = rewrite(example, changes)
    assert [new.text[s.start : s.end] for s, _ in new.names] == [text[s.start : s.end] for s in marked]


def test_labels_stand_at_the_words():
    labelled = label(PLAIN, model().pieces)
    tokens = [t.text for t in labelled.words.tokens]
    cues = [t for t, row in zip(tokens, labelled.statements, strict=True) if row[1]]
    assert cues == ["said", "added"]
    assert [t for t, y in zip(tokens, labelled.triggers, strict=True) if y] == ["met"]
    assert labelled.attitudes[0] == [UNKNOWN] * 3


MARKED = (
    "[I {A-adj} envoy {person}] [T flew|CONSULT|occurred] to [L {B-cap}] [D on Monday] after [I2 {A}] "
    "[T2 seized|COERCE/SANCTION|denied] [R2 a {B-adj} ship]."
)


@given(st.integers(0, 1000))
def test_open_sentences_are_filled_and_their_spans_stay(seed):
    filled = fill(parse(MARKED), random.Random(seed))
    assert not set("{}[]|") & set(filled.text)
    flew, seized = filled.events
    words = [filled.text[s.start : s.end] for s in (flew.trigger, seized.trigger)]
    assert words == ["flew", "seized"]
    assert [(TYPES[t], STATUSES[seized.status]) for t in seized.types] == [
        ("COERCE", "denied"), ("SANCTION", "denied"),
    ]  # fmt: skip
    parts = {ROLES[r]: filled.text[s.start : s.end] for r, s in flew.parts}
    assert parts["date"] == "on Monday"
    assert " envoy " in parts["initiator"]
    assert filled.text.index(f" to {parts['place']} on Monday") > 0


@pytest.mark.parametrize(
    "line", ["[T a|AGREE|occurred", "[I x] without a trigger", "[T [I x] y|AID|planned]"]
)
def test_a_line_that_is_not_well_marked_is_refused(line):
    with pytest.raises(ValueError, match=f"^not well marked: {re.escape(line)}$"):
        parse(line)


def test_the_sentences_that_come_with_kb_are_whole():
    examples = list(event_sentences(copies=1))
    shown = {t for e in examples for event in e.events for t in event.types}
    assert shown == set(range(len(TYPES)))
    assert sum(len(e.events) for e in examples) > 2000


def test_stand_off_annotation_returns(tmp_path):
    path = tmp_path / "a.jsonl"
    standoff.write([PLAIN], path)
    (line,) = standoff.read(path)
    bare = Example("plain", TEXT, PLAIN.passages, names=PLAIN.names)
    assert standoff.lay_over(line, bare) == PLAIN
    with pytest.raises(ValueError, match=r"^other is not the text that was annotated$"):
        standoff.lay_over(line, Example("other", TEXT + " ", PLAIN.passages))


def test_the_annotation_that_comes_with_kb_is_whole():
    articles = list(with_attitudes(own_articles()))
    assert len(articles) >= 36
    for article in articles:
        assert article.statements
        assert article.events
        assert all(article.text[e.trigger.start : e.trigger.end].strip() for e in article.events)
    for path in ANNOTATION.glob("*.jsonl"):
        assert len(path.read_text(encoding="utf-8").splitlines()) > 5
