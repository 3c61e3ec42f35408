"""Headers that keep pages safe: no scripts but our own host's, nothing from elsewhere, no frames."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

_OWN = ("event", "actor", "article", "place", "pair", "changes", "upcoming")
#: Our pages have no script and no style but their sheet.
_STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
#: Datasette's pages bring scripts; in public those that stand in the page itself are not run.
_STOCK = (
    "default-src 'none'; script-src 'self'{inline}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
]


def guarded(datasette: Any) -> Callable[[Any], Any]:
    """An ASGI wrapper that adds the headers to every HTML page."""
    config = datasette.plugin_config("kb") or {}
    public, extra = bool(config.get("public")), str(config.get("content_security_policy") or "")
    base = str(datasette.setting("base_url")).rstrip("/")

    def policy(path: str) -> str:
        first = path.removeprefix(base).strip("/").split("/")[0]
        if first in ("", *_OWN):
            return _STRICT
        # A plugin that needs more (a map with tiles from elsewhere) is named by who installs it.
        return extra or _STOCK.format(inline="" if public else " 'unsafe-inline'")

    def wrap(app: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def guarded_app(scope: Any, receive: Any, send: Any) -> None:
            async def send_guarded(message: Any) -> None:
                if message["type"] == "http.response.start":
                    headers = list(message.get("headers") or [])
                    kind = next((v for k, v in headers if k.lower() == b"content-type"), b"")
                    headers += _ALWAYS
                    if kind.startswith(b"text/html"):
                        headers.append((b"content-security-policy", policy(scope["path"]).encode()))
                    message = {**message, "headers": headers}
                await send(message)

            await app(scope, receive, send_guarded if scope["type"] == "http" else send)

        return guarded_app

    return wrap
