"""`tracker mcp`."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.errors import UsageError, install


@click.command()
@options.db
def mcp(db: Path) -> None:
    """Answer a language model's questions over standard input and output (Model Context Protocol). Read-only.

    Its tools are said, when, log, show and search, as the commands of these names. A program that speaks with a model
    starts it: name this command in its settings, with the record: tracker mcp --db /path/to/tracker.db
    """
    try:
        from tracker.web.mcp import make_server  # an extra, loaded for this command alone
    except ModuleNotFoundError as error:
        raise UsageError(f"the protocol is not installed: {install('mcp')}") from error

    if not db.is_file():
        raise UsageError(f"there is no record at {db}; --db names it")
    make_server(db).run(transport="stdio")
