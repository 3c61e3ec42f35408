"""Many machines: what articles say is found by workers that know nothing of one another, and loaded by one.

Input is cut into shards (`shards`), a stateless function makes a Parquet file of each (`extract`), `run` gives
the shards to a Dask cluster, and `load` writes the files into a database. Nothing here needs Dask but `run`.
"""

from __future__ import annotations

from importlib.util import find_spec

from kb.errors import UserError

#: What is installed by kb[dask], as Python and as people call it.
_NAMES = {"distributed": "Dask", "pyarrow": "pyarrow"}


def require(what: str, *modules: str) -> None:
    """UserError if a module is not installed; ``what`` is the command that needs them."""
    if any(find_spec(module) is None for module in modules):
        needed = " and ".join(_NAMES[module] for module in modules)
        them = "them" if len(modules) > 1 else "it"
        raise UserError(f"{what} needs {needed}.", f"Install {them}: pip install 'kb[dask]'.")
