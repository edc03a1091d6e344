"""`tracker publish`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.output import say
from tracker.settings import Settings


@click.command()
@options.db
@options.watchlist
@options.publishing
def publish(db: Path, watchlist: Path, feeds: Path, **site: Any) -> None:
    """Write the feeds and pages from the record. Files that would not differ are left alone."""
    with open_tracker(Settings(db, watchlist, feeds, **site), write=True, create=False) as tracker:
        report = tracker.publish(coverage=True)
    say(f"{feeds}: {len(report.written)} files written, {report.unchanged} unchanged, {len(report.removed)} removed")
