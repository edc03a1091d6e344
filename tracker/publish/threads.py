"""The threads of declared subjects: a page and a feed each, one feed of all conflicts, and a list of subjects.

A thread is read anew when something of its organisation came into the record; only files whose bytes differ are
written. The folder's mark keeps what the lists say of each thread, so that the others need not be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tracker.model import Direction, Piece, iso, utc
from tracker.model.dates import day_words
from tracker.model.shown import clean, cleaned, sentence, shorten, web_address
from tracker.model.subject import Conflict, Place, PlaceState, Said, StepKind, Subject, Thread, ThreadStep
from tracker.model.thread_words import clash_words, conflict_words, step_words, than_words, way_words, who_words
from tracker.publish import feeds
from tracker.publish.channels import Channel, conflict_channel, organisation_channel, page_channel, thread_channel
from tracker.publish.feeds import FORMS, FeedItem, Sheet
from tracker.publish.pages import make_page
from tracker.publish.site import Site
from tracker.record.store.reader import Reader
from tracker.record.threads import read_threads

MOST = 100  # entries of a feed: its page has all
SUBJECTS = "subjects.html"

Kept = Mapping[str, Any]  # what the mark keeps of a thread


@dataclass(frozen=True)
class PlaceView:
    """One document that makes a statement, ready to be shown."""

    place: Place
    path: str  # of the page of its document; empty when it has none

    @property
    def who(self) -> str:
        return who_words(self.place)

    @property
    def live(self) -> str:
        return web_address(self.place.moment.url)

    @property
    def time(self) -> str:
        """In which time it stood there. The day of the last look is not told: it would differ after every look."""
        place = self.place
        if place.standing is PlaceState.SAID:
            return f"said on {day_words(place.said)}"
        begun = f"since {day_words(place.first_seen)}" + ("" if place.last_without or place.is_dated else " or before")
        if place.first_without is None:
            return f"there {begun}, and still"
        return f"there {begun}, gone by {day_words(place.first_without)}"


@dataclass(frozen=True)
class SaidView:
    """One statement with the step that leads to it, ready to be shown."""

    thread: Thread
    said: Said
    step: ThreadStep | None
    places: tuple[PlaceView, ...]

    @property
    def anchor(self) -> str:
        return f"s-{self.said.id}"

    @property
    def way(self) -> str:
        """What it has to do with the one that it is compared with."""
        return f"{way_words(self.step.direction)} {than_words(self.thread, self.step)}" if self.step else ""

    @property
    def before(self) -> str:
        """The anchor of the one that it is compared with; empty when that is not in the thread."""
        return f"s-{self.step.before}" if self.step and self.step.before else ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Both in one; not where two documents are not known to say the same: nobody struck that out."""
        if self.step is None or (self.step.kind is StepKind.ALIKE and self.step.direction is Direction.OPEN):
            return ()
        return self.step.pieces

    @property
    def question(self) -> str:
        return self.said.first.document.question or "" if self.said.answers else ""

    @property
    def title(self) -> str:
        about = f"{self.thread.organisation} on {self.thread.subject.name}"
        step = self.step
        if step is None or step.direction in (Direction.OPEN, Direction.SAME):
            return f"{about}: “{shorten(self.said.text, 100)}”"
        before = self.thread.find(step.before) if step.before else None
        when = f"on {day_words(before.at)}" if before else "before"
        there = ", on the same page" if step.kind is StepKind.FORMER else ""
        return f"{about}: {_SHORT[step.direction]} {when}{there}"

    @property
    def came(self) -> datetime:
        """When the record had it first."""
        return min(_came(view.place) for view in self.places)

    @property
    def updated(self) -> datetime:
        """When something of it was new last: that it came to a document, or went."""
        ends = [view.place.first_without for view in self.places if view.place.first_without]
        return max([_came(view.place) for view in self.places] + ends)

    def entry(self, site: Site, channel: Channel) -> FeedItem:
        said, step = self.said, self.step
        told = [f"“{said.text}”", *(f"{view.who}: {view.time}." for view in self.places)]
        if step is not None:
            told += [sentence(step_words(self.thread, step)), f"Compared with: “{step.old}”"]
        return FeedItem(
            key=said.id,
            title=self.title,
            path=f"{channel.html}#{self.anchor}",
            text="\n".join(told),
            html=site.render("said.html", view=self, root=""),
            published=self.came,
            updated=self.updated,
            categories=(self.thread.subject.name, self.thread.organisation),
            live=self.places[0].live,
            record={
                "statement": said.id,
                "said": iso(said.at),
                "direction": step.direction if step else None,
                "compared_with": step.before if step else None,
                "sha256": said.first.moment.sha256,
            },
        )


_SHORT = {
    Direction.SAME: "says the same as",
    Direction.WEAKER: "says less than",
    Direction.STRONGER: "says more than",
    Direction.REVERSED: "says the opposite of what it said",
    Direction.DIFFERENT: "says something else than",
    Direction.OPEN: "speaks otherwise than",
}


def _came(place: Place) -> datetime:
    """When the record had a statement of a document: answers are entered late."""
    return max(place.document.found, place.first_seen) if place.standing is PlaceState.SAID else place.first_seen


@dataclass(frozen=True)
class ConflictView:
    """Two statements that stand together, ready to be shown."""

    thread: Thread
    conflict: Conflict
    sides: tuple[tuple[Said, PlaceView], ...]  # the earlier one first

    @property
    def words(self) -> str:
        return conflict_words(self.conflict)

    @property
    def anchor(self) -> str:
        return f"c-{self.conflict.earlier}-{self.conflict.later}"

    def entry(self, channel: Channel) -> dict[str, Any]:
        """What the feed says of it, as the mark keeps it."""
        thread, conflict = self.thread, self.conflict
        quotes = [f"“{said.text}” {view.who}, {day_words(view.place.said)}." for said, view in self.sides]
        came = max(_came(view.place) for _, view in self.sides)
        return {
            "key": f"{thread.subject.name}\n{thread.organisation}\n{conflict.earlier}\n{conflict.later}",
            "title": f"{thread.organisation} on {thread.subject.name}: {clash_words(conflict.direction)}",
            "path": f"{channel.html}#{self.anchor}",
            "text": [*quotes, sentence(self.words), sentence(conflict.reason)],
            "published": iso(came),
            "updated": iso(max(came, conflict.until) if conflict.until else came),
            "categories": [thread.subject.name, thread.organisation],
            "record": {
                "direction": conflict.direction,
                "since": iso(conflict.since),
                "until": iso(conflict.until) if conflict.until else None,
                "statements": [conflict.earlier, conflict.later],
                "sha256": [view.place.moment.sha256 for _, view in self.sides],
            },
        }


class Threads:
    """What a publication shows of threads. `marks` and `kept` are what the last one left."""

    def __init__(
        self,
        source: Reader,
        site: Site,
        marks: Mapping[str, str],
        kept: Mapping[str, Kept],
        subjects: Sequence[Subject],
    ) -> None:
        self.source, self.site, self.subjects = source, site, subjects
        self.before = kept
        self.marks = source.marks(texts=bool(subjects or site.settings.commitments))
        self.touched = sorted(name for name, mark in self.marks.items() if marks.get(name) != mark)
        self.touched += sorted(marks.keys() - self.marks.keys())  # organisations that are called otherwise now
        self.kept: dict[str, Kept] = {
            stem: known for stem, known in kept.items() if known["organisation"] not in self.touched
        }
        self._links: dict[str, str] = {}

    def files(self) -> Iterator[dict[str, bytes]]:
        """The pages and feeds of the threads that may have something new."""
        if not self.subjects:
            self.kept = {}
            return
        for subject in self.subjects:
            for thread in self._read(subject):
                yield from self._thread(cleaned(thread))
        self.kept = dict(sorted(self.kept.items()))
        if self.kept != self.before or not self.before:
            yield self._list()
            yield from self._conflicts()

    def _read(self, subject: Subject) -> list[Thread]:
        """The threads of organisations with something new; all at once when that is nearly everybody."""
        if 2 * len(self.touched) > len(self.marks):
            found = read_threads(self.source, subject)
            return [thread for thread in found if thread.organisation in self.touched]
        return [thread for name in self.touched for thread in read_threads(self.source, subject, name)]

    def _thread(self, thread: Thread) -> Iterator[dict[str, bytes]]:
        channel = thread_channel(thread.subject.name, thread.organisation)
        views = tuple(
            SaidView(thread, said, step, tuple(map(self._place, said.places)))
            for said, step in zip(thread.said, thread.steps, strict=True)
        )
        conflicts = [self._conflict(thread, conflict) for conflict in thread.conflicts]
        self.kept[channel.stem] = {
            "subject": thread.subject.name,
            "organisation": thread.organisation,
            "statements": len(views),
            "day": day_words(thread.said[-1].at),
            "said": shorten(thread.said[-1].text, 200),
            "clashes": sum(view.conflict.until is None for view in conflicts),
            "conflicts": [view.entry(channel) for view in conflicts],
        }
        yield make_page(
            self.site,
            "thread.html",
            channel.html,
            title=channel.title,
            about=channel.about,
            feeds=[channel],
            channel=channel,
            organisation=organisation_channel(thread.organisation),
            thread=thread,
            views=views,
            conflicts=[view for view in conflicts if view.conflict.until is None],
            past=[view for view in conflicts if view.conflict.until is not None],
            documents=len({(place.document.page, place.document.number) for s in thread.said for place in s.places}),
        )
        newest = sorted(views, key=lambda view: (view.came, view.said.at, view.said.id))[-MOST:]
        yield feeds.render(Sheet(channel, None, None), [view.entry(self.site, channel) for view in newest], self.site)

    def _place(self, place: Place) -> PlaceView:
        id_ = place.document.page
        if id_ not in self._links:
            page = self.source.page(id_)
            self._links[id_] = page_channel(page.id, page.organisation, page.title).html if page else ""
        return PlaceView(place, self._links[id_])

    def _conflict(self, thread: Thread, conflict: Conflict) -> ConflictView:
        sides = zip((conflict.earlier, conflict.later), conflict.places, strict=True)
        return ConflictView(
            thread, conflict, tuple((said, self._place(place)) for id_, place in sides if (said := thread.find(id_)))
        )

    @property
    def gone(self) -> list[str]:
        """Files of threads of which nothing is left: what was said was withdrawn. Known when all is read."""
        stems = sorted(self.before.keys() - self.kept.keys())
        return [f"{stem}{end}" for stem in stems for end in (".html", *FORMS)]

    @cached_property
    def channels(self) -> list[Channel]:
        """Those that there are, when all is read."""
        threads = [thread_channel(known["subject"], known["organisation"]) for known in self.kept.values()]
        return [*([conflict_channel()] if self.subjects else []), *sorted(threads, key=lambda c: c.title.casefold())]

    def of(self, organisation: str) -> list[tuple[Channel, Kept]]:
        """The threads of an organisation."""
        found = [known for known in self.kept.values() if known["organisation"] == organisation]
        return [(thread_channel(known["subject"], organisation), known) for known in found]

    def _list(self) -> dict[str, bytes]:
        """Every subject with its threads."""
        by_subject: dict[str, list[tuple[Channel, Kept]]] = defaultdict(list)
        for known in sorted(self.kept.values(), key=lambda known: known["organisation"].casefold()):
            by_subject[known["subject"]].append((thread_channel(known["subject"], known["organisation"]), known))
        groups = [(clean(subject.name), subject, by_subject[clean(subject.name)]) for subject in self.subjects]
        return make_page(
            self.site,
            "subjects.html",
            SUBJECTS,
            title="Subjects",
            about="What organisations say on a matter, everywhere and in order.",
            feeds=[conflict_channel()],
            groups=groups,
            conflict=conflict_channel(),
        )

    def _conflicts(self) -> Iterator[dict[str, bytes]]:
        """The feed of all conflicts, and its page."""
        channel = conflict_channel()
        items = [item for known in self.kept.values() for item in known["conflicts"]]
        items.sort(key=lambda item: (item["published"], item["key"]))
        entries = [_item(item, self.site) for item in items[-MOST:]]
        yield make_page(
            self.site,
            "conflicts.html",
            channel.html,
            title=channel.title,
            about=channel.about,
            feeds=[channel],
            channel=channel,
            items=items[::-1],
        )
        yield feeds.render(Sheet(channel, None, None), entries, self.site)


def _item(item: Kept, site: Site) -> FeedItem:
    return FeedItem(
        key=item["key"],
        title=item["title"],
        path=item["path"],
        text="\n".join(item["text"]),
        html=site.render("lines.html", lines=item["text"]),
        published=utc(item["published"]),
        updated=utc(item["updated"]),
        categories=tuple(item["categories"]),
        record=item["record"],
    )
