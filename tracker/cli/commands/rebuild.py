"""`tracker rebuild`: the stored bytes read anew by today's rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.output import json_line, local, safe, say
from tracker.model import Change
from tracker.run.executors import WorkPlace
from tracker.run.past.rebuild import Rebuilt
from tracker.settings import Settings


@click.command()
@click.argument("pages", nargs=-1, metavar="[PAGE...]")
@options.db
@options.watchlist
@click.option("--dry-run", is_flag=True, help="Write nothing: only say which feed items would appear or vanish.")
@options.working("processes", "histories are read anew")
@options.as_json
def rebuild(
    pages: tuple[str, ...], db: Path, watchlist: Path, dry_run: bool, executor: WorkPlace, as_json: bool
) -> None:
    """Extract and compare everything anew from the stored bytes, with today's rules and this watchlist.

    What that changes is marked as re-extraction and is never news; what was published stays. With --dry-run and another
    --watchlist it answers what other selectors would have told.
    """
    appear = vanish = 0
    settings = Settings(db, watchlist, executor=executor)
    with open_tracker(settings, write=not dry_run, create=False) as tracker:
        if not dry_run:
            tracker.sync()
        for found in tracker.past.rebuild(pages, dry_run=dry_run):
            appear, vanish = appear + len(found.appear), vanish + len(found.vanish)
            if as_json:
                json_line(_rebuilt(found))
            else:
                _say_rebuilt(found)
    if not as_json:
        kept = "nothing was written" if dry_run else "marked as re-extraction; nothing was published"
        say(f"{appear} changes more, {vanish} fewer; {kept}", "dim")


def _say_rebuilt(found: Rebuilt) -> None:
    same = not (found.appear or found.vanish or found.reads_anew)
    say(Text.assemble((found.page, "bold"), f": {found.captures} looks", (", all as before" if same else "", "dim")))
    if found.reads_anew:
        say("  the wording in force reads otherwise")
    for mark, style, changes in (("+", "green", found.appear), ("-", "red", found.vanish)):
        for change in changes:
            say(Text(f"  {mark} {local(change.first_with)[:10]} {safe(change.headline)}", style))


def _rebuilt(found: Rebuilt) -> dict[str, Any]:
    return {
        "page": found.page,
        "looks": found.captures,
        "reads_anew": found.reads_anew,
        "appear": [_change(change) for change in found.appear],
        "vanish": [_change(change) for change in found.vanish],
    }


def _change(change: Change) -> dict[str, Any]:
    return {"change": change.id, "first_with": change.first_with, "headline": change.headline}
