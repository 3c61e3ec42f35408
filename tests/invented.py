"""Any number of extractions for benchmarks: those of the samples with other days, actors and words.

Evidence keeps its places in texts of the same length, so that rows are as many and as long as real ones; 300
articles a day, of 200 outlets, in which some actors are met much more often than others.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from kb.pipeline import extract
from kb.read import Defaults, find, read
from kb.records import Extraction
from kb.vocabulary import vocabulary

DATA = Path(__file__).parent.parent / "data"


def samples() -> list[Extraction]:
    """What the articles of ``data`` say."""
    articles = [a for d in find([str(DATA)]).documents for a in read(d, Defaults())]
    return [extract(a) for a in articles if a.published and len(a.published) >= 10]


def invented(number: int, base: list[Extraction], first: int = 0) -> Iterator[Extraction]:
    """So many extractions; the same ones for the same arguments."""
    words, actors = defaultdict[int, set[str]](set), defaultdict[str, list[str]](list)
    for one in base:
        for word in one.article.text.split(" "):
            if word.isalpha() and word.islower():
                words[len(word)].add(word)
    for key, actor in sorted(vocabulary().actors.items()):
        actors[actor.type].append(key)
    of_length = {length: sorted(found) for length, found in words.items()}
    for n in range(first, first + number):
        chance = random.Random(n)
        yield _changed(chance.choice(base), n, chance, of_length, actors)


def _changed(one, n, chance, words, actors):
    known = vocabulary().actors
    day = date(2020, 1, 1) + timedelta(days=n // 300)
    shift = day - date.fromisoformat(one.article.published[:10])
    # Everybody is somebody else, known or not: else a few would have said everything that is said.
    cast = {
        a.id: known[actors[a.type][int(chance.random() ** 3 * len(actors[a.type]))]]
        if a.id in known
        else replace(a, id=f"{a.id}-{(no := chance.randrange(300))}", name=f"{a.name} {no}")
        for a in one.actors
    }

    def of(actor):
        return cast[actor].id if actor in cast else actor

    def on(value):
        whole = value and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        return (date.fromisoformat(value) + shift).isoformat() if whole else value

    text = " ".join(
        chance.choice(words[len(w)]) if len(w) > 3 and w.isalpha() and w.islower() else w
        for w in one.article.text.split(" ")
    )
    return replace(
        one,
        article=replace(
            one.article, text=text, published=day.isoformat(), title=f"{one.article.title} {n}", url=None,
            source=f"o{int(chance.random() ** 2 * 200)}.org",
        ),
        actors=tuple({a.id: a for a in cast.values()}.values()),
        introductions=tuple(replace(i, actor=of(i.actor)) for i in one.introductions),
        mentions=tuple(replace(m, actor=of(m.actor)) for m in one.mentions),
        statements=tuple(
            replace(
                s, speaker=of(s.speaker), on_behalf_of=of(s.on_behalf_of), conduit=of(s.conduit),
                about=tuple(dict.fromkeys(map(of, s.about))), said_on=on(s.said_on),
            )
            for s in one.statements
        ),
        reports=tuple(
            replace(r, date=on(r.date), actors=tuple(a._replace(actor=of(a.actor)) for a in r.actors))
            for r in one.reports
        ),
    )  # fmt: skip
