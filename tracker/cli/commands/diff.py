"""`tracker diff`: any two texts of a page, compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import Seen, open_history
from tracker.ask.as_json import edit_json
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import STYLES, json_line, local, paged, safe, say
from tracker.cli.which_text import WHEN, seen_json, stretch
from tracker.errors import UsageError
from tracker.model import Comparison, moves


@click.command()
@names.page
@click.option("--from", "old", metavar="WHEN", help=f"{WHEN} A change: before it. Without: the text before --to.")
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
        say(f"#{before.number}, {stretch(before)}", "dim", lead=Text("from ", "dim"))
        say(f"#{after.number}, {stretch(after)}", "dim", lead=Text("to   ", "dim"))
        if not comparison.edits:
            say("\nthe wording is the same")
            return
        say(Text.assemble((comparison.toward, STYLES[comparison.direction]), f" · {safe(comparison.reason)}\n"))
        shown = rows(a.wording, b.wording, comparison)
        if beside:
            side_by_side(shown, around, (f"#{before.number}", f"#{after.number}"))
        else:
            unified(shown, around)


def _comparison(before: Seen, after: Seen, comparison: Comparison) -> dict[str, Any]:
    return {
        "before": seen_json(before),
        "after": seen_json(after),
        "direction": comparison.direction,
        "moves": dict(moves(comparison.edits)),
        "severity": comparison.severity,
        "confidence": comparison.confidence,
        "headline": comparison.headline,
        "reason": comparison.reason,
        "edits": [edit_json(edit) for edit in comparison.edits],
    }
