"""A change or a page as a document to hand on: for an editor, a lawyer, an archive.

A report is made once, as a list of parts; `report_forms` writes the parts down. It holds no clock: the same record
gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from tracker.ask.blame import Blamed
from tracker.ask.cite import cite
from tracker.ask.history import History
from tracker.model import Block, BlockKind, Capture, Change, Edit, EditKind, Op, Page, Piece, Statement, iso
from tracker.model.dates import day_words, second_words
from tracker.prove.proof import proof


@dataclass(frozen=True, slots=True)
class Heading:
    kind: ClassVar = "heading"
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A statement before and after, in one."""

    kind: ClassVar = "words"
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values."""

    kind: ClassVar = "facts"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A text of a page, one line a block; of each whether it is a heading."""

    kind: ClassVar = "quote"
    lines: tuple[tuple[str, bool], ...]
    since: str = ""  # since when it has stood there


Part = Heading | Paragraph | Words | Facts | Quote


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    parts: tuple[Part, ...]
    data: dict[str, Any]  # the same as values, for `json`
    captures: tuple[tuple[int, Capture], ...]  # with their numbers in the record
    proofs: Mapping[str, bytes]  # files by name, of the changes that the log is signed for


def change_report(history: History, change: Change, data: dict[str, Any]) -> Report:
    """Everything on one change: statements, times, hashes, both texts, both captures."""
    versions = [history.store.versions.get(change.page, m.version) for m in (change.before, change.after)]
    before, after = (version for version in versions if version)
    parts: list[Part] = [
        Heading(f"{change.organisation}: {change.headline}", 1),
        Paragraph(f"{change.page_title}. {_said(change)}"),
        *(_edits(change.edits) if len(change.edits) > 1 else map(_words, change.edits)),  # one has the change's reason
    ]
    notes = history.notes(change)
    if notes:
        parts += [
            Heading("Notes"),
            *(Paragraph(f"{note.text} ({note.who}, {second_words(note.at)})") for note in notes),
        ]
    parts += [Heading("When, and from what"), Facts(_facts(change)), Paragraph(cite(change))]
    parts += [Heading("The whole text before"), Quote(_lines(before))]
    parts += [Heading("The whole text after"), Quote(_lines(after))]
    return Report(
        f"{change.organisation}: {change.headline}",
        (*parts, *how_to_check()),
        data | {"before_text": _plain(before), "after_text": _plain(after)},
        captures_of(history, (change.before.snapshot, change.after.snapshot)),
        proofs_of(history, [change]),
    )


def page_report(history: History, page: Page, changes: Sequence[dict[str, Any]], found: Sequence[Change]) -> Report:
    """Everything on one page: its text with the age of each sentence, its changes, how it was looked at."""
    seen = history.seen(page)
    cover = history.coverage(page)
    lines = history.blame(page)
    parts: list[Part] = [
        Heading(f"{page.organisation}: {page.title}", 1),
        Paragraph(cover.sentence),
        Heading("What changed, newest first" if found else "Nothing changed"),
    ]
    for change in found:
        parts += [Heading(f"{day_words(change.first_with)}: {change.headline}", 3), Paragraph(_said(change))]
        parts += [*_edits(change.edits), Facts(_facts(change))]
    parts.append(Heading("What it says, and since when"))
    for since, run in groupby(lines, _since):
        parts.append(Quote(tuple((line.text, line.kind is BlockKind.HEADING) for line in run), since))
    numbers = [n for change in found for n in (change.before.snapshot, change.after.snapshot)]
    return Report(
        f"{page.organisation}: {page.title}",
        (*parts, *how_to_check()),
        {
            "page": page.id,
            "organisation": page.organisation,
            "title": page.title,
            "url": page.url,
            "coverage": cover.sentence,
            "text": [{"since": iso(line.since), "text": line.text} for line in lines],
            "changes": list(changes),
        },
        captures_of(history, [*numbers, seen.moment.snapshot]),
        proofs_of(history, found),
    )


def _said(change: Change) -> str:
    return f"{change.toward.capitalize()} ({change.severity}): {change.reason}."


def _since(line: Blamed) -> str:
    return f"since {day_words(line.since)}" + ("" if line.last_without else ", when watching began, or before")


def _edits(edits: Iterable[Edit]) -> list[Part]:
    parts: list[Part] = []
    for edit in edits:
        parts += [_words(edit), Paragraph(f"{edit.kind.capitalize()}, {edit.direction}: {edit.reason}.")]
    return parts


def _words(edit: Edit) -> Words:
    only = Op.INSERT if edit.kind is EditKind.ADDED else Op.DELETE
    return Words(edit.pieces or (Piece(only, edit.new or edit.old or ""),))


def _facts(change: Change) -> tuple[tuple[str, str], ...]:
    return (
        ("Last look without", second_words(change.last_without)),
        ("First look with", second_words(change.first_with)),
        ("Captured before", f"{second_words(change.before.captured_at)}, SHA-256 {change.before.sha256}"),
        ("Captured after", f"{second_words(change.after.captured_at)}, SHA-256 {change.after.sha256}"),
        ("Address", change.after.url),
        ("Change", f"{change.id} ({change.status})"),
    )


def how_to_check() -> tuple[Part, ...]:
    """The end of every report."""
    return (
        Heading("How to check this"),
        Paragraph(
            "A capture is the body of the answer as the server gave it, content encodings undone. Its SHA-256 stands"
            " above; the zip form of this report holds the captures, and `sha256sum -c SHA256SUMS` checks them there."
            " The statements can be found in the captures with any browser or text editor. Times are those of the"
            " machine that looked, in UTC."
        ),
    )


def _lines(statement: Statement) -> tuple[tuple[str, bool], ...]:
    return tuple((_marked(block), block.kind is BlockKind.HEADING) for block in statement.wording)


def _plain(statement: Statement) -> list[str]:
    return [f"{'# ' if block.kind is BlockKind.HEADING else ''}{_marked(block)}" for block in statement.wording]


def _marked(block: Block) -> str:
    return f"• {block.text}" if block.kind is BlockKind.LIST_ITEM else block.text


def captures_of(history: History, numbers: Iterable[int]) -> tuple[tuple[int, Capture], ...]:
    """The captures of these numbers, each once."""
    found = ((number, history.store.snapshots.get(number)) for number in dict.fromkeys(numbers))
    return tuple((number, capture) for number, capture in found if capture)


def proofs_of(history: History, changes: Iterable[Change]) -> Mapping[str, bytes]:
    """The proofs of changes as files by name; of those that the log is not signed for yet, none."""
    return {name: body for change in changes for name, body in proof(history.store, change).items()}
