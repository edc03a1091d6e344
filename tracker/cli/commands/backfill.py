"""`tracker backfill`: archived captures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress

from tracker.app import open_tracker
from tracker.ask.periods import Period
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import console, say, warn
from tracker.model import CheckOutcome
from tracker.record.outcome import Recorded
from tracker.run.executors import WorkPlace
from tracker.run.past.backfill import SEVERAL, Passed
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--warc", "files", multiple=True, type=_FILE, help="A WARC file, plain or gzipped. May be given several times."
)
@click.option(
    "--wayback",
    "pages",
    multiple=True,
    type=names.PAGE,
    help="A watched page whose captures the archive is asked for. May be given several times.",
)
@click.option("--since", type=names.When(), help="Of the archive: captures on or after this date.")
@click.option("--until", type=names.When(), help="Of the archive: captures before this date.")
@click.option(
    "--narrow",
    "only_inside",
    is_flag=True,
    help="Of the archive: only captures inside the brackets of published changes.",
)
@options.archive
@options.working("processes", "captures of WARC files are read")
@click.argument("more", nargs=-1, type=_FILE, metavar="[FILE...]")
@options.db
@options.watchlist
@options.publishing
def backfill(
    files: tuple[Path, ...],
    pages: tuple[str, ...],
    since: Period | None,
    until: Period | None,
    only_inside: bool,
    archive: str | None,
    executor: WorkPlace,
    more: tuple[Path, ...],
    db: Path,
    watchlist: Path,
    feeds: Path,
    **site: Any,
) -> None:
    """Take up archived captures of watched pages, in order of their time, as if they had been looked at then.

    From WARC files, or from the Internet Archive or another archive of its kind, at the pace that it asks for. Can be
    stopped and run again at any time: captures already in the record are passed over.
    """
    if not (files or more or pages):
        raise click.UsageError("Say where from: --warc FILE, or --wayback PAGE.")
    if only_inside and (since or until):
        raise click.UsageError("--narrow says which captures; leave out --since and --until.")
    start, end = names.bounds(since, until, None)
    fetch = FetchSettings()
    if archive:
        fetch = replace(fetch, wayback=archive)
    counts: Counter[str] = Counter()
    without: dict[str, None] = {}  # pages that no archive has the history of
    with open_tracker(Settings(db, watchlist, feeds, fetch=fetch, executor=executor, **site), write=True) as tracker:
        tracker.sync()
        with Progress(console=console(), disable=not console().is_terminal) as bar:
            task = bar.add_task("captures", total=None)

            def more_of(number: int) -> None:
                bar.update(task, total=(bar.tasks[0].total or 0) + number)

            def taken() -> Iterator[Recorded | Passed]:
                if files or more:
                    yield from tracker.past.backfill([*files, *more], more_of)
                last = end - timedelta(seconds=1) if end else None  # captures have whole seconds
                if not pages:  # nobody asked for an archive's
                    return
                if only_inside:
                    yield from tracker.past.narrow(pages, progress=more_of)
                else:
                    yield from tracker.past.backfill_from_archive(pages, since=start, until=last, progress=more_of)

            try:
                for one in taken():
                    bar.advance(task)
                    if isinstance(one, Passed) and one.reason == SEVERAL:
                        without.setdefault(one.page)
                    else:
                        counts[one.reason if isinstance(one, Passed) else _kind(one.check.outcome)] += 1
            finally:  # also when it was stopped: what was taken up is in the record, and published
                if counts:
                    say(", ".join(f"{number} {kind}" for kind, number in counts.most_common()))
                tracker.publish()
    _say_none(without, found=bool(counts))


def _say_none(without: Iterable[str], *, found: bool) -> None:
    for page in without:
        warn(f"{page}: no history from archives: {SEVERAL}")
    if not found and not without:
        say("no capture of a watched page found")


def _kind(outcome: Any) -> str:
    return {
        CheckOutcome.NEW: "with new text",
        CheckOutcome.FAILED: "not readable",
        CheckOutcome.QUARANTINED: "held back",
    }.get(outcome, "unchanged")
