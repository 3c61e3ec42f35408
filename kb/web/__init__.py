"""The Datasette plugin: its hooks, one screen. What they do is in the modules beside this one."""

from __future__ import annotations

from typing import Any

from datasette import hookimpl

from kb.web.facets import FACETS
from kb.web.links import cell, tilde_encode
from kb.web.routes import routes
from kb.web.safety import guarded


@hookimpl
def register_routes() -> Any:
    """Our pages and outputs."""
    return routes()


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Ids on stock pages as links under a title that can be read."""
    return cell(row, value, (database, table, column), datasette)


@hookimpl
def register_facet_classes() -> Any:
    """Facets by year, month and actor on the stock table pages."""
    return FACETS


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Headers that keep pages safe to publish."""
    return guarded(datasette)


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """The style sheet of the stock pages, served by the same Datasette."""
    return [datasette.urls.static_plugins("kb", "kb.css")]


__all__ = [
    "asgi_wrapper",
    "extra_css_urls",
    "register_facet_classes",
    "register_routes",
    "render_cell",
    "tilde_encode",
]
