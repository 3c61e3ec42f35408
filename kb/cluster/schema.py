"""The columns of a shard's Parquet file: one row for each article, or for what could not be read."""

from __future__ import annotations

import pyarrow as pa

#: Raised with every change of the columns or of what they mean.
LAYOUT = "1"

_TEXT, _OFFSET, _YES, _REAL = pa.string(), pa.int32(), pa.bool_(), pa.float64()


def _struct(**fields: pa.DataType) -> pa.DataType:
    return pa.struct(list(fields.items()))


def _texts(names: str) -> dict[str, pa.DataType]:
    return dict.fromkeys(names.split(), _TEXT)


#: A stretch of the article's text in characters: ``text[start:end]``.
_SPAN = {"start": _OFFSET, "end": _OFFSET}
_OFFICE = _struct(**_texts("office organisation start end speaks_for"))
_NAME = _struct(**_texts("name kind"))

#: The records of one article, as in kb.records; where they have a span it is ``start`` and ``end``.
RECORDS: dict[str, pa.DataType] = {
    "passages": _struct(kind=_TEXT, **_SPAN),
    "sentences": _struct(**_SPAN),
    # Of an actor that the vocabulary has nothing but the id.
    "actors": _struct(
        **_texts("id name type country wikidata description"),
        names=pa.list_(_NAME),
        offices=pa.list_(_OFFICE),
    ),
    "introductions": _struct(actor=_TEXT, **_SPAN, **_texts("country office")),
    "places": _struct(**_texts("id name country"), latitude=_REAL, longitude=_REAL),
    "mentions": _struct(**_SPAN, **_texts("actor method"), confidence=_REAL),
    "names": _struct(**_SPAN, type=_TEXT),
    "times": _struct(**_SPAN, **_texts("type value basis")),
    "statements": _struct(
        source=_struct(**_SPAN),
        cue=_struct(**_SPAN),
        content=pa.list_(_struct(**_SPAN)),
        **_texts("kind act speaker on_behalf_of said_on"),
        about=pa.list_(_TEXT),
        confidence=_REAL,
        attitude=_YES,
        tentative=_YES,
        conduit=_TEXT,
        parent=_struct(**_SPAN),
    ),
    "reports": _struct(
        **_SPAN,
        trigger=_struct(**_SPAN),
        **_texts("type mode status date date_basis"),
        place_span=_struct(**_SPAN),
        place=_TEXT,
        actors=pa.list_(_struct(role=_TEXT, **_SPAN, actor=_TEXT)),
        confidence=_REAL,
        cluster=_OFFSET,
    ),
}

#: What an article is, as in the table ``articles``.
ARTICLE = (
    "id input url title subtitle author source published modified published_basis language edition text "
    "content_hash"
).split()

SCHEMA = pa.schema(
    [
        pa.field("position", _OFFSET, nullable=False),
        pa.field("document", _TEXT, nullable=False),
        *((name, _TEXT) for name in ARTICLE),
        ("extractor", _TEXT),
        *((name, pa.list_(record)) for name, record in RECORDS.items()),
        *((name, _TEXT) for name in ("name", "error", "hint")),
    ]
)
