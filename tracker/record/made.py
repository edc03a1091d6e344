"""Changes as values: from a comparison, and with other edits than it found."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tracker.compare import sum_up
from tracker.model import Change, ChangeStatus, Comparison, Edit, Page
from tracker.record.store import Store
from tracker.settle import EarlierText, Pending, Standing


def made(
    store: Store,
    page: Page,
    id_: str,
    before: EarlierText | Standing,
    pending: Pending,
    comparison: Comparison,
    without: datetime,
) -> Change:
    """A change that waits, as a comparison tells it."""
    return Change(
        id=id_,
        page=page.id,
        organisation=page.organisation,
        page_title=page.title,
        url=page.url,
        tags=page.tags,
        status=ChangeStatus.PENDING,
        direction=comparison.direction,
        severity=comparison.severity,
        confidence=comparison.confidence,
        headline=comparison.headline,
        reason=comparison.reason,
        before=store.snapshots.moment(before.version, before.snapshot),
        after=store.snapshots.moment(pending.version, pending.snapshot),
        last_without=without,
        first_with=pending.at,
        edits=comparison.edits,
        rewritten=comparison.rewritten,
    )


def with_edits(change: Change, edits: tuple[Edit, ...]) -> Change:
    """The change with these edits in the place of its own, and what they amount to together."""
    told = sum_up(edits)
    return replace(
        change,
        edits=edits,
        direction=told.direction,
        severity=told.severity,
        confidence=told.confidence,
        headline=told.headline,
        reason=told.reason,
    )
