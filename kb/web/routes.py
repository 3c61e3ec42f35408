"""The addresses of our pages, and which page answers them."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from datasette import Response
from datasette.utils import sqlite_timelimit, tilde_decode

from kb.web.actor import actor_page, pair_page, place_page
from kb.web.addresses import Addresses
from kb.web.article import article_page
from kb.web.changes import changes_page, upcoming_page
from kb.web.event import event_page
from kb.web.home import timeline
from kb.web.outputs import OUTPUTS, output

#: Milliseconds that one page may ask of the database.
TIME_LIMIT = 5000
_NOT_OURS = "There is no timeline in these databases."
Context = dict[str, Any] | None
Page = Callable[[sqlite3.Connection, Mapping[str, str], list[str]], Context]

_PAGES: dict[str, tuple[str, Page]] = {
    "kb_timeline.html": (r"^/$", lambda db, given, ids: timeline(db, given)),
    "kb_event.html": (r"^/event/(?P<a>[^/]+)$", lambda db, given, ids: event_page(db, ids[0])),
    "kb_actor.html": (r"^/actor/(?P<a>[^/]+)$", lambda db, given, ids: actor_page(db, ids[0])),
    "kb_place.html": (r"^/place/(?P<a>[^/]+)$", lambda db, given, ids: place_page(db, ids[0])),
    "kb_pair.html": (
        r"^/pair/(?P<a>[^/]+)/(?P<b>[^/]+)$",
        lambda db, given, ids: pair_page(db, ids[0], ids[1]),
    ),
    "kb_article.html": (r"^/article/(?P<a>[^/]+)$", lambda db, given, ids: article_page(db, ids[0])),
    "kb_changes.html": (r"^/changes$", lambda db, given, ids: changes_page(db, given)),
    "kb_upcoming.html": (
        r"^/upcoming$",
        lambda db, given, ids: upcoming_page(db, given, datetime.now(UTC).date()),
    ),
}


def routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """(pattern, view) of every page and output."""
    pages = [(pattern, _view(template, page)) for template, (pattern, page) in _PAGES.items()]
    return [*pages, (rf"^/timeline\.(?P<format>{'|'.join(OUTPUTS)})$", _output)]


def _view(template: str, page: Page) -> Callable[..., Awaitable[Any]]:
    async def view(request: Any, datasette: Any) -> Any:
        db = await database_of(datasette)
        if db is None and template != "kb_timeline.html":
            return Response.text(_NOT_OURS, status=404)
        if db is None:
            return await _stock_index(request, datasette)
        await _check_permission(datasette, request, db)
        ids = [tilde_decode(value) for value in request.url_vars.values() if value]
        context = await db.execute_fn(lambda conn: _limited(conn, lambda: page(conn, _given(request), ids)))
        if context is None:
            return await _missing(request, datasette, ids)
        context |= {"to": Addresses(datasette, db.name), "page": template[3:-5]}
        return Response.html(await datasette.render_template(template, context, request=request))

    return view


async def _output(request: Any, datasette: Any) -> Any:
    db = await database_of(datasette)
    if db is None:
        return Response.text(_NOT_OURS, status=404)
    await _check_permission(datasette, request, db)
    name = request.url_vars["format"]
    to = Addresses(datasette, db.name, _host(request))
    body, problem = await db.execute_fn(
        lambda conn: _limited(conn, lambda: output(conn, name, _given(request), to))
    )
    if problem:
        return Response.text(problem, status=400)
    headers = {"access-control-allow-origin": "*"} if datasette.cors else {}
    return Response(body, content_type=OUTPUTS[name], headers=headers)


def _limited(conn: sqlite3.Connection, run: Callable[[], Any]) -> Any:
    with sqlite_timelimit(conn, TIME_LIMIT):
        return run()


def _given(request: Any) -> dict[str, str]:
    return {key: request.args.get(key) or "" for key in request.args}


def _host(request: Any) -> str:
    return f"{request.scheme}://{request.host}"


_KNOWN: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


async def database_of(datasette: Any) -> Any:
    """The first of the served databases that kb has made, or None."""
    name = _KNOWN.get(datasette)
    if name in datasette.databases:
        return datasette.databases[name]
    for db in datasette.databases.values():
        if "browse_index" in await db.table_names():
            _KNOWN[datasette] = db.name
            return db
    return None


async def _check_permission(datasette: Any, request: Any, db: Any) -> None:
    """Who may not see the database in Datasette may not see our pages of it."""
    if hasattr(datasette, "ensure_permissions"):
        await datasette.ensure_permissions(request.actor, [("view-database", db.name), "view-instance"])
    else:
        from datasette.resources import DatabaseResource

        resource = DatabaseResource(database=db.name)
        await datasette.ensure_permission(action="view-database", resource=resource, actor=request.actor)


async def _stock_index(request: Any, datasette: Any) -> Any:
    """Datasette's own home page, for databases that are not ours."""
    from datasette.views.index import IndexView

    request.scope["url_route"]["kwargs"] = {"format": None}
    return await IndexView(datasette).get(request)


async def _missing(request: Any, datasette: Any, ids: list[str]) -> Any:
    context = {"missing": " and ".join(ids), "to": Addresses(datasette, ""), "page": "missing"}
    html = await datasette.render_template("kb_missing.html", context, request=request)
    return Response.html(html, status=404)
