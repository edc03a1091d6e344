"""`tracker status`: how the pages are doing, and the watch itself."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.output import ago, count, json_line, local, safe, say, table, warn
from tracker.cli.watch import MARKS
from tracker.health import PageStatus
from tracker.settings import Settings
from tracker.sight import advice
from tracker.types import CheckOutcome


class Duration(click.ParamType[timedelta]):
    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        from tracker.watchlist.values import every  # with all that reads a watchlist

        try:
            return every(value).interval
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@options.db
@options.as_json
@click.option(
    "--fail-if-stale",
    "limit",
    type=Duration(),
    metavar="TIME",
    help="Exit with 1 when a page had no good check for so long (2d, 12h): for monitors.",
)
def status(db: Path, as_json: bool, limit: timedelta | None) -> None:
    """How each page is doing: age of the last good check, failures with their reason, what is held back.

    Below stands what is wrong with the watch itself: disk, clock, pages that wait too long. Exit code 0; with
    --fail-if-stale 1 when a page is stale, was never seen well, or the record cannot be read.
    """
    with open_tracker(Settings(db), create=False) as tracker:
        rows, now = tracker.status(), tracker.now()
        machine = tracker.machine(rows)
    stale = [row for row in rows if limit and row.stale(now, limit)]
    if as_json:
        for row in rows:
            json_line(_status(row) | ({"stale": row in stale} if limit else {}))
        sys.exit(bool(stale))
    table(
        ("PAGE", "LAST GOOD", "CHECKED", "NEXT", "STATE"),
        (
            (
                row.page.id,
                ago(row.state.last_good, now),
                ago(row.state.last_check, now),
                "now" if row.state.due and row.state.due <= now else local(row.state.due),
                _state(row),
            )
            for row in rows
        ),
    )
    well = sum(row.last is not None and row.last.reason is None for row in rows)
    say(f"{well} of {count(len(rows), 'page')} well", "dim")
    for row in rows:
        if told := advice(row.page, row.last):
            say(f"{safe(row.page.id)}: {told}")
    broken = [row.page.id for row in rows if row.selector_broken]
    if broken:
        say(f"`tracker doctor {' '.join(map(safe, broken[:5]))}` looks for what the selectors found before")
    for about, complaint in machine.complaints.items():
        warn(f"{about}: {complaint}")
    if stale:
        names = ", ".join(row.page.id for row in stale[:20])
        warn(f"{count(len(stale), 'page')} without a good check for that long: {names}")
    sys.exit(bool(stale))


def _state(row: PageStatus) -> Text:
    if row.last is None:
        return Text("not looked at yet", "dim")
    mark, style = MARKS[row.last.outcome]
    if row.last.outcome is CheckOutcome.NEW:
        mark, style = "new text", ""
    text = Text(mark, style)
    if row.state.failures > 1:
        text.append(f" {row.state.failures} times")
    if row.last.reason:
        text.append(f": {safe(row.last.reason)}")
    if row.alternating:
        text.append(f"; alternates between texts since {local(row.alternating)[:10]}", "yellow")
    return text


def _status(row: PageStatus) -> dict[str, Any]:
    state, last = row.state, row.last
    return {
        "page": row.page.id,
        "organisation": row.page.organisation,
        "url": row.page.url,
        "last_check": state.last_check,
        "last_good": state.last_good,
        "last_changed": state.last_changed,
        "due": state.due,
        "failures": state.failures,
        "outcome": last and last.outcome,
        "error": last and last.error,
        "reason": last and last.reason,
        "alternating_since": row.alternating,
    }
