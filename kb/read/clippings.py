"""The clipping format and its variants: header, title, subtitle, key points, headings, body.

`` date 2025-05-30 Title`` / the title again / subtitle / ``Source:  outlet`` / ``Updated: ...`` /
lead / ``Points of attention`` with bullets / headings / body paragraphs. Any part but the text may
be absent; a plain text without a header is an article whose first line is its title. The labels of
the format (``date``, ``Source:``, ``Updated:``, ``Points of attention``, bullets) become columns and
passage kinds; every other word of the file is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.errors import UserError
from kb.read.moments import iso_date
from kb.read.writer import Writer
from kb.records import Article, PassageKind, fold

_HEADER = re.compile(r"^\s*date[ \t]+(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[ \t]+(\S.*?))?\s*$", re.M)
_LABEL = re.compile(
    r"^(source|updated|modified|published|date|author|by|url|link)[ \t]*:[\s\u00a0]*(\S.*?)\s*$",
    re.IGNORECASE,
)
_KEY_POINTS = re.compile(r"^(points of attention|key points|highlights|in brief)\s*:?$", re.I)
_BULLET = re.compile(r"^\s*(?:[•●▪‣◦∙]|[-*–](?=\s))\s*")
DATELINE = re.compile(
    r"^(?:[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.\-/ ]{2,40})"  # KYIV, KIEV/MOSCOW
    r"(?:,\s*[A-Z][\w.'’ ]{1,25})?"  # , Dagestan
    r"(?:,?\s*(?:\d{1,2}\s+[A-Z][a-z]{2,8}\.?|[A-Z][a-z]{2,8}\.?\s+\d{1,2})(?:,?\s+\d{4})?)?"
    r"(?:\s*\([^)]{2,40}\))?\s*(?:—|–|--|-)\s+(?=\S)"
)
ENDS_SENTENCE = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")


@dataclass(slots=True)
class _Header:
    """What the lines before the text say; ``labels`` are lower-case label -> value."""

    title: str | None = None
    subtitle: str | None = None
    published: str | None = None
    labels: dict[str, str] = field(default_factory=dict)


def read_clippings(text: str, name: str) -> list[Article]:
    """The articles in a text: one, or several if each begins with its own header line."""
    return [_article(part, name) for part in _split(text)]


def _split(text: str) -> Iterator[str]:
    """Cut before every header line whose title the next line repeats."""
    cuts = [0]
    for match in _HEADER.finditer(text):
        following = text[match.end() :].lstrip("\n").split("\n", 1)[0]
        if match.start() > 0 and match[2] and following.strip() == match[2].strip():
            cuts.append(match.start())
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        if text[start:end].strip():
            yield text[start:end]


def _article(text: str, name: str) -> Article:
    lines = text.split("\n")
    header, rest = _read_header(lines)
    writer = Writer()
    if header.title:
        writer.add("title", header.title)
    if header.subtitle:
        writer.add("subtitle", header.subtitle)
    for kind, block in _blocks(lines[rest:], header):
        writer.add(kind, block)
    if not any(p.kind in ("lead", "body", "key_point") for p in writer.passages):
        if not header.title:
            raise UserError(f"{name} holds no text.", "Save the article's text into it.")
        if not (header.published or header.labels):
            # A single line without a header is the text itself, not a title without a text.
            header.title = None
            writer = Writer()
            writer.add("lead", "\n".join(lines).strip())
    labels = header.labels
    return Article(
        text=writer.text,
        passages=tuple(writer.passages),
        input=name,
        title=header.title,
        subtitle=header.subtitle,
        source=labels.get("source"),
        published=header.published,
        published_basis="header" if header.published else None,
        modified=labels.get("updated") or labels.get("modified"),
        author=labels.get("author") or labels.get("by"),
        url=labels.get("url") or labels.get("link"),
        language=None,
    )


def _read_header(lines: list[str]) -> tuple[_Header, int]:
    """The header and the index of the first line after it."""
    header, at = _Header(), _skip_blank(lines, 0)
    match = _HEADER.match(lines[at]) if at < len(lines) else None
    if match:
        header.published, header.title = match[1], match[2]
        at = _skip_blank(lines, at + 1)
        if at < len(lines) and header.title and lines[at].strip() == header.title:
            at += 1
    elif at < len(lines) and _is_title(lines, at):
        header.title = lines[at].strip()
        at += 1
    at = _read_labels(lines, at, header)
    return header, at


def _read_labels(lines: list[str], at: int, header: _Header) -> int:
    """Subtitle and label lines: up to the block with the last label, or to the first paragraph."""
    ends = [i + 1 for i in range(at, min(at + 9, len(lines))) if _label(lines[i])]
    if ends:
        for line in lines[at : ends[-1]]:
            if label := _label(line):
                header.labels[label[0]] = label[1]
                if label[0] in ("published", "date"):
                    header.published = header.published or label[1]
            elif line.strip():
                header.subtitle = f"{header.subtitle} {line.strip()}" if header.subtitle else line.strip()
        return ends[-1]
    first = _skip_blank(lines, at)
    if header.title and first < len(lines) and _is_subtitle(lines, first):
        header.subtitle = lines[first].strip()
        return first + 1
    return at


def _label(line: str) -> tuple[str, str] | None:
    match = _LABEL.match(line)
    if not match:
        return None
    name, value = match[1].lower(), match[2]
    if name in ("updated", "modified", "published", "date"):
        parsed = iso_date(value)
        return (name, parsed) if parsed else None
    if name in ("source", "url", "link") and " " in value:
        return None if name != "source" or len(value) > 60 else (name, value)
    return name, value


def _is_title(lines: list[str], at: int) -> bool:
    line = lines[at].strip()
    return len(line) <= 220 and not _KEY_POINTS.match(line) and not _BULLET.match(lines[at])


def _is_subtitle(lines: list[str], at: int) -> bool:
    """A short line of its own that ends like a headline, with text after it."""
    line = lines[at].strip()
    alone = at + 1 >= len(lines) or not lines[at + 1].strip()
    return (
        alone
        and len(line) <= 200
        and not ENDS_SENTENCE.search(line)
        and not _KEY_POINTS.match(line)
        and not _BULLET.match(lines[at])
        and _skip_blank(lines, at + 1) < len(lines)
    )


def _blocks(lines: list[str], header: _Header) -> Iterator[tuple[PassageKind, str]]:
    """The passages of the text with their kinds."""
    lead_seen = False
    for block in _paragraphs(lines):
        if _KEY_POINTS.match(block):
            continue
        bullet = _BULLET.match(block)
        if bullet and block[bullet.end() :].strip():
            yield "key_point", block[bullet.end() :].strip()
        elif bullet:
            continue  # a bullet without words
        elif _is_heading(block, header):
            yield "heading", block
        else:
            dateline = DATELINE.match(block)
            if dateline:
                yield "dateline", block[: dateline.end()].rstrip()
                block = block[dateline.end() :]
            yield ("body" if lead_seen else "lead"), block
            lead_seen = True


def _is_heading(block: str, header: _Header) -> bool:
    if fold(block) in (fold(header.title or ""), fold(header.subtitle or "")) and fold(block):
        return True
    short = len(block) <= 120 and "\n" not in block and len(block.split()) <= 16
    return short and not ENDS_SENTENCE.search(block) and not block.endswith(('"', "”", "'", "’"))


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Blocks between blank lines; inside a block each line is a paragraph unless it is wrapped."""
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line.rstrip())
        elif block:
            yield from _unwrapped(block)
            block = []


def _unwrapped(block: list[str]) -> Iterator[str]:
    """Lines as paragraphs, or joined where they look cut at a fixed width (mail, old archives)."""
    paragraph: list[str] = []
    width = max(len(line) for line in block)
    for line in block:
        bullet = _BULLET.match(line)
        wrapped = (
            paragraph
            and not bullet
            and 40 <= width <= 100
            and len(paragraph[-1]) + len(line.split()[0]) >= width - 12
        )
        if paragraph and not wrapped:
            yield "\n".join(paragraph).strip()
            paragraph = []
        paragraph.append(line)
    yield "\n".join(paragraph).strip()


def _skip_blank(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at
