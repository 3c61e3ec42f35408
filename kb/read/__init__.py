"""The room that trusts nothing: bytes from anywhere in, articles with passages out."""

from kb.read.clippings import read_clippings
from kb.read.decode import decode
from kb.read.inputs import Defaults, Document, Found, Pattern, Reach, find, read, read_each, read_reaching
from kb.read.pieces import Piece, pieces, read_piece
from kb.read.readers import Reader, hookimpl
from kb.read.source import Elsewhere, Problem, Source

__all__ = [
    "Defaults",
    "Document",
    "Elsewhere",
    "Found",
    "Pattern",
    "Piece",
    "Problem",
    "Reach",
    "Reader",
    "Source",
    "decode",
    "find",
    "hookimpl",
    "pieces",
    "read",
    "read_clippings",
    "read_each",
    "read_piece",
    "read_reaching",
]
