"""Which changes are asked for, as SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.model import ChangeFilter, ChangeStatus, Direction
from tracker.record.store.rows import stamp


def only_told(where: ChangeFilter) -> bool:
    """Whether only what has a number is asked for: published changes, and the reversals that correct them."""
    numbered = where.after_number is not None or where.before_number is not None
    return where.told or numbered or set(where.statuses) == {ChangeStatus.PUBLISHED}


def condition_of(where: ChangeFilter) -> tuple[str, list[Any]]:
    """A filter as an SQL condition on `changes c` and its values."""
    parts: list[str] = []
    values: list[Any] = []

    def need(condition: str, *bound: Any) -> None:
        parts.append(condition)
        values.extend(bound)

    if where.told:
        need("c.number IS NOT NULL")
        need("(c.status = ? OR c.relates_to IS NOT NULL)", ChangeStatus.PUBLISHED)
    elif where.statuses:
        if only_told(where):  # it has the indexes
            need("c.number IS NOT NULL")
        need(f"c.status IN ({','.join('?' * len(where.statuses))})", *where.statuses)
    if where.directions:
        need(*_went(where.directions))
    if where.severities:
        need(f"c.severity IN ({','.join('?' * len(where.severities))})", *where.severities)
    if where.page is not None:
        need("c.page = ?", where.page)
    if where.organisation is not None:
        need("c.page IN (SELECT id FROM pages WHERE organisation = ?)", where.organisation)
    if where.tag is not None:
        need("c.page IN (SELECT page FROM page_tags WHERE tag = ?)", where.tag)
    if where.cue is not None:
        need("EXISTS (SELECT 1 FROM edits e, json_each(e.cues) WHERE e.change = c.id AND value = ?)", where.cue)
    if where.text is not None:
        like = f"%{_literal(where.text)}%"
        need(
            r"(c.headline LIKE ? ESCAPE '\' OR EXISTS (SELECT 1 FROM edits e WHERE e.change = c.id AND"
            r" (e.old LIKE ? ESCAPE '\' OR e.new LIKE ? ESCAPE '\')))",
            like,
            like,
            like,
        )
    if where.since is not None:
        need("c.first_with >= ?", stamp(where.since))
    if where.until is not None:
        need("c.first_with < ?", stamp(where.until))
    if where.late is not None:
        need("c.late = ?", int(where.late))
    if where.announced:
        marks = ",".join("?" * len(where.announced))
        need(f"json_extract(c.announced, '$.state') IN ({marks})", *where.announced)
    if where.after_number is not None:
        need("c.number > ?", where.after_number)
    if where.before_number is not None:
        need("c.number < ?", where.before_number)
    return " AND ".join(parts) or "1", values


def _went(directions: Sequence[Direction]) -> tuple[str, ...]:
    """The condition that a change, or an edit of substance in it, went one of these ways, see `tracker.model.ways`."""
    marks = ",".join("?" * len(directions))
    condition = (
        f"((c.direction IN ({marks}) AND (c.direction <> 'stronger' OR NOT EXISTS (SELECT 1 FROM edits e WHERE"  # noqa: S608
        " e.change = c.id) OR EXISTS (SELECT 1 FROM edits e WHERE e.change = c.id AND e.direction = 'stronger' AND"
        " e.kind <> 'added'))) OR EXISTS (SELECT 1 FROM edits e WHERE e.change = c.id AND e.severity = 'substantive'"
        f" AND e.direction IN ({marks}) AND e.direction <> 'same' AND NOT (e.kind = 'added' AND e.direction ="
        " 'stronger')))"
    )
    return (condition, *directions, *directions)


def _literal(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
