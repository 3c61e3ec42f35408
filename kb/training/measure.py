"""``python -m kb.training.measure``: what the model itself reaches, before anything is resolved.

Names on IOB files (exact spans), participants, place and date for given triggers on annotated
articles, and words a CPU-second. What comes out as rows is measured by ``kb evaluate``.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kb.evaluate.gold import Gold, norm
from kb.extract import extract_times
from kb.extract.calendar import edtf
from kb.language.gazetteer import uses_of
from kb.language.neural import read
from kb.language.neural.decode import log_softmax
from kb.language.neural.labels import ROLES, columns
from kb.language.neural.model import FILES, Model, load
from kb.language.neural.triggers import participants
from kb.language.neural.words import Words, lay_out
from kb.language.reading import Sentence
from kb.language.sentences import segment
from kb.read.clippings import read_clippings
from kb.records import Article, Span, TimeExpression
from kb.training.example import Example
from kb.training.gold import Finder, folders
from kb.training.names import read_iob
from kb.vocabulary import vocabulary

_COUNTED = frozenset({"person", "location", "organisation"})


def main() -> None:
    """Print one line a measure."""
    parser = argparse.ArgumentParser(prog="python -m kb.training.measure", description=__doc__)
    parser.add_argument("--model", type=Path, default=FILES)
    parser.add_argument("--names", type=Path, nargs="*", default=[], help="IOB files")
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="folders of annotated articles")
    given = parser.parse_args()
    model = load(given.model, threads=1)
    for path in given.names:
        print(f"names {path}: {names(model, path):.3f}")
    articles = list(folders(*given.gold))
    if articles:
        print("participants " + "  ".join(f"{k} {v:.3f}" for k, v in given_trigger(model, articles).items()))
        print(f"words per CPU-second, one thread: {speed(model, articles):.0f}")


def names(model: Model, path: Path) -> float:
    """F1 of exact spans with the right type: persons, locations, organisations."""
    hit = found = wanted = 0
    for example in read_iob(path, per_example=1):
        gold = {(s, t) for s, t in example.names or () if t in _COUNTED}
        mine = {(n.span, n.type) for n in _read(model, example).names if n.type in _COUNTED}
        hit, found, wanted = hit + len(gold & mine), found + len(mine), wanted + len(gold)
    return 2 * hit / max(1, found + wanted)


def _read(model: Model, example: Example) -> Any:
    return read(example.text, example.passages, model)


def given_trigger(model: Model, paths: Sequence[Path]) -> dict[str, float]:
    """F1 of actors at country level and of places; share of dates found (see `_count_date`).

    Of each required event the likeliest trigger word of its first evidence in the story is taken
    as given.
    """
    count = Counter[str]()
    for path in paths:
        article = read_clippings(path.with_suffix(".txt").read_text(encoding="utf-8"), path.name)[0]
        gold, find = Gold(path.with_suffix("")), Finder(article)
        sentences = segment(article.text, article.passages)
        words = lay_out(sentences, model.pieces)
        scores, states = model.first_pass(words)
        triggers = log_softmax(scores[:, columns()["triggers"]])
        for event in gold.data["events"]:
            where = _likeliest(find, words, triggers, event) if event["required"] else None
            if where is None:
                continue
            (parts,) = participants(model, words, states, [where])
            spans = [(ROLES[p.kind], words.span(p.first, p.end)) for p in parts]
            _count(count, article, gold, event, spans)
            if event["date"]:
                published = gold.data["article"]["published"]
                times = extract_times(article.text, sentences, published)
                _count_date(count, event["date"], words.span(*where), (sentences, times, spans))
    return {
        "actors": _f1(count, "actors"),
        "places": _f1(count, "places"),
        "dates": count["dates hit"] / max(1, count["dates wanted"]),
    }


def _likeliest(find: Finder, words: Words, triggers: Any, event: dict[str, Any]) -> tuple[int, int] | None:
    places = [span for quote in event["evidence"] for span in find.all(quote)]
    evidence = next((s for s in places if find.in_story(s)), places[0] if places else None)
    if evidence is None:
        return None
    inside = [i for i, t in enumerate(words.tokens) if evidence.start <= t.start < evidence.end]
    best = max(inside, key=lambda i: float(np.logaddexp(triggers[i, 1], triggers[i, 2])))
    return best, best + 1


def _count(
    count: Counter[str], article: Article, gold: Gold, event: dict[str, Any], spans: list[tuple[str, Span]]
) -> None:
    def words(span: Span) -> str:
        return article.text[span.start : span.end]

    actors = [words(s) for role, s in spans if role not in ("place", "date")]
    mine = {gold.state(name) for text in actors for name in _named(gold, text)}
    wanted = {gold.state(a["name"]) for a in event["actors"] if not a["name"].startswith("unnamed")}
    _add(count, "actors", mine, wanted)
    places = {norm(_place(words(s))) for role, s in spans if role == "place"}
    _add(count, "places", places, {norm(event["place"])} if event["place"] else set())


def _count_date(
    count: Counter[str],
    date: str,
    trigger: Span,
    read: tuple[Sequence[Sentence], Sequence[TimeExpression], list[tuple[str, Span]]],
) -> None:
    """Does the date span overlap a time expression of the event's day? Counted where the trigger's
    sentence has one; other dates stand elsewhere or nowhere in the text.
    """
    sentences, times, spans = read
    here = next(s.span for s in sentences if s.span.covers(trigger))
    own = [t.span for t in times if here.covers(t.span) and edtf(t.value) == date]
    if own:
        count["dates wanted"] += 1
        count["dates hit"] += any(role == "date" and s.overlaps(t) for role, s in spans for t in own)


def _place(words: str) -> str:
    """The place's title if the vocabulary knows the words, else the words."""
    use = next((u for u in uses_of(words) if u.kind == "place"), None)
    return vocabulary().places[use.id].name if use else words


def _named(gold: Gold, text: str) -> Iterator[str]:
    """The annotated actor whose longest mention stands in the words."""
    inside, best = f" {norm(text)} ", ""
    for name in gold.who:
        if f" {name} " in inside and len(name) > len(best):
            best = name
    if best:
        yield best


def _add(count: Counter[str], what: str, mine: set[str], wanted: set[str]) -> None:
    count[f"{what} hit"] += len(mine & wanted)
    count[f"{what} found"] += len(mine)
    count[f"{what} wanted"] += len(wanted)


def _f1(count: Counter[str], what: str) -> float:
    return 2 * count[f"{what} hit"] / max(1, count[f"{what} found"] + count[f"{what} wanted"])


def speed(model: Model, paths: Sequence[Path]) -> float:
    """Words a CPU-second from raw text to a Reading, all heads and the participants pass."""
    texts = [read_clippings(p.with_suffix(".txt").read_text(encoding="utf-8"), p.name)[0] for p in paths]
    read(texts[0].text, texts[0].passages, model)
    started = time.process_time()
    for article in texts:
        read(article.text, article.passages, model)
    return sum(len(a.text.split()) for a in texts) / (time.process_time() - started)


if __name__ == "__main__":
    main()
