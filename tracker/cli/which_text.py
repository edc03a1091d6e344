"""A text of a page on the terminal: where it is from, when it stood, its blocks."""

from __future__ import annotations

from typing import Any

from tracker.ask import Seen
from tracker.ask.as_json import moment_json
from tracker.cli.output import count, local
from tracker.model import iso

WHEN = "A date (\"3 June 2026\", yesterday), a text's number (#3), or a change's id."


def stretch(seen: Seen) -> str:
    """When it stood: "seen 4 times from 2026-06-03 08:00 to 2026-06-04 20:00; another text since 2026-06-05 08:00"."""
    if local(seen.first_at) == local(seen.last_at):
        text = f"seen at {local(seen.first_at)}"
    else:
        text = f"seen {count(seen.checks, 'time')} from {local(seen.first_at)} to {local(seen.last_at)}"
    return text + (f"; another text since {local(seen.next_at)}" if seen.next_at else ", the last look")


def seen_json(seen: Seen) -> dict[str, Any]:
    """Where a text is from and when it stood, for JSON."""
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
