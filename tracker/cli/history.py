"""`tracker log` and `show`: reading the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.app import open_tracker
from tracker.cli import options
from tracker.cli.output import STYLES, json_line, local, safe, say, words
from tracker.settings import Settings
from tracker.types import Change, ChangeFilter, ChangeStatus, Edit, EditKind, Moment, Severity, utc

NEWS = (Severity.EDITORIAL, Severity.SUBSTANTIVE)


class When(click.ParamType[datetime]):
    """A date or time, ISO 8601."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return value if isinstance(value, datetime) else utc(value)
        except ValueError:
            self.fail(f"{value!r} is not a date: write it like 2026-06-03 or 2026-06-03T08:00", param, ctx)


@click.command()
@click.argument("page", required=False)
@options.db
@click.option("--since", type=When(), help="First seen on or after this date.")
@click.option("--until", type=When(), help="First seen before this date.")
@click.option("--all", "everything", is_flag=True, help="Minor changes too, and those that are not (yet) published.")
@options.as_json
def log(
    page: str | None, db: Path, since: datetime | None, until: datetime | None, everything: bool, as_json: bool
) -> None:
    """Recorded changes, newest first: all pages, or one."""
    where = ChangeFilter(page=page, since=since, until=until, severities=NEWS)
    if everything:
        where = replace(where, severities=(), statuses=())
    with open_tracker(Settings(db), create=False) as tracker:
        changes = tracker.log(where)
        hidden = (
            0 if everything else tracker.store.changes.count(replace(where, severities=(), statuses=())) - len(changes)
        )
        for change in changes:
            json_line(change_json(change)) if as_json else say(_line(change))
    if not as_json:
        if not changes:
            say("no changes recorded" + (f" for {page}" if page else ""), "dim")
        if hidden:
            say(f"{hidden} minor, pending or reverted changes are not shown; --all shows them", "dim")


@click.command()
@click.argument("change")
@options.db
@options.as_json
def show(change: str, db: Path, as_json: bool) -> None:
    """One change: each statement before and after, which way it moved and why, times, hashes, links.

    CHANGE is an id as `tracker log` prints it; its first characters are enough.
    """
    with open_tracker(Settings(db), create=False) as tracker:
        found = tracker.change(change)
    if as_json:
        json_line(change_json(found))
        return
    say(Text.assemble((safe(found.organisation), "bold"), f" · {safe(found.page_title)} · {found.id}"))
    say(Text.assemble((found.direction, STYLES[found.direction]), f" · {found.severity} · {found.status}"))
    say(safe(found.headline), "bold")
    for flag in found.flags:
        say(safe(flag), "yellow")
    say()
    for number, edit in enumerate(found.edits, 1):
        _show_edit(number, len(found.edits), edit)
    say(f"changed  between {local(found.last_without)} and {local(found.first_with)} (last without, first with)")
    for name, moment in (("before", found.before), ("after ", found.after)):
        say(f"{name}   captured {local(moment.captured_at)}  sha256 {moment.sha256}")
    say(f"page     {safe(found.after.url)}")


def _show_edit(number: int, total: int, edit: Edit) -> None:
    label = f"{number}/{total} " if total > 1 else ""
    say(Text.assemble((f"{label}{edit.kind} · ", "dim"), (edit.direction, STYLES[edit.direction])))
    match edit.kind:
        case EditKind.ADDED:
            say(Text("+ " + safe(edit.new or ""), "green"))
        case EditKind.REMOVED:
            say(Text("- " + safe(edit.old or ""), "red"))
        case _:
            say(Text("  ").append_text(words(edit.pieces)))
    say(safe(edit.reason), "italic")
    say()


def _line(change: Change) -> Text:
    status = "" if change.status is ChangeStatus.PUBLISHED else f" [{change.status}]"
    return Text.assemble(
        (change.id[:8], "dim"),
        f" {local(change.first_with)[:10]} ",
        (f"{change.direction:<9} ", STYLES[change.direction]),
        (safe(change.organisation), "bold"),
        f" {safe(change.page_title)}: {safe(change.headline)}{status}",
    )


def change_json(change: Change) -> dict[str, Any]:
    """A change as `--json` prints it. Times are ISO 8601 in UTC."""
    return {
        "change": change.id,
        "number": change.number,
        "page": change.page,
        "organisation": change.organisation,
        "title": change.page_title,
        "url": change.url,
        "tags": change.tags,
        "status": change.status,
        "direction": change.direction,
        "severity": change.severity,
        "confidence": change.confidence,
        "headline": change.headline,
        "reason": change.reason,
        "flags": change.flags,
        "relates_to": change.relates_to,
        "last_without": change.last_without,
        "first_with": change.first_with,
        "settled_at": change.settled_at,
        "before": _moment(change.before),
        "after": _moment(change.after),
        "edits": [
            {
                "kind": edit.kind,
                "old": edit.old,
                "new": edit.new,
                "direction": edit.direction,
                "cues": edit.cues,
                "reason": edit.reason,
                "severity": edit.severity,
                "confidence": edit.confidence,
            }
            for edit in change.edits
        ],
    }


def _moment(moment: Moment) -> dict[str, Any]:
    return {"version": moment.version, "captured_at": moment.captured_at, "sha256": moment.sha256, "url": moment.url}
