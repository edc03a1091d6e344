"""One shared way to print: safe text, tables, JSON lines, coloured words."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.types import Direction, Op, Piece, iso

# Page text can drive a terminal: escape sequences (OSC 52 writes the clipboard), and characters that reorder a line.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
STYLES = {
    Direction.WEAKER: "bold yellow",
    Direction.STRONGER: "bold cyan",
    Direction.REVERSED: "bold magenta",
    Direction.DIFFERENT: "bold",
    Direction.SAME: "dim",
}


def safe(text: str, *, lines: bool = False) -> str:
    """Text that a terminal shows and does not obey. Line breaks become spaces unless `lines`."""
    text = _CONTROL.sub(lambda m: chr(0x2400 + ord(m[0])) if ord(m[0]) < 0x20 else "\ufffd", text)
    return text if lines else " ".join(text.split())


@cache
def console() -> Console:
    """Standard output with colours on a terminal, none in a pipe or with NO_COLOR."""
    return Console(highlight=False, soft_wrap=True, emoji=False, markup=False)


def say(text: str | Text = "", style: str | None = None) -> None:
    """A line of text, safe to show."""
    console().print(Text(safe(text, lines=True), style or "") if isinstance(text, str) else text)


def warn(text: str) -> None:
    click.echo(safe(f"tracker: {text}", lines=True), err=True)


def words(pieces: Iterable[Piece]) -> Text:
    """A word difference in colour; in a pipe the marks [-gone-] and {+new+} stand for it."""
    text = Text()
    plain = not console().is_terminal
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
    grid = Table(*columns, box=None, pad_edge=False, header_style="bold", show_edge=False)
    for row in cells:
        grid.add_row(*row)
    console().print(grid)


def json_line(value: Mapping[str, Any]) -> None:
    """One object a line. Times as ISO 8601 UTC."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no JSON form")


def local(at: datetime | None) -> str:
    """A moment in the reader's own zone, to the minute."""
    return "never" if at is None else at.astimezone().strftime("%Y-%m-%d %H:%M")


def ago(at: datetime | None, now: datetime) -> str:
    """How long since, in one unit: "3 h", "12 d"."""
    if at is None:
        return "never"
    seconds = max(0, int((now - at.astimezone(UTC)).total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
