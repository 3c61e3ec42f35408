"""An event's page: what every article said of it, how its status changed, and what was around it."""

from __future__ import annotations

import sqlite3
from itertools import pairwise
from typing import Any, NamedTuple

from kb.store.browse import term_of
from kb.web.filters import Filter
from kb.web.listing import events_of, page_of
from kb.web.rows import Row, rows_of
from kb.web.said import Said, statements_where
from kb.web.words import STATUS, date_in_words

#: Characters of the article shown on either side of the evidence.
_CONTEXT = 220


class Report(NamedTuple):
    """One article's words for the event, with what stands around them."""

    id: str
    article: str
    title: str
    outlet: str
    published: str
    status: str
    date: str
    basis: str
    confidence: float | None
    before: str
    words: tuple[str, str, str]
    after: str

    @property
    def sign(self) -> str:
        """The sign of the status that the article gives."""
        return STATUS[self.status][0]


class Change(NamedTuple):
    """What an article told otherwise than the one before it."""

    day: str
    title: str
    article: str
    before: str
    after: str


def event_page(db: sqlite3.Connection, key: str) -> dict[str, Any] | None:
    """Everything on the page of an event; None if there is no such event."""
    found = rows_of(db, [key])
    if not found:
        return None
    event = found[0]
    reports = _reports(db, key)
    earlier, later = around(db, event)
    return {
        "event": event,
        "reports": reports,
        "changes": _changes(reports),
        "statements": _statements(db, key),
        "earlier": earlier,
        "later": later,
        "rounds": _rounds(db, key),
    }


_REPORTS = """
SELECT r.id, r.article_id, coalesce(a.title, 'untitled'), coalesce(s.name, s.domain, ''),
       coalesce(a.published, ''), r.status, r.date, r.date_basis, r.confidence,
       r.start_char, r.end_char, r.trigger_start, r.trigger_end,
       substr(a.text, max(1, r.start_char + 1 - :n), r.end_char - r.start_char + 2 * :n)
FROM event_reports r JOIN articles a ON a.id = r.article_id LEFT JOIN sources s ON s.id = a.source_id
WHERE r.event_id = :event ORDER BY coalesce(a.published, '9999'), a.id, r.start_char LIMIT 200
"""


def _reports(db: sqlite3.Connection, key: str) -> list[Report]:
    found = []
    for r in db.execute(_REPORTS, {"event": key, "n": _CONTEXT}):
        *head, start, end, trigger, trigger_end, text = r
        first = start - max(0, start - _CONTEXT)  # where the evidence begins in the text around it
        words = text[first : first + end - start]
        cut = max(0, trigger - start), max(0, trigger_end - start)
        parts = words[: cut[0]], words[cut[0] : cut[1]], words[cut[1] :]
        before, after = _from_word(text[:first], start > _CONTEXT), _to_word(text[first + end - start :])
        cells: list[Any] = [*head[:6], date_in_words(head[6]), *head[7:], before, parts, after]
        found.append(Report(*cells))
    return found


def _from_word(text: str, cut: bool) -> str:
    """The end of a text from a paragraph or a whole word on."""
    paragraph = text.rfind("\n\n")
    if paragraph >= 0:
        return text[paragraph + 2 :]
    return "… " + text[text.find(" ") + 1 :] if cut else text


def _to_word(text: str) -> str:
    """The beginning of a text up to its paragraph's end or a whole word."""
    paragraph = text.find("\n\n")
    if paragraph >= 0:
        return text[:paragraph]
    return text if len(text) < _CONTEXT else text[: text.rfind(" ") + 1] + "…"


def _changes(reports: list[Report]) -> list[Change]:
    """Where one article told another status or date than the one before it."""
    first: dict[str, Report] = {}
    for one in sorted(reports, key=lambda r: -(r.confidence or 0)):
        first.setdefault(one.article, one)
    told = sorted(first.values(), key=lambda r: (r.published or "9999", r.article))
    found = []
    for old, new in pairwise(told):
        before, after = f"{old.status}, {old.date}", f"{new.status}, {new.date}"
        if before != after:
            found.append(Change(new.published[:10], new.title, new.article, before, after))
    return found


def _statements(db: sqlite3.Connection, key: str) -> list[Said]:
    tables = "statement_events x JOIN statements s ON s.id = x.statement_id"
    return statements_where(db, (tables, "x.event_id = ?"), [key], 30)


def around(db: sqlite3.Connection, event: Row) -> tuple[list[Row], list[Row]]:
    """Up to four events before and after with the same actors: the first two, or the only one."""
    if not event.start or not event.actors:
        return [], []
    terms = [term_of("actor", a.id) for a in event.actors[:2]]
    found = events_of(*terms)
    here = f"{event.start.replace('-', '')}-{event.number}"
    earlier = page_of(db, found, Filter(before=here), 4).events
    later = page_of(db, found, Filter(before=here, order="old"), 4).events
    return rows_of(db, earlier), rows_of(db, later)


def _rounds(db: sqlite3.Connection, key: str) -> list[Any]:
    """The sessions of the series that the event is a round of."""
    sides = db.execute(
        "SELECT sides FROM event_accounts WHERE event_id = ? AND type = 'CONSULT' AND instr(sides, '|') "
        "LIMIT 1",
        [key],
    ).fetchone()
    if sides is None:
        return []
    rounds = db.execute(
        "SELECT position, round, day, event_id, what, series_id FROM series WHERE sides = ? "
        "ORDER BY position",
        sides,
    ).fetchall()
    own = next((r[5] for r in rounds if r[3] == key), None)
    return [
        (position, number, date_in_words(day), event, what)
        for position, number, day, event, what, series in rounds
        if own and series == own
    ]
