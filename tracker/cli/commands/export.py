"""`tracker coverage`, `cite` and `export`: what can be handed on and cited."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import Coverage, History, open_history
from tracker.ask.periods import Period
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.as_json import change_json
from tracker.cli.output import count, csv_table, json_line, local, paged, safe, say, say_whole
from tracker.errors import UnknownName, UsageError
from tracker.model import ChangeFilter, Check, CheckOutcome, Severity

_OUTCOMES = {
    CheckOutcome.NEW: ("new text", "bold"),
    CheckOutcome.UNCHANGED: ("unchanged", ""),
    CheckOutcome.NOT_MODIFIED: ("unchanged", ""),  # to a reader it is the same
    CheckOutcome.FAILED: ("failed", "red"),
    CheckOutcome.QUARANTINED: ("held back", "yellow"),
}
_STYLES = ("plain", "apa", "chicago", "mla", "bibtex", "wikipedia", "markdown")
_FORMATS = ("html", "md", "json", "warc", "zip")
_BYTES = ("warc", "zip")


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


@click.command()
@names.change
@click.option("--style", type=click.Choice(_STYLES), default="plain", show_default=True, help="How it is written.")
@options.reading
@options.as_json
def cite(change: str, style: str, db: Path, pager: bool, as_json: bool) -> None:
    """A ready citation of a change, or of the page as it stood after it."""
    from tracker.ask import cite as styles  # the other commands here do without

    with open_history(db) as history:
        found = history.change(change)
    if as_json:
        json_line({"change": found.id} | {name: styles.cite(found, name) for name in _STYLES})
    else:
        with paged(pager):
            say_whole(styles.cite(found, style))


@click.command()
@click.argument("name", metavar="CHANGE|PAGE", type=names.PAGE)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="html",
    show_default=True,
    help="warc: the captures, gzipped, for web archives. zip: everything, and how to check it.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write. Without: standard output.")
@options.reading
def export(name: str, form: str, output: Path | None, db: Path, pager: bool) -> None:
    """A self-contained report on a change or a page: statements, times, hashes, captures, how to check them."""
    from tracker.ask import report as reports  # with what publishing needs: no other command here does

    if form in _BYTES and output is None and sys.stdout.isatty():
        raise UsageError(f"a {form} file is nothing for a terminal; name a file with --output")
    with open_history(db) as history:
        body = reports.write(_report(history, name), form)
    if output is None:
        if sys.stdout.isatty():
            with paged(pager):
                say_whole(body.decode())
        else:
            sys.stdout.buffer.write(body)
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}") from error
    say(f"{output}: {-(-len(body) // 1000):,} kB")


def _report(history: History, name: str) -> Any:
    from tracker.ask import report as reports

    try:
        page = history.page(name)
    except UnknownName as unknown:
        try:
            change = history.change(name)
        except UsageError as error:
            raise (unknown if unknown.near else error) from None
        return reports.change_report(history, change, change_json(change))
    where = ChangeFilter(page=page.id, severities=(Severity.EDITORIAL, Severity.SUBSTANTIVE))
    changes = history.changes(where)
    return reports.page_report(history, page, [change_json(change) for change in changes], changes)
