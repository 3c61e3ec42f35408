"""Readers: which of them reads a document is told by its content, not by its name.

A package can bring its own: an entry point in the group ``kb`` that names a module with

    @kb.read.hookimpl
    def register_readers():
        return [Reader("docx", recognises, read)]

The built-in ones come in by the same hook; those of packages are asked first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import pluggy

from kb.errors import UserError
from kb.read.source import Elsewhere, Problem, Source
from kb.records import Article

hookspec = pluggy.HookspecMarker("kb")
hookimpl = pluggy.HookimplMarker("kb")


class Reader(NamedTuple):
    """A kind of document: its name, whether a document is of it, and its articles.

    ``read`` gives articles and problems as it meets them: one bad record costs its own row only. What makes
    the whole document unreadable it raises as UserError.
    """

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], Iterator[Article | Problem | Elsewhere]]


@hookspec
def register_readers() -> list[Reader]:  # type: ignore[empty-body]
    """The readers of a package, in the order in which they are asked."""


@lru_cache(maxsize=1)
def readers() -> tuple[Reader, ...]:
    """Every reader: of installed packages, then the built-in ones."""
    import sys

    from kb.read import builtin

    manager = pluggy.PluginManager("kb")
    manager.add_hookspecs(sys.modules[__name__])
    manager.register(builtin)
    manager.load_setuptools_entrypoints("kb")  # asked before what was registered earlier
    return tuple(reader for found in manager.hook.register_readers() for reader in found)


def read_source(source: Source) -> Iterator[Article | Problem | Elsewhere]:
    """The articles of a document, what in it is none, and what is told of elsewhere."""
    for reader in readers():
        if reader.recognises(source):
            yield from reader.read(source)
            return
    raise UserError(f"{source.name} is of no kind that kb reads.", "Save it as text, HTML or JSON.")
