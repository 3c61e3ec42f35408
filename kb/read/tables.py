"""JSON, JSON lines and CSV: an article for each record, its fields by their usual names."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kb.errors import UserError
from kb.read.metadata import Metadata
from kb.read.moments import moment
from kb.read.pages import article_of, paragraphs_of
from kb.read.source import Elsewhere, Problem, Source
from kb.records import Article

#: What a field of ours is called in schema.org, news APIs, GDELT and common dumps, the surest first.
FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("articlebody", "text", "body", "fulltext", "full_text", "maintext", "body_text", "bodytext", "content",
             "article_text", "description", "summary"),
    "title": ("headline", "title", "name", "webtitle", "hed"),
    "subtitle": ("alternativeheadline", "subtitle", "standfirst", "trailtext", "deck"),
    "published": ("datepublished", "published", "publishedat", "published_at", "date_publish", "publish_date",
                  "published_date", "publication_date", "pubdate", "pub_date", "webpublicationdate", "seendate",
                  "date", "created_at", "timestamp"),
    "modified": ("datemodified", "modified", "updated", "updated_at", "updatedat", "date_modify"),
    "author": ("author", "authors", "byline", "creator"),
    "url": ("url", "link", "weburl", "web_url", "canonical", "permalink", "mainentityofpage"),
    "outlet": ("publisher", "source", "outlet", "domain", "site", "sitename", "source_domain", "source_name"),
    "language": ("inlanguage", "language", "lang"),
}  # fmt: skip
#: A field of text in a dump, however deep.
TEXT_FIELD = re.compile(rf'"(?:{"|".join(FIELDS["text"])})"\s*:\s*"'.encode(), re.IGNORECASE)
#: Where dumps keep their records.
_LISTS = (
    "articles",
    "results",
    "items",
    "data",
    "docs",
    "documents",
    "hits",
    "entries",
    "@graph",
    "response",
)
_LONGEST_LINE = 20_000_000
_BUFFER = 1 << 17


def is_json(source: Source) -> bool:
    """True of a JSON object or array, or of lines of them."""
    return bool(re.match(rb"^(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*(?:\{|\]|\"))", source.head))


def is_csv(source: Source) -> bool:
    """True of a table whose first line names a column of text and one of another field of ours."""
    return _dialect(source) is not None


def read_json(source: Source) -> Iterator[Article | Problem | Elsewhere]:
    """One article a record; a record that cannot be read is a problem of its own."""
    if is_lines(source):
        yield from _each(source, _lines(source), "line")
        return
    try:
        content = json.loads(source.text, strict=False)
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"{source.name} is not valid JSON ({error}).", "Check that it was saved whole."
        ) from error
    yield from _each(source, enumerate(_records(content), 1), "record")


def read_csv(source: Source) -> Iterator[Article | Problem | Elsewhere]:
    """One article a row."""
    limit = csv.field_size_limit(_LONGEST_LINE)
    try:
        rows = csv.DictReader(io.StringIO(source.text), dialect=_dialect(source) or csv.excel)
        try:
            yield from _each(source, enumerate(rows, 2), "row")
        except csv.Error as error:
            raise UserError(f"{source.name} is not valid CSV ({error}).", "Save the table again.") from error
    finally:
        csv.field_size_limit(limit)


def _each(
    source: Source, records: Iterator[tuple[int, Any]] | Any, what: str
) -> Iterator[Article | Problem | Elsewhere]:
    found = False
    for number, record in records:
        found = True
        name = f"{source.name}, {what} {number}"
        try:
            if isinstance(record, UserError):
                raise record
            if not isinstance(record, Mapping):
                raise UserError(
                    f"{name} is no object with fields.", "Give every article fields such as title and text."
                )
            yield _article(_named(record, source), name)
        except UserError as error:
            address = _words(_field(record, "url")) if isinstance(record, Mapping) else None
            problem = Problem(name, error)
            # A list of addresses, as GDELT gives it: the text is elsewhere.
            yield Elsewhere(name, address, problem) if address and address.startswith("http") else problem
    if not found and source.part is None:  # a part may be nothing but blank lines
        raise UserError(f"{source.name} holds no records.", "Check that it was saved whole.")


def _named(record: Mapping[str, Any], source: Source) -> Mapping[str, Any]:
    """The record with the fields that the user has named under our surest names, before all others."""
    named = {FIELDS[ours][0]: record[theirs] for ours, theirs in source.fields if theirs in record}
    if not named:
        return record
    return {key: value for key, value in record.items() if str(key).lower() not in named} | named


def is_lines(source: Source) -> bool:
    """True of JSON whose first line is a whole record, if more follow."""
    if not source.head.lstrip(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    with source.stream() as stream:
        first, rest = stream.readline(_LONGEST_LINE), stream.read(64)
    try:
        json.loads(first)
    except ValueError:
        return False
    return bool(rest.strip()) or source.name.endswith(("jsonl", "ndjson"))


def lines_of(source: Source) -> Iterator[bytes]:
    """The lines of a source or of a part of it; one that is too long comes in several pieces."""
    with io.BufferedReader(source.stretch(), _BUFFER) as stream:
        yield from iter(lambda: stream.readline(_LONGEST_LINE), b"")


def _lines(source: Source) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines_of(source), source.part.first if source.part else 1):
        if line.strip():
            try:
                yield number, json.loads(line, strict=False)
            except (ValueError, RecursionError) as error:
                problem = f"Line {number} is not valid JSON ({error})."
                yield number, UserError(problem, "Correct or remove the line.")


def _records(content: Any) -> list[Any]:
    """The list of articles, wherever a dump keeps it; a single article is a list of one."""
    for _ in range(4):
        if isinstance(content, list):
            return content
        if not isinstance(content, dict):
            return []
        if _field(content, "text") and _field(content, "title"):
            return [content]
        inner = next((content[key] for key in _LISTS if isinstance(content.get(key), list | dict)), None)
        if inner is None:
            return [content]
        content = inner
    return []


def _article(record: Mapping[str, Any], name: str) -> Article:
    text = _words(_field(record, "text"))
    paragraphs = paragraphs_of(text or "")
    url = _words(_field(record, "url"))
    if not paragraphs:
        hint = (
            f"Save the page {url} instead."
            if url
            else "The text is looked for in fields such as text and articleBody."
        )
        raise UserError(f"{name} has no text.", hint)
    published = moment(_field(record, "published"))
    host = re.match(r"https?://(?:www\.)?([^/:]+)", url or "")
    known = Metadata(
        title=_words(_field(record, "title")),
        subtitle=_words(_field(record, "subtitle")),
        author=_words(_field(record, "author")),
        outlet=_words(_field(record, "outlet")) or (host[1] if host else None),
        url=url if host else None,
        published=published,
        basis="field" if published else None,
        modified=moment(_field(record, "modified")),
        language=_code(_words(_field(record, "language"))),
    )
    return article_of(paragraphs, known, Source(name, content=b""))


def _field(record: Mapping[str, Any], ours: str) -> Any:
    plain = {str(key).lower().strip(): value for key, value in record.items() if key is not None}
    return next((plain[key] for key in FIELDS[ours] if plain.get(key) not in (None, "", [], {})), None)


def _words(value: Any) -> str | None:
    """A field as words: a name of an object, several names of a list."""
    if isinstance(value, Mapping):
        return _words(value.get("name") or value.get("@id") or value.get("title"))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value))) or None
    return str(value).strip() or None if value is not None else None


def _code(language: str | None) -> str | None:
    if not language:
        return None
    named = {
        "english": "en",
        "french": "fr",
        "german": "de",
        "spanish": "es",
        "russian": "ru",
        "arabic": "ar",
    }
    return named.get(language.lower(), language[:2].lower() if len(language) in (2, 5) else None)


def _dialect(source: Source) -> type[csv.Dialect] | None:
    first = source.head.split(b"\n", 1)[0].decode("utf-8", "replace").lstrip("\ufeff").strip().lower()
    for separator in (",", ";", "\t"):
        columns = {c.strip().strip('"') for c in first.split(separator)}
        named = {theirs.lower(): ours for ours, names in FIELDS.items() for theirs in names}
        named |= {theirs.lower(): ours for ours, theirs in source.fields}
        found = {named[column] for column in columns if column in named}
        if "text" in found and len(found) > 1:

            class Found(csv.excel):
                delimiter = separator

            return Found
    return None
