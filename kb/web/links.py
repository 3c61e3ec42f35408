"""Links where the stock pages show ids.

Datasette links foreign keys of tables by itself, but not the ids in views and query results.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from kb.store.views import VIEWS

#: Column -> the table its id belongs to. Datasette itself links these on table pages only.
_LINKS = {
    "event_id": "events",
    "account_id": "event_accounts",
    "report_id": "event_reports",
    "statement_id": "statements",
    "parent_id": "statements",
    "statement_group": "statements",
    "article_id": "articles",
    "article_before_id": "articles",
    "article_after_id": "articles",
    "actor_id": "actors",
    "actor_a_id": "actors",
    "actor_b_id": "actors",
    "speaker_id": "actors",
    "on_behalf_of_id": "actors",
    "conduit_id": "actors",
    "organisation_id": "actors",
    "place_id": "places",
    "source_id": "sources",
    "copy_of": "articles",
    "story_id": "events",
}
_LABELS = {"events": "title", "event_reports": "text", "statements": "content", "articles": "title",
           "actors": "name", "places": "name", "sources": "name"}  # fmt: skip
_LONGEST_LABEL = 80
#: Tables whose rows have a page of ours.
_PAGES = {"events": "event", "actors": "actor", "articles": "article", "places": "place"}


def cell(row: Any, value: Any, where: tuple[str, str | None, str], datasette: Any) -> Any:
    """Ids as links under the title of their row, actors as names, what happened as a link.

    ``where`` is database, table (None in query results) and column. On table pages a foreign key comes as a
    dictionary with its label, which Datasette links.
    """
    database, table, column = where
    if not isinstance(value, str):
        return None
    listed = table is None or table in VIEWS
    if column == "actors" and listed and value.startswith("["):
        # An empty cell must not be empty: Datasette would show the brackets instead.
        return Markup("{}").format(", ".join(json.loads(value)) or "\xa0")
    if column == "what" and table in VIEWS:
        # A sqlite3.Row has no "in" over its keys.
        key = next((k for k in ("event_id", "statement_id") if k in row.keys() and row[k]), None)  # noqa: SIM118
        return _happened(datasette, database, row, key) if key else None
    if table in _PAGES and column == _LABELS[table] and "id" in row.keys():  # noqa: SIM118
        return _link(datasette, database, (table, row["id"]), value)
    if column not in _LINKS:
        return None
    target = _LINKS[column]
    if listed and target in ("events", "statements"):
        # The row says already what happened: its title again would only make it longer.
        return _link(datasette, database, (target, value), target.removesuffix("s"))
    return _labelled(datasette, database, (target, value))


def _happened(datasette: Any, database: str, row: Any, key: str) -> Markup:
    """What happened as a link, and beneath it the words that say so (a statement says them itself)."""
    link = _link(datasette, database, (_LINKS[key], row[key]), row["what"])
    if key != "event_id" or "evidence" not in row.keys():  # noqa: SIM118
        return link
    return Markup('{}<br><q class="kb-evidence">{}</q>').format(link, row["evidence"])


async def _labelled(datasette: Any, database: str, row: tuple[str, str]) -> Markup:
    table, key = row
    sql = f"SELECT {_LABELS[table]} FROM {table} WHERE id = ?"
    found = await datasette.get_database(database).execute(sql, [key])
    words = next((str(r[0]) for r in found.rows if r[0]), key)
    cut = words if len(words) <= _LONGEST_LABEL else f"{words[: _LONGEST_LABEL - 1]}…"
    return _link(datasette, database, row, cut)


def _link(datasette: Any, database: str, row: tuple[str, str], words: str) -> Markup:
    table, key = row
    if table in _PAGES:
        path = datasette.urls.path(f"/{_PAGES[table]}/{tilde_encode(key)}")
    else:
        path = f"{datasette.urls.table(database, table)}/{tilde_encode(key)}"
    return Markup('<a href="{}">{}</a>').format(path, words)


def tilde_encode(value: str) -> str:
    """The form in which Datasette writes an id into a path."""
    safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
    return "".join(c if c in safe else "".join(f"~{b:02X}" for b in c.encode()) for c in value)
