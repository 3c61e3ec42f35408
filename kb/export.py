"""`kb extract`: the records of an article as JSON, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kb.errors import UserError
from kb.language import Engine
from kb.pipeline import extract
from kb.read import Defaults, Document, decode, read
from kb.records import Article, EventReport, Extraction, Passage, Span, Statement


def extract_file(file: str, published: str | None, engine: Engine = "neural") -> Iterator[dict[str, Any]]:
    """What each article of a clipping file says, with the header that was read."""
    if file != "-" and not Path(file).exists():
        raise UserError(f"{file} does not exist.", "Check the path.")
    document = Document("standard input", None) if file == "-" else Document(file, Path(file))
    for article in read(document, Defaults(published=published)):
        yield {
            "id": article.id,
            "title": article.title,
            "subtitle": article.subtitle,
            "source": article.source,
            "published": article.published,
            "text": article.text,
            "passages": [list(p) for p in article.passages],
            **records(extract(article, engine)),
        }


def extract_lines(file: str, engine: Engine = "neural") -> Iterator[dict[str, Any]]:
    """One record for each JSON line {"id", "text", "published", "title"?}, in order.

    A document that fails gives {"id", "error"} and the rest go on.
    """
    if file != "-" and (not Path(file).exists() or Path(file).is_dir()):
        raise UserError(f"{file} does not exist.", "Check the path.")
    with sys.stdin.buffer if file == "-" else open(file, "rb") as data:
        for number, line in enumerate(data, 1):
            if line.strip():
                yield _line(line, f"line {number}", engine)


def _line(line: bytes, where: str, engine: Engine) -> dict[str, Any]:
    identity: object = where
    try:
        given = json.loads(decode(line, where))
        identity = given.get("id", where) if isinstance(given, dict) else where
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            raise UserError(f"{where} has no text.", 'Give {"id": ..., "text": ...}.')
        return {"id": identity, **records(extract(_as_is(given, where), engine))}
    except json.JSONDecodeError as error:
        return {"id": identity, "error": f"{where} is not JSON: {error}."}
    except UserError as error:
        return {"id": identity, "error": str(error)}
    except Exception as error:  # the record that breaks the engine must not stop the rest
        return {"id": identity, "error": f"{type(error).__name__}: {error}"}


def _as_is(given: dict[str, Any], where: str) -> Article:
    """The text exactly as given: paragraphs are passages, the first is the title if it says so."""
    text, title = given["text"], given.get("title")
    passages, at = list[Passage](), 0
    for block in text.split("\n"):
        if block.strip():
            lead = not any(p.kind == "lead" for p in passages)
            is_title = not passages and title and block.strip() == str(title).strip()
            kind = "title" if is_title else "lead" if lead else "body"
            passages.append(Passage(kind, at, at + len(block)))  # type: ignore[arg-type]
        at += len(block) + 1
    return Article(
        text=text,
        passages=tuple(passages),
        input=where,
        title=title,
        published=given.get("published") or None,
    )


def records(extraction: Extraction) -> dict[str, Any]:
    """An extraction as the contract's JSON; actors and places by name, offsets into the text."""
    text = extraction.article.text
    names = {a.id: a.name for a in extraction.actors}
    places = {p.id: p.name for p in extraction.places}
    mentions = {m.span: m for m in extraction.mentions}
    found = dict(extraction.names)
    return {
        "sentences": [list(s) for s in extraction.sentences],
        "mentions": [
            {
                "start": span.start,
                "end": span.end,
                "text": text[span.start : span.end],
                "type": found.get(span, "other"),
                "actor": names[mentions[span].actor] if span in mentions else None,
                "method": mentions[span].method if span in mentions else None,
            }
            for span in sorted({*found, *mentions})
        ],
        "time_expressions": [
            {
                "start": t.span.start,
                "end": t.span.end,
                "text": text[t.span.start : t.span.end],
                "type": t.type,
                "value": t.value,
            }
            for t in extraction.times
        ],
        "statements": [_statement(s, names) for s in attributions(extraction)],
        "events": [_event(r, text, names, places) for r in extraction.reports],
    }


def _spans(*spans: Span | None) -> list[list[int]]:
    return [list(span) for span in spans if span]


def attributions(extraction: Extraction) -> list[Statement]:
    """Statements and attitudes in reading order, one for each attribution.

    In the database every sentence of a quotation is a statement of its own; here those that go on
    with a quotation are further pieces of its content.
    """
    text, found = extraction.article.text, list[Statement]()
    for one in sorted((*extraction.statements, *extraction.unstored), key=lambda s: s.content[0]):
        if found and _goes_on(text, found[-1], one):
            found[-1] = replace(found[-1], content=found[-1].content + one.content)
        else:
            found.append(one)
    return found


#: What may stand between the pieces of a quotation, beside who says it: "..., he said in Oslo. ..."
_BETWEEN = 60
_MARKS = frozenset("\"“”«»„‘’'")


def _goes_on(text: str, first: Statement, one: Statement) -> bool:
    """True if ``one`` is a further sentence of the quotation ``first``."""
    if (
        one.cue
        or one.attitude
        or first.attitude
        or first.tentative
        or first.parent
        or one.source != first.source
    ):
        return False
    begin = first.content[0].start
    if not (begin > 0 and text[begin - 1] in _MARKS):
        return False
    parts = [s for s in (first.source, first.cue, first.content[-1]) if s and s.start < one.content[0].start]
    gap = text[max(s.end for s in parts) : one.content[0].start]
    same = not any(c.isalpha() for c in gap) or any(mark in gap for mark in _MARKS)
    return same and len(gap) < _BETWEEN


def _statement(s: Statement, names: dict[str, str]) -> dict[str, Any]:
    return {
        "source": _spans(s.source),
        "cue": _spans(s.cue),
        "content": _spans(*s.content),
        "kind": s.kind,
        "speaker": names.get(s.speaker or ""),
        "on_behalf_of": names.get(s.on_behalf_of or ""),
        "act": s.act,
        "nested": s.parent is not None,
        "attitude": s.attitude,
        "tentative": s.tentative,
    }


def _event(r: EventReport, text: str, names: dict[str, str], places: dict[str, str]) -> dict[str, Any]:
    return {
        "start": r.span.start,
        "end": r.span.end,
        "text": text[r.span.start : r.span.end],
        "trigger": list(r.trigger),
        "type": r.type,
        "status": r.status,
        "date": r.date,
        "place": places.get(r.place or ""),
        "actors": [
            {"actor": names[a.actor], "role": a.role, "start": a.span.start, "end": a.span.end}
            for a in r.actors
            if a.actor
        ],
    }
