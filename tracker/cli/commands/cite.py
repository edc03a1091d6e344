"""`tracker cite`: a change as a citation."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.ask import cite as styles
from tracker.ask import open_history
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import json_line, paged, say_whole

_STYLES = ("plain", "apa", "chicago", "mla", "bibtex", "wikipedia", "markdown")


@click.command()
@names.change
@click.option("--style", type=click.Choice(_STYLES), default="plain", show_default=True, help="How it is written.")
@options.reading
@options.as_json
def cite(change: str, style: str, db: Path, pager: bool, as_json: bool) -> None:
    """A ready citation of a change, or of the page as it stood after it."""
    with open_history(db) as history:
        found = history.change(change)
    if as_json:
        json_line({"change": found.id} | {name: styles.cite(found, name) for name in _STYLES})
    else:
        with paged(pager):
            say_whole(styles.cite(found, style))
