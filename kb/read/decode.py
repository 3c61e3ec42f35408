"""Bytes to text, without guessing more than the bytes give ground for."""

from __future__ import annotations

import codecs
import re

from kb.errors import UserError

#: More than this is no article; a book or a dump is split before it is read.
MAX_BYTES = 20_000_000

_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_MAGIC = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP, Word or EPUB file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
]
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")


def decode(data: bytes, name: str) -> str:
    """The text of a file, with Unix line ends and no byte order mark.

    UTF-8, UTF-16 and UTF-32 are recognised by mark or by form; anything else is read as Windows-1252
    or Latin-1 where the bytes beyond ASCII stand alone (accents in Western text), else by
    charset-normalizer (Cyrillic and other scripts). Raises UserError for what is not text.
    """
    if len(data) > MAX_BYTES:
        raise too_long(name, len(data))
    if not data.strip():
        raise UserError(f"{name} is empty.", "Save the article's text into it, or remove it.")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UserError(f"{name} is {what}, not text.", "Save the article as plain text (.txt).")
    text = _decoded(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    if _is_binary(text):
        raise UserError(f"{name} is not text.", "Save the article as plain text (.txt) in UTF-8.")
    if not text.strip():
        raise UserError(f"{name} is empty.", "Save the article's text into it, or remove it.")
    return text


def too_long(name: str, size: int, limit: int = MAX_BYTES) -> UserError:
    """What to tell of a file of so many bytes."""
    return UserError(
        f"{name} is {size / 1e6:.0f} MB long, too long for one article.",
        f"Split it into files of less than {limit // 1_000_000} MB, one article each.",
    )


def _decoded(data: bytes, name: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    if b"\x00" in data[:4096]:
        return _utf16_without_mark(data, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, name)


def _utf16_without_mark(data: bytes, name: str) -> str:
    """UTF-16 text of Western script has a zero in every second byte; other zeros mean binary."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2 or 1
    if odd > 0.6 * half and even < 0.1 * half:
        return data.decode("utf-16-le", "replace")
    if even > 0.6 * half and odd < 0.1 * half:
        return data.decode("utf-16-be", "replace")
    raise UserError(f"{name} is not text.", "Save the article as plain text (.txt) in UTF-8.")


def _legacy(data: bytes, name: str) -> str:
    high = sum(byte > 0x7F for byte in data)
    in_runs = sum(len(run) for run in _HIGH_RUN.findall(data))
    if in_runs * 2 <= high:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            return data.decode("latin-1")
    from charset_normalizer import from_bytes  # 60 ms to import, and rarely needed

    scripts = ["cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5", "gb18030", "big5",
               "euc_kr", "shift_jis", "euc_jp", "cp1253", "cp1255", "cp1256"]  # fmt: skip
    best = from_bytes(data[:100_000], cp_isolation=scripts).best()
    if best is None:
        raise UserError(f"{name} is in an encoding that could not be recognised.", "Save it as UTF-8.")
    return data.decode(best.encoding, "replace")


def _is_binary(text: str) -> bool:
    head = text[:20_000]
    return len(_NOT_TEXT.findall(head)) > 0.02 * len(head)
