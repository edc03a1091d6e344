"""What is done with the past of the watched pages: archived captures, statements entered by hand, reading anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tracker.errors import UsageError
from tracker.model import AskedQuestion, Check, Document, DocumentKind, Page, iso
from tracker.model.dates import minute_words
from tracker.record.outcome import Recorded
from tracker.record.store import Store
from tracker.run.executors import InlineExecutor
from tracker.run.listeners import Listener, tell
from tracker.run.past.backfill import Passed, backfill, backfill_from, narrow
from tracker.run.past.enter_by_hand import enter, entered, entered_at, free_moment
from tracker.run.past.late_captures import withdraw
from tracker.run.past.rebuild import Rebuilt, rebuild
from tracker.watch.archive import Wayback
from tracker.watch.archive.warc import WarcIndex, address_key, read_warc

FEW = 30  # captures that are read sooner than a worker is up
Progress = Callable[[int], None]  # told how many captures there are, once that is known


def _unheard(_number: int) -> None:
    pass


_TOLD = 5  # damaged records of which each is told by itself


class Past:
    """The past of the pages that a watchlist declares. `declared` gives those named, or all."""

    def __init__(
        self,
        store: Store,
        declared: Callable[[Sequence[str]], list[Page]],
        *,
        now: Callable[[], datetime],
        executor: Callable[[], Executor],
        wayback: Callable[[], Wayback],
        listeners: Iterable[Listener] = (),
    ) -> None:
        self._store, self._declared, self._now = store, declared, now
        self._executor, self._wayback, self._listeners = executor, wayback, tuple(listeners)

    def backfill(self, files: Sequence[Path], progress: Progress = _unheard) -> Iterator[Recorded | Passed]:
        """Take up archived captures of watched pages from WARC files, oldest first."""
        watched: dict[str, list[Page]] = {}  # one address may serve several documents
        for page in self._declared(()):
            watched.setdefault(address_key(page.url), []).append(page)
        index = WarcIndex()
        entries = [entry for path in files for entry in index.read(path) if address_key(entry.url) in watched]
        yield from (Passed("", lost) for lost in index.lost[:_TOLD])
        yield from (Passed("", "further records that cannot be read") for _ in index.lost[_TOLD:])
        entries.sort(key=lambda entry: (entry.at, entry.url))
        progress(sum(len(watched[address_key(entry.url)]) for entry in entries))
        captures = (
            (page, capture)
            for entry in entries
            for capture in [read_warc(entry)]
            for page in watched[address_key(entry.url)]
        )
        yield from backfill(self._store, captures, self._executor() if len(entries) > FEW else None)

    def backfill_from_archive(
        self,
        ids: Sequence[str],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        progress: Progress = _unheard,
    ) -> Iterator[Recorded | Passed]:
        """Take up what the archive of the settings holds of these pages, oldest first; see `backfill_from`."""
        for page in self._declared(ids):
            yield from backfill_from(self._wayback(), self._store, page, since=since, until=until, progress=progress)

    def narrow(self, ids: Sequence[str], *, progress: Progress = _unheard) -> Iterator[Recorded | Passed]:
        """Ask the archive when the published changes of these pages were made; see `backfill.narrow`."""
        for page in self._declared(ids):
            yield from narrow(self._wayback(), self._store, page, progress=progress)

    def enter(
        self,
        page: Page,
        body: bytes,
        suffix: str,
        *,
        at: datetime,
        source: str,
        speaker: str | None = None,
        question: AskedQuestion | None = None,
    ) -> Recorded:
        """Take up a statement that is no web page; `suffix` is that of its file. UsageError when it cannot be.

        `source` is how it was come by, `speaker` who said it, `question` what it answers.
        """
        if at > self._now():
            raise UsageError(f"{minute_words(at.astimezone())} has not come yet; --at says when the statement was made")
        said = replace(self._document(page, question), said=iso(at), speaker=speaker, source=source)
        capture = entered(page, body, suffix, at=at, who=", ".join(filter(None, (speaker, source))))
        recorded = enter(self._store, page, capture, said)
        tell(self._listeners, recorded)
        return recorded

    def ask(self, page: Page, question: AskedQuestion) -> None:
        """Keep that a question was asked, and not answered yet. UsageError when it is known."""
        for known in self._store.documents.of(page.id):
            if (known.question, known.asked) == (question.text, question.on):
                raise UsageError(f"{page.id} has that question of {question.on} already")
        with self._store.transaction():
            self._store.documents.add(self._document(page, question))

    def _document(self, page: Page, question: AskedQuestion | None) -> Document:
        asked = (question.text, question.on) if question else (None, None)
        return Document(
            page.id,
            page.organisation,
            DocumentKind.ANSWER,
            page.title,
            page.url,
            self._now(),
            question=asked[0],
            asked=asked[1],
        )

    def withdraw(self, page: Page, start: datetime, end: datetime, reason: str) -> Check:
        """Take a statement back that was entered by mistake for this time; what it was. UsageError when there is none.

        The record keeps it, marked; what it had told is corrected in the feeds.
        """
        found = entered_at(self._store, page, start, end)
        assert found.snapshot is not None
        withdraw(self._store, page, found.snapshot, at=self._now(), reason=reason)
        return found

    def correct(
        self, page: Page, body: bytes, suffix: str, *, start: datetime, end: datetime, who: str, reason: str
    ) -> Recorded:
        """Put another text in the place of a statement that was entered for this time. `who` is empty: as before."""
        documents = self._store.documents.of(page.id)
        found = self.withdraw(page, start, end, reason)
        known = next((replace(each, number=None) for each in documents if each.snapshot == found.snapshot), None)
        if known is not None and who:
            known = replace(known, source=who, speaker=None)
        source = who or found.origin.detail
        capture = entered(page, body, suffix, at=found.at, who=source)
        at = free_moment(self._store, page, capture.source, found.at)
        recorded = enter(self._store, page, replace(capture, at=at), known)
        tell(self._listeners, recorded)
        return recorded

    def rebuild(self, ids: Sequence[str] = (), *, dry_run: bool = False) -> Iterator[Rebuilt]:
        """Read the history of these pages, or all, with today's rules and watchlist; yields what differs.

        Publishes nothing. UnknownName for a page that the watchlist does not have.
        """
        pages = self._declared(ids)
        executor = self._executor() if len(pages) > 1 else InlineExecutor()
        yield from rebuild(self._store, pages, executor=executor, dry_run=dry_run)
