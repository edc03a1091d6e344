"""What `--json` prints of threads of statements. Times are UTC."""

from __future__ import annotations

from typing import Any

from tracker.ask.as_json import moment_json
from tracker.model.subject import Conflict, Place, Said, Thread, ThreadStep


def said_json(thread: Thread, said: Said, step: ThreadStep | None) -> dict[str, Any]:
    """A statement of a thread, with every document that makes it and the step that leads to it."""
    return {
        "organisation": thread.organisation,
        "subject": thread.subject.name,
        "id": said.id,
        "said": said.at,
        "text": said.text,
        "block": said.block,
        "answers": said.answers,
        "standing": said.standing,
        "last_seen": said.last_seen,
        "places": [_place_json(place) for place in said.places],
        "step": None
        if step is None
        else {
            "kind": step.kind,
            "before": step.before,
            "old": step.old,
            "direction": step.direction,
            "confidence": step.confidence,
            "reason": step.reason,
        },
    }


def thread_json(thread: Thread) -> dict[str, Any]:
    """A thread, whole."""
    return {
        "organisation": thread.organisation,
        "subject": thread.subject.name,
        "words": thread.subject.words,
        "without": thread.subject.without,
        "statements": [said_json(thread, *each) for each in zip(thread.said, thread.steps, strict=True)],
        "conflicts": [conflict_json(thread, conflict) for conflict in thread.conflicts],
    }


def conflict_json(thread: Thread, conflict: Conflict) -> dict[str, Any]:
    """Two statements that stand together, each whole."""
    sides = {"earlier": (conflict.earlier, conflict.places[0]), "later": (conflict.later, conflict.places[1])}
    return {
        "organisation": thread.organisation,
        "subject": thread.subject.name,
        "direction": conflict.direction,
        "confidence": conflict.confidence,
        "reason": conflict.reason,
        "since": conflict.since,
        "until": conflict.until,
        **{
            name: {"id": id_, "text": side.text, **_place_json(place)}
            for name, (id_, place) in sides.items()
            if (side := thread.find(id_))
        },
    }


def _place_json(place: Place) -> dict[str, Any]:
    document = place.document
    return {
        "kind": document.kind,
        "page": document.page,
        "title": document.title,
        "url": document.url,
        "speaker": document.speaker,
        "source": document.source,
        "question": document.question,
        "said": place.said,
        "dated": place.is_dated,
        "language": place.language,
        "standing": place.standing,
        "times": len(place.spells),
        "last_without": place.last_without,
        "first_seen": place.first_seen,
        "last_seen": place.last_seen,
        "first_without": place.first_without,
        "capture": moment_json(place.moment) | {"snapshot": place.moment.snapshot},
    }
