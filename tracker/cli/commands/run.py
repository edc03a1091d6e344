"""`tracker run`: looking at pages as they fall due, and publishing what changes."""

from __future__ import annotations

from typing import Any

import click

from tracker.app import open_tracker
from tracker.cli import logs, options
from tracker.cli.daemon import run_forever
from tracker.cli.look_lines import line, settings
from tracker.cli.output import count


@click.command()
@options.db
@options.watchlist
@options.publishing
@options.fetching
@click.option(
    "--tick",
    type=click.FloatRange(0.1),
    default=30.0,
    show_default=True,
    help="Seconds between two looks at what is due.",
)
@logs.options
def run(tick: float, log_format: str, log_level: str, **where: Any) -> None:
    """Keep looking at pages as they fall due, and publish what changes.

    A good watchlist is taken up as soon as it is saved; with a bad one the last good one stays in force.
    Ctrl-C or SIGTERM finish the checks in hand and end with exit code 0. With addresses in the environment variable
    TRACKER_NOTIFY the maintainer is told of each trouble once, and of its end.
    """
    logs.set_up(log_format, log_level)
    told = [lambda recorded: logs.told(recorded, line(recorded))]
    with open_tracker(settings(**where), write=True, listeners=told) as tracker:
        tracker.sync()
        pages = len(tracker.watchlist.pages)
        logs.note(f"watching {count(pages, 'page')}; Ctrl-C ends", pages=pages)
        if where["base_url"] is None:
            logs.note(options.NO_ADDRESS)
        run_forever(tracker, tick=tick, warn=logs.complain)
        logs.note("ended; what falls due meanwhile is looked at after the next start")
