"""`tracker check`: a look at the pages that are due, or at those named."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from tracker.app import Tracker, open_tracker
from tracker.cli import options
from tracker.cli.output import console, count, json_line, local, say, warn
from tracker.model import CheckOutcome
from tracker.record.outcome import Recorded

if TYPE_CHECKING:
    from rich.progress import Progress
from tracker.cli.look_lines import line, settings

COPIES = 15.0  # s that a command waits for copies that a public archive is asked for


@click.command()
@click.argument("pages", nargs=-1, metavar="[PAGE...]")
@options.db
@options.watchlist
@options.publishing
@options.fetching
@options.as_json
def check(pages: tuple[str, ...], as_json: bool, **where: Any) -> None:
    """Look at the pages that are due, or at those named, and publish what changed.

    Prints one line a page. Exit code 0 when all went well, 1 when a page failed or is held back, 2 on misuse.
    """
    with open_tracker(settings(**where), write=True) as tracker:
        tracker.sync()
        tracker.care.recall()
        total = len(pages) or len(tracker.due())
        if not total and not as_json:
            say(f"No page is due; the next one is {_next(tracker)}. Name pages to look at them now.", "dim")
        poor = 0
        bar = _bar() if console().is_terminal and not as_json else None
        with bar or nullcontext():
            task = bar.add_task("looking", total=total) if bar else None
            for recorded in tracker.check(pages):
                poor += recorded.check.outcome in (CheckOutcome.FAILED, CheckOutcome.QUARANTINED)
                json_line(_row(recorded)) if as_json else say(line(recorded))
                if bar and task is not None:
                    bar.advance(task)
        tracker.care.examine_machine()
        try:
            report = tracker.publish()
            sent = sum(handed.failed is None for handed in tracker.deliver())
        finally:  # feeds that cannot be written are a trouble to be told, too
            for complaint in tracker.care.notify():
                warn(complaint)
        if tracker.care.save_copies(COPIES):
            tracker.publish()
    if sent and not as_json:
        say(f"{count(sent, 'message')} sent", "dim")
    if not as_json and report.written:
        say(f"{count(len(report.written), 'file')} written in {where['feeds']}", "dim")
    sys.exit(1 if poor else 0)


def _row(recorded: Recorded) -> dict[str, Any]:
    check, change = recorded.check, recorded.change
    return {
        "page": check.page,
        "at": check.at,
        "outcome": check.outcome,
        "error": check.error,
        "reason": check.reason,
        "status": check.status,
        "elapsed": check.elapsed,
        "change": change and {"change": change.id, "status": change.status, "headline": change.headline},
    }


def _next(tracker: Tracker) -> str:
    dues = tracker.care.dues()
    return f"due at {local(min(dues))}" if dues else "not in the watchlist yet"


def _bar() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console()
    )
