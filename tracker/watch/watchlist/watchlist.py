"""What is watched: the pages, saved searches and commitments of a good watchlist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tracker.errors import Mistake, UnknownName
from tracker.model import Commitment, Page, SavedSearch
from tracker.model.delivery import Receiver
from tracker.model.names import fitting
from tracker.model.subject import Subject
from tracker.watch.watchlist.values import near

FEW = 3  # names that a message offers


@dataclass(frozen=True, slots=True)
class FilePosition:
    """Where an entry stands: its file, and line and column from 1."""

    path: str
    line: int
    column: int


@dataclass(frozen=True)
class Watchlist:
    """Pages, feeds and commitments in the order of the files."""

    pages: tuple[Page, ...]
    feeds: tuple[SavedSearch, ...] = ()
    digest: str = ""  # SHA-256 of the file; of all digests in turn when it includes others
    warnings: tuple[Mistake, ...] = ()  # allowed, but likely not meant
    places: Mapping[str, FilePosition] = field(default_factory=dict)  # of each page, by id
    include: tuple[str, ...] = ()  # files and folders that it includes, as written
    commitments: tuple[Commitment, ...] = ()
    follow: tuple[Page, ...] = ()  # pages that lead to new statements, and are none
    subjects: tuple[Subject, ...] = ()
    deliver: tuple[Receiver, ...] = ()  # who is sent changes, a mailbox each
    retention: timedelta | None = None  # how long bytes of looks that showed nothing new are kept; None: for ever

    def page(self, name: str) -> Page:
        """The page, followed ones among them, that has this id, or had it before, or the only one that it is short for.

        UnknownName, with near ones, when there is none.
        """
        for page in self.all:
            if page.id == name:
                return page
        for page in self.pages:
            if name in page.was:
                return page
        meant = fitting(name, (page.id for page in self.all))
        if len(meant) == 1:
            return self.page(meant[0])
        raise UnknownName("page", name, meant[:FEW] or near(name, (page.id for page in self.all)))

    @property
    def all(self) -> tuple[Page, ...]:
        """What is looked at: pages of statements, and those that lead to statements."""
        return (*self.pages, *self.follow)

    def feed(self, name: str) -> SavedSearch:
        """The saved search of this id or name. UnknownName when there is none."""
        for feed in self.feeds:
            if name in (feed.id, feed.name):
                return feed
        raise UnknownName("feed", name, near(name, (feed.id for feed in self.feeds)))

    def subject(self, name: str) -> Subject:
        """The subject of this name, whatever its case. UnknownName when there is none."""
        for subject in self.subjects:
            if subject.name.casefold() == name.casefold():
                return subject
        raise UnknownName("subject", name, near(name, (subject.name for subject in self.subjects)))

    def by_organisation(self, name: str) -> tuple[Page, ...]:
        """The pages of an organisation, whatever the case of its name. UnknownName when it has none."""
        found = tuple(page for page in self.pages if page.organisation.casefold() == name.casefold())
        if not found:
            known = {organisation.lower(): organisation for organisation in self.organisations}
            raise UnknownName("organisation", name, [known[key] for key in near(name, known)])
        return found

    def by_tag(self, tag: str) -> tuple[Page, ...]:
        """The pages that carry a tag. UnknownName when none does."""
        found = tuple(page for page in self.pages if tag in page.tags)
        if not found:
            raise UnknownName("tag", tag, near(tag, self.tags))
        return found

    @property
    def organisations(self) -> tuple[str, ...]:
        """Names of all organisations, in the order of the files."""
        return tuple(dict.fromkeys(page.organisation for page in self.pages))

    @property
    def tags(self) -> tuple[str, ...]:
        """All tags, sorted."""
        return tuple(sorted({tag for page in self.pages for tag in page.tags}))
