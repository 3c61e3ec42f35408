"""Web addresses: fetched politely, within limits, and never from inside the user's own network.

A fetch ends in one of three ways: the document, "as it was" (304, with what the last answer said of itself),
or a UserError whose sentence says what to do.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from kb import __version__
from kb.errors import UserError
from kb.read.decode import MAX_BYTES
from kb.read.source import Source

USER_AGENT = f"kb/{__version__} (event-timeline knowledge base; reads news articles for one user)"
_RETRIED = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and counts: ``whole`` a document may take, between two requests to a host, longest wait."""

    whole: float = 60.0
    delay: float = 1.0
    patience: float = 30.0
    tries: int = 3
    redirects: int = 5
    size: int = MAX_BYTES
    private: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What the last answer from an address said of itself, for asking whether it has changed."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, or None if it is as it was; and what its answer said of itself."""

    source: Source | None
    seen: Seen


@dataclass(slots=True)
class Fetcher:
    """Fetches addresses, one after another; keeps each host's last request and its robots.txt."""

    limits: Limits = field(default_factory=Limits)
    wait: Callable[[float], None] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def fetch(self, address: str, seen: Seen | None = None) -> Fetched:
        """The document at an address; UserError if it cannot be had."""
        deadline = time.monotonic() + self.limits.whole
        with httpx.Client(timeout=httpx.Timeout(min(20.0, self.limits.whole)), trust_env=False) as client:
            if not self._allowed(client, address, deadline):
                raise UserError(
                    f"{address} may not be fetched: its robots.txt asks programs to stay away.",
                    "Save the page with a browser and read the file.",
                )
            return self._with_retries(client, address, seen or Seen(), deadline)

    def _with_retries(self, client: httpx.Client, address: str, seen: Seen, deadline: float) -> Fetched:
        for attempt in range(1, self.limits.tries + 1):
            try:
                status, answer, final = self._follow(client, address, seen, deadline)
            except httpx.TransportError as error:
                if attempt == self.limits.tries or time.monotonic() > deadline:
                    why = str(error) or type(error).__name__
                    raise UserError(f"{address} could not be reached ({why}).", "Try again later.") from error
                self.wait(min(2.0**attempt, self.limits.patience))
                continue
            if status not in _RETRIED:
                return _fetched(address, status, answer, final)
            pause = _pause(answer, attempt)
            if attempt == self.limits.tries or pause > self.limits.patience:
                raise UserError(f"{address} answered {status}: its server is busy.", "Try again later.")
            self.wait(pause)
        raise AssertionError("unreachable")

    def _follow(
        self, client: httpx.Client, address: str, seen: Seen, deadline: float
    ) -> tuple[int, tuple[httpx.Headers, bytes], str]:
        """Status, headers with body, and the address at the end of all redirects."""
        for _ in range(self.limits.redirects + 1):
            status, headers, body = self._get(client, address, seen, deadline)
            if status not in (301, 302, 303, 307, 308) or "location" not in headers:
                return status, (headers, body), address
            address = urljoin(address, headers["location"])
        problem = f"{address} redirects more than {self.limits.redirects} times."
        raise UserError(problem, "Check the address in a browser.")

    def _get(
        self, client: httpx.Client, address: str, seen: Seen, deadline: float
    ) -> tuple[int, httpx.Headers, bytes]:
        url, host, ip = self._checked(address)
        self._be_polite(host)
        headers = {"Host": urlsplit(address).netloc.rpartition("@")[2], "User-Agent": USER_AGENT,
                   "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"}  # fmt: skip
        headers |= {"If-None-Match": seen.etag} if seen.etag else {}
        headers |= {"If-Modified-Since": seen.modified} if seen.modified else {}
        # The very address that was checked is asked, so that a name cannot lead elsewhere in between.
        asked = url.copy_with(host=ip)
        with client.stream("GET", asked, headers=headers, extensions={"sni_hostname": host}) as answer:
            body, size = bytearray(), 0
            for piece in answer.iter_bytes(65536):
                size += len(piece)
                if size > self.limits.size:
                    raise UserError(
                        f"{address} is longer than {self.limits.size / 1e6:.0f} MB, too long for an article.",
                        "Fetch it with another program and split it.",
                    )
                if time.monotonic() > deadline:
                    problem = f"{address} took longer than {self.limits.whole:.0f} seconds."
                    raise UserError(problem, "Try again later.")
                body += piece
            return answer.status_code, answer.headers, bytes(body)

    def _checked(self, address: str) -> tuple[httpx.URL, str, str]:
        """The address, its host and the host's IP; UserError for what kb does not fetch."""
        try:
            url = httpx.URL(address)
        except (httpx.InvalidURL, ValueError) as error:
            raise UserError(
                f"{address} is not a web address.", "Write it as https://example.org/page."
            ) from error
        if url.scheme not in ("http", "https") or not url.host:
            raise UserError(f"{address} is not a web address.", "Write it as https://example.org/page.")
        try:
            port = url.port or (443 if url.scheme == "https" else 80)
            found = [
                str(entry[4][0]) for entry in socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
            ]
        except (OSError, UnicodeError) as error:
            problem = f"{address} could not be reached (no such host)."
            raise UserError(problem, "Check the address and the connection.") from error
        if not self.limits.private and not all(
            ipaddress.ip_address(ip.split("%")[0]).is_global for ip in found
        ):
            raise UserError(
                f"{address} lies in a private network, from which kb does not fetch.",
                "Use --allow-private if it is your own.",
            )
        return url, url.host, found[0]

    def _be_polite(self, host: str) -> None:
        since = time.monotonic() - self._last.get(host, -1e9)
        if since < self.limits.delay:
            self.wait(self.limits.delay - since)
        self._last[host] = time.monotonic()

    def _allowed(self, client: httpx.Client, address: str, deadline: float) -> bool:
        """What the host's robots.txt says; a host without one, or that does not answer for it, allows all."""
        url, *_ = self._checked(address)
        root = str(url.copy_with(raw_path=b"/robots.txt", fragment=None))
        if root not in self._robots:
            rules = RobotFileParser()
            rules.parse([])
            try:
                status, (_, body), _ = self._follow(client, root, Seen(), deadline)
                if status == 200:
                    rules.parse(body[:500_000].decode("utf-8", "replace").splitlines())
            except (httpx.TransportError, UserError):
                pass
            self._robots[root] = rules
        return self._robots[root].can_fetch("kb", address)


def _fetched(address: str, status: int, answer: tuple[httpx.Headers, bytes], final: str) -> Fetched:
    headers, body = answer
    seen = Seen(headers.get("etag"), headers.get("last-modified"))
    if status == 304:
        return Fetched(None, seen)
    if status in (404, 410):
        raise UserError(f"{address} is not there any more ({status}).", "Check the address in a browser.")
    if status in (401, 402, 403, 451):
        problem = f"{address} is closed to programs ({status})."
        raise UserError(problem, "Save the page with a browser and read the file.")
    if status != 200:
        raise UserError(f"{address} answered {status}.", "Check the address in a browser.")
    return Fetched(Source(address, content=_in_utf8(headers, body), address=final), seen)


def _in_utf8(headers: Any, body: bytes) -> bytes:
    """Text in the character set that the answer names, if it is another than UTF-8 and can be read so."""
    kind, _, rest = (headers.get("content-type") or "").partition("charset=")
    charset = rest.split(";")[0].strip(" \"'").lower()
    if not kind.startswith("text/plain") or charset in ("", "utf-8", "utf8"):
        return body  # HTML and XML say it themselves, and are right more often
    try:
        return body.decode(charset).encode()
    except (LookupError, UnicodeDecodeError):
        return body


def _pause(answer: tuple[httpx.Headers, bytes], attempt: int) -> float:
    """Seconds to wait before trying again: what the server asks for, else longer each time."""
    asked = answer[0].get("retry-after", "")
    return float(asked) if asked.isdigit() else 2.0**attempt
