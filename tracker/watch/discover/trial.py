"""A look at a page that nothing remembers: what would be kept of it, what not, and whether it stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import ExtractError, FetchError
from tracker.model import Capture, Comparison, Dropped, Page, PageState, Statement
from tracker.read import dropped_parts
from tracker.read.document import visible
from tracker.watch.look import Fetch, compare_graded, job_for, look

SHORT = 40  # characters: a shorter line may stand inside a kept one by chance


@dataclass(frozen=True, slots=True)
class Trial:
    """What two looks at a page gave."""

    statement: Statement
    dropped: tuple[str, ...]  # visible lines that are not in the statement
    suspicion: str | None  # why this may not be the page
    again: Comparison | None  # from the first look to the second; None: the same text
    failure: str | None  # of the second look
    visible: tuple[str, ...] = ()  # all lines that a reader of the page could see, in their order
    why: tuple[Dropped, ...] = ()  # lines that a rule dropped, with the rule; of what is not read whole they are all


def attempt(page: Page, fetch: Fetch, now: Callable[[], datetime]) -> Trial:
    """Look twice. FetchError or ExtractError, as a sentence, when the first look fails."""
    job = job_for(page, PageState(page.id), None)
    first = look(job, fetch, now)
    if first.capture is None:
        raise FetchError(f"{page.url}: {first.reason}", url=page.url)
    if first.statement is None:
        raise ExtractError(first.reason or f"{page.url}: no text can be read")
    second = look(job, fetch, now)
    again = None
    if second.statement is not None and second.statement.text != first.statement.text:
        again = compare_graded(first.statement, second.statement, page.language)
    seen = tuple(filter(None, map(_folded, visible(page, first.capture).splitlines())))
    return Trial(
        first.statement,
        dropped_lines(seen, first.statement),
        first.suspicion.reason if first.suspicion else None,
        again,
        second.reason if second.statement is None else None,
        seen,
        _why(page, first.capture),
    )


def _why(page: Page, capture: Capture) -> tuple[Dropped, ...]:
    """What the rules dropped. Nothing when the watchlist says what is read, or the page has several addresses."""
    return () if page.select or page.sources else tuple(dropped_parts(capture, remove=page.remove, keep=page.keep))


def dropped_lines(visible: Iterable[str], statement: Statement) -> tuple[str, ...]:
    """The visible lines that the statement does not hold, in order, each once."""
    kept = {_folded(block.text) for block in statement.blocks}
    whole = _folded(" ".join(block.text for block in statement.blocks))
    return tuple(
        line for line in dict.fromkeys(visible) if line not in kept and (len(line) < SHORT or line not in whole)
    )


def _folded(text: str) -> str:
    return " ".join(text.split())
