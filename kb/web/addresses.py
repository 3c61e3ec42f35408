"""Where pages are, for templates and outputs."""

from __future__ import annotations

from typing import Any

from kb.web.links import tilde_encode


class Addresses:
    """Addresses of pages; absolute ones if a host is given ("https://example.org")."""

    def __init__(self, datasette: Any, database: str, host: str = "") -> None:
        self._urls, self._database, self._host = datasette.urls, database, host

    def _path(self, *parts: str) -> str:
        path = "/".join([parts[0], *(tilde_encode(part) for part in parts[1:])])
        return self._host + str(self._urls.path(f"/{path}"))

    def home(self, query: str = "") -> str:
        """The timeline."""
        return self._path("") + query

    def event(self, key: str) -> str:
        """The page of an event."""
        return self._path("event", key)

    def actor(self, key: str) -> str:
        """The page of an actor."""
        return self._path("actor", key)

    def place(self, key: str) -> str:
        """The page of a place."""
        return self._path("place", key)

    def pair(self, one: str, other: str) -> str:
        """The page of two actors."""
        return self._path("pair", one, other)

    def article(self, key: str, anchor: str = "") -> str:
        """The page of an article, at one of its marks."""
        return self._path("article", key) + (f"#{anchor}" if anchor else "")

    def changes(self, query: str = "") -> str:
        """What changed."""
        return self._path("changes") + query

    def upcoming(self) -> str:
        """What is to come."""
        return self._path("upcoming")

    def output(self, name: str, query: str = "") -> str:
        """A list of events in another format."""
        return self._path(f"timeline.{name}") + query

    def table(self, name: str, query: str = "") -> str:
        """A stock table page of Datasette, or a prepared question."""
        return self._host + str(self._urls.table(self._database, name)) + query

    def row(self, table: str, key: str) -> str:
        """The stock page of a row."""
        return f"{self.table(table)}/{tilde_encode(key)}"

    def static(self, name: str) -> str:
        """A file of ours."""
        return str(self._urls.static_plugins("kb", name))

    def marked(self, link: str) -> str:
        """Where a mark in an article leads: "event:ID", "actor:ID" or "date:2025-06-02"."""
        kind, _, key = link.partition(":")
        if kind == "date":
            return self.home(f"?date={key[:10]}")
        return self.event(key) if kind == "event" else self.actor(key)
