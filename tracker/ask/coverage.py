"""How a page was looked at in a stretch of time, with the sentence to cite. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tracker.model import Change, ChangeStatus, Check, CheckOutcome, Page
from tracker.model.dates import date_words, span_words

GOOD = (CheckOutcome.NEW, CheckOutcome.UNCHANGED, CheckOutcome.NOT_MODIFIED)
_UNMODIFIED = 304  # HTTP status
_GAP = 2.5  # intervals without a good check: one missed look is a hitch, more is a gap


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which the page was not seen."""

    last_good: datetime
    next_good: datetime | None  # None: not seen again in the time asked for
    failed: int  # looks in it that did not see the page
    reason: str | None  # of the last of those


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every look at a page in a stretch of time, and what it amounts to."""

    page: Page
    checks: tuple[Check, ...]  # in order of time
    good: int
    failed: int
    held: int  # the page showed something that is not its statement
    gaps: tuple[Gap, ...]
    changes: tuple[Change, ...]  # published ones first seen in it, oldest first
    passing: int  # texts seen once and gone at the next look
    sentence: str  # to cite
    full: int = 0  # good looks for which the page was read, and not only said by the server to be unmodified


def coverage(page: Page, checks: Sequence[Check], changes: Iterable[Change]) -> Coverage:
    """What `checks` (in order of time) and the changes of the same stretch amount to."""
    # A statement entered by hand is recorded a second time, to confirm it: nobody looked again.
    checks = [c for c in checks if not (c.origin.is_by_hand and c.outcome is CheckOutcome.NOT_MODIFIED)]
    seen = [check for check in checks if check.outcome in GOOD]
    held = sum(check.outcome is CheckOutcome.QUARANTINED for check in checks)
    known = sorted(changes, key=lambda change: change.first_with)
    published = tuple(change for change in known if change.status is ChangeStatus.PUBLISHED)
    passing = sum(change.status is ChangeStatus.REVERTED for change in known)
    return Coverage(
        page,
        tuple(checks),
        len(seen),
        len(checks) - len(seen) - held,
        held,
        _gaps(page, checks, seen),
        published,
        passing,
        _sentence(page, checks, seen, published, passing),
        sum(check.status != _UNMODIFIED for check in seen),
    )


def _gaps(page: Page, checks: Sequence[Check], seen: Sequence[Check]) -> tuple[Gap, ...]:
    longest = _expected(page, seen)
    ends = [(check.at, later.at) for check, later in pairwise(seen)]
    found = []
    for last, later in ends:
        if later - last > longest:
            found.append(_gap(checks, last, later))
    if seen and checks[-1].at - seen[-1].at > longest:
        found.append(_gap(checks, seen[-1].at, None))
    return tuple(found)


def _expected(page: Page, seen: Sequence[Check]) -> timedelta:
    """The longest time between two good looks that is no gap: by the page's interval, or by how it was looked at."""
    steps = sorted(later.at - check.at for check, later in pairwise(seen))
    usual = steps[len(steps) // 2] if steps else page.every  # archived captures come as they come
    return _GAP * max(page.slowest or page.every, usual)


def _gap(checks: Sequence[Check], last: datetime, later: datetime | None) -> Gap:
    inside = [check for check in checks if last < check.at and (later is None or check.at < later)]
    return Gap(last, later, len(inside), inside[-1].reason if inside else None)


def _sentence(
    page: Page, checks: Sequence[Check], seen: Sequence[Check], changes: Sequence[Change], passing: int
) -> str:
    name = f"“{page.title}” of {page.organisation} ({page.url})"
    if not checks:
        return f"{name} was not checked in this time."
    done = "entered by hand" if all(check.origin.is_by_hand for check in checks) else "checked"
    whole = f"{name} was {done} {_times(len(checks))} {span_words(checks[0].at, checks[-1].at)} (UTC)"
    if not seen:
        return f"{whole}; it could not be read{' at any of these looks' if len(checks) > 1 else ''}."
    missed = len(checks) - len(seen)
    if missed:
        whole += f", and read {_times(len(seen))}"
    unread = sum(check.status == _UNMODIFIED for check in seen)
    if unread:
        whole += f", {_times(unread)} by the server's word that nothing had changed"
    if not changes:
        whole += "; its wording was unchanged" if len(seen) > 1 else ""
        if passing:
            whole += f" except for {_times(passing)} when another text stood there for a single look"
    else:
        days = sorted({change.first_with.date() for change in changes})
        listed = ", ".join(date_words(d) for d in days[:6])
        more = f" and on {len(days) - 6} more days" if len(days) > 6 else ""
        whole += f"; its wording changed {_times(len(changes))} (first seen on {listed}{more})"
    return whole + "."


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")
