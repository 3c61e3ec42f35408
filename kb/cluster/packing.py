"""Extractions as plain dictionaries in the shape of `kb.cluster.schema`, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any

from kb.records import (
    Actor,
    Article,
    EventReport,
    Extraction,
    Introduction,
    Mention,
    Office,
    Passage,
    Place,
    RoleSpan,
    Span,
    Statement,
    TimeExpression,
)
from kb.vocabulary import vocabulary

Row = dict[str, Any]


def _packed(record: Any) -> Row:
    """The fields of a record under their names; a field ``span`` as ``start`` and ``end``."""
    row = {name: getattr(record, name) for name in _fields(type(record))}
    if "span" in row:
        row["start"], row["end"] = row.pop("span")
    return row


def _fields(kind: type) -> Iterable[str]:
    if kind not in _FIELDS:
        _FIELDS[kind] = getattr(kind, "_fields", None) or tuple(f.name for f in fields(kind))
    return _FIELDS[kind]


_FIELDS: dict[type, tuple[str, ...]] = {}


def _span(span: Span | None) -> Row | None:
    return None if span is None else {"start": span.start, "end": span.end}


def _actor(actor: Actor) -> Row:
    if vocabulary().actors.get(actor.id) == actor:
        return {"id": actor.id}
    names = [{"name": name, "kind": kind} for name, kind in actor.names]
    return _packed(actor) | {"names": names, "offices": [_packed(office) for office in actor.offices]}


def _statement(said: Statement) -> Row:
    spans = {name: _span(getattr(said, name)) for name in ("source", "cue", "parent")}
    return _packed(said) | spans | {"content": [_span(part) for part in said.content]}


def _report(report: EventReport) -> Row:
    spans = {"trigger": _span(report.trigger), "place_span": _span(report.place_span)}
    return _packed(report) | spans | {"actors": [_packed(role) for role in report.actors]}


_PACK: dict[str, Callable[[Any], Row | None]] = {
    "sentences": _span,
    "actors": _actor,
    "introductions": _packed,
    "places": _packed,
    "mentions": _packed,
    "names": lambda named: {"start": named[0].start, "end": named[0].end, "type": named[1]},
    "times": _packed,
    "statements": _statement,
    "reports": _report,
}


def pack(extraction: Extraction) -> Row:
    """An article and what it says as a row; `Extraction.unstored` is left out."""
    row = _packed(extraction.article) | {"passages": [_packed(p) for p in extraction.article.passages]}
    for name, packed in _PACK.items():
        row[name] = [packed(record) for record in getattr(extraction, name)]
    return row


def _unspan(row: Row | None) -> Span | None:
    return None if row is None else Span(row["start"], row["end"])


def _spanned(row: Row) -> Row:
    """The fields of a record that has a span."""
    return {"span": Span(row.pop("start"), row.pop("end")), **row}


def _unactor(row: Row) -> Actor:
    if row["name"] is None:
        return vocabulary().actors[row["id"]]
    names = tuple((n["name"], n["kind"]) for n in row["names"])
    return Actor(**row | {"names": names, "offices": tuple(Office(**office) for office in row["offices"])})


def _unstatement(row: Row) -> Statement:
    spans = {name: _unspan(row[name]) for name in ("source", "cue", "parent")}
    parts = tuple(Span(**part) for part in row["content"])
    return Statement(**row | spans | {"content": parts, "about": tuple(row["about"])})


def _unreport(row: Row) -> EventReport:
    spans = {"trigger": Span(**row["trigger"]), "place_span": _unspan(row["place_span"])}
    return EventReport(
        **_spanned(row) | spans | {"actors": tuple(RoleSpan(**_spanned(a)) for a in row["actors"])}
    )


_UNPACK: dict[str, Callable[[Row], Any]] = {
    "sentences": _unspan,
    "actors": _unactor,
    "introductions": lambda row: Introduction(**_spanned(row)),
    "places": lambda row: Place(**row),
    "mentions": lambda row: Mention(**_spanned(row)),
    "names": lambda row: (Span(row["start"], row["end"]), row["type"]),
    "times": lambda row: TimeExpression(**_spanned(row)),
    "statements": _unstatement,
    "reports": _unreport,
}
#: What an article is made of; its id and hash follow from it.
_ARTICLE = tuple(f.name for f in fields(Article) if f.init)


def unpack(row: Row) -> Extraction:
    """The extraction of which the row was made; KeyError for an actor that the vocabulary lacks."""
    given = {name: row[name] for name in _ARTICLE}
    article = Article(**given | {"passages": tuple(Passage(**p) for p in row["passages"])})
    found = {name: tuple(map(unpacked, row[name])) for name, unpacked in _UNPACK.items()}
    return Extraction(article, **found)
