"""Two texts on a screen: one column with marks, or two columns side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table
from rich.text import Text

from tracker.ask import History
from tracker.cli.output import console, count, safe, say, words
from tracker.compare import rows
from tracker.model import Change, Op, Piece, Row
from tracker.model.text import comparable

_WIDTH = 120  # columns where there is no terminal


def both(history: History, change: Change) -> tuple[Row, ...]:
    """The whole texts before and after a change."""
    old, new = history.wordings(change)
    return rows(old, new)


def unified(shown: Sequence[Row], around: int | None) -> None:
    """What came and went with `around` unchanged lines about it; the whole text without a number."""
    for row in _folded(shown, around):
        if isinstance(row, int):
            say(f"  ⋯ {count(row, 'unchanged line')}", "dim")
        elif row.old_at is None:
            say(Text(safe(row.new or ""), "green"), lead=Text("+ ", "green"))
        elif row.new_at is None:
            say(Text(safe(row.old or ""), "red"), lead=Text("- ", "red"))
        elif _differs(row):
            say(words(row.pieces), lead=Text("~ ", "yellow"))
        else:
            say(safe(row.new or ""), lead="  ")


def side_by_side(shown: Sequence[Row], around: int | None, titles: tuple[str, str] = ("BEFORE", "AFTER")) -> None:
    """Before on the left, after on the right."""
    width = console().width if console().is_terminal else _WIDTH
    grid = Table(*titles, box=None, pad_edge=False, padding=(0, 3, 1, 0), header_style="bold", width=width)
    for column in grid.columns:
        column.ratio = 1
        column.overflow = "fold"
    for row in _folded(shown, around):
        if isinstance(row, int):
            grid.add_row(*[Text(f"⋯ {count(row, 'unchanged line')}", "dim")] * 2)
        else:
            grid.add_row(_side(row.pieces, Op.INSERT, row.old), _side(row.pieces, Op.DELETE, row.new))
    console().print(grid, width=width, soft_wrap=False, crop=False)


def _side(pieces: Iterable[Piece], other: Op, text: str | None) -> Text:
    return Text() if text is None else words(piece for piece in pieces if piece.op is not other)


def _differs(row: Row) -> bool:
    return row.old is None or row.new is None or comparable(row.old) != comparable(row.new)


def _folded(shown: Sequence[Row], around: int | None) -> Iterator[Row | int]:
    """The rows near a difference, and how many were left out between them."""
    shown = [row for row in shown if (row.old or row.new or "").strip()]
    keep = set(range(len(shown)))
    if around is not None:
        keep = {
            near
            for n, row in enumerate(shown)
            if _differs(row)
            for near in range(max(0, n - around), min(len(shown), n + around + 1))
        }
    left = 0
    for n, row in enumerate(shown):
        if n not in keep:
            left += 1
            continue
        if left:
            yield left
            left = 0
        yield row
    if left:
        yield left
