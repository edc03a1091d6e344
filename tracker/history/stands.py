"""When a phrase stood on a page. Pure: told what was seen when and which texts hold the phrase."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.store import Sighting
from tracker.types import utc


@dataclass(frozen=True, slots=True)
class Stand:
    """A time in which a phrase stood on a page without a break, between the captures that bound it."""

    last_without: datetime | None  # nothing: it was there at the first look, and may be older
    first_with: datetime
    last_with: datetime
    first_without: datetime | None  # nothing: it was there at the last look
    checks: int  # that saw it


def stands(sightings: Iterable[Sighting], holders: Mapping[str, Container[str]]) -> dict[str, list[Stand]]:
    """By page, when one of its `holders`, versions by id, was what it showed. `sightings` are by page, then in time."""
    found: dict[str, list[Stand]] = {}
    page: str | None = None
    before: str | None = None
    run: tuple[str | None, str, str, int] | None = None  # last without, first with, last with, checks

    def end(first_without: str | None) -> None:
        if run is not None and page is not None:
            without, first, last, checks = run
            found.setdefault(page, []).append(
                Stand(
                    utc(without) if without else None,
                    utc(first),
                    utc(last),
                    utc(first_without) if first_without else None,
                    checks,
                )
            )

    for seen in sightings:
        if seen.page != page:
            end(None)
            page, before, run = seen.page, None, None
        if seen.version in holders.get(seen.page, ()):
            run = (
                (run[0], run[1], seen.last_at, run[3] + seen.checks)
                if run
                else (
                    before,
                    seen.first_at,
                    seen.last_at,
                    seen.checks,
                )
            )
        elif run:
            end(seen.first_at)
            run = None
        before = seen.last_at
    end(None)
    return found
