"""A record of what made-up companies said: pages, posts, yearly statements and answers, through the real doors.

::

    spoken = Spoken()
    spoken.page("acme-policy", "Acme", "Policy", (0, "We sell no lamps."), (30, "We sell few lamps."))
    spoken.answer("acme-press", "Acme", 10, "We have never sold a lamp.", speaker="Laura Keane")
    spoken.look_again(60)          # every page shows what it showed last
    read_threads(spoken.store.reader, subject)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from html import escape

from tests.world import START
from tracker.model import (
    AskedQuestion,
    Capture,
    Document,
    DocumentKind,
    Editions,
    FetchKind,
    Page,
    TakenFrom,
    iso,
)
from tracker.record.outcome import record
from tracker.record.store import Store
from tracker.run.past.facade import Past
from tracker.watch.look import Outcome, examine, job_for

_REST = "".join(f"<p>Paragraph {n} tells how our office in town {n} greets its guests.</p>" for n in range(4))


def day(number: float) -> datetime:
    """The moment so many days after the first."""
    return START + timedelta(days=number)


class Spoken:
    """Fills a store. Days are counted from the first look."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = store or Store.in_memory()
        self.time = START
        self.pages: dict[str, Page] = {}
        self._shown: dict[str, tuple[Page, str]] = {}
        self.past = Past(
            self.store,
            lambda ids: [page for page in self.pages.values() if not ids or page.id in ids],
            now=lambda: self.time,
            executor=lambda: None,  # type: ignore[arg-type,return-value]
            wayback=lambda: None,  # type: ignore[arg-type,return-value]
        )

    def page(self, id: str, organisation: str, title: str, *texts: tuple[float, str], language: str = "en") -> None:
        """A watched page: from which day on it shows which sentences, one a line."""
        watched = Page(id, organisation, title, f"https://{id}.example/")
        self._declare(watched)
        self._looks(watched, texts, language)

    def declare_log(self, log: str, *announces: str) -> None:
        """One page announces the changes of others."""
        self._declare(replace(self.pages[log], is_changelog=True))
        for id in announces:
            self._declare(replace(self.pages[id], changelog=(log,)))

    def editions(self, id: str, organisation: str, title: str, *texts: tuple[float, str]) -> None:
        """A yearly statement: an edition from each day on."""
        pattern = f"https://{id}.example/{{year}}"
        watched = Page(id, organisation, title, f"https://{id}.example/", editions=Editions(pattern))
        self._declare(watched)
        for number, (since, text) in enumerate(texts):
            self._looks(replace(watched, url=f"https://{id}.example/{2025 + number}"), [(since, text)], "en")

    def post(self, id: str, organisation: str, since: float, title: str, text: str, *, language: str = "en") -> None:
        """A statement that was found by following, and bears the day on which it was found."""
        at = day(since)
        page = Page(id, organisation, title, f"https://{id}.example/", taken=TakenFrom("news", at, at + timedelta(180)))
        with self.store.transaction():
            self.store.pages.take(page, at)
            said = at.date().isoformat()
            self.store.documents.add(
                Document(id, organisation, DocumentKind.STATEMENT, title, page.url, at, said, source="news")
            )
        self._looks(page, [(since, text)], language)

    def answer(
        self,
        id: str,
        organisation: str,
        since: float,
        text: str,
        *,
        speaker: str | None = None,
        source: str = "by e-mail",
        question: str | None = None,
    ) -> None:
        """What somebody was told."""
        if id not in self.pages:
            title = "Answers to the press"
            self._declare(Page(id, organisation, title, f"https://{id}.example/", fetch=FetchKind.MANUAL))
        self.time = max(self.time, day(since))
        asked = AskedQuestion(question, day(since - 1).date().isoformat()) if question else None
        self.past.enter(
            self.pages[id], text.encode(), ".txt", at=day(since), source=source, speaker=speaker, question=asked
        )

    def edit(self, id: str, since: float, text: str) -> None:
        """A page or a post shows another text."""
        page, _ = self._shown[id]
        self._looks(page, [(since, text)], "en")

    def glimpse(self, id: str, on: float, text: str) -> None:
        """One look sees another text; the next one the text of before."""
        page, shown = self._shown[id]
        self._look(page, shown.replace("</main>", f"<p>{escape(text)}</p></main>"), day(on))
        self._look(page, shown, day(on) + timedelta(hours=12))

    def fail(self, id: str, on: float, status: int) -> None:
        """A look that gets no page."""
        page, _ = self._shown[id]
        state = self.store.pages.state(page.id)
        job = job_for(page, state, self.store.wording_in_force(page.id, state))
        reason = f"{page.url} answered {status}"
        record(self.store, Outcome(job, day(on), error="http", reason=reason, status=status))

    def look_again(self, on: float) -> None:
        """Look at every page once more, and see what was seen last."""
        for page, body in list(self._shown.values()):
            self._look(page, body, day(on))

    def _declare(self, page: Page) -> None:
        self.pages[page.id] = page
        self.store.pages.sync(list(self.pages.values()), now=self.time)

    def _looks(self, page: Page, texts: object, language: str) -> None:
        for since, text in texts:  # type: ignore[attr-defined]
            said = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
            body = f'<html lang="{language}"><main><h1>{escape(page.title)}</h1>{_REST}{said}</main></html>'
            for hours in (0, 12):  # the second look confirms
                self._look(page, body, day(since) + timedelta(hours=hours))

    def _look(self, page: Page, body: str, at: datetime) -> None:
        state = self.store.pages.state(page.id)
        known = self.store.wording_in_force(page.id, state)
        header = ("Content-Type", "text/html; charset=utf-8")
        capture = Capture(page.url, page.url, 200, (header,), body.encode(), at)
        self._shown[page.id] = (page, body)
        self.time = max(self.time, at)
        declared = self.pages.get(page.id, page)
        record(self.store, examine(job_for(declared, state, known), capture))


def said_on(number: float) -> str:
    """A day as a document bears it."""
    return iso(day(number))[:10]
