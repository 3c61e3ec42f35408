"""The room that trusts nothing: bytes from anywhere in, articles with passages out."""

from kb.read.clippings import read_clippings
from kb.read.decode import decode
from kb.read.inputs import Defaults, Document, Found, find, read

__all__ = ["Defaults", "Document", "Found", "decode", "find", "read", "read_clippings"]
