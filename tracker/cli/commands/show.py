"""`tracker show`: one change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click
from rich.text import Text

from tracker.ask import open_history
from tracker.ask.as_json import change_json, note_json
from tracker.cli import arguments as names
from tracker.cli import options
from tracker.cli.commands.why import explain
from tracker.cli.output import STYLES, count, json_line, local, paged, safe, say, style_of, words
from tracker.model import (
    BlockKind,
    CaptureSource,
    Change,
    ChangeKind,
    Edit,
    EditKind,
    SourceKind,
)

MANY = 20  # edits that `show` lists without --all


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
    for flag in change.notices:
        say(safe(flag), "yellow")
    say()


def foot(change: Change, sources: Sequence[str]) -> None:
    """Times, hashes, address. `sources` are those of the captures before and after."""
    if change.last_without == change.first_with:
        bracket = f"at {local(change.first_with)}"
    else:
        bracket = f"between {local(change.last_without)} and {local(change.first_with)}"
    whole = change.kind is not ChangeKind.EDIT
    words = " (last look with it, first without)" if change.kind is ChangeKind.TAKEN_DOWN else _BRACKET
    say(Text.assemble(bracket, (words, "dim")), lead=_label("gone" if whole and words != _BRACKET else _CAME[whole]))
    captures = list(
        zip(("before", "capture" if whole else "after"), (change.before, change.after), sources, strict=True)
    )
    for name, moment, source in captures[whole:]:
        taken = f"captured {local(moment.captured_at)}{_origin(source)}"
        say(f"{taken}  sha256 {moment.sha256}", lead=_label(name))
    say(safe(change.after.url), lead=_label("page"))
    if change.saved:
        say(safe(change.saved), lead=_label("copy"))


_BRACKET = " (last look without, first with)"
_CAME = ("changed", "seen")


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
