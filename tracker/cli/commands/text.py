"""`tracker text`, `diff` and `blame`: what a page said, and since when."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import Blamed, Seen, open_history
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.as_json import edit_json, moment_json
from tracker.cli.output import STYLES, count, csv_table, json_line, local, paged, safe, say
from tracker.errors import UsageError
from tracker.model import Block, BlockKind, Comparison, iso

_WHEN = "A date (\"3 June 2026\", yesterday), a text's number (#3), or a change's id."


@click.command()
@names.page
@names.at(_WHEN)
@click.option("--raw", is_flag=True, help="The bytes as served, for a file or a pipe.")
@options.reading
@options.as_json
def text(page: str, when: str, raw: bool, db: Path, pager: bool, as_json: bool) -> None:
    """A statement as it stood, with the capture that it comes from."""
    with open_history(db) as history:
        seen = history.seen(history.page(page), when)
        if raw:
            if sys.stdout.isatty():
                raise UsageError("bytes as served could drive your terminal; write them to a file: --raw > page.html")
            capture = history.capture(seen.moment)
            assert capture is not None
            sys.stdout.buffer.write(capture.body)
            return
        statement = history.statement(seen)
    if as_json:
        json_line(
            _seen(seen)
            | {
                "title": statement.title,
                "language": statement.language,
                "updated": statement.updated,
                "blocks": [{"kind": block.kind, "text": block.text} for block in statement.wording],
            }
        )
        return
    with paged(pager):
        _head(seen)
        for number, block in enumerate(statement.wording):
            if block.kind is BlockKind.HEADING or number == 0:
                say()
            say(_block(block), lead="• " if block.kind is BlockKind.LIST_ITEM else "")


@click.command()
@names.page
@click.option("--from", "old", metavar="WHEN", help=f"{_WHEN} A change: before it. Without: the text before --to.")
@click.option("--to", "new", default="now", show_default=True, metavar="WHEN", help="The same. A change: after it.")
@click.option("--side-by-side", "-s", "beside", is_flag=True, help="Two columns.")
@click.option("--context", "-c", type=click.IntRange(0, 1000), default=1, show_default=True, help="Unchanged lines.")
@click.option("--all", "everything", is_flag=True, help="Both texts whole.")
@options.reading
@options.as_json
def diff(
    page: str,
    old: str | None,
    new: str,
    beside: bool,
    context: int,
    everything: bool,
    db: Path,
    pager: bool,
    as_json: bool,
) -> None:
    """What differs between any two texts of a page, and which way it moved."""
    from tracker.cli.two_texts import side_by_side, unified  # the comparison, which `text` does without
    from tracker.compare import rows

    with open_history(db) as history:
        found = history.page(page)
        after = history.seen(found, new)
        before = history.seen(found, old, after=False) if old else history.previous(after)
        if before is None:
            raise UsageError(f"{page} had no other text before {local(after.first_at)}")
        a, b, comparison = history.compare(before, after)
    if as_json:
        json_line(_comparison(before, after, comparison))
        return
    around = None if everything else context
    with paged(pager):
        say(Text.assemble((safe(found.organisation), "bold"), f" · {safe(found.title)}"))
        say(f"#{before.number}, {_stretch(before)}", "dim", lead=Text("from ", "dim"))
        say(f"#{after.number}, {_stretch(after)}", "dim", lead=Text("to   ", "dim"))
        if not comparison.edits:
            say("\nthe wording is the same")
            return
        say(Text.assemble((comparison.direction, STYLES[comparison.direction]), f" · {safe(comparison.reason)}\n"))
        shown = rows(a.wording, b.wording, comparison)
        if beside:
            side_by_side(shown, around, (f"#{before.number}", f"#{after.number}"))
        else:
            unified(shown, around)


@click.command()
@names.page
@names.at("As the page stood at this date.")
@click.option("--grep", metavar="WORDS", help="Only sentences with these words.")
@options.reading
@options.as_json
@options.as_csv
def blame(page: str, when: str, grep: str | None, db: Path, pager: bool, as_json: bool, as_csv: bool) -> None:
    """Every sentence of a page: since when it says so, the change that brought it, what it said before.

    A ≤ before the date: it was there when watching began, and may be older.
    """
    with open_history(db) as history:
        lines = history.blame(history.page(page), when)
    if grep:
        lines = [line for line in lines if grep.casefold() in line.text.casefold()]
    if as_json:
        for line in lines:
            json_line(_blamed(line))
    elif as_csv:
        columns = ("since", "last_without", "change", "kind", "text", "earlier")
        csv_table(
            columns,
            (
                (
                    line.since,
                    line.last_without,
                    line.change and line.change.id,
                    line.kind,
                    line.text,
                    line.earlier[0].text if line.earlier else None,
                )
                for line in lines
            ),
        )
    else:
        with paged(pager):
            for line in lines:
                _say_blamed(line)
            if not lines:
                say("no such sentence", "dim")


def _say_blamed(line: Blamed) -> None:
    mark = " " if line.last_without else "≤"
    name = line.change.id[:8] if line.change else "        "
    style = "bold" if line.kind is BlockKind.HEADING else ""
    say(Text(safe(line.text), style), lead=Text(f"{mark}{local(line.since)[:10]} {name}  ", "dim"))
    for earlier in line.earlier:
        say(Text(safe(earlier.text), "red"), lead=Text(f"{'':22}until {local(earlier.until)[:10]}: ", "dim"))


def _blamed(line: Blamed) -> dict[str, Any]:
    return {
        "since": line.since,
        "last_without": line.last_without,
        "change": line.change and line.change.id,
        "kind": line.kind,
        "text": line.text,
        "earlier": [{"until": e.until, "change": e.change.id, "text": e.text} for e in line.earlier],
    }


def _head(seen: Seen) -> None:
    page, moment = seen.page, seen.moment
    say(Text.assemble((safe(page.organisation), "bold"), f" · {safe(page.title)}"))
    say(f"text #{seen.number}, {_stretch(seen)}", "dim")
    say(f"captured {local(moment.captured_at)} from {safe(moment.url)} ({safe(seen.source)})", "dim")
    say(f"sha256 {moment.sha256}", "dim")


def _stretch(seen: Seen) -> str:
    """When it stood: "seen 4 times from 2026-06-03 08:00 to 2026-06-04 20:00; another text since 2026-06-05 08:00"."""
    if local(seen.first_at) == local(seen.last_at):
        text = f"seen at {local(seen.first_at)}"
    else:
        text = f"seen {count(seen.checks, 'time')} from {local(seen.first_at)} to {local(seen.last_at)}"
    return text + (f"; another text since {local(seen.next_at)}" if seen.next_at else ", the last look")


def _block(block: Block) -> Text:
    return Text(safe(block.text), "bold" if block.kind is BlockKind.HEADING else "")


def _seen(seen: Seen) -> dict[str, Any]:
    return {
        "page": seen.page.id,
        "number": seen.number,
        **moment_json(seen.moment),
        "source": seen.source,
        "first_at": seen.first_at,
        "last_at": seen.last_at,
        "next_at": seen.next_at and iso(seen.next_at),
        "checks": seen.checks,
    }


def _comparison(before: Seen, after: Seen, comparison: Comparison) -> dict[str, Any]:
    return {
        "before": _seen(before),
        "after": _seen(after),
        "direction": comparison.direction,
        "severity": comparison.severity,
        "confidence": comparison.confidence,
        "headline": comparison.headline,
        "reason": comparison.reason,
        "edits": [edit_json(edit) for edit in comparison.edits],
    }
