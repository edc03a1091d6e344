"""`tracker backfill`: archived captures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress

from tracker.app import open_tracker
from tracker.backfill import Passed
from tracker.cli import options
from tracker.cli.output import console, say
from tracker.settings import Settings
from tracker.types import CheckOutcome


@click.command()
@click.option(
    "--warc",
    "files",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A WARC file, plain or gzipped. May be given several times.",
)
@click.argument("more", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[FILE...]")
@options.db
@options.watchlist
@options.publishing
def backfill(
    files: tuple[Path, ...], more: tuple[Path, ...], db: Path, watchlist: Path, feeds: Path, base_url: str | None
) -> None:
    """Take up archived captures of watched pages, in order of their time, as if they had been looked at then.

    Can be stopped and run again at any time: captures already in the record are passed over.
    """
    counts: Counter[str] = Counter()
    with open_tracker(Settings(db, watchlist, feeds, base_url), write=True) as tracker:
        tracker.sync()
        with Progress(console=console(), disable=not console().is_terminal) as bar:
            task = bar.add_task("captures", total=None)

            def total(number: int) -> None:
                bar.update(task, total=number)

            for taken in tracker.backfill([*files, *more], total):
                bar.advance(task)
                counts[taken.reason if isinstance(taken, Passed) else _kind(taken.check.outcome)] += 1
        tracker.publish()
    say(", ".join(f"{number} {kind}" for kind, number in counts.most_common()) or "no capture of a watched page found")


def _kind(outcome: Any) -> str:
    return {
        CheckOutcome.NEW: "with new text",
        CheckOutcome.FAILED: "not readable",
        CheckOutcome.QUARANTINED: "held back",
    }.get(outcome, "unchanged")
