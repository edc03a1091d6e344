"""`tracker note`: a remark on a change."""

from __future__ import annotations

import getpass
from typing import Any

import click

from tracker.app import open_tracker
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import say
from tracker.errors import UsageError
from tracker.settings import Settings


@click.command()
@names.change
@click.argument("text")
@click.option("--by", help="Who says it. Without: your user name.")
@click.option(
    "--publish", "public", is_flag=True, help="Also in the feeds and pages, the next time they are published."
)
@options.db
@options.watchlist
def note(change: str, text: str, by: str | None, public: bool, **where: Any) -> None:
    """A remark of yours on a change. It is shown beside the change and never alters it."""
    if not text.strip():
        raise UsageError("the note is empty")
    with open_tracker(Settings(**where), write=True, create=False) as tracker:
        found = tracker.note(change, text.strip(), who=by or _user(), public=public)
    # Not published from here: this terminal may not know under which address and name the site is published.
    soon = "; the next `tracker publish`, or the next check that publishes, takes it into the feeds" if public else ""
    say(f"noted on {found.id[:8]}{soon}")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in a container
        return "unnamed"
