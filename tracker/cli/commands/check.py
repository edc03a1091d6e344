"""`tracker check` and `run`: looking at pages."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from tracker.app import Tracker, open_tracker
from tracker.cli import logs, options
from tracker.cli.output import console, count, json_line, local, safe, say, style_of, warn
from tracker.model import ChangeStatus, CheckOutcome
from tracker.record.outcome import Recorded
from tracker.run.care.notify import addresses_of
from tracker.run.executors import WorkPlace
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

if TYPE_CHECKING:
    from rich.progress import Progress

COPIES = 15.0  # s that a command waits for copies that a public archive is asked for
MARKS = {
    CheckOutcome.NEW: ("new text", "bold"),
    CheckOutcome.UNCHANGED: ("unchanged", "dim"),
    CheckOutcome.NOT_MODIFIED: ("not modified", "dim"),
    CheckOutcome.FAILED: ("failed", "bold red"),
    CheckOutcome.QUARANTINED: ("held back", "bold yellow"),
}


def settings(
    db: Path,
    watchlist: Path,
    feeds: Path,
    contact: str | None,
    allow_private: bool,
    executor: WorkPlace,
    **site: Any,
) -> Settings:
    fetch = FetchSettings(allow_private=allow_private)
    if contact:
        fetch = replace(fetch, contact=contact)
    # Never an option: a command line is shown to everybody on the machine.
    notify = addresses_of(os.environ.get("TRACKER_NOTIFY"))
    return Settings(db, watchlist, feeds, executor=executor, fetch=fetch, notify=notify, **site)


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
        finally:  # feeds that cannot be written are a trouble to be told, too
            for complaint in tracker.care.notify():
                warn(complaint)
        if tracker.care.save_copies(COPIES):
            tracker.publish()
    if not as_json and report.written:
        say(f"{count(len(report.written), 'file')} written in {where['feeds']}", "dim")
    sys.exit(1 if poor else 0)


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
    from tracker.cli.daemon import run_forever  # the scheduler is loaded for this command alone

    logs.set_up(log_format, log_level)
    told = [lambda recorded: logs.told(recorded, line(recorded))]
    with open_tracker(settings(**where), write=True, listeners=told) as tracker:
        tracker.sync()
        pages = len(tracker.watchlist.pages)
        logs.note(f"watching {count(pages, 'page')}; Ctrl-C ends", pages=pages)
        run_forever(tracker, tick=tick, warn=logs.complain)


def line(recorded: Recorded) -> Text:
    """What a check became, in a line: page, outcome, and the change or the reason."""
    check, change = recorded.check, recorded.change
    mark, style = MARKS[check.outcome]
    text = Text.assemble((f"{check.page}: ", ""), (mark, style))
    if check.reason:
        text.append(f": {safe(check.reason)}")
    if change is not None and change.status is ChangeStatus.PENDING:
        text.append(f", waits for a second look: {safe(change.headline)}")
    elif change is not None and change.status is ChangeStatus.PUBLISHED:
        text.append(f", published {change.id[:8]}: {safe(change.headline)} ")
        text.append(f"({change.toward})", style_of(change))
    elif change is not None and change.is_told:
        text.append(f", published {change.id[:8]}: taken back: {safe(change.headline)}")
    elif change is not None and change.status is ChangeStatus.REVERTED:
        text.append(f", gone again: {safe(change.headline)}")
    if recorded.recovered:
        text.append(f" ({recorded.recovered})", "green")
    return text


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
