"""Files that come with kb beside its code: metadata.yml and the sample dispatches.

In an installed wheel they lie in the package; in a checkout, at its top level.
"""

from __future__ import annotations

from pathlib import Path

from kb.errors import UserError

_PACKAGE = Path(__file__).parent
_PLACES = {
    "metadata.yml": (_PACKAGE / "_share" / "metadata.yml", _PACKAGE.parent / "metadata.yml"),
    "dispatches": (_PACKAGE / "_share" / "dispatches", _PACKAGE.parent / "data" / "dispatches"),
}


def _path(name: str) -> str:
    for place in _PLACES[name]:
        if place.exists():
            return str(place)
    raise UserError(f"This installation of kb lacks its {name}.", "Install it again: pip install kb.")


def metadata_file() -> str:
    """The path of metadata.yml."""
    return _path("metadata.yml")


def sample_dispatches() -> str:
    """The path of the folder with the sample dispatches."""
    return _path("dispatches")
