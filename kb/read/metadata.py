"""What a page says of its article, each with where it says so; what it does not say stays empty."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from kb.read.moments import iso_date

_ARTICLES = frozenset(
    "NewsArticle Article ReportageNewsArticle BlogPosting AnalysisNewsArticle OpinionNewsArticle LiveBlogPosting "
    "BackgroundNewsArticle ReviewNewsArticle Report WebPage".split()
)
#: Names of meta elements with the day of publication, the surest first.
_PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "parsely-pub-date", "datepublished",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "cxenseparse:recs:publishtime",
    "publish-date", "publish_date", "publishdate", "pubdate", "date", "article.published", "originalpublicationdate",
    "rnews:datepublished", "citation_publication_date", "published_at", "iso-8601-publish-date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]([01]\d)[/-]([0-3]\d)(?:/|-|$)")


@dataclass(slots=True)
class Metadata:
    """``basis`` says where ``published`` was found: json-ld, meta, time, byline, url, feed, field or mail."""

    title: str | None = None
    subtitle: str | None = None
    author: str | None = None
    outlet: str | None = None
    site: str | None = None
    url: str | None = None
    published: str | None = None
    basis: str | None = None
    modified: str | None = None
    language: str | None = None


def metadata_of(tree: Any, address: str | None = None) -> Metadata:
    """The metadata of a page (an lxml tree), by JSON-LD, meta elements, ``time`` and the address."""
    ld = _json_ld(tree)
    meta = _meta(tree)
    url = _canonical(tree, meta, ld, address)
    host = urlsplit(url or "").hostname or ""
    site = meta.get("og:site_name") or _name(ld.get("publisher"))
    found = Metadata(
        title=_title(tree, ld, meta, site),
        author=_name(ld.get("author")) or meta.get("author") or meta.get("article:author"),
        outlet=host.removeprefix("www.") or site,
        site=site,
        url=url,
        language=(_text(ld.get("inLanguage")) or tree.get("lang") or meta.get("og:locale") or "")[:2].lower()
        or None,
    )
    if found.author and re.match(r"https?://", found.author):
        found.author = None
    found.published, found.basis = _published(tree, ld, meta, url)
    modified = _text(ld.get("dateModified")) or next((meta[n] for n in _MODIFIED if n in meta), None)
    found.modified = iso_date(modified) if modified else None
    return found


def _published(
    tree: Any, ld: dict[str, Any], meta: dict[str, str], url: str | None
) -> tuple[str | None, str | None]:
    day_in_url = _URL_DAY.search(urlsplit(url or "").path)
    for basis, values in (
        ("json-ld", [_text(ld.get("datePublished")), _text(ld.get("dateCreated"))]),
        ("meta", [meta[name] for name in _PUBLISHED if name in meta]),
        ("time", _times(tree)),
        ("url", ["-".join(day_in_url.groups())] if day_in_url else []),
        ("byline", _bylines(tree)),
    ):
        for value in values:
            if value and (day := iso_date(value.strip())) and "1980" < day < "2100":
                return day, basis
    return None, None


def _times(tree: Any) -> list[str]:
    """Machine-readable days of the article itself: marked as its publication, or the first of its header."""
    marked = tree.xpath(
        "//*[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime | "
        "//time[@pubdate]/@datetime | //time[contains(@class, 'publish')]/@datetime"
    )
    return [
        str(value) for value in marked or tree.xpath("(//article//time | //h1/following::time)[1]/@datetime")
    ]


#: Where pages write their day: "Posted on November 19, 2019", "19 Nov 2019 | by Ada Roe".
_BYLINE = "|".join(
    f"contains(translate(@{attribute}, 'BDLMPSTU', 'bdlmpstu'), '{word}')"
    for attribute in ("class", "id") for word in ("date", "time", "publish", "posted", "byline", "meta")
).replace("|", " or ")  # fmt: skip
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_WRITTEN = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? (?:19|20)\d\d|"
    r"(?:19|20)\d\d-\d\d-\d\d)\b"
)


def _bylines(tree: Any) -> list[str]:
    """Days written out in full in the short elements that pages have for them, before the text's end."""
    found = []
    for element in tree.xpath(f"//*[{_BYLINE}]")[:200]:
        words = " ".join(element.text_content().split())
        if (
            len(words) <= 160
            and (day := _WRITTEN.search(words))
            and not re.search(r"©|copyright", words, re.I)
        ):
            found.append(day[0])
    return found[:1]


def _title(tree: Any, ld: dict[str, Any], meta: dict[str, str], site: str | None) -> str | None:
    heads = [" ".join(h.text_content().split()) for h in tree.xpath("//h1")]
    plain = [" ".join(t.text_content().split()) for t in tree.xpath("//head/title | //title")][:1]
    for words in (
        _text(ld.get("headline")),
        meta.get("og:title"),
        *heads[:1],
        meta.get("twitter:title"),
        *plain,
    ):
        title = _without_site(" ".join((words or "").split()), site)
        if title:
            return title
    return None


def _without_site(title: str, site: str | None) -> str:
    """A title without the outlet's name behind it: "Talks resume - The Herald"."""
    parts = re.split(r"\s+[|–—-]\s+", title)
    if len(parts) > 1 and site and parts[-1].lower().replace(" ", "") == site.lower().replace(" ", ""):
        return title[: title.rindex(parts[-1])].rstrip(" |–—-")
    return title


def _canonical(tree: Any, meta: dict[str, str], ld: dict[str, Any], address: str | None) -> str | None:
    links = tree.xpath("//link[@rel='canonical']/@href")
    page = ld.get("mainEntityOfPage")
    named = page.get("@id") if isinstance(page, dict) else page
    for value in (*links, meta.get("og:url"), _text(named), _text(ld.get("url")), address):
        whole = urljoin(address or "", str(value).strip()) if value else ""
        parts = urlsplit(whole)
        if parts.scheme in ("http", "https") and parts.hostname and len(parts.path) > 1:
            return parts._replace(fragment="").geturl()
    return address


def _meta(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        value = " ".join((element.get("content") or "").split())
        if name and value:
            found.setdefault(name.lower(), value)
    return found


def _json_ld(tree: Any) -> dict[str, Any]:
    """The page's article in JSON-LD; an empty one if it has none."""
    best: dict[str, Any] = {}
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            content = json.loads(script.text_content().strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(content):
            kinds = thing.get("@type")
            named = {kinds} if isinstance(kinds, str) else set(kinds) if isinstance(kinds, list) else set()
            if {str(n) for n in named} & _ARTICLES and len(thing) > len(best):
                best = thing
    return best


def _things(content: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(content, list):
        for one in content:
            yield from _things(one, depth + 1)
    elif isinstance(content, dict):
        yield content
        yield from _things(content.get("@graph") or [], depth + 1)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _name(value: Any) -> str | None:
    """The name of a person or body in JSON-LD, or of several."""
    if isinstance(value, list):
        return ", ".join(filter(None, (_name(one) for one in value))) or None
    if isinstance(value, dict):
        return _text(value.get("name"))
    return _text(value)
