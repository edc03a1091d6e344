"""What `check` and `run` share: their settings, and what a look became, as a line."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from tracker.cli.output import count, safe, style_of
from tracker.model import NEWS, ChangeStatus, CheckOutcome
from tracker.run.care.notify import addresses_of
from tracker.run.executors import WorkPlace
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

if TYPE_CHECKING:
    from tracker.record.outcome import Recorded

MARKS = {
    CheckOutcome.NEW: ("new text", "bold"),
    CheckOutcome.UNCHANGED: ("unchanged", "dim"),
    CheckOutcome.NOT_MODIFIED: ("not modified", "dim"),
    CheckOutcome.FAILED: ("failed", "bold red"),
    CheckOutcome.QUARANTINED: ("held back", "bold yellow"),
}


def settings(
    db: Path,
    watchlist: Path,
    feeds: Path,
    contact: str | None,
    allow_private: bool,
    executor: WorkPlace,
    **site: Any,
) -> Settings:
    fetch = FetchSettings(allow_private=allow_private)
    if contact:
        fetch = replace(fetch, contact=contact)
    # Never an option: a command line is shown to everybody on the machine.
    notify = addresses_of(os.environ.get("TRACKER_NOTIFY"))
    return Settings(db, watchlist, feeds, executor=executor, fetch=fetch, notify=notify, **site)


def line(recorded: Recorded) -> Text:
    """What a check became, in a line: page, outcome, and the change or the reason."""
    check, change = recorded.check, recorded.change
    mark, style = MARKS[check.outcome]
    if recorded.named is not None and (new := recorded.named.new):
        mark = f"{count(new, 'address', 'addresses')} there already" if recorded.named.baseline else f"{new} new"
    text = Text.assemble((f"{check.page}: ", ""), (mark, style))
    if check.reason:
        text.append(f": {safe(check.reason)}")
    if change is not None and change.status is ChangeStatus.PENDING:
        text.append(f", waits for a second look: {safe(change.headline)}")
    elif change is not None and change.status is ChangeStatus.PUBLISHED:
        text.append(f", published {change.id[:8]}: {safe(change.headline)} ")
        text.append(f"({change.toward}{'' if change.severity in NEWS else ', minor'})", style_of(change))
    elif change is not None and change.is_told:
        text.append(f", published {change.id[:8]}: taken back: {safe(change.headline)}")
    elif change is not None and change.status is ChangeStatus.REVERTED:
        text.append(f", gone again: {safe(change.headline)}")
    if recorded.recovered:
        text.append(f" ({recorded.recovered})", "green")
    return text
