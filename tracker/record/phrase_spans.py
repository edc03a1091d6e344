"""When a phrase stood on a page. Pure: told what was seen when and which texts hold the phrase."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tracker.compare.phrases import fold, pattern, unspaced
from tracker.model import SUPERSEDED, Change, ChangeStatus, utc
from tracker.record.store import BlockRun, BlockSpan, Search


@dataclass(frozen=True, slots=True)
class Stand:
    """A time in which a phrase stood on a page without a break, between the captures that bound it."""

    last_without: datetime | None  # None: it was there at the first look, and may be older
    first_with: datetime
    last_with: datetime
    first_without: datetime | None  # None: it was there at the last look
    checks: int  # that saw it


def held(runs: Iterable[BlockRun]) -> Container[int]:
    """The versions of a page that hold a phrase, by number: those in any of the runs of the blocks that hold it."""
    ranges: list[range] = []
    for first, last in sorted((run.first, run.last) for run in runs):
        if ranges and first <= ranges[-1].stop:
            ranges[-1] = range(ranges[-1].start, max(last + 1, ranges[-1].stop))
        else:
            ranges.append(range(first, last + 1))
    return ranges[0] if len(ranges) == 1 else _Ranges(ranges)


class _Ranges:
    """Numbers in any of several ranges, which are in order and do not meet."""

    def __init__(self, ranges: Sequence[range]) -> None:
        self._ranges = ranges
        self._starts = [each.start for each in ranges]

    def __contains__(self, number: object) -> bool:
        assert isinstance(number, int)
        at = bisect_right(self._starts, number) - 1
        return at >= 0 and number in self._ranges[at]


def stands(sightings: Iterable[BlockSpan], holders: Container[int]) -> list[Stand]:
    """The times in which one of the versions `holders` was what a page showed. Its `sightings` are in order of time."""
    seen = list(sightings)
    holds = [each.number in holders for each in seen]  # asked once of each: a thread asks for thousands of phrases
    found, end = [], 0
    while True in holds[end:]:
        start = holds.index(True, end)
        end = holds.index(False, start) if False in holds[start:] else len(seen)
        found.append(
            Stand(
                utc(seen[start - 1].last_at) if start else None,
                utc(seen[start].first_at),
                utc(seen[end - 1].last_at),
                utc(seen[end].first_at) if end < len(seen) else None,
                sum(each.checks for each in seen[start:end]),
            )
        )
    return found


def by_page(sightings: Iterable[BlockSpan]) -> dict[str, Sequence[BlockSpan]]:
    """Sightings of several pages, which come page by page."""
    return {page: list(seen) for page, seen in groupby(sightings, lambda seen: seen.page)}


def in_force(sightings: Sequence[BlockSpan], changes: Sequence[Change]) -> list[BlockSpan]:
    """What a page was seen with, without texts that never became its wording.

    A text seen once and gone at the next look is left out, and one that waits for its second look.
    """
    passing = [
        (change.first_with, change.settled_at)
        for change in changes
        if change.status is ChangeStatus.PENDING
        or (change.status is ChangeStatus.REVERTED and not change.relates_to and SUPERSEDED not in change.flags)
    ]
    if not passing:
        return list(sightings)
    kept = [
        seen
        for seen in sightings
        if not any(start <= utc(seen.first_at) and (not end or utc(seen.last_at) < end) for start, end in passing)
    ]
    return kept or list(sightings[:1])


def holding(search: Search, phrase: str) -> list[int]:
    """The numbers of the blocks that hold a phrase."""
    wanted = pattern(phrase)
    quoted = '"' + phrase.replace('"', " ") + '"'
    found = search.containing(phrase) if unspaced(phrase) else search.matching(quoted)
    return [number for number, text in found if wanted.search(fold(text))]
