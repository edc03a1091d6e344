"""What `--json` prints of the things that several commands show. Times are UTC."""

from __future__ import annotations

from typing import Any

from tracker.model import Change, Edit, Moment
from tracker.record.store import Note


def change_json(change: Change) -> dict[str, Any]:
    """A change, whole."""
    return {
        "change": change.id,
        "number": change.number,
        "kind": change.kind,
        "page": change.page,
        "organisation": change.organisation,
        "title": change.page_title,
        "url": change.url,
        "tags": change.tags,
        "status": change.status,
        "direction": change.direction,
        "moves": dict(change.moves),
        "severity": change.severity,
        "confidence": change.confidence,
        "headline": change.headline,
        "reason": change.reason,
        "flags": change.flags,
        "announced": change.announcement.record() if change.announcement else None,
        "relates_to": change.relates_to,
        "last_without": change.last_without,
        "first_with": change.first_with,
        "settled_at": change.settled_at,
        "before": moment_json(change.before),
        "after": moment_json(change.after),
        "edits": [edit_json(edit) for edit in change.edits],
    }


def edit_json(edit: Edit) -> dict[str, Any]:
    return {
        "kind": edit.kind,
        "old": edit.old,
        "new": edit.new,
        "direction": edit.direction,
        "cues": edit.cues,
        "reason": edit.reason,
        "severity": edit.severity,
        "confidence": edit.confidence,
    }


def moment_json(moment: Moment) -> dict[str, Any]:
    return {"version": moment.version, "captured_at": moment.captured_at, "sha256": moment.sha256, "url": moment.url}


def note_json(note: Note) -> dict[str, Any]:
    return {"at": note.at, "who": note.who, "text": note.text, "public": note.public}
