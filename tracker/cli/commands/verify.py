"""`tracker verify`: what the record proves, in plain words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.output import count, json_line, safe, say
from tracker.prove.verify import Verification
from tracker.record.evidence import Stamp
from tracker.settings import Settings

_SHOWN = 20


@click.command()
@click.option(
    "--anchor",
    "anchors",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE",
    help="What a witness kept: a copy of checkpoints.txt, a feed or a change page. Again for more.",
)
@options.db
@options.watchlist
@options.publishing
@options.as_json
def verify(anchors: tuple[Path, ...], db: Path, watchlist: Path, feeds: Path, as_json: bool, **site: Any) -> None:
    """Check the whole record, and say what it proves and what it does not.

    Every captured body is hashed again, every entry of the log compared with the one before and with its row, every
    change with the texts and captures it quotes, checkpoints with their signatures, feeds with the record. Exit code 0
    when all of it holds, 1 when something does not.
    """
    with open_tracker(Settings(db, watchlist, feeds, **site), create=False) as tracker:
        found = tracker.verify(anchors)
    if as_json:
        json_line(asdict(found) | {"holds": found.holds})
    else:
        _say(found, db)
    sys.exit(0 if found.holds else 1)


def _say(found: Verification, db: Path) -> None:
    span = f", looks from {found.first[:10]} to {found.last[:10]}" if found.first and found.last else ""
    say(
        f"{db}: {count(found.entries, 'entry', 'entries')} of the log{span};"
        f" {count(found.bodies, 'captured body', 'captured bodies')}, {count(found.changes, 'change')},"
        f" {count(found.checkpoints, 'signed checkpoint')}"
    )
    if found.problems:
        say()
        say(
            f"{count(len(found.problems), 'thing')} {'does' if len(found.problems) == 1 else 'do'} not hold", "bold red"
        )
        for problem in found.problems[:_SHOWN]:
            say(Text.assemble("  ", (safe(problem.where), "bold"), f": {safe(problem.what)}"))
        if len(found.problems) > _SHOWN:
            say(f"  and {len(found.problems) - _SHOWN:,} more; --json has them all")
    else:
        say()
        say("This holds", "bold green")
        for line in _proven(found):
            say(f"  {line}")
    say()
    say("This is not proven", "bold")
    for line in _unproven(found):
        say(f"  {line}")


def _proven(found: Verification) -> Iterator[str]:
    yield (
        "Nothing was altered, taken out or put in by hand: each entry of the log follows the one before and fits its"
        " row, and no row is without one. No time goes back unmarked."
    )
    whose = "kept capture" if found.let_go else "capture"
    yield f"The bytes of every {whose} are those that were hashed when it was taken up."
    yield (
        f"Each of {count(found.texts, 'text')} is made of the lines it is named by, and stood when the looks say so;"
        f" {found.texts_read:,} were read again from their captures."
    )
    yield (
        f"Every change quotes its two texts as they stand; {found.read_again:,} of {found.changes:,} were read again"
        " from their captures."
    )
    if found.signed:
        yield f"The first {count(found.signed, 'entry', 'entries')} are signed with the key of the log."
    if found.feeds:
        yield "The published feeds and change pages are what the record gives."
    if found.stamps_believed:
        yield from map(_stamped, dict.fromkeys((found.stamped[0], found.stamped[-1])))
        if len(found.stamped) > 2:
            yield f"{count(len(found.stamped) - 2, 'more time stamp')} between these two; --json has all of them."
    if found.anchors and found.witnessed:
        yield (
            f"Up to entry {found.witnessed:,} this is the log that was seen by whoever kept"
            f" {' and '.join(map(safe, found.anchors))}."
        )


def _stamped(one: tuple[int, Stamp]) -> str:
    size, stamp = one
    return (
        f"The first {count(size, 'entry', 'entries')} existed on {stamp.at:%Y-%m-%d} at {stamp.at:%H:%M:%S} UTC:"
        f" {safe(stamp.authority)} says so, by its own clock, in a time stamp on their checkpoint."
    )


def _unproven(found: Verification) -> Iterator[str]:
    if not found.anchors:
        yield (
            f"That the log was not made anew as a whole{' before then' if found.stamps_believed else ''}: whoever holds"
            " the database and its key could. A copy of checkpoints.txt or of a feed that someone else kept shows it;"
            " name it with --anchor."
        )
    elif found.witnessed < found.entries:
        yield f"The {count(found.entries - found.witnessed, 'entry', 'entries')} after those: no witness saw them yet."
    if found.stamped and not found.stamps_believed:
        yield (
            f"When the log was signed: {count(len(found.stamped), 'time stamp')} of"
            f" {safe(found.stamped[-1][1].authority)} would show it; name the authority's root certificate with"
            " --timestamp-ca."
        )
    elif not found.stamped:
        yield (
            "When the log was signed, but for what witnesses know: no authority stamped it with the time. With"
            " --timestamp one is asked."
        )
    yield (
        "What the tracker goes by from one look to the next: when a page is due, what waits, the inbox, what you are"
        " told. Nothing that was seen or told stands there; SECURITY.md lists it."
    )
    if found.let_go:
        yield (
            f"What {count(found.let_go, 'older capture')} looked like: retention let the bytes go, as the log says;"
            " their hashes remain. None of them is a side of a change."
        )
    if found.taken_up:
        yield (
            f"When the first {count(found.taken_up, 'entry', 'entries')} came to be: they are of a record from before"
            " there was a log, and were taken up at an upgrade."
        )
    if found.back:
        yield (
            f"Why {count(found.back, 'look')} stand after later ones, each marked so: archives were taken up, or the"
            " clock was set back."
        )
    if len(found.keys) > 1:
        yield f"Who replaced the key of the log, {count(len(found.keys) - 1, 'time')}: a new one names itself."
    if found.changes > found.read_again:
        yield (
            f"How {count(found.changes - found.read_again, 'change')} came from the captures: other rules or selectors"
            " read them than today's. Their texts are sound."
        )
    if found.feeds is None:
        yield "That the feeds are what the record gives: none are published here with these settings and this version."
    yield "That the pages were served so: it is what this machine received, by its own clock."
