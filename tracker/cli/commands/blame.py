"""`tracker blame`: every sentence of a page, since when, and what it said before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import Blamed, open_history
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import csv_table, json_line, local, paged, safe, say
from tracker.model import BlockKind


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
