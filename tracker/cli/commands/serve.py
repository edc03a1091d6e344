"""`tracker serve`."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.cli.output import say
from tracker.errors import UsageError, install
from tracker.settings import Settings


@click.command()
@options.db
@options.feeds
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for everyone.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(db: Path, feeds: Path, host: str, port: int) -> None:
    """Serve the feeds and pages, a search in every text ever (/words), JSON (/api/), /health and /metrics. Read-only.

    The JSON interface is described at /api/openapi.json: pages, changes, what was said, when a phrase stood.

    For those without a web host: the folder is plain files that any web server can serve.
    """
    try:
        from tracker.web.serve import serve as answer  # the web server is an extra, and loaded for this command alone
    except ModuleNotFoundError as error:
        raise UsageError(f"the web server is not installed: {install('serve')}") from error

    if not feeds.is_dir():
        raise UsageError(f"there is no folder {feeds}; `tracker publish` makes it")
    say(f"serving {feeds} at http://{host}:{port}/  full text at /words  Ctrl-C ends")
    answer(Settings(db, feeds=feeds), host, port)
