"""`tracker log` and `show`: recorded changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.ask import History, open_history
from tracker.ask.periods import Period
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.as_json import change_json, note_json
from tracker.cli.commands.why import explain
from tracker.cli.output import STYLES, console, count, csv_table, json_line, local, paged, safe, say, style_of, words
from tracker.model import (
    NEWS,
    BlockKind,
    CaptureSource,
    Change,
    ChangeFilter,
    ChangeStatus,
    Cue,
    Direction,
    Edit,
    EditKind,
    Severity,
    SourceKind,
)

MANY = 20  # edits that `show` lists without --all
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
        text=text,
        since=start,
        until=end,
        limit=limit,
    )


def line(change: Change) -> Text:
    """A change in one line: id, day, direction, who, what."""
    status = (
        "" if change.status is ChangeStatus.PUBLISHED else f" [{'taken back' if change.takes_back else change.status}]"
    )
    parts = (
        (change.id[:8], "dim"),
        (f" {local(change.first_with)[:10]} ", ""),
        (f"{change.gravest + '+' * (len(change.moves) > 1):<9} ", style_of(change)),
        (safe(change.organisation), "bold"),
        (f" {safe(change.page_title)}: {safe(change.headline)}", ""),
        (status, "dim"),
    )
    if not console().is_terminal:  # thousands of lines are laid out in half the time
        return Text("".join(part for part, _ in parts))
    *who, what, state = parts
    whole = Text.assemble(*parts)
    if whole.cell_len > console().width:  # who and what have a line each: one would hold half of either
        who = [*who, (f" {safe(change.page_title)}", "")]
        what = (f"         {safe(change.headline)}", "")
        lines = [Text.assemble(*who), Text.assemble(what, state)]
    else:
        lines = [whole]
    for each in lines:  # none is longer than the window
        each.truncate(console().width, overflow="ellipsis")
    return Text("\n").join(lines)


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
        change.url,
    )


@click.command()
@names.change
@click.option("--side-by-side", "-s", "beside", is_flag=True, help="Before and after in two columns.")
@click.option("--context", "-c", type=click.IntRange(0, 1000), metavar="N", help="With N unchanged lines around each.")
@click.option("--all", "everything", is_flag=True, help="Every edit of a long change, minor ones too.")
@click.option("--why", is_flag=True, help="Why it was published, waits, is held back or minor, edit by edit.")
@options.reading
@options.as_json
def show(
    change: str, beside: bool, context: int | None, everything: bool, why: bool, db: Path, pager: bool, as_json: bool
) -> None:
    """One change: each statement before and after, which way it moved and why, times, hashes, links.

    CHANGE is an id as `tracker log` prints it; its first characters are enough.
    """
    from tracker.cli.two_texts import both, side_by_side, unified  # the comparison is loaded when it is asked for

    with open_history(db) as history:
        found = history.change(change)
        notes = history.notes(found)
        if as_json:
            json_line(change_json(found) | {"notes": [note_json(note) for note in notes]})
            return
        with paged(pager):
            head(found)
            if why:
                explain(found)
                return
            if beside or context is not None:
                rows = both(history, found)
                around = None if everything else 1 if context is None else context
                side_by_side(rows, around) if beside else unified(rows, around)
                say()
            else:
                _edits(found, everything)
            for note in notes:
                who = f" ({safe(note.who)}, {local(note.at)})"
                say(Text.assemble(safe(note.text), (who, "dim")), lead=_label("note"))
            foot(found, [history.source(moment) for moment in (found.before, found.after)])


def head(change: Change) -> None:
    """Who, what, which way and why."""
    say(Text.assemble((safe(change.organisation), "bold"), f" · {safe(change.page_title)} · ", (change.id, "dim")))
    say(safe(change.headline), "bold")
    sure = f" · {change.confidence:.0%} sure" if 0 < change.confidence < 0.995 else ""
    say(Text.assemble((change.toward, style_of(change)), (f" · {change.severity} · {change.status}{sure}", "dim")))
    for flag in change.flags:
        say(safe(flag), "yellow")
    say()


def foot(change: Change, sources: Sequence[str]) -> None:
    """Times, hashes, address. `sources` are those of the captures before and after."""
    if change.last_without == change.first_with:
        bracket = f"at {local(change.first_with)}"
    else:
        bracket = f"between {local(change.last_without)} and {local(change.first_with)}"
    say(Text.assemble(bracket, (" (last look without, first with)", "dim")), lead=_label("changed"))
    for name, moment, source in zip(("before", "after"), (change.before, change.after), sources, strict=True):
        taken = f"captured {local(moment.captured_at)}{_origin(source)}"
        say(f"{taken}  sha256 {moment.sha256}", lead=_label(name))
    say(safe(change.after.url), lead=_label("page"))
    if change.saved:
        say(safe(change.saved), lead=_label("copy"))


def _label(word: str) -> Text:
    return Text(f"{word:9}", "dim")


def _origin(source: str) -> str:
    """Where a capture came from, when it was no look at the page itself."""
    found = CaptureSource.parse(source)
    match found.kind:
        case SourceKind.MANUAL:
            return f", entered by hand: {safe(found.detail)}"
        case SourceKind.WAYBACK | SourceKind.WARC:
            return f" by an archive: {safe(found.detail)}"
        case SourceKind.BROWSER:
            return " in a browser"
        case SourceKind.HTTP | SourceKind.FILE:
            return ""


def _edits(change: Change, everything: bool) -> None:
    edits = change.edits
    if not everything:
        graver = [edit for edit in edits if edit.severity is change.severity] or list(edits)
        edits = tuple(graver[:MANY])
    chosen = [(n, edit) for n, edit in enumerate(change.edits, 1) if any(edit is shown for shown in edits)]
    for _, group in groupby(chosen, key=lambda numbered: _told(*numbered)):
        _say_edits(list(group), len(change.edits))
    if len(edits) < len(change.edits):
        say(f"{count(len(change.edits) - len(edits), 'further edit')} not shown; --all shows every one", "dim")
        say()


def _told(number: int, edit: Edit) -> tuple[object, ...]:
    """What edits one after the other have in common to be told together: whole statements that came or went alike."""
    if edit.kind not in (EditKind.ADDED, EditKind.REMOVED):
        return (number,)
    return edit.kind, edit.block, edit.direction, edit.severity, _without_quotation(edit)


def _without_quotation(edit: Edit) -> str:
    """The reason for a statement that came or went, without the words it quotes of it."""
    start, end = edit.reason.find('"'), edit.reason.rfind('"')
    return edit.reason if start == end else f"{edit.reason[:start].rstrip()}{edit.reason[end + 1 :]}"


def _say_edits(numbered: Sequence[tuple[int, Edit]], total: int) -> None:
    number, edit = numbered[0]
    alone = len(numbered) == 1
    label = "" if total == 1 else f"{number}/{total} " if alone else f"{len(numbered)} of {total} "
    kind = edit.kind if edit.block is BlockKind.PARAGRAPH else f"{edit.kind} {edit.block.replace('_', ' ')}"
    if edit.kind in (EditKind.ADDED, EditKind.REMOVED):
        say(Text(f"{label}{kind}", "dim"))
    else:
        say(Text.assemble((f"{label}{kind} · ", "dim"), (edit.direction, STYLES[edit.direction])))
    for _, each in numbered:
        match each.kind:
            case EditKind.ADDED:
                say(Text(safe(each.new or ""), "green"), lead=Text("+ ", "green"))
            case EditKind.REMOVED:
                say(Text(safe(each.old or ""), "red"), lead=Text("- ", "red"))
            case _:
                say(words(each.pieces), lead="  ")
    reason = edit.reason if alone else f"each: {_without_quotation(edit)}"
    say(Text(safe(reason), "italic"), lead="  ")
    say()
