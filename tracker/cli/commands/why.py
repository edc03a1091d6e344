"""`tracker why`: why a page shows what it shows, and why a change was told or was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import Decision, PageReasons, decision, graded, open_history
from tracker.cli import arguments, options
from tracker.cli.output import json_line, local, paged, safe, say
from tracker.model import Change, iso


@click.command()
@arguments.page
@options.reading
@options.as_json
def why(page: str, db: Path, pager: bool, as_json: bool) -> None:
    """Why a page shows what it shows: how the last look ended, and what became of its latest changes.

    For each change: published, waiting, held back or gone again, for what reason, and which feeds carry it.
    `tracker show CHANGE --why` has the grade of every edit.
    """
    with open_history(db) as history:
        watched = history.page(page)
        found = history.reasons(watched)
    if as_json:
        json_line(_json(page, found))
        return
    with paged(pager):
        say(Text.assemble((safe(watched.organisation), "bold"), f" · {safe(watched.title)}"))
        say(f"last look {local(found.at) if found.at else 'never'}: {safe(found.last_look)}")
        for note in found.notes:
            say(safe(note), "yellow")
        if not found.decisions:
            say("no change was ever seen", "dim")
        for each in found.decisions:
            say()
            lead = Text.assemble((each.change.id[:8], "dim"), f" {local(each.change.first_with)}  ")
            say(Text(safe(each.change.headline), "bold"), lead=lead)
            say_decision(each)


def explain(change: Change) -> None:
    """Print why a change was told or was not, and the grade of each of its edits."""
    say_decision(decision(change))
    say()
    for number, severity, reason in graded(change):
        say(Text.assemble(f"{number}/{len(change.edits)} ", (severity.value, "bold"), f": {safe(reason)}"))


def say_decision(each: Decision) -> None:
    """Print what became of a change, why, and which feeds carry it."""
    say(Text.assemble((each.state, "bold"), f": {safe(each.why.said)}"), lead=_LEAD)
    for name, value in each.why.facts:
        say(Text.assemble((f"{safe(name)}: ", "dim"), safe(value)), lead=_LEAD)
    say(each.carried_by, "dim", lead=_LEAD)


_LEAD = Text("  ")


def _json(page: str, found: PageReasons) -> dict[str, Any]:
    return {
        "page": page,
        "last_look": {"at": iso(found.at) if found.at else None, "what": found.last_look},
        "notes": list(found.notes),
        "decisions": [
            {
                "change": each.change.id,
                "first_with": iso(each.change.first_with),
                "headline": each.change.headline,
                "status": each.change.status,
                "severity": each.change.severity,
                "state": each.state,
                "why": each.why.said,
                "facts": dict(each.why.facts),
                "carried_by": each.carried_by,
            }
            for each in found.decisions
        ],
    }
