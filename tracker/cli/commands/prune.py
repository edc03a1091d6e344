"""`tracker prune`: letting go of bytes that showed nothing new."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import click

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.output import count, json_line, say
from tracker.errors import UsageError
from tracker.settings import Settings
from tracker.watch.watchlist.values import age


def _age(_ctx: click.Context, _param: click.Parameter, text: str | None) -> timedelta | None:
    try:
        return None if text is None else age(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@options.db
@options.watchlist
@click.option("--dry-run", is_flag=True, help="Write nothing: only say what would go and what stays.")
@click.option(
    "--older-than",
    callback=_age,
    metavar="DAYS",
    help="Age at which they go, such as 90d; without it, `retention:` of the watchlist.",
)
@click.option("--shrink", is_flag=True, help="Also make the file smaller; takes as much free disk while it works.")
@options.as_json
def prune(db: Path, watchlist: Path, dry_run: bool, older_than: timedelta | None, shrink: bool, as_json: bool) -> None:
    """Let go of the bytes of old looks that showed nothing new. `tracker run` does so once a day if the watchlist says.

    Hashes, checks, texts and the log stay. Bytes stay of both sides of every change, of what was held back, could not
    be read or was entered by hand, of the first and last look at a wording, and of one look a month. What goes is named
    in an entry of the log, so that `tracker verify` tells it from what was taken out by hand.
    """
    with open_tracker(Settings(db, watchlist), write=not dry_run, create=False) as tracker:
        before = db.stat().st_size
        age = older_than or tracker.watchlist.retention
        if age is None:
            raise UsageError(
                f"{watchlist} keeps everything: write `retention:` with `unchanged: 90d` into it, or give"
                " --older-than 90d"
            )
        found = tracker.care.prune(age, dry_run=dry_run, shrink=shrink)
    if as_json:
        json_line(asdict(found) | {"dry_run": dry_run, "file": db.stat().st_size})
        return
    if found.bodies:
        bodies = count(found.bodies, "body", "bodies")
        say(
            f"{bodies} {'would go' if dry_run else 'let go'}: {_size(found.freed)}; their hashes, checks and texts stay"
        )
    else:
        say("nothing may go: all bytes that are there are younger, or prove something")
    say(f"{'would be kept' if dry_run else 'kept'}: {count(found.kept, 'body', 'bodies')}, {_size(found.held)}")
    if dry_run:
        say("nothing was written", "dim")
    elif shrink:
        say(f"{db}: {_size(before)} before, {_size(db.stat().st_size)} now", "dim")
    elif found.bodies:
        say(f"the room is used for what comes; --shrink gives it back to the disk ({_size(before)})", "dim")


def _size(size: int) -> str:
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= bytes_:
            return f"{size / bytes_:,.1f} {unit}"
    return count(size, "byte")
