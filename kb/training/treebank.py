"""Attributions read off treebanks: who says, wants or believes what, by the annotated syntax.

A verb of speech or attitude with its subject and its clause is an attribution (source, cue,
content). Sentences in which such a verb stands in any other construction teach nothing: what
they hold is unknown. This gives real prose with pronouns and long clauses for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.language.reading import NameType
from kb.records import Passage, Span
from kb.training.example import Example, Quoted
from kb.training.trees import Tree, read_trees

SPEECH = frozenset(
    "say tell announce report state add note claim argue insist explain declare warn stress suggest "
    "deny admit confirm acknowledge allege assert maintain reiterate remark reply respond reveal "
    "disclose comment conclude recall predict testify write emphasize emphasise assure concede "
    "contend caution observe point estimate forecast indicate mention proclaim urge inform ask answer".split()
)
ATTITUDE = frozenset(
    "want wish hope believe think expect intend plan fear feel consider decide agree refuse "
    "promise vow pledge prefer seek doubt suspect assume realize realise understand worry aim "
    "desire threaten offer know propose demand hesitate decline try mean".split()
)
#: Verbs that take an infinitive without ascribing anything.
_NOT_WITH_INFINITIVE = frozenset("try mean know feel think".split())
_FIRST_PERSON = frozenset("i we you".split())
_EDGE = frozenset(["''", "``", '"', "“", "”", "‘", "’", "'", ",", ".", ":", ";", "!", "?", "-", "--", "—"])


class _Sentence:
    """A tree with its children and subtrees."""

    def __init__(self, tree: Tree) -> None:
        self.words = tree.words
        self.children: list[list[int]] = [[] for _ in tree.words]
        for i, word in enumerate(tree.words):
            if word.head >= 0:
                self.children[word.head].append(i)

    def child(self, of: int, *relations: str) -> int | None:
        return next((c for c in self.children[of] if self.words[c].deprel in relations), None)

    def subtree(self, of: int, without: frozenset[int] = frozenset()) -> set[int]:
        found, todo = set[int](), [of]
        while todo:
            at = todo.pop()
            if at in without or at in found:
                continue
            found.add(at)
            todo += self.children[at]
        return found

    def trimmed(self, indexes: set[int]) -> list[tuple[int, int]]:
        """Runs of word indexes (end exclusive) without signs at their edges."""
        runs, ordered = list[tuple[int, int]](), sorted(indexes)
        for i in ordered:
            if runs and runs[-1][1] == i:
                runs[-1] = (runs[-1][0], i + 1)
            else:
                runs.append((i, i + 1))
        found = []
        for first, end in runs:
            while first < end and self.words[first].form in _EDGE:
                first += 1
            while end > first and self.words[end - 1].form in _EDGE:
                end -= 1
            if first < end:
                found.append((first, end))
        return found


@dataclass(frozen=True, slots=True)
class Attribution:
    """Word runs of one attribution; ``attitude`` tells a want or belief from speech."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: tuple[tuple[int, int], ...]
    attitude: bool


def attributions(tree: Tree) -> tuple[list[Attribution], bool]:
    """(the attributions of a sentence, whether there may be others that the rules do not see)."""
    sentence = _Sentence(tree)
    found, doubtful = list[Attribution](), False
    for i, word in enumerate(sentence.words):
        if word.lemma == "accord" and sentence.child(i, "fixed") is not None:
            one = _according(sentence, i)
        elif word.upos == "VERB" and word.lemma in SPEECH | ATTITUDE:
            one = _verb(sentence, i)
        else:
            continue
        if one is None or _is_first_person(sentence, one):
            doubtful = True
        else:
            found.append(one)
    quotes = any(w.form in ('"', "“", "``") for w in sentence.words)
    covered = any(one for one in found if not one.attitude)
    return _outermost(found), doubtful or (quotes and not covered)


def _is_first_person(sentence: _Sentence, one: Attribution) -> bool:
    return one.source is not None and sentence.words[one.source[0]].lemma in _FIRST_PERSON


def _outermost(found: list[Attribution]) -> list[Attribution]:
    """Without those that lie in another's content."""
    return [
        one for one in found
        if not any(
            other is not one and any(a <= one.cue[0] and one.cue[1] <= b for a, b in other.content)
            for other in found
        )
    ]  # fmt: skip


def _according(sentence: _Sentence, at: int) -> Attribution | None:
    """ "according to X": the source is X, the content the rest of its clause."""
    to = sentence.child(at, "fixed")
    head = sentence.words[at].head
    if to is None or head < 0 or sentence.words[head].head < 0:
        return None
    phrase = sentence.subtree(head)
    cue = {at, to}
    source = sentence.trimmed(phrase - cue)
    content = sentence.trimmed(sentence.subtree(sentence.words[head].head) - phrase)
    if len(source) != 1 or not content or to != at + 1:
        return None
    return Attribution(source[0], (at, to + 1), tuple(content), attitude=False)


def _verb(sentence: _Sentence, at: int) -> Attribution | None:
    words, attitude = sentence.words, sentence.words[at].lemma in ATTITUDE
    if sentence.child(at, "nsubj:pass", "csubj") is not None or words[at].deprel.startswith("acl"):
        return None
    subject = _subject(sentence, at)
    if subject is None:
        return None
    content = _content(sentence, at, attitude)
    if not content:
        return None
    source_words = sentence.subtree(subject)
    source = sentence.trimmed({i for i in source_words if not (min(source_words) > i)})
    if len(source) != 1 or at in source_words:
        return None
    return Attribution(source[0], _cue(sentence, at, attitude), tuple(content), attitude)


def _subject(sentence: _Sentence, at: int) -> int | None:
    """The subject of a verb, its own or that of the verb it is joined to."""
    own = sentence.child(at, "nsubj")
    if own is not None:
        relative = sentence.words[own].lemma in ("who", "which", "that", "what", "whoever")
        return None if relative else own
    if sentence.words[at].deprel in ("conj", "advcl"):
        head = sentence.words[at].head
        if sentence.words[head].deprel.startswith("acl"):
            return None
        return sentence.child(head, "nsubj")
    return None


def _content(sentence: _Sentence, at: int, attitude: bool) -> list[tuple[int, int]]:
    """The clause that the verb takes; for a verb in brackets ("..., he said") the sentence around it."""
    words = sentence.words
    clause = sentence.child(at, "ccomp") if not attitude else sentence.child(at, "ccomp", "xcomp")
    if clause is None and not attitude:
        clause = sentence.child(at, "parataxis") if words[at].deprel == "root" else None
    if clause is not None:
        if words[clause].deprel == "xcomp":
            infinitive = any(words[c].lemma == "to" for c in sentence.children[clause])
            if not infinitive or words[at].lemma in _NOT_WITH_INFINITIVE:
                return []
        inside = sentence.subtree(clause)
        if at in inside:
            return []
        leading = min(inside)
        if words[leading].lemma == "that" and words[leading].deprel == "mark":
            inside.discard(leading)
        if words[leading].deprel == "mark" and words[leading].lemma in ("if", "because", "as"):
            return [] if words[leading].lemma != "if" else sentence.trimmed(inside)
        return sentence.trimmed(inside)
    if words[at].deprel == "parataxis" and not attitude:
        return sentence.trimmed(sentence.subtree(words[at].head) - sentence.subtree(at))
    return []


def _cue(sentence: _Sentence, at: int, attitude: bool) -> tuple[int, int]:
    """The verb; of an attitude with its auxiliaries and negation, whose sense hangs on them."""
    first, end = at, at + 1
    helpers = {
        c for c in sentence.children[at] if sentence.words[c].deprel in ("aux", "advmod", "compound:prt")
    }
    while attitude and first - 1 in helpers:
        first -= 1
    while end in helpers and sentence.words[end].deprel == "compound:prt":
        end += 1
    return first, end


#: Sentence id to an IOB label for each word.
Labels = dict[str, list[str]]


def read_documents(path: Path, labels: Labels | None = None) -> Iterator[Example]:
    """The documents of a treebank as examples, with names if IOB ``labels`` of its sentences are given."""
    trees = list(read_trees(path))
    starts = [i for i, t in enumerate(trees) if t.opens_document is not None]
    for start, end in zip(starts, [*starts[1:], len(trees)], strict=True):
        yield _document(trees[start].opens_document or "", trees[start:end], labels)


def _document(name: str, trees: Sequence[Tree], labels: Labels | None) -> Example:
    text, passages = "", list[Passage]()
    statements, attitudes, names = list[Quoted](), list[Quoted](), list[tuple[Span, NameType]]()
    unknown = list[Span]()
    for tree in trees:
        if text and (tree.opens_paragraph or len(text) - passages[-1].start > 1500):
            text = text.rstrip() + "\n\n"
            passages.append(Passage("body", len(text), len(text)))
        if not passages:
            passages.append(Passage("body", 0, 0))
        begin, offsets = len(text), list[Span]()
        for word in tree.words:
            offsets.append(Span(len(text), len(text) + len(word.form)))
            text += word.form + (" " if word.space_after else "")
        if not text.endswith(" "):
            text += " "
        passages[-1] = Passage("body", passages[-1].start, len(text))
        found, doubtful = attributions(tree)
        if doubtful:
            unknown.append(Span(begin, len(text)))
        for one in found if not doubtful else ():
            (attitudes if one.attitude else statements).append(_spans(one, offsets))
        given = (labels or {}).get(tree.identity, [])
        if len(given) == len(offsets):
            names += _names(given, offsets)
    return Example(
        name, text, tuple(passages), tuple(statements), tuple(attitudes),
        names=tuple(names) if labels is not None else None,
        unknown={"statements": tuple(unknown), "attitudes": tuple(unknown)},
        open_names=True,
    )  # fmt: skip


def _spans(one: Attribution, offsets: Sequence[Span]) -> Quoted:
    def span(run: tuple[int, int]) -> Span:
        return Span(offsets[run[0]].start, offsets[run[1] - 1].end)

    return Quoted(span(one.source) if one.source else None, span(one.cue), tuple(map(span, one.content)))


def _names(labels: Sequence[str], offsets: Sequence[Span]) -> Iterator[tuple[Span, NameType]]:
    types: dict[str, NameType] = {"PER": "person", "LOC": "location", "ORG": "organisation"}
    first = -1
    for i, tag in enumerate([*labels, "O"]):
        if first >= 0 and tag[:1] != "I":
            yield Span(offsets[first].start, offsets[i - 1].end), types.get(labels[first][2:], "other")
            first = -1
        if tag[:1] == "B" and tag != "B-O":  # a slip in the corpus, not a class
            first = i


def iob_labels(path: Path) -> Labels:
    """The labels of each sentence of an UNER file."""
    found, identity = Labels(), ""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# sent_id"):
            identity = line.split("=", 1)[-1].strip()
        elif line and line[0] != "#":
            found.setdefault(identity, []).append(line.split("\t")[2])
    return found
