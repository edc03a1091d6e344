"""`tracker status`: how the pages are doing, and the watch itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.look_lines import MARKS
from tracker.cli.output import ago, count, json_line, local, safe, say, table, warn
from tracker.model import CheckOutcome, FetchKind
from tracker.run.care.health import HealthSummary, PageStatus
from tracker.settings import Settings
from tracker.watch.fetch_advice import advice
from tracker.watch.listing_advice import listing_advice

FEW = 50  # pages that a terminal shows well


class Duration(click.ParamType[timedelta]):
    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        from tracker.watch.watchlist.values import every  # with all that reads a watchlist

        try:
            return every(value).interval
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@options.db
@options.feeds
@options.as_json
@click.option("--all", "whole", is_flag=True, help=f"A line for every page, also of more than {FEW}.")
@click.option(
    "--fail-if-stale",
    "limit",
    type=Duration(),
    metavar="TIME",
    help="Exit with 1 when a page had no good check for so long (2d, 12h): for monitors.",
)
def status(db: Path, feeds: Path, as_json: bool, whole: bool, limit: timedelta | None) -> None:
    """How each page is doing: age of the last good check, failures with their reason, what is held back.

    Of more than 50 pages only those that are not well have a line, the longest unseen first; --all and --json have
    every page. Below stands what is wrong with the watch itself: disk, clock, pages that wait too long. Exit code 0;
    with --fail-if-stale 1 when a page is stale, was never seen well, or the record cannot be read.
    """
    with open_tracker(Settings(db), create=False) as tracker:
        now, found = tracker.now(), tracker.care.summary(limit)
        if as_json:
            sys.exit(_lines(tracker.care.status(), now, limit))
        machine = tracker.care.machine(schedule=True)
        questions, waiting = tracker.store.documents.open_questions(), tracker.store.inbox.count()
        if whole or found.watched <= FEW:
            shown = rows = tracker.care.status()
        else:
            shown, rows = found.rows[:FEW], found.rows
        listings = tracker.care.listings([row.page.id for row in shown])
    if shown:
        _table(shown, now)
    _sum_up(found, len(rows) - len(shown), every=len(shown) == found.watched)
    _advise(shown)
    for page in listings:
        say(f"{safe(page.id)}: {safe(listing_advice(page))}")
    for asked in questions:
        days = (now.date() - date.fromisoformat(asked.asked or "")).days
        silent = f"no answer for {count(days, 'day')}"
        say(f"{safe(asked.page)}: asked on {asked.asked}, {silent}: {safe(asked.question or '')}")
    if _has_address(feeds) is False:
        say(options.NO_ADDRESS, "dim")
    if waiting:
        say(f"{count(waiting, 'new statement')} in `tracker inbox`")
    for about, complaint in machine.complaints.items():
        warn(f"{about}: {complaint}")
    if found.stale:
        names = ", ".join(row.page.id for row in found.stale[:20])
        warn(f"{count(len(found.stale), 'page')} without a good check for that long: {names}")
    sys.exit(bool(found.stale))


def _has_address(feeds: Path) -> bool | None:
    """Whether what was published has a public address; None when nothing was.

    Read from the folder's own mark and not by what publishes, which takes longer to load than all that is shown here.
    """
    try:
        return bool(json.loads((feeds / "publication.json").read_bytes())["public"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _lines(rows: Sequence[PageStatus], now: datetime, limit: timedelta | None) -> bool:
    """An object for each page; whether one of them is stale."""
    told = [_status(row) | ({"stale": row.stale(now, limit)} if limit else {}) for row in rows]
    for one in told:
        json_line(one)
    return any(one.get("stale") for one in told)


def _table(rows: Sequence[PageStatus], now: datetime) -> None:
    table(
        ("PAGE", "LAST GOOD", "CHECKED", "NEXT", "STATE"),
        (
            (
                row.page.id,
                ago(row.state.last_good, now),
                ago(row.state.last_check, now),
                _next(row, now),
                _state(row),
            )
            for row in rows
        ),
    )


def _sum_up(found: HealthSummary, left_out: int, *, every: bool) -> None:
    """How many pages are well, and what the table does not show."""
    if left_out:
        say(f"and {left_out:,} more that are not well")
    others = {"failed": found.failed, "held back": found.held, "not looked at yet": found.new}
    kinds = "".join(f", {number:,} {words}" for words, number in others.items() if number and not every)
    say(f"{found.well:,} of {count(found.watched, 'page')} well{kinds}", "dim")
    if not every:
        due = [f"{found.due:,} due now"] if found.due else []
        due += [f"next {safe(found.next[0])} at {local(found.next[1])}"] if found.next else []
        say("; ".join([*due, "`tracker status --all` has a line for every page"]), "dim")


def _advise(rows: Sequence[PageStatus]) -> None:
    for row in rows:
        if told := advice(row.page, row.last, row.leads_to):
            say(f"{safe(row.page.id)}: {safe(told)}")
    broken = [row.page.id for row in rows if row.selector_broken]
    if broken:
        say(f"`tracker doctor {' '.join(map(safe, broken[:5]))}` looks for what the selectors found before")


def _next(row: PageStatus, now: datetime) -> str:
    if row.page.fetch is FetchKind.MANUAL:
        return "by hand"
    return "now" if row.state.due and row.state.due <= now else local(row.state.due)


def _state(row: PageStatus) -> Text:
    if row.last is None:
        return Text("nothing entered yet" if row.page.fetch is FetchKind.MANUAL else "not looked at yet", "dim")
    mark, style = MARKS[row.last.outcome]
    if row.last.outcome is CheckOutcome.NEW:
        mark, style = "new text" if row.page.follow is None else "named new addresses", ""
    text = Text(mark, style)
    if row.state.failures > 1:
        text.append(f" {row.state.failures} times")
    if row.last.reason:
        text.append(f": {safe(row.last.reason)}")
    if row.held and row.held_since:
        text.append(f"; since {local(row.held_since)[:16]}")
    if row.waits and not row.held:
        since, captures = row.waits
        text.append(f"; waits since {local(since)[:16]}, seen in {count(captures, 'capture')}")
    if row.alternating:
        text.append(f"; shows texts in turn since {local(row.alternating)[:10]}: `tracker why` names them", "yellow")
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
        "held_since": row.held_since if row.held else None,
        "leads_to": row.leads_to,
        "waits_since": row.waits and row.waits[0],
    }
