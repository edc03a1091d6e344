"""Archived captures read and compared by workers before their turn comes to be recorded.

What a capture is compared with depends on those before it, so workers guess: a text seen twice running is in force. A
guess that proves wrong costs a second reading and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace

from tracker.model import Capture, FetchRequest, Page, PageState, Statement
from tracker.record.store import Store
from tracker.run.executors import InlineExecutor
from tracker.watch.look import Job, Outcome, examine

WINDOW = 128  # captures that are read ahead, at most
WINDOW_BYTES = 32_000_000  # of their bodies, but for the last one

Archived = tuple[Page, Capture | None]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a page's next capture will be compared with."""

    known: Statement | None = None  # wording in force
    sha256: str | None = None  # of the last good body
    last: Statement | None = None  # text seen last

    def after(self, outcome: Outcome, capture: Capture) -> Guess:
        seen = outcome.statement
        if seen is None or outcome.suspicion is not None:
            return self
        if self.last is not None and seen.id == self.last.id:
            seen = self.last  # the record keeps a text as it was read first
            known = self.known if self.known and self.known.id == seen.id else seen
        else:
            known = self.known or seen
        return Guess(known, capture.sha256, seen)


@dataclass(slots=True)
class _Window:
    """Captures in their order, and who reads them: a call a page."""

    captures: list[Archived]
    calls: dict[str, tuple[list[int], Future[tuple[tuple[Outcome, ...], Guess]]]] = field(default_factory=dict)

    def outcomes(self) -> dict[int, Outcome]:
        return {at: o for places, call in self.calls.values() for at, o in zip(places, call.result()[0], strict=True)}

    def guesses(self) -> dict[str, Guess]:
        return {page: call.result()[1] for page, (_, call) in self.calls.items()}


def read_ahead(
    store: Store, captures: Iterable[Archived], executor: Executor
) -> Iterator[tuple[Page, Capture | None, Outcome | None]]:
    """The captures in their order, each with what a worker made of it, when one did.

    An inline executor makes nothing of them: what is read ahead here would only be read twice.
    """
    if isinstance(executor, InlineExecutor):
        yield from ((page, capture, None) for page, capture in captures)
        return
    guesses: dict[str, Guess] = {}
    left = iter(captures)
    window = _begin(store, _next(left), guesses, executor)
    while window.captures:
        guesses |= window.guesses()
        following = _begin(store, _next(left), guesses, executor)  # workers read on while these are recorded
        outcomes = window.outcomes()
        for at, (page, capture) in enumerate(window.captures):
            yield page, capture, outcomes.get(at)
        window = following


def fits(outcome: Outcome, job: Job) -> bool:
    """Return whether an outcome computed ahead is valid for this job: same wording in force, same last body."""
    return (outcome.job.known, outcome.job.sha256) == (job.known, job.sha256)


def examine_all(page: Page, captures: tuple[Capture, ...], guess: Guess) -> tuple[tuple[Outcome, ...], Guess]:
    """Read a page's captures in turn. Bodies are not sent back: who sent them has them."""
    outcomes = []
    for capture in captures:
        outcome = examine(Job(page, FetchRequest(page.url), guess.known, guess.sha256), capture)
        outcomes.append(replace(outcome, capture=None))
        guess = guess.after(outcome, capture)
    return tuple(outcomes), guess


def _next(left: Iterator[Archived]) -> list[Archived]:
    window, size = list[Archived](), 0
    for page, capture in left:
        window.append((page, capture))
        size += len(capture.body) if capture else 0
        if len(window) >= WINDOW or size >= WINDOW_BYTES:
            break
    return window


def _begin(store: Store, captures: list[Archived], guesses: dict[str, Guess], executor: Executor) -> _Window:
    window = _Window(captures)
    by_page: dict[str, list[int]] = {}
    for at, (page, capture) in enumerate(captures):
        if capture is not None and not page.sources:
            by_page.setdefault(page.id, []).append(at)
    for page_id, places in by_page.items():
        state = store.pages.state(page_id)
        fresh = [at for at in places if _is_to_be_read(store, state, captures[at][1])]
        if fresh:
            guess = guesses.get(page_id) or _guess(store, state)
            bodies = tuple(capture for at in fresh if (capture := captures[at][1]) is not None)
            window.calls[page_id] = fresh, executor.submit(examine_all, captures[fresh[0]][0], bodies, guess)
    return window


def _is_to_be_read(store: Store, state: PageState, capture: Capture | None) -> bool:
    """Whether the capture is new, and later than what was seen: others are not recorded as they come."""
    if capture is None or (state.last_check and capture.at <= state.last_check):
        return False
    return not store.checks.seen(state.page, capture.source, capture.at)


def _guess(store: Store, state: PageState) -> Guess:
    known = store.wording_in_force(state.page, state)
    return Guess(known, state.sha256, known)
