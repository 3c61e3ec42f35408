"""The events of any filter in other formats: JSON, CSV, Atom, iCalendar, TimelineJS and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any
from xml.etree import ElementTree

from kb.extract.calendar import day_of
from kb.web.addresses import Addresses
from kb.web.filters import Filter, parse
from kb.web.home import in_words, names_of, resolve
from kb.web.known import known_on
from kb.web.listing import page_of, plan
from kb.web.rows import Row, rows_of

OUTPUTS = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "timelinejs": "application/json; charset=utf-8",
    "geojson": "application/geo+json; charset=utf-8",
}
#: Events in one file unless ``size`` asks for fewer or more, and the most that it may ask for.
_USUAL, _MOST = 500, 2000
_ATOM = "{http://www.w3.org/2005/Atom}"


class Listed:
    """The events of an output, with what it is called and where it is."""

    def __init__(self, rows: list[Row], title: str, to: Addresses, addresses: tuple[str, str, str]) -> None:
        self.rows, self.title, self.to = rows, title, to
        self.page, self.own, self.next = addresses


def output(db: sqlite3.Connection, name: str, given: Mapping[str, str], to: Addresses) -> tuple[str, str]:
    """The body of an output, or the sentence that says what is wrong with its address."""
    chosen, problems = parse(given)
    chosen, unknown = resolve(db, chosen)
    size = given.get("size", "")
    if size and not (size.isdigit() and 0 < int(size) <= _MOST):
        problems.append(f"size must be a number from 1 to {_MOST}.")
    if problems or unknown:
        return "", " ".join(problems + unknown)
    rows, following = _rows(db, chosen, int(size) if size else _USUAL)
    words = ", ".join(part for part, _ in in_words(chosen, names_of(db, chosen)))
    title = f"Timeline: {words}" if words else "Timeline"
    more = f"&size={size}" if size else ""
    further = to.output(name, chosen.query(before=following) + more) if following else ""
    listed = Listed(rows, title, to, (to.home(chosen.query()), to.output(name, chosen.query()), further))
    return _WRITERS[name](listed), ""


def _rows(db: sqlite3.Connection, chosen: Filter, size: int) -> tuple[list[Row], str]:
    if chosen.as_of:
        return known_on(db, chosen, size)
    found = plan(db, chosen)
    if found is None:
        return [], ""
    page = page_of(db, found, chosen, size)
    return rows_of(db, page.events), page.following


def record(row: Row, to: Addresses) -> dict[str, Any]:
    """An event as JSON: the columns of the table ``events``, names beside ids, and its evidence."""
    quotation = row.quotation and {"speaker": row.quotation.speaker, "words": row.quotation.words}
    return {
        "id": row.id, "title": row.title, "type": row.type, "mode": row.mode, "status": row.status,
        "date": row.date, "start_date": row.start, "end_date": row.end, "date_precision": row.precision,
        "place": row.place.name if row.place else None, "country": row.country,
        "latitude": row.latitude, "longitude": row.longitude,
        "actors": [{"id": a.id, "name": a.name, "role": a.role} for a in row.actors],
        "reports": row.reports, "sources": row.sources, "evidence": row.evidence,
        "article": row.article.id, "outlet": row.outlet, "first_reported": row.first_reported,
        "last_reported": row.last_reported,
        "quotation": quotation, "url": to.event(row.id),
        "evidence_url": to.article(row.article.id, f"r-{row.report}"),
    }  # fmt: skip


def _json(listed: Listed) -> str:
    events = [record(row, listed.to) for row in listed.rows]
    content = {"title": listed.title, "url": listed.page, "next": listed.next or None, "events": events}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _csv(listed: Listed) -> str:
    out = io.StringIO()
    columns = (
        "id title type mode status date start_date end_date date_precision place country latitude longitude "
        "actors reports sources evidence article outlet first_reported last_reported url evidence_url"
    ).split()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for row in listed.rows:
        cells = record(row, listed.to)
        cells["actors"] = "; ".join(f"{a.name} ({a.role})" for a in row.actors)
        writer.writerow({key: _plain(value) for key, value in cells.items()})
    return out.getvalue()


def _plain(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _atom(listed: Listed) -> str:
    ElementTree.register_namespace("", _ATOM[1:-1])
    feed = ElementTree.Element(f"{_ATOM}feed")
    updated = max((row.last_reported or "" for row in listed.rows), default="")
    for tag, text in (("title", listed.title), ("id", listed.own), ("updated", _moment(updated))):
        ElementTree.SubElement(feed, _ATOM + tag).text = _xml(text)
    author = ElementTree.SubElement(feed, f"{_ATOM}author")
    ElementTree.SubElement(author, f"{_ATOM}name").text = "kb"
    for rel, href in (("self", listed.own), ("alternate", listed.page), ("next", listed.next)):
        if href:
            ElementTree.SubElement(feed, f"{_ATOM}link", rel=rel, href=href)
    for row in listed.rows:
        entry = ElementTree.SubElement(feed, f"{_ATOM}entry")
        summary = f"{row.status_words}; {row.when}. “{row.evidence}” ({row.outlet or 'source unknown'})"
        url = listed.to.event(row.id)
        for tag, text in (("title", row.title), ("id", url), ("updated", _moment(row.last_reported)),
                          ("published", _moment(row.first_reported)), ("summary", summary)):  # fmt: skip
            ElementTree.SubElement(entry, _ATOM + tag).text = _xml(text)
        ElementTree.SubElement(entry, f"{_ATOM}link", rel="alternate", href=url)
        ElementTree.SubElement(entry, f"{_ATOM}category", term=row.type)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode")


def _xml(text: str) -> str:
    """Text without the characters that XML has no way to write."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _moment(published: str | None) -> str:
    """A date of publication as RFC 3339; the day's beginning if no time is given, 1970 if nothing is."""
    day = day_of(published)
    if day is None:
        return "1970-01-01T00:00:00Z"
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        moment = datetime(day.year, day.month, day.day)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _ics(listed: Listed) -> str:
    """The events that have a day: a month or a year is no entry of a calendar."""
    from icalendar import Calendar, Event, vText

    calendar = Calendar()
    calendar.add("prodid", "-//kb//timeline//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", listed.title)
    for row in listed.rows:
        days = _days(row)
        if days is None:
            continue
        event = Event()
        event.add("uid", f"{row.id}@kb")
        event.add("dtstamp", datetime.fromisoformat(_moment(row.last_reported)).astimezone(UTC))
        event.add("dtstart", days[0])
        event.add("dtend", days[1] + timedelta(days=1))
        event.add("summary", f"{row.title} ({row.status})")
        event.add("status", {"cancelled": "CANCELLED", "denied": "CANCELLED", "proposed": "TENTATIVE"}.get(
            row.status, "CONFIRMED"))  # fmt: skip
        event.add("description", f"{row.evidence} ({row.outlet or 'source unknown'})")
        event.add("url", listed.to.event(row.id))
        if row.place:
            event["location"] = vText(row.place.name)
        calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))


def _days(row: Row) -> tuple[date, date] | None:
    """First and last day of an event that has both, not further apart than two months."""
    first, last = day_of(row.start), day_of(row.end)
    if row.precision not in ("day", "interval") or first is None or last is None:
        return None
    return (first, last) if (last - first).days <= 62 and last.year < 9999 else None


def _timelinejs(listed: Listed) -> str:
    """TimelineJS's JSON; an event without a date has no place on its line."""
    slides = []
    for row in listed.rows:
        if not row.start:
            continue
        words = f"<p>{escape(row.evidence)}</p><p>{escape(row.outlet)}</p>"
        headline = f'<a href="{escape(listed.to.event(row.id))}">{escape(row.title)}</a>'
        slide: dict[str, Any] = {
            "start_date": _timelinejs_date(row.start, row.precision),
            "text": {"headline": headline, "text": words},
            "group": row.kind,
            "unique_id": row.id,
            "display_date": row.when,
        }
        if row.end and row.precision == "interval":
            slide["end_date"] = _timelinejs_date(row.end, "day")
        slides.append(slide)
    title = {"text": {"headline": escape(listed.title)}}
    return json.dumps({"title": title, "events": slides}, ensure_ascii=False)


def _timelinejs_date(day: str, precision: str | None) -> dict[str, int]:
    parts = {"year": 1, "month": 2, "season": 2}.get(precision or "", 3)
    return dict(zip(("year", "month", "day"), map(int, day.split("-")[:parts]), strict=False))


def _geojson(listed: Listed) -> str:
    features = [
        {
            "type": "Feature",
            "id": row.id,
            "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
            "properties": record(row, listed.to),
        }
        for row in listed.rows
        if row.latitude is not None and row.longitude is not None
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


_WRITERS: dict[str, Callable[[Listed], str]] = {
    "json": _json, "csv": _csv, "atom": _atom, "ics": _ics, "timelinejs": _timelinejs, "geojson": _geojson,
}  # fmt: skip
