"""`kb serve`: check the database and metadata, then hand both to Datasette."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from kb.errors import UserError
from kb.share import metadata_file
from kb.store import open_for_reading
from kb.web import tilde_encode


def serve(database: str, host: str, port: int, metadata: str | None, options: Options) -> None:
    """Replace this process by Datasette; raises UserError for what Datasette would trip over."""
    _check_is_of_today(database)
    checked = metadata_for(database, check_metadata(metadata or metadata_file()), options.public)
    _check_port(host, port)
    command = datasette_command(database, host, port, checked)
    for name, value in PUBLIC.items() if options.public else ():
        command += ["--setting", name, value]
    if options.browser:
        command.append("--open")
    print(f"Timeline at http://{host}:{port}/ (stop with Ctrl-C)", flush=True)
    os.execv(sys.executable, [sys.executable, *command])


def _check_is_of_today(database: str) -> None:
    """A database of an older kb has no index for the pages, and a server does not change files."""
    connection = open_for_reading(database)
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'browse_index'").fetchone()
    connection.close()
    if found is None:
        raise UserError(
            f"The database {database} was made by an older kb, and its pages need an index that it lacks.",
            f"Bring it up to date by reading anything into it: kb ingest FOLDER --db {database}",
        )


class Options(NamedTuple):
    """How to serve: for anybody to use, and whether to open a browser."""

    public: bool = False
    browser: bool = False


def datasette_command(database: str, host: str, port: int, metadata: str) -> list[str]:
    """Arguments for ``python`` that serve the database on either line of Datasette.

    1.0 takes canned queries from its configuration (-c) and descriptions from metadata (-m); 0.65
    takes both from metadata. The facets of every page come from metadata, so that suggesting more,
    which scans whole tables, is off.
    """
    command = [
        "-m",
        "datasette",
        "serve",
        f"{database}",
        "-h",
        host,
        "-p",
        str(port),
        "-m",
        metadata,
    ]
    if not version("datasette").startswith("0."):
        command += ["-c", metadata]
    for name, value in SETTINGS.items():
        command += ["--setting", name, value]
    return command


#: What strangers may not do: write SQL of their own, take the whole file, keep the machine busy.
PUBLIC = {
    "default_allow_sql": "off",
    "allow_download": "off",
    "sql_time_limit_ms": "1000",
    "facet_time_limit_ms": "300",
    "max_returned_rows": "500",
    "max_csv_mb": "10",
    "allow_csv_stream": "off",
    "default_cache_ttl": "60",
}
SETTINGS = {
    "suggest_facets": "off",
    "default_page_size": "50",
    "facet_time_limit_ms": "1000",
    "sql_time_limit_ms": "3000",
    "truncate_cells_html": "300",
}


def check_metadata(path: str) -> str:
    """The path, if the file is YAML with the shape that Datasette expects of metadata."""
    import yaml

    file = Path(path)
    if not file.is_file():
        raise UserError(f"The metadata file {path} does not exist.", "Check --metadata.")
    try:
        content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 1}" if where else ""
        raise UserError(
            f"The metadata file {path} is not valid YAML{line}.",
            "Correct it, or serve without --metadata.",
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get("databases", {}), dict):
        raise UserError(
            f"The metadata file {path} has no 'databases' mapping.",
            "See the metadata.yml that comes with kb.",
        )
    return path


def metadata_for(database: str, path: str, public: bool = False) -> str:
    """The metadata file, or a copy that speaks of the database by its name, and says that it is public.

    Datasette names a database after its file; our metadata calls it kb.
    """
    import yaml

    name = Path(database).stem
    content: dict[str, Any] = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    databases = content.get("databases", {})
    ours = name == "kb" or name in databases or "kb" not in databases
    if ours and not public:
        return path
    if not ours:
        content["databases"] = {**databases, name: databases["kb"]}
        home = str(content.get("description_html", ""))
        content["description_html"] = home.replace('"/kb/', f'"/{tilde_encode(name)}/')
    if public:
        plugins = content.get("plugins") or {}
        content["plugins"] = {**plugins, "kb": {**(plugins.get("kb") or {}), "public": True}}
    with tempfile.NamedTemporaryFile("w", suffix=".yml", delete=False, encoding="utf-8") as copy:
        yaml.safe_dump(content, copy, sort_keys=False, allow_unicode=True)
    return copy.name


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UserError(
                f"Port {port} on {host} cannot be used ({error.strerror}).",
                f"Stop what uses it, or choose another: kb serve --port {port + 1}",
            ) from error
