"""What a look at a followed page named, into the inbox: each address once an organisation, whoever names it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tracker.model import (
    Check,
    CheckOutcome,
    Document,
    DocumentKind,
    FetchKind,
    Found,
    InboxItem,
    ItemState,
    Page,
    PageState,
    Take,
    TakenFrom,
    iso,
    utc,
)
from tracker.model.health import HealthEvent, HealthKind
from tracker.model.shown import slug
from tracker.record.store import Store
from tracker.watch.look import NOT_MODIFIED, Outcome
from tracker.watch.schedule import next_due

MOST_LOOKS = 100  # new addresses of a source whose pages are looked at in one run
_MOST_CHILDREN = 50  # sitemaps of an index that are asked for at one look, the latest changed first
_ASKED_AGAIN = timedelta(days=7)  # after which a sitemap is asked for that says it did not change: some say so for ever
EARLIER = "it was there when following began"
_INDEX = re.compile(r"/(?:index\.(?:html?|php))?$")


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """What is remembered of a followed page between two looks."""

    begun: bool = False  # what was there at first is known
    # The sitemaps of an index: when each was changed, and when it was read last; empty: it is to be read.
    children: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    earlier: frozenset[str] = frozenset()  # those of them named when following began, and not read yet
    failing: dict[str, str] = field(default_factory=dict)  # further addresses that could not be read, and why

    def dump(self) -> str:
        plain = {
            "begun": self.begun,
            "children": self.children,
            "earlier": sorted(self.earlier),
            "failing": self.failing,
        }
        return json.dumps(plain, separators=(",", ":"))

    @classmethod
    def load(cls, text: str | None) -> SourceMemory:
        raw = json.loads(text) if text else {}
        children = {url: (each[0], each[1]) for url, each in raw.get("children", {}).items()}
        return cls(raw.get("begun", False), children, frozenset(raw.get("earlier", ())), raw.get("failing", {}))


@dataclass(frozen=True, slots=True)
class SourceLook:
    """What a look at a followed page became."""

    check: Check
    new: int = 0
    baseline: bool = False  # it was the first look
    further: tuple[str, ...] = ()  # addresses that belong to it and are to be asked for, too
    failing: bool = False  # some of those could not be read the last time


def key_of(url: str) -> str:
    """An address without what does not tell two documents apart: scheme, www, the last slash."""
    parts = urlsplit(url)
    host = (parts.netloc.rpartition("@")[2] or "").lower().removeprefix("www.")
    path = _INDEX.sub("", parts.path)
    return f"{host.removesuffix(':443').removesuffix(':80')}{path}{'?' + parts.query if parts.query else ''}"


def record_found(store: Store, outcome: Outcome, state: PageState, *, schedule: bool) -> SourceLook:
    """Write a good look at a followed page. Part of the caller's transaction."""
    page, capture, finding = outcome.job.page, outcome.capture, outcome.found
    assert capture is not None
    memory = SourceMemory.load(state.memory)
    baseline = not memory.begun
    new = add_found(store, page, finding.links, outcome.at, state.last_good, baseline) if finding else 0
    snapshot = state.snapshot
    if finding is not None and (new or snapshot is None):  # what proves that it was named
        snapshot = store.snapshots.add(page.id, capture, state.sha256)
    named = dict(finding.children) if finding is not None else {}
    memory, further = _with_sitemaps(replace(memory, begun=True), named, outcome.at)
    if baseline:
        memory = replace(memory, earlier=frozenset(named))
    if finding is not None and finding.following and new and new == len(finding.links) and not baseline:
        further = (finding.following,)
    result = (
        CheckOutcome.NOT_MODIFIED
        if finding is None
        else CheckOutcome.NEW
        if new and not baseline
        else CheckOutcome.UNCHANGED
    )
    check = Check(
        page.id, outcome.at, result, None, None, capture.status, None, snapshot, capture.elapsed, capture.source
    )
    store.checks.add(check)
    fresh = finding is not None and capture.status != NOT_MODIFIED
    store.pages.save(
        replace(
            state,
            snapshot=snapshot,
            sha256=capture.sha256 if fresh else state.sha256,
            etag=capture.header("ETag") if fresh else state.etag,
            last_modified=capture.header("Last-Modified") if fresh else state.last_modified,
            failures=0,
            last_check=outcome.at,
            last_good=outcome.at,
            last_changed=outcome.at if new else state.last_changed,
            due=next_due(page, now=outcome.at, ok=True) if schedule else state.due,
            memory=memory.dump(),
        )
    )
    return SourceLook(check, new, baseline, further, bool(memory.failing))


def record_further(store: Store, outcome: Outcome) -> int:
    """Write a look at a further address of a followed page; how many new ones it named. Part of the transaction.

    What a sitemap names at its first reading was there before, when the sitemap was: however late that is.
    """
    page, url = outcome.job.page, outcome.job.page.url
    state = store.pages.state(page.id)
    memory = SourceMemory.load(state.memory)
    failing = {address: why for address, why in memory.failing.items() if address != url}
    new = 0
    if outcome.error is not None:
        failing[url] = outcome.reason or outcome.error
        if not store.health.open(page.id):
            store.health.add(HealthEvent(page.id, outcome.at, HealthKind.HELD, failing[url]))
    elif outcome.found is not None:
        baseline = url in memory.earlier
        new = add_found(store, page, outcome.found.links, outcome.at, state.last_good, baseline)
        if new and outcome.capture is not None:
            store.snapshots.add(page.id, outcome.capture, None)
        if url in memory.children:
            read = memory.children | {url: (memory.children[url][0], iso(outcome.at))}
            memory = replace(memory, children=read, earlier=memory.earlier - {url})
    store.pages.save(replace(state, memory=replace(memory, failing=failing).dump()))
    return new


def _with_sitemaps(
    memory: SourceMemory, named: Mapping[str, str | None], at: datetime
) -> tuple[SourceMemory, tuple[str, ...]]:
    """Note the sitemaps that an index names, with the day each was changed, and which of them are to be read.

    Without `named`, as after an answer that the index was not modified, those that are known.
    """
    known = memory.children
    days = named or {url: day for url, (day, _) in known.items()}

    def is_due(url: str) -> bool:
        day, read = known.get(url, (None, ""))
        return not read or days[url] is None or days[url] != day or at - utc(read) > _ASKED_AGAIN

    # The latest changed first; of those without a day, the ones that were not read for the longest.
    due = sorted(filter(is_due, days), key=lambda url: known.get(url, (None, ""))[1])
    due.sort(key=lambda url: days[url] or "", reverse=True)
    further = tuple(due[:_MOST_CHILDREN])
    # Those are to be read until they were: whatever comes between, the next look asks for them again.
    children = {url: (days[url], "" if url in due else known[url][1]) for url in days}
    return replace(memory, children=children, earlier=memory.earlier & children.keys()), further


def add_found(
    store: Store, page: Page, links: Iterable[Found], at: datetime, without: datetime | None, baseline: bool
) -> int:
    """Put the addresses that are new into the inbox; how many they are. Part of the caller's transaction."""
    named = {key_of(found.url): found for found in reversed([*links])}
    known = store.inbox.known(page.organisation, named)
    fresh = [(key, found) for key, found in reversed(named.items()) if key not in known]
    if not fresh:
        return 0
    watched = {key_of(other.url): other.id for other in store.pages.all(watched=True) if other.id != page.id}
    items = []
    for key, found in fresh:
        state, reason = (ItemState.DISMISSED, EARLIER) if baseline else (ItemState.NEW, None)
        if key in watched:
            state, reason = ItemState.DISMISSED, f"it is watched already, as {watched[key]}"
        items.append(
            (
                key,
                InboxItem(
                    0, page.id, page.organisation, found.url, found.title, found.summary, found.said, at, without,
                    state, reason,
                ),
            )
        )  # fmt: skip
    store.inbox.add(items)
    return sum(item.state is ItemState.NEW for _, item in items) if not baseline else len(items)


def take(store: Store, item: InboxItem, now: datetime) -> Page:
    """Make a document of an item, due at once. Part of the caller's transaction."""
    source = store.pages.get(item.source)
    assert source is not None
    assert source.follow is not None
    kept = source.follow.take is Take.ONCE
    until = item.found if kept else max(item.found, now) + source.follow.watch_for
    title = item.title or urlsplit(item.url).path.strip("/") or item.url
    page = Page(
        id=_free_id(store, f"{source.id} {title}"),
        organisation=source.organisation,
        title=title[:300],
        url=item.url,
        every=timedelta(hours=6),
        tags=source.tags,
        language=source.language,
        fetch=source.fetch if source.fetch is not FetchKind.FILE or item.url.startswith("file:") else FetchKind.HTTP,
        headers=source.headers if source.is_home(item.url) else (),
        taken=TakenFrom(source.id, item.found, until),
    )
    store.pages.take(page, now)
    store.documents.add(
        Document(
            page.id,
            page.organisation,
            DocumentKind.STATEMENT,
            page.title,
            page.url,
            item.found,
            item.said,
            source=source.id,
        )
    )
    store.inbox.save(replace(item, state=ItemState.TAKEN, reason=None, page=page.id))
    return page


def _free_id(store: Store, text: str) -> str:
    made = slug(text, 80) or "statement"
    number = 1
    while store.pages.is_known(made if number == 1 else f"{made}-{number}"):
        number += 1
    return made if number == 1 else f"{made}-{number}"
