"""Facets for the stock table pages: years and months in order of time, and actors of events.

In metadata: ``facets: [{period: year}, {period: month}, {actor: actor_id}]``; in an address
``_facet_period=year``.
"""

from __future__ import annotations

import json
from typing import Any

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.utils import escape_sqlite, path_with_added_args, path_with_removed_args

from kb.store.browse import term_of

#: More values than this make a list that nobody reads.
_MOST = 60


class _Facet(Facet):  # type: ignore[misc]  # Datasette ships no types
    """What both facets share: values with counts by one query, each a link that filters by it."""

    async def suggest(self) -> list[Any]:
        """Nothing: they are chosen in metadata or in the address."""
        return []

    async def facet_results(self) -> tuple[list[Any], list[str]]:
        """(facets with their values, names of those that took too long), as Datasette asks for them."""
        results, late = [], []
        for given in self.get_configs():
            config = given["config"]
            column = config.get("column") or config["simple"]
            sql, params = self.query(column)
            try:
                rows = await self.ds.execute(
                    self.database, sql, params, truncate=False,
                    custom_time_limit=self.ds.setting("facet_time_limit_ms"),
                )  # fmt: skip
            except QueryInterrupted:
                late.append(self.title(column))
                continue
            results.append(self._result(column, given["source"], [tuple(row) for row in rows.rows]))
        return results, late

    def _result(self, column: str, source: str, rows: list[tuple[Any, str, int]]) -> dict[str, Any]:
        values = []
        for value, label, count in rows[:_MOST]:
            chosen = self.argument(column, value)
            selected = any(pair == chosen for pair in self.get_querystring_pairs())
            change = path_with_removed_args if selected else path_with_added_args
            path = change(self.request, dict([chosen]))
            link = self.ds.absolute_url(self.request, self.ds.urls.path(path))
            values.append(
                {"value": value, "label": label, "count": count, "toggle_url": link, "selected": selected}
            )
        return {
            "name": self.title(column),
            "type": self.type,
            "hideable": source != "metadata",
            "toggle_url": self.ds.urls.path(
                path_with_removed_args(self.request, {f"_facet_{self.type}": column})
            ),
            "results": values,
            "truncated": len(rows) > _MOST,
        }

    def title(self, column: str) -> str:
        """The facet's heading."""
        return column

    def query(self, column: str) -> tuple[str, Any]:
        """SQL that gives value, label and count, in the order shown, and its parameters."""
        raise NotImplementedError

    def argument(self, column: str, value: Any) -> tuple[str, str]:
        """The argument of the address that filters by a value."""
        raise NotImplementedError

    @property
    def whole(self) -> bool:
        """True on the page of all events, whose counts are known."""
        return self.table == "events" and " where " not in self.sql.lower()


class PeriodFacet(_Facet):
    """Values of a column of years or months, the newest first."""

    type = "period"

    def query(self, column: str) -> tuple[str, Any]:
        """By value, not by count: people look for a year in order."""
        if self.whole and column in ("year", "month"):
            value = {"year": "month / 100", "month": "printf('%04d-%02d', month / 100, month % 100)"}[column]
            sql = f"SELECT {value} AS value, {value}, sum(events) FROM browse_counts"
            return f"{sql} WHERE term = :t AND month > 0 GROUP BY 1 ORDER BY 1 DESC LIMIT {_MOST + 1}", {
                "t": term_of("all", "")
            }
        name = escape_sqlite(column)
        sql = f"SELECT {name} AS value, {name}, count(*) FROM ({self.sql}) WHERE {name} IS NOT NULL"
        return f"{sql} GROUP BY 1 ORDER BY 1 DESC LIMIT {_MOST + 1}", self.params

    def argument(self, column: str, value: Any) -> tuple[str, str]:
        """``year=2025``."""
        return column, str(value)


class ActorFacet(_Facet):
    """The actors of events, which stand in a table of their own."""

    type = "actor"

    def title(self, column: str) -> str:
        """The facet's heading."""
        return "actors"

    def query(self, column: str) -> tuple[str, Any]:
        """Those with most events; of all events they are counted already."""
        if self.whole:
            return (
                "SELECT t.value, a.name, t.events FROM browse_terms t JOIN actors a ON a.id = t.value "
                "WHERE t.kind = 'actor' ORDER BY t.events DESC LIMIT 30"
            ), {}
        return (
            f"SELECT a.id, a.name, count(DISTINCT x.event_id) FROM ({self.sql}) e "
            "JOIN event_actors x ON x.event_id = e.id JOIN actors a ON a.id = x.actor_id "
            "GROUP BY a.id ORDER BY 3 DESC, 2 LIMIT 30"
        ), self.params

    def argument(self, column: str, value: Any) -> tuple[str, str]:
        """Datasette's way to filter through a table between two."""
        through = {"table": "event_actors", "column": "actor_id", "value": value}
        return "_through", json.dumps(through)


FACETS = [PeriodFacet, ActorFacet]
