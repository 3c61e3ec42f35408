"""`kb extract`: the records of an article as JSON, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.errors import UserError
from kb.pipeline import extract
from kb.read import Defaults, Document, decode, read
from kb.records import Article, EventReport, Extraction, Passage, Span, Statement


def extract_file(file: str, published: str | None) -> Iterator[dict[str, Any]]:
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
            **records(extract(article)),
        }


def extract_lines(file: str) -> Iterator[dict[str, Any]]:
    """One record for each JSON line {"id", "text", "published", "title"?}, in order.

    A document that fails gives {"id", "error"} and the rest go on.
    """
    if file != "-" and not Path(file).is_file():
        raise UserError(f"{file} does not exist.", "Check the path.")
    with sys.stdin.buffer if file == "-" else open(file, "rb") as data:
        for number, line in enumerate(data, 1):
            if line.strip():
                yield _line(line, f"line {number}")


def _line(line: bytes, where: str) -> dict[str, Any]:
    identity: object = where
    try:
        given = json.loads(decode(line, where))
        identity = given.get("id", where) if isinstance(given, dict) else where
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            raise UserError(f"{where} has no text.", 'Give {"id": ..., "text": ...}.')
        return {"id": identity, **records(extract(_as_is(given, where)))}
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
    kinds = {"country": "location", "igo": "organisation", "group": "organisation"}
    mentions = {m.span: m for m in extraction.mentions}
    types = {a.id: kinds.get(a.type, a.type) for a in extraction.actors}
    found = dict(extraction.names)
    return {
        "sentences": [list(s) for s in extraction.sentences],
        "mentions": [
            {
                "start": span.start,
                "end": span.end,
                "text": text[span.start : span.end],
                "type": found.get(span) or types[mentions[span].actor],
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
        "statements": [_statement(s, names) for s in extraction.statements],
        "events": [_event(r, text, names, places) for r in extraction.reports],
    }


def _spans(*spans: Span | None) -> list[list[int]]:
    return [list(span) for span in spans if span]


def _statement(s: Statement, names: dict[str, str]) -> dict[str, Any]:
    return {
        "source": _spans(s.source),
        "cue": _spans(s.cue),
        "content": _spans(*s.content),
        "kind": s.kind,
        "speaker": names.get(s.speaker or ""),
        "on_behalf_of": names.get(s.on_behalf_of or ""),
        "nested": False,
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
