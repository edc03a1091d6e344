"""`tracker doctor`: pages that make work for nothing, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.output import count, json_line, safe, say
from tracker.cli.watchlist_file import patch_of
from tracker.run.care.doctor import Diagnosis
from tracker.settings import Settings


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


def _say_finding(finding: Diagnosis) -> None:
    say(Text.assemble((finding.page, "bold"), f"  {finding.share:.0%} of {finding.looks} looks made work for nothing"))
    for reason in finding.reasons:
        say(f"  {safe(reason)}")
    if finding.remedy:
        say(Text.assemble(f"  {finding.remedy.why}:  ", (safe(finding.remedy.line), "bold green")))


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
