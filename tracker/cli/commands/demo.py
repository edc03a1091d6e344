"""`tracker demo`: the main job on a bundled history."""

from __future__ import annotations

import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from tracker.ask.subjects import threads
from tracker.cli.commands.said import say_threads
from tracker.cli.demo import play
from tracker.cli.demo.scenes import LAST_DAY, ORGANISATION, TITLE, Scene
from tracker.cli.look_lines import line
from tracker.cli.output import say, warn
from tracker.model import ChangeFilter, ChangeKind, Severity
from tracker.record.outcome import Recorded


@click.command()
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default="demo-output",
    show_default=True,
    help="Folder for what the demo leaves.",
)
def demo(into: Path) -> None:
    """Watch a fictional company's page change over two weeks, from a server on this machine, in a few seconds.

    Leaves the record, the feeds and a page for every change to look at.
    """

    def scene(now: datetime, shown: Scene) -> None:
        if shown.day == 0:
            say(f"{ORGANISATION}: {TITLE}. Looked at twice a day for {LAST_DAY:.0f} days; a day takes half a second.")
        say(Text.assemble((f"\n{now:%a %d %B %Y}  ", "bold"), (shown.tells, "bold")))

    def told(recorded: Recorded) -> None:
        say(Text("    ").append(f"{recorded.check.at:%H:%M}  ").append_text(line(recorded)))

    with play(into, scene=scene, told=told, warn=warn) as tracker:
        published = tracker.log(ChangeFilter(newest_first=False))
        say("\nPublished")
        for change in published:
            minor = ", minor: in the record, out of the default feeds" if change.severity is Severity.MINOR else ""
            way = f" ({change.direction}{minor})" if change.kind is ChangeKind.EDIT else ""
            say(f"  {change.first_with:%d %B}  {change.headline}{way}")
        say("\nWhat the company said, everywhere and in order\n")
        say_threads(threads(tracker.history, tracker.watchlist.subjects[0]))
    feeds = into / "feeds"
    say("\nLook at")
    for path, what in (
        (feeds / "index.html", "the overview, with a page for every change: open it in a browser"),
        (feeds / "subjects.html", "the same thread as a page, and what is said at the same time"),
        (feeds / "all.atom.xml", "the feed: open it in a feed reader"),
    ):
        say(f"  {path}  {what}")
    program, db = _program(), shlex.quote(str(into / "tracker.db"))
    watchlist = shlex.quote(str(into / "watchlist.yaml"))
    say(f'  {program} said "Immigration enforcement" --conflicts --db {db} --watchlist {watchlist}')
    say(f"  {program} log --db {db}")
    say(f"  {program} show {published[0].id[:8]} --db {db}")


def _program() -> str:
    """How to call the tracker from here: `make demo` runs before its folder is on the PATH."""
    called = Path(sys.argv[0])
    if shutil.which("tracker") or called.name != "tracker":
        return "tracker"
    here = Path.cwd()
    return shlex.quote(str(called.relative_to(here) if called.is_relative_to(here) else called))
