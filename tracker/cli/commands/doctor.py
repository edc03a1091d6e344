"""`tracker rebuild`, `doctor` and `prune`: looking after the record and the watchlist."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.output import count, json_line, local, safe, say
from tracker.cli.watchlist_file import patch_of
from tracker.errors import UsageError
from tracker.model import Change
from tracker.run.care.doctor import Diagnosis
from tracker.run.executors import WorkPlace
from tracker.run.past.rebuild import Rebuilt
from tracker.settings import Settings
from tracker.watch.watchlist.values import age


def _age(_ctx: click.Context, _param: click.Parameter, text: str | None) -> timedelta | None:
    try:
        return None if text is None else age(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("pages", nargs=-1, metavar="[PAGE...]")
@options.db
@options.watchlist
@click.option("--dry-run", is_flag=True, help="Write nothing: only say which feed items would appear or vanish.")
@options.working("processes", "histories are read anew")
@options.as_json
def rebuild(
    pages: tuple[str, ...], db: Path, watchlist: Path, dry_run: bool, executor: WorkPlace, as_json: bool
) -> None:
    """Extract and compare everything anew from the stored bytes, with today's rules and this watchlist.

    What that changes is marked as re-extraction and is never news; what was published stays. With --dry-run and another
    --watchlist it answers what other selectors would have told.
    """
    appear = vanish = 0
    settings = Settings(db, watchlist, executor=executor)
    with open_tracker(settings, write=not dry_run, create=False) as tracker:
        if not dry_run:
            tracker.sync()
        for found in tracker.past.rebuild(pages, dry_run=dry_run):
            appear, vanish = appear + len(found.appear), vanish + len(found.vanish)
            if as_json:
                json_line(_rebuilt(found))
            else:
                _say_rebuilt(found)
    if not as_json:
        kept = "nothing was written" if dry_run else "marked as re-extraction; nothing was published"
        say(f"{appear} changes more, {vanish} fewer; {kept}", "dim")


@click.command()
@click.argument("pages", nargs=-1, metavar="[PAGE...]")
@options.db
@options.watchlist
@click.option("--quick", is_flag=True, help="Only the figures: try no remedies.")
@click.option(
    "--patch", is_flag=True, help="Print what helps as a patch of the watchlist: `patch -p0`, `git apply -p0`."
)
@options.as_json
def doctor(pages: tuple[str, ...], db: Path, watchlist: Path, quick: bool, patch: bool, as_json: bool) -> None:
    """Rank pages by what was held down on them, say why, and propose the line for the watchlist that would help.

    For a selector that finds nothing any more, the part of the page that is most like the last good text is proposed.
    Nothing is ever changed by itself.
    """
    with open_tracker(Settings(db, watchlist), create=False) as tracker:
        findings = tracker.care.doctor(pages, remedies=not quick)
    if patch:
        click.echo(patch_of({f.page: f.remedy for f in findings if f.remedy}, watchlist), nl=False)
        return
    for finding in findings:
        if as_json:
            json_line(_finding(finding))
        elif finding.reasons:
            _say_finding(finding)
    well = sum(not finding.reasons for finding in findings)
    if not as_json:
        say(f"{well} of {count(len(findings), 'page')} without a complaint", "dim")


@click.command()
@options.db
@options.watchlist
@click.option("--dry-run", is_flag=True, help="Write nothing: only say what would go and what stays.")
@click.option(
    "--older-than",
    callback=_age,
    metavar="DAYS",
    help="Age at which they go, such as 90d; without it, `retention:` of the watchlist.",
)
@click.option("--shrink", is_flag=True, help="Also make the file smaller; takes as much free disk while it works.")
@options.as_json
def prune(db: Path, watchlist: Path, dry_run: bool, older_than: timedelta | None, shrink: bool, as_json: bool) -> None:
    """Let go of the bytes of old looks that showed nothing new. `tracker run` does so once a day if the watchlist says.

    Hashes, checks, texts and the log stay. Bytes stay of both sides of every change, of what was held back, could not
    be read or was entered by hand, of the first and last look at a wording, and of one look a month. What goes is named
    in an entry of the log, so that `tracker verify` tells it from what was taken out by hand.
    """
    with open_tracker(Settings(db, watchlist), write=not dry_run, create=False) as tracker:
        before = db.stat().st_size
        age = older_than or tracker.watchlist.retention
        if age is None:
            raise UsageError(
                f"{watchlist} keeps everything: write `retention:` with `unchanged: 90d` into it, or give"
                " --older-than 90d"
            )
        found = tracker.care.prune(age, dry_run=dry_run, shrink=shrink)
    if as_json:
        json_line(asdict(found) | {"dry_run": dry_run, "file": db.stat().st_size})
        return
    if found.bodies:
        bodies = count(found.bodies, "body", "bodies")
        say(
            f"{bodies} {'would go' if dry_run else 'let go'}: {_size(found.freed)}; their hashes, checks and texts stay"
        )
    else:
        say("nothing may go: all bytes that are there are younger, or prove something")
    say(f"{'would be kept' if dry_run else 'kept'}: {count(found.kept, 'body', 'bodies')}, {_size(found.held)}")
    if dry_run:
        say("nothing was written", "dim")
    elif shrink:
        say(f"{db}: {_size(before)} before, {_size(db.stat().st_size)} now", "dim")
    elif found.bodies:
        say(f"the room is used for what comes; --shrink gives it back to the disk ({_size(before)})", "dim")


def _size(size: int) -> str:
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= bytes_:
            return f"{size / bytes_:,.1f} {unit}"
    return count(size, "byte")


def _say_rebuilt(found: Rebuilt) -> None:
    same = not (found.appear or found.vanish or found.reads_anew)
    say(Text.assemble((found.page, "bold"), f": {found.captures} looks", (", all as before" if same else "", "dim")))
    if found.reads_anew:
        say("  the wording in force reads otherwise")
    for mark, style, changes in (("+", "green", found.appear), ("-", "red", found.vanish)):
        for change in changes:
            say(Text(f"  {mark} {local(change.first_with)[:10]} {safe(change.headline)}", style))


def _say_finding(finding: Diagnosis) -> None:
    say(Text.assemble((finding.page, "bold"), f"  {finding.share:.0%} of {finding.looks} looks made work for nothing"))
    for reason in finding.reasons:
        say(f"  {safe(reason)}")
    if finding.remedy:
        say(Text.assemble(f"  {finding.remedy.why}:  ", (safe(finding.remedy.line), "bold green")))


def _rebuilt(found: Rebuilt) -> dict[str, Any]:
    return {
        "page": found.page,
        "looks": found.captures,
        "reads_anew": found.reads_anew,
        "appear": [_change(change) for change in found.appear],
        "vanish": [_change(change) for change in found.vanish],
    }


def _change(change: Change) -> dict[str, Any]:
    return {"change": change.id, "first_with": change.first_with, "headline": change.headline}


def _finding(finding: Diagnosis) -> dict[str, Any]:
    return {
        "page": finding.page,
        "looks": finding.looks,
        "failed": finding.failed,
        "quarantined": finding.quarantined,
        "suppressed": finding.suppressed,
        "alternating": finding.alternating,
        "share": round(finding.share, 4),
        "reasons": finding.reasons,
        "remedy": finding.remedy and finding.remedy.line,
    }
