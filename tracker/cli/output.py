"""One shared way to print: safe text, tables, JSON lines, CSV, coloured words, a pager."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from functools import cache, cached_property
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tracker.model import Change, Direction, Op, Piece, iso
from tracker.model.dates import date_words, minute_words
from tracker.model.text import CONTROL, shown_json

# What a spreadsheet takes for a formula, also behind white space; some read the full-width forms as well.
_FORMULA = re.compile(r"[\s'\"]*[=+\-@|\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_WORD = re.compile(r"\S+\s*|\s+")
_READABLE = 110  # columns: the eye loses its line in longer ones
_NARROW = 20
STYLES = {
    Direction.WEAKER: "bold yellow",
    Direction.STRONGER: "bold cyan",
    Direction.REVERSED: "bold magenta",
    Direction.DIFFERENT: "bold",
    Direction.OPEN: "bold",
    Direction.SAME: "dim",
}


def style_of(change: Change) -> str:
    """The colour of the way a change went; none when statements came or went as a whole."""
    word = change.gravest
    return STYLES[Direction(word)] if word in set(Direction) else "bold"


def safe(text: str, *, lines: bool = False) -> str:
    """Text that a terminal shows and does not obey. Line breaks become spaces unless `lines`."""
    if text.isprintable() and "  " not in text:  # as nearly all is
        return text if lines else text.strip()
    text = CONTROL.sub(lambda m: chr(0x2400 + ord(m[0])) if ord(m[0]) < 0x20 else "\ufffd", text)
    return text if lines else " ".join(text.split())


class _Console(Console):
    @cached_property
    def is_terminal(self) -> bool:
        """Asked at every line: each answer of rich's takes as long as printing it."""
        return super().is_terminal


@cache
def console() -> Console:
    """Standard output with colours on a terminal, none in a pipe or with NO_COLOR."""
    return _Console(highlight=False, soft_wrap=True, emoji=False, markup=False)


def say(text: str | Text = "", style: str | None = None, *, lead: str | Text = "") -> None:
    """A line of text, safe to show. A terminal breaks it between words, behind a `lead` as a paragraph indented by it.

    An address or a hash is never cut by us, so that it can be copied.
    """
    if not console().is_terminal:  # without its layout, lines are printed ten times as fast
        body = safe(text, lines=True) if isinstance(text, str) else text.plain
        sys.stdout.write(f"{lead}{body}\n")
        return
    line = Text(safe(text, lines=True), style or "") if isinstance(text, str) else text
    first = Text(lead) if isinstance(lead, str) else lead
    width = (min(console().width, _READABLE) if lead else console().width) - first.cell_len
    if "\n" not in line.plain and line.cell_len <= width:
        console().print(Text.assemble(first, line))
        return
    broken = (
        part for own in line.split(allow_blank=True) for part in own.divide(_breaks(own.plain, max(_NARROW, width)))
    )
    for number, part in enumerate(broken):
        part.rstrip()
        console().print(Text.assemble(first if number == 0 else " " * first.cell_len, part))


def say_whole(text: str, style: str | None = None) -> None:
    """Text to be copied, safe to show: only the terminal breaks its lines, so that they are one in the clipboard."""
    console().print(Text(safe(text, lines=True), style or ""))


def _breaks(text: str, width: int) -> list[int]:
    """Where to break a line, so that no part is wider and no word is cut; rich would cut those that are wider."""
    offsets, used = list[int](), 0
    for word in _WORD.finditer(text):
        if used and used + cell_len(word[0].rstrip()) > width:
            offsets.append(word.start())
            used = 0
        used += cell_len(word[0])
    return offsets


def warn(text: str) -> None:
    click.echo(safe(f"tracker: {text}", lines=True), err=True)


def coloured() -> bool:
    """Whether colours can tell something: on a terminal, without --no-color or NO_COLOR."""
    return console().is_terminal and not console().no_color


def no_color() -> None:
    """From here on nothing is coloured."""
    os.environ["NO_COLOR"] = "1"
    console.cache_clear()


@contextmanager
def paged(on: bool = True) -> Iterator[None]:
    """What is said inside goes through the reader's pager when it is longer than their screen.

    Only on a terminal. The pager is $PAGER, else less, told as git tells it to keep colours.
    """
    screen = console()
    if not (on and screen.is_terminal):
        yield
        return
    with screen.capture() as captured:
        yield
    text = captured.get()
    if sum(1 + max(0, len(line) - 1) // screen.width for line in text.split("\n")) < screen.height:
        sys.stdout.write(text)
    else:
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(text, color=True)


def words(pieces: Iterable[Piece]) -> Text:
    """A word difference in colour; without colours the marks [-gone-] and {+new+} stand for it."""
    text = Text()
    plain = not coloured()
    for piece in pieces:
        body = safe(piece.text, lines=True)
        if piece.op is Op.DELETE:
            text.append(f"[-{body}-]" if plain else body, "red strike")
        elif piece.op is Op.INSERT:
            text.append(f"{{+{body}+}}" if plain else body, "green underline")
        else:
            text.append(body)
    return text


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    """A table without frames; in a pipe nothing is cut off, whatever the width."""
    cells = [[Text(safe(cell)) if isinstance(cell, str) else cell for cell in row] for row in rows]
    if not console().is_terminal:
        lines = [list(columns), *([cell.plain for cell in row] for row in cells)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            click.echo("  ".join(map(str.ljust, line, widths)).rstrip())
        return
    from rich.table import Table  # few commands have one

    grid = Table(*columns, box=None, pad_edge=False, header_style="bold", show_edge=False)
    for row in cells:
        grid.add_row(*row)
    console().print(grid)


def json_line(value: Mapping[str, Any]) -> None:
    """One object a line. Times as ISO 8601 UTC. What could drive a terminal is written \\uXXXX, so nothing is lost."""
    sys.stdout.write(json_text(value) + "\n")


def json_text(value: Mapping[str, Any]) -> str:
    """The same without printing it."""
    return shown_json(json.dumps(value, ensure_ascii=False, default=_plain))


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A header and a line for each row (RFC 4180). No cell is taken for a formula: an apostrophe stands before it."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([csv_cell(value) for value in row] for row in rows)


def csv_cell(value: Any, *, lines: bool = False) -> str:
    """A value as the text of a cell, safe to open in a spreadsheet; with `lines`, line breaks are kept."""
    if value is None or isinstance(value, bool | int | float):
        return "" if value is None else str(value)
    if isinstance(value, datetime | Enum):
        return str(_plain(value))
    text = safe(" ".join(map(str, value)) if isinstance(value, tuple) else value, lines=lines)
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no JSON form")


def count(number: int, noun: str, plural: str | None = None) -> str:
    """ "1 page", "2 pages"."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def local(at: datetime | None) -> str:
    """A moment in the reader's own zone, to the minute."""
    return "never" if at is None else minute_words(at.astimezone())


def day(at: datetime) -> str:
    """The day of a moment in the reader's own zone: 3 June 2026."""
    return date_words(at.astimezone().date())


def ago(at: datetime | None, now: datetime) -> str:
    """How long since, in one unit: "3 h", "12 d"."""
    if at is None:
        return "never"
    seconds = max(0, int((now - at.astimezone(UTC)).total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
