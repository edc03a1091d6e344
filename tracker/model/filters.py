"""Which changes are asked for, by a command or by a saved feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.model.announced import Announced
from tracker.model.changes import Change, ChangeStatus
from tracker.model.edit import Cue, Direction, Severity, ways


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes are asked for; every field that is set must hold."""

    page: str | None = None
    organisation: str | None = None
    tag: str | None = None
    directions: tuple[Direction, ...] = ()
    severities: tuple[Severity, ...] = ()
    statuses: tuple[ChangeStatus, ...] = (ChangeStatus.PUBLISHED,)
    told: bool = False  # in place of `statuses`: what subscribers are told, see `Change.is_told`
    cue: Cue | None = None
    text: str | None = None  # in an old or new statement or the headline, whatever the case
    since: datetime | None = None  # first_with, inclusive
    until: datetime | None = None  # first_with, exclusive
    after_number: int | None = None  # publication numbers above this one
    before_number: int | None = None
    late: bool | None = None
    announced: tuple[Announced, ...] = ()
    newest_first: bool = True  # by publication number when only those with one are asked for, else by first_with
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A feed of its own: the changes in which every field that is set holds, one of its values being enough."""

    id: str  # slug, unique in the watchlist: [a-z0-9-]
    name: str  # title of the feed
    query: str | None = None  # words in an old or new statement or the headline, whatever the case
    directions: tuple[Direction, ...] = ()
    severities: tuple[Severity, ...] = ()
    cues: tuple[Cue, ...] = ()
    tags: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()  # ids
    announced: tuple[Announced, ...] = ()

    def matches(self, change: Change) -> bool:
        """Whether a change belongs in this feed, whatever its status."""
        texts = [change.headline, *(text or "" for edit in change.edits for text in (edit.old, edit.new))]
        return (
            (not self.query or any(self.query.casefold() in text.casefold() for text in texts))
            and (not self.directions or not ways(change.edits, change.direction).isdisjoint(self.directions))
            and (not self.severities or change.severity in self.severities)
            and (not self.cues or any(cue in self.cues for edit in change.edits for cue in edit.cues))
            and (not self.tags or not set(self.tags).isdisjoint(change.tags))
            and (not self.organisations or change.organisation in self.organisations)
            and (not self.pages or change.page in self.pages)
            and (not self.announced or (change.announcement and change.announcement.state in self.announced) is True)
        )
