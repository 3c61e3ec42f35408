"""The Datasette plugin: links where the stock pages show ids, and a style sheet.

Datasette links foreign keys of tables by itself, but not the ids in views and query results.
"""

from __future__ import annotations

import json
from typing import Any

from datasette import hookimpl
from markupsafe import Markup

#: Column of a view or query -> the table its id belongs to.
_LINKS = {
    "event_id": "events",
    "statement_id": "statements",
    "article_id": "articles",
    "article_before_id": "articles",
    "article_after_id": "articles",
    "actor_a_id": "actors",
    "actor_b_id": "actors",
}
_VIEWS = frozenset({"timeline", "upcoming", "status_changes", "dyads"})


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Markup | None:
    """In views and queries: ids as links to their rows, what happened as a link, actors as names."""
    if not isinstance(value, str) or not (table is None or table in _VIEWS):
        return None
    if column == "actors" and value.startswith("["):
        return Markup("{}").format(", ".join(json.loads(value)))
    if column in _LINKS:
        return _link(datasette, database, (_LINKS[column], value), _label(_LINKS[column], value))
    if column == "what" and table in _VIEWS:
        columns = row.keys()
        for key in ("event_id", "statement_id"):
            if key in columns and row[key]:
                return _link(datasette, database, (_LINKS[key], row[key]), value)
    return None


def _link(datasette: Any, database: str, row: tuple[str, str], words: str) -> Markup:
    table, key = row
    path = f"{datasette.urls.table(database, table)}/{tilde_encode(key)}"
    return Markup('<a href="{}">{}</a>').format(path, words)


def _label(table: str, value: str) -> str:
    """Readable words: an article's id without its fingerprint; what kind of row elsewhere."""
    if table == "actors":
        return value
    if table == "articles":
        return value.rsplit("-", 1)[0]
    return {"events": "event", "statements": "statement"}[table]


def tilde_encode(value: str) -> str:
    """The form in which Datasette writes an id into a path."""
    safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
    return "".join(c if c in safe else "".join(f"~{b:02X}" for b in c.encode()) for c in value)


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """Our style sheet, served by the same Datasette."""
    return [datasette.urls.static_plugins("kb", "kb.css")]


__all__ = ["extra_css_urls", "render_cell", "tilde_encode"]
