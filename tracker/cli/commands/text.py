"""`tracker text`: a statement as it stood on a day."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.text import Text

from tracker.ask import Seen, open_history
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import json_line, local, paged, safe, say
from tracker.cli.which_text import WHEN, seen_json, stretch
from tracker.errors import UsageError
from tracker.model import Block, BlockKind


@click.command()
@names.page
@names.at(WHEN)
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
            seen_json(seen)
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


def _head(seen: Seen) -> None:
    page, moment = seen.page, seen.moment
    say(Text.assemble((safe(page.organisation), "bold"), f" · {safe(page.title)}"))
    say(f"text #{seen.number}, {stretch(seen)}", "dim")
    say(f"captured {local(moment.captured_at)} from {safe(moment.url)} ({safe(seen.source)})", "dim")
    say(f"sha256 {moment.sha256}", "dim")


def _block(block: Block) -> Text:
    return Text(safe(block.text), "bold" if block.kind is BlockKind.HEADING else "")
