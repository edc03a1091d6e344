"""What is told of a thread, in words: who said it, which way it went, what stands together. The one place for each."""

from __future__ import annotations

from tracker.model.dates import day_words
from tracker.model.edit import Direction
from tracker.model.subject import Conflict, Place, PlaceState, StepKind, Thread, ThreadStep

_WAYS = {
    Direction.SAME: "says the same as",
    Direction.WEAKER: "says less than",
    Direction.STRONGER: "says more than",
    Direction.REVERSED: "says the opposite of",
    Direction.DIFFERENT: "says something else than",
    Direction.OPEN: "may be compared with",
}


def way_words(direction: Direction) -> str:
    """What a statement has to do with the one that it is compared with."""
    return _WAYS[direction]


def clash_words(direction: Direction) -> str:
    """Which of two statements that stand together says less. They conflict in no other way."""
    if direction is Direction.REVERSED:
        return "they say the opposite"
    return f"the {'later' if direction is Direction.WEAKER else 'earlier'} one says less"


def who_words(place: Place) -> str:
    """Who said it, and in which document."""
    document = place.document
    heard = document.source if place.standing is PlaceState.SAID else None  # else the id of a followed page
    return " · ".join(filter(None, (", ".join(filter(None, (document.speaker, heard))), document.title)))


def than_words(thread: Thread, step: ThreadStep) -> str:
    """What a statement is compared with: "its former wording there", "what was said on 3 June 2026"."""
    if step.kind is StepKind.FORMER:
        return "its former wording there"
    before = thread.find(step.before) if step.before else None
    return f"what was said on {day_words(before.at)}" if before else "what was said before"


def step_words(thread: Thread, step: ThreadStep) -> str:
    """Which way a statement went, and why."""
    return f"{way_words(step.direction)} {than_words(thread, step)}: {step.reason}"


def conflict_words(conflict: Conflict) -> str:
    """Which says less, and since when both are said."""
    since = day_words(conflict.since)
    time = f"together since {since}" if conflict.until is None else f"from {since} to {day_words(conflict.until)}"
    return f"{clash_words(conflict.direction)}, {time}"
