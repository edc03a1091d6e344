"""A thread as a document to hand on: every statement with its documents and captures, the steps, what conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from tracker.ask.history import History
from tracker.ask.report import (
    Facts,
    Heading,
    Paragraph,
    Part,
    Quote,
    Report,
    Words,
    captures_of,
    how_to_check,
    proofs_of,
)
from tracker.model import Change, ChangeFilter
from tracker.model.dates import day_words, second_words, span_words
from tracker.model.shown import plural, sentence
from tracker.model.subject import Conflict, Place, PlaceState, Said, Thread, ThreadStep
from tracker.model.thread_words import conflict_words, step_words, who_words


def thread_report(history: History, thread: Thread, data: dict[str, Any]) -> Report:
    """All that an organisation said on a subject, in order of the date said. `data` is the same as values."""
    title = f"{thread.organisation} on {thread.subject.name}"
    parts: list[Part] = [Heading(title, 1), Paragraph(_summary(thread))]
    for said, step in zip(thread.said, thread.steps, strict=True):
        parts += _statement(thread, said, step)
    if thread.conflicts:
        parts.append(Heading("What is said at the same time"))
        for conflict in thread.conflicts:
            parts += _conflict(thread, conflict)
    moments = [place.moment for said in thread.said for place in said.places]
    return Report(
        title,
        (*parts, *how_to_check()),
        data,
        captures_of(history, (moment.snapshot for moment in moments)),
        proofs_of(history, _brought(history, thread)),
    )


def _summary(thread: Thread) -> str:
    documents = {(place.document.page, place.document.number) for said in thread.said for place in said.places}
    when = span_words(thread.said[0].at, thread.said[-1].at)
    words = ", ".join(" with ".join(together) for together in thread.subject.words)
    return (
        f"{plural(len(thread.said), 'statement')} in {plural(len(documents), 'document')}, said {when}: every sentence"
        f" that speaks of {words}, in order of the date said. A statement that was made again is listed once. What each"
        " is compared with is the most alike statement of before; that says which way the words moved, and never"
        " whether they are true."
    )


def _statement(thread: Thread, said: Said, step: ThreadStep | None) -> Iterator[Part]:
    yield Heading(f"{day_words(said.at)}: {who_words(said.first)}", 2)
    yield Quote(((said.text, False),))
    if said.answers and said.first.document.question:
        yield Paragraph(f"The answer to: “{said.first.document.question}”")
    if step is not None:
        yield Paragraph(sentence(step_words(thread, step)))
        yield Words(step.pieces) if step.pieces else Quote(((step.old, False),), "compared with")
    for place in said.places:
        yield Facts(tuple(_facts(place)))


def _facts(place: Place) -> Iterator[tuple[str, str]]:
    document = place.document
    yield "Document", f"{document.title} ({document.kind})"
    heard = place.standing is PlaceState.SAID
    if who := ", ".join(filter(None, (document.speaker, document.source if heard else None))):
        yield "Said by", who
    if place.is_dated:
        yield "Said on" if heard else "Bears the date", day_words(place.said)
    if not heard:
        if place.last_without:
            yield "Last look without", second_words(place.last_without)
        older = "" if place.last_without or place.is_dated else ", when watching began: it may be older"
        yield "First seen", f"{second_words(place.first_seen)}{older}"
        yield "Last seen", second_words(place.last_seen)
        if place.first_without:
            yield "First look without", second_words(place.first_without)
    yield "Capture", f"{second_words(place.moment.captured_at)}, SHA-256 {place.moment.sha256}"
    yield "Address", place.moment.url


def _conflict(thread: Thread, conflict: Conflict) -> Iterator[Part]:
    yield Heading(sentence(conflict_words(conflict)), 3)
    for id_, place in zip((conflict.earlier, conflict.later), conflict.places, strict=True):
        said = thread.find(id_)
        if said is not None:  # always
            yield Quote(((said.text, False),), f"{day_words(place.said)}, {who_words(place)}")
    yield Paragraph(sentence(conflict.reason))


def _brought(history: History, thread: Thread) -> Iterable[Change]:
    """The published changes that brought statements into documents."""
    found: dict[str, Change] = {}
    for place in (place for said in thread.said for place in said.places if place.last_without):
        at = place.first_seen
        where = ChangeFilter(page=place.document.page, since=at, until=at + timedelta(milliseconds=1))
        found.update({change.id: change for change in history.changes(where, edits=False)})
    return found.values()
