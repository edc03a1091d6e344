"""`tracker coverage`: every look at a page, and a sentence to cite."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import Coverage, open_history
from tracker.ask.periods import Period
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import count, csv_table, json_line, local, paged, safe, say, say_whole
from tracker.model import Check, CheckOutcome

_OUTCOMES = {
    CheckOutcome.NEW: ("new text", "bold"),
    CheckOutcome.UNCHANGED: ("unchanged", ""),
    CheckOutcome.NOT_MODIFIED: ("unchanged", ""),  # to a reader it is the same
    CheckOutcome.FAILED: ("failed", "red"),
    CheckOutcome.QUARANTINED: ("held back", "yellow"),
}


@click.command()
@names.page
@names.between
@click.option("--all", "everything", is_flag=True, help="Every check on a line of its own.")
@options.reading
@options.as_json
@options.as_csv
def coverage(
    page: str,
    since: Period | None,
    until: Period | None,
    during: Period | None,
    everything: bool,
    db: Path,
    pager: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Every look at a page, where it was not seen, and a sentence to cite."""
    start, end = names.bounds(since, until, during)
    with open_history(db) as history:
        found = history.coverage(history.page(page), start, end)
    if as_json:
        json_line(_coverage(found, everything))
        return
    if as_csv:
        columns = ("at", "outcome", "status", "error", "reason", "source", "version")
        csv_table(
            columns,
            ((c.at, c.outcome, c.status, c.error, c.reason, c.source, c.version) for c in found.checks),
        )
        return
    with paged(pager):
        _say_checks(found, everything)
        for gap in found.gaps:
            until_ = f"to {local(gap.next_good)}" if gap.next_good else "and not since"
            why = f": {safe(gap.reason)}" if gap.reason else "" if gap.failed else ": not looked at"
            say(Text.assemble(("not seen  ", "yellow"), f"from {local(gap.last_good)} {until_}{why}"))
        if found.checks:
            say()
        say_whole(safe(found.sentence), "bold")


def _say_checks(found: Coverage, everything: bool) -> None:
    def kind(check: Check) -> tuple[Any, ...]:
        return (*_OUTCOMES[check.outcome], check.reason, check.at if everything else None)

    for (word, style, reason, _), run in groupby(found.checks, kind):
        checks = list(run)
        first, last = checks[0].at, checks[-1].at
        times = local(first) if len(checks) == 1 else f"{local(first)} to {local(last)}"
        said = f"{word}, {count(len(checks), 'time')}" if len(checks) > 1 else word
        say(Text.assemble((f"{times:<36}  ", "dim"), (said, style), f": {safe(reason)}" if reason else ""))


def _coverage(found: Coverage, everything: bool) -> dict[str, Any]:
    return {
        "page": found.page.id,
        "checks": len(found.checks),
        "first": found.checks[0].at if found.checks else None,
        "last": found.checks[-1].at if found.checks else None,
        "good": found.good,
        "full": found.full,
        "failed": found.failed,
        "held": found.held,
        "changes": [change.id for change in found.changes],
        "gaps": [
            {"last_good": gap.last_good, "next_good": gap.next_good, "failed": gap.failed, "reason": gap.reason}
            for gap in found.gaps
        ],
        "sentence": found.sentence,
    } | (
        {"every": [{"at": c.at, "outcome": c.outcome, "reason": c.reason} for c in found.checks]} if everything else {}
    )
