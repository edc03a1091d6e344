"""From new addresses to documents.

What belongs to a followed page is asked for, each new address is looked at once, and what is about what is asked for is
taken or waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

from tracker.compare.phrases import speaks_of
from tracker.compare.sentences import sentences
from tracker.errors import ExtractError
from tracker.model import FetchRequest, InboxItem, ItemState, Page, Statement, Take
from tracker.model.shown import shorten
from tracker.read import extract
from tracker.read.article import article_of
from tracker.record.found import MOST_LOOKS, key_of, record_further, take
from tracker.record.outcome import Recorded
from tracker.record.store import Store
from tracker.run.due_pages import see_all
from tracker.watch.look import Fetch, Job, Outcome, examine

AHEAD = 32  # hosts that are asked at once
_GONE = (404, 410)
_SENTENCE = 400  # characters that are kept of the sentence around a word
NOT_ABOUT = "it holds none of the words that are asked for"


def look_further(
    store: Store, recorded: Iterable[Recorded], fetch: Fetch, executor: Executor, now: Callable[[], datetime]
) -> int:
    """Ask for the further sitemaps and pages of followed pages; how many new addresses these named."""
    jobs: list[Job] = []
    for each in recorded:
        if each.named is None:
            continue
        source = store.pages.get(each.check.page)
        if source is not None:
            jobs += [Job(replace(source, url=url), FetchRequest(url)) for url in each.named.further]
    new = 0
    for outcome in _seen(jobs, fetch, executor, now):
        read = outcome if outcome.capture is None else examine(outcome.job, outcome.capture)
        with store.transaction():
            new += record_further(store, read)
    return new


def look_at_items(
    store: Store, fetch: Fetch, executor: Executor, now: Callable[[], datetime], *, stop: Event | None = None
) -> Iterator[InboxItem]:
    """Look at the page of each new address once, within the bound of a run; yields what became of each."""
    jobs: list[Job] = []
    items: dict[int, InboxItem] = {}
    sources: dict[str, Page | None] = {}
    for item in store.inbox.unlooked(MOST_LOOKS):
        if item.source not in sources:
            sources[item.source] = store.pages.get(item.source)
        source = sources[item.source]
        if source is None or (stop and stop.is_set()):
            continue
        headers = source.headers if source.is_home(item.url) else ()
        page = replace(source, url=item.url, headers=headers, follow=None, note=str(item.number))
        items[item.number] = item
        jobs.append(Job(page, FetchRequest(item.url)))
    for outcome in _seen(jobs, fetch, executor, now):
        item = items[int(outcome.job.page.note or 0)]
        source = sources[item.source]
        assert source is not None
        with store.transaction():
            judged = _judged(store, item, source, outcome)
        yield judged


def _seen(jobs: Sequence[Job], fetch: Fetch, executor: Executor, now: Callable[[], datetime]) -> Iterator[Outcome]:
    """Fetch all, those of a host one after the other."""
    hosts: dict[str, list[Job]] = {}
    for job in jobs:
        hosts.setdefault(job.page.host, []).append(job)
    units = [tuple(each) for each in hosts.values()]
    for start in range(0, len(units), AHEAD):
        futures: list[Future[tuple[Outcome, ...]]] = [
            executor.submit(see_all, unit, fetch, now) for unit in units[start : start + AHEAD]
        ]
        for future in as_completed(futures):
            yield from future.result()


def _judged(store: Store, item: InboxItem, source: Page, outcome: Outcome) -> InboxItem:
    """What becomes of an item once its page was looked at, or could not be."""
    assert source.follow is not None
    statement, reason, capture = None, outcome.reason, outcome.capture
    item = replace(item, looked=outcome.at)
    if capture is not None:
        article = article_of(capture, outcome.at + timedelta(days=1))
        item = replace(item, title=item.title or article.title, said=article.said or item.said)
        try:
            statement = extract(capture, language=source.language)
        except ExtractError as error:
            reason = str(error)
        for address in (capture.final_url, article.own):
            twin = store.inbox.twin(item, key=key_of(address)) if address else None
            if twin is not None:
                return _dismissed(store, item, f"it is the same as {twin.url} (item {twin.number})")
    elif outcome.status in _GONE:
        return store.inbox.save(replace(item, state=ItemState.GONE, reason=reason))
    if statement is not None and (twin := store.inbox.twin(item, text=statement.id)):
        return _dismissed(store, item, f"it says the same as {twin.url} (item {twin.number})")
    about = source.follow.about
    matched = _match(about, item, statement)
    if matched is not None:
        word, place, sentence = matched
        item = replace(item, word=word, place=place, sentence=shorten(sentence, _SENTENCE))
    elif about and statement is not None:
        return _dismissed(store, item, NOT_ABOUT, statement.id)
    store.inbox.save(replace(item, reason=None if statement else reason), statement.id if statement else None)
    if source.follow.take is not Take.ASK and (matched is not None or not about):
        page = take(store, item, outcome.at)
        return replace(item, state=ItemState.TAKEN, page=page.id)
    return replace(item, reason=None if statement else reason)


def _dismissed(store: Store, item: InboxItem, reason: str, text: str | None = None) -> InboxItem:
    return store.inbox.save(replace(item, state=ItemState.DISMISSED, reason=reason), text)


def _match(about: Sequence[str], item: InboxItem, statement: Statement | None) -> tuple[str, str, str] | None:
    """The first word that stands in the title, the summary or the text, where, and the sentence around it."""
    places = [("title", item.title), ("summary", item.summary)]
    for place, text in places:
        for word in about:
            if speaks_of(word, text):
                return word, place, next((each for each in sentences(text) if speaks_of(word, each)), text).strip()
    for block in statement.wording if statement else ():
        for word in about:
            if speaks_of(word, block.text):
                around = next((each for each in sentences(block.text) if speaks_of(word, each)), block.text)
                return word, "text", around.strip()
    return None
