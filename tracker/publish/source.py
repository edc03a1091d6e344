"""What publishing asks of whoever holds the history. The store satisfies `Source` without knowing this package.

The values below are plain shapes: any object with these attributes serves (protocols, so that the store need not import
them either). Everything is read-only and every answer is a function of the record alone, never of the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from tracker.model import Block, Change, ChangeFilter, Moment, Page
from tracker.model.health import HealthEvent


class Age(Protocol):
    """A run of blocks of the current text that came together, and since when they have been there without a break."""

    @property
    def blocks(self) -> Sequence[Block]: ...
    @property
    def since(self) -> datetime: ...  # capture time of the first version of the unbroken run that holds them
    @property
    def from_start(self) -> bool: ...  # they were there when watching began: they may be older than `since`
    @property
    def change(self) -> str | None: ...  # id of the published change that brought them, when there is one


class CurrentText(Protocol):
    """The last settled text of a page, navigation left out, in order."""

    @property
    def moment(self) -> Moment: ...
    @property
    def ages(self) -> Sequence[Age]: ...


class DayChecks(Protocol):
    """How often a page was looked at on one day."""

    @property
    def day(self) -> date: ...  # UTC
    @property
    def good(self) -> int: ...  # checks that saw the page: new, unchanged or not modified
    @property
    def failed(self) -> int: ...  # checks that did not: failed or quarantined


class Coverage(Protocol):
    """When a page was looked at, and when not."""

    @property
    def first_good(self) -> datetime | None: ...
    @property
    def last_good(self) -> datetime | None: ...
    @property
    def days(self) -> Sequence[DayChecks]: ...  # oldest first, only days with a check


class Remark(Protocol):
    """Something put beside a change once it was told: a note, or that it was taken back."""

    @property
    def at(self) -> datetime: ...
    @property
    def who(self) -> str | None: ...  # nothing: the tracker itself
    @property
    def text(self) -> str: ...


class Retold(Protocol):
    """Changes that are out and must be told again."""

    @property
    def number(self) -> int: ...  # of the newest of them
    @property
    def changes(self) -> Sequence[str]: ...
    @property
    def anew(self) -> bool: ...  # one of them says something else now, so that all lists it stands in may differ


class Roster(Protocol):
    """What became of the pages that are shown since a publication."""

    @property
    def mark(self) -> str: ...  # how it is now, to be asked with the next time
    @property
    def fresh(self) -> Sequence[Page]: ...  # shown now and not then
    @property
    def anew(self) -> bool: ...  # one that was shown is shown no more, or has another name, address or tag


class Source(Protocol):
    """The record, as far as it is published.

    `changes` follows `ChangeFilter` and returns whole changes, with their edits. It is asked for ranges of publication
    numbers, alone or together with a page, an organisation or a tag.
    """

    def pages(self, organisation: str | None = None, tag: str | None = None) -> Sequence[Page]:
        """The pages that are shown: every one that is watched now or has a published change, always in one order.

        All, or those of an organisation or with a tag.
        """
        ...

    def page(self, id: str) -> Page | None:
        """The page of that id, when it is shown."""
        ...

    def roster(self, since: str | None, number: int) -> Roster:
        """What became of the pages since the roster of that mark, when `number` was the newest change that was out.

        With no mark, or one that is not of this record, everything is to be made anew.
        """
        ...

    def changes(self, where: ChangeFilter) -> Sequence[Change]: ...

    def change(self, id: str) -> Change | None:
        """The change of that id, whatever its status."""
        ...

    def origins(self, change: Change) -> tuple[str, str]:
        """Where the captures before and after it came from, as `Capture.source` says it."""
        ...

    def remarks(self, change: str) -> Sequence[Remark]:
        """What was put beside a change once it was told, in order of time."""
        ...

    def retold(self, after: int) -> Retold:
        """What must be told again since that number."""
        ...

    def events(self, after: int = 0, before: int | None = None) -> Sequence[HealthEvent]:
        """What the maintainer was told: numbers above `after` and below `before`, in order."""
        ...

    def unwell(self) -> Sequence[HealthEvent]:
        """The troubles that watched pages and the watch itself are in, the oldest first."""
        ...

    def wordings(self, *versions: str) -> Sequence[Sequence[Block]]:
        """Of each, the blocks that were compared (navigation left out), so that `Edit.old_at` and `new_at` index them.

        Nothing for a version that is not there.
        """
        ...

    def current(self, page: str) -> CurrentText | None:
        """The text that stands now, or nothing when the page was never seen."""
        ...

    def coverage(self, page: str) -> Coverage: ...
