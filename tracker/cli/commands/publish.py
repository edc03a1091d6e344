"""`tracker publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.output import say, warn
from tracker.settings import Settings


@click.command()
@click.argument("shards", nargs=-1, type=click.Path(path_type=Path), metavar="[DB]...")
@click.option("--merge", "is_merge", is_flag=True, help="First take in what is new in the records DB...")
@options.db
@options.watchlist
@click.option("--force", is_flag=True, help="Also into a folder that was published from another record.")
@options.publishing
def publish(
    shards: tuple[Path, ...], is_merge: bool, force: bool, db: Path, watchlist: Path, feeds: Path, **site: Any
) -> None:
    """Write the feeds and pages from the record. Files that would not differ are left alone.

    With --merge the record given by --db is one that holds all that the records DB... hold, and nothing else. They may
    be watched meanwhile. One that cannot be read is told of, keeps its place in the feeds, and makes the exit code 1.
    """
    if is_merge != bool(shards):
        raise click.UsageError("Say --merge and which records: tracker publish --merge a.db b.db --db merged.db")
    with open_tracker(Settings(db, watchlist, feeds, **site), write=True, create=is_merge) as tracker:
        merged = tracker.merge(shards) if is_merge else []
        report = tracker.publish(coverage=True, force=force)
    for one in merged:
        if one.trouble is None:
            say(f"{one.path}: {one.entries:,} new entries of its log")
        else:
            warn(f"{one.path} was left out this time: {one.trouble}")
    say(f"{feeds}: {len(report.written)} files written, {report.unchanged} unchanged, {len(report.removed)} removed")
    if site["base_url"] is None:
        say(options.NO_ADDRESS, "dim")
    sys.exit(1 if any(one.trouble for one in merged) else 0)
