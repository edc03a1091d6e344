"""`tracker log`: recorded changes, one a line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import History, open_history
from tracker.ask.as_json import change_json
from tracker.ask.periods import Period
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.output import console, csv_table, json_line, local, paged, safe, say, style_of
from tracker.model import (
    NEWS,
    Announced,
    Change,
    ChangeFilter,
    ChangeKind,
    ChangeStatus,
    Cue,
    Direction,
    Severity,
)

_COLUMNS = (
    "change",
    "first_with",
    "last_without",
    "organisation",
    "page",
    "title",
    "direction",
    "severity",
    "status",
    "headline",
    "reason",
    "announced",
    "url",
)


@click.command()
@click.argument("page", required=False, type=names.PAGE)
@click.option("--organisation", "--org", type=names.ORGANISATION, help="Of this organisation.")
@click.option("--tag", type=names.TAG, help="On pages with this tag.")
@click.option(
    "--direction",
    multiple=True,
    type=options.choice(Direction),
    help="Which way the wording moved, or an edit of substance in it; repeatable.",
)
@click.option("--severity", multiple=True, type=options.choice(Severity), help="How much it matters; repeatable.")
@click.option("--cue", type=options.choice(Cue), help="With an edit of this kind of words.")
@click.option(
    "--announced",
    multiple=True,
    type=options.choice(Announced),
    help="What the organisation's own log says of it (`changelog:` of the watchlist); repeatable.",
)
@click.option("--text", metavar="WORDS", help="With these words in a statement, old or new, or in the headline.")
@names.between
@click.option("--all", "everything", is_flag=True, help="Minor changes too, and those that are not (yet) published.")
@click.option("-n", "--limit", type=click.IntRange(1), help="At most so many, the newest.")
@click.option("--reverse", is_flag=True, help="Oldest first.")
@options.reading
@options.as_json
@options.as_csv
def log(db: Path, pager: bool, everything: bool, reverse: bool, as_json: bool, as_csv: bool, **asked: Any) -> None:
    """Recorded changes, newest first, one a line. Every filter that is given must hold.

    Shown are published changes that are more than style, and those that took one back; the rest with --all.
    """
    with open_history(db) as history:
        where = _filter(history, everything, **asked)
        changes = sorted(history.changes(where, edits=as_json), key=lambda change: change.first_with, reverse=True)
        rest = 0
        if not (everything or as_json or as_csv):
            rest = history.count(replace(where, severities=(), told=False)) - history.count(where)
    if reverse:
        changes.reverse()
    if as_json:
        for change in changes:
            json_line(change_json(change))
    elif as_csv:
        csv_table(_COLUMNS, map(_row, changes))
    else:
        with paged(pager):
            for change in changes:
                say(line(change))
            if not changes:
                say("no changes recorded" + (f" for {asked['page']}" if asked["page"] else ""), "dim")
            if rest > 0 and not asked["severity"]:
                were = "is" if rest == 1 else "are"
                say(
                    f"{rest} minor, pending or passing {'change' if rest == 1 else 'changes'} {were} not shown; "
                    "--all shows them",
                    "dim",
                )


def _filter(
    history: History,
    everything: bool,
    *,
    page: str | None,
    organisation: str | None,
    tag: str | None,
    direction: tuple[str, ...],
    severity: tuple[str, ...],
    cue: str | None,
    announced: tuple[str, ...],
    text: str | None,
    since: Period | None,
    until: Period | None,
    during: Period | None,
    limit: int | None,
) -> ChangeFilter:
    start, end = names.bounds(since, until, during)
    severities = tuple(map(Severity, severity)) or (() if everything else NEWS)
    return ChangeFilter(
        page=page and history.page(page).id,
        organisation=organisation and history.organisation(organisation),
        tag=tag and history.tag(tag),
        directions=tuple(map(Direction, direction)),
        severities=severities,
        statuses=(),
        told=not everything,
        cue=Cue(cue) if cue else None,
        announced=tuple(map(Announced, announced)),
        text=text,
        since=start,
        until=end,
        limit=limit,
    )


_WENT = {ChangeKind.EDIT: "", ChangeKind.STATEMENT: "new", ChangeKind.TAKEN_DOWN: "gone"}  # the headline has all


def line(change: Change) -> Text:
    """A change in one line: id, day, direction, who, what."""
    status = (
        "" if change.status is ChangeStatus.PUBLISHED else f" [{'taken back' if change.takes_back else change.status}]"
    )
    parts = (
        (change.id[:8], "dim"),
        (f" {local(change.first_with)[:10]} ", ""),
        (f"{_WENT[change.kind] or change.gravest + '+' * (len(change.moves) > 1):<9} ", style_of(change)),
        (safe(change.organisation), "bold"),
        (f" {_title(change)}{safe(change.headline)}", ""),
        (status, "dim"),
    )
    if not console().is_terminal:  # thousands of lines are laid out in half the time
        return Text("".join(part for part, _ in parts))
    *who, what, state = parts
    whole = Text.assemble(*parts)
    if whole.cell_len > console().width:  # who and what have a line each: one would hold half of either
        who = [*who, (f" {_title(change).removesuffix(': ')}", "")]
        what = (f"         {safe(change.headline)}", "")
        lines = [Text.assemble(*who), Text.assemble(what, state)]
    else:
        lines = [whole]
    for each in lines:  # none is longer than the window
        each.truncate(console().width, overflow="ellipsis")
    return Text("\n").join(lines)


def _title(change: Change) -> str:
    """The page that a change is of; nothing where the headline names it."""
    return f"{safe(change.page_title)}: " if change.kind is ChangeKind.EDIT else ""


def _row(change: Change) -> tuple[Any, ...]:
    return (
        change.id,
        change.first_with,
        change.last_without,
        change.organisation,
        change.page,
        change.page_title,
        change.direction,
        change.severity,
        change.status,
        change.headline,
        change.reason,
        change.announcement.state if change.announcement else None,
        change.url,
    )
