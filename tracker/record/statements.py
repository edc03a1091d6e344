"""The news of a statement as a whole: that it is there, and that it was taken down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.compare.phrases import speaks_of
from tracker.compare.sentences import sentences
from tracker.model import (
    BlockKind,
    Capture,
    Change,
    ChangeKind,
    ChangeStatus,
    Check,
    CheckOutcome,
    Cue,
    Direction,
    Document,
    DocumentKind,
    Edit,
    EditKind,
    Op,
    Page,
    PageState,
    Piece,
    Severity,
    Statement,
    Why,
    iso,
)
from tracker.model.dates import day_words
from tracker.model.shown import shorten
from tracker.record.dated import dated
from tracker.record.store import Store
from tracker.record.told import change_id
from tracker.watch.editions import edition_name, is_older

_QUOTED = 6  # sentences that matched
_OPENING = 2  # lines that are quoted where nothing was asked for
_TITLE = 100  # characters
_LONG = 600
GONE_FOR = timedelta(days=1)  # and so many looks: a server may be ill for some hours
GONE_LOOKS = 3
_GONE = (404, 410)


def announce(store: Store, page: Page, statement: Statement, snapshot: int, at: datetime) -> Change | None:
    """Tell that a statement is there, with the sentences that matched. None when it was told before."""
    if page.taken is None or _told(store, page, ChangeKind.STATEMENT):
        return None
    source = store.pages.get(page.taken.source)
    about = source.follow.about if source and source.follow else ()
    item = store.inbox.of_page(page.id)
    edits, words = _quoted(statement, about)
    reason = f"it speaks of {', '.join(words)}" if words else "it is a statement that was not there before"
    document = next(iter(store.documents.of(page.id)), None)
    change = _change(
        store,
        page,
        ChangeKind.STATEMENT,
        f"new statement: {shorten(page.title, _TITLE)}",
        reason,
        (statement.id, snapshot),
        (item.without or item.found if item else at, at),
        (dated(document),) if document else (),
        edits,
    )
    return store.changes.save(change)


def gone(store: Store, page: Page, state: PageState, check: Check) -> str | None:
    """Why a statement counts as taken down, by its looks up to this one; None while that is not certain."""
    if not (page.taken or page.editions) or state.last_good is None or state.version is None or state.snapshot is None:
        return None
    if not _is_gone(check):
        return None
    # Of one kind: a text of which much is missing is held back, too, and that is no address that serves nothing.
    before = store.checks.of(page.id, since=state.last_good)
    looks = [look for look in before if look.at < check.at and look.outcome is check.outcome and _is_gone(look)]
    looks.append(check)
    if len(looks) < GONE_LOOKS:
        return None
    if check.at - looks[0].at < GONE_FOR or _told(store, page, ChangeKind.TAKEN_DOWN, state.snapshot):
        return None
    if page.editions is not None:
        return f"{check.reason}, at {len(looks)} looks since {day_words(looks[0].at)}"
    what = f"its address answers with {check.status}" if check.error else f"its address shows {check.reason}"
    return f"{what}, at {len(looks)} looks since {day_words(looks[0].at)}"


def _is_gone(check: Check) -> bool:
    if check.outcome is CheckOutcome.FAILED:
        return check.status in _GONE
    # Held back: it leads elsewhere, or an error page is served as if all were well.
    return check.outcome is CheckOutcome.QUARANTINED


def take_down(store: Store, page: Page, state: PageState, reason: str, at: datetime) -> Change:
    """Tell that a statement was taken down. Its last text stays in the record."""
    assert state.version is not None
    assert state.snapshot is not None
    assert state.last_good is not None
    looks = [look for look in store.checks.of(page.id, since=state.last_good) if look.at > state.last_good]
    change = _change(
        store,
        page,
        ChangeKind.TAKEN_DOWN,
        f"taken down: {shorten(page.title, _TITLE)}",
        reason,
        (state.version, state.snapshot),
        (state.last_good, looks[0].at if looks else at),
        (f"its last capture is that of {day_words(state.last_good)}",),
        (),
    )
    return store.changes.save(change)


def _told(store: Store, page: Page, kind: ChangeKind, snapshot: int | None = None) -> bool:
    """Whether it was told before; of this capture, when one is given."""
    return any(
        change.kind is kind and snapshot in (None, change.after.snapshot)
        for change in store.changes.latest(page.id, 1_000)
    )


def keep_edition(store: Store, page: Page, capture: Capture, statement: Statement, snapshot: int) -> None:
    """Keep an edition that was not there before as a document. Part of the caller's transaction."""
    if page.editions is None or any(each.url == capture.url for each in store.documents.of(page.id)):
        return
    title = f"{page.title}, edition {edition_name(capture.url)}"
    said = Document(page.id, page.organisation, DocumentKind.EDITION, title, capture.url, capture.at, statement.updated)
    store.documents.add(replace(said, snapshot=snapshot))


def missing_edition(store: Store, page: Page, capture: Capture, state: PageState) -> str | None:
    """What is said when an earlier edition answers in the place of the one that is known; None when none does."""
    known = store.snapshots.bare(state.snapshot) if page.editions and state.snapshot else None
    if known is None or page.editions is None or not is_older(page.editions, capture.url, known[0].url):
        return None
    return f"edition {edition_name(known[0].url)} is served no more; {edition_name(capture.url)} is the newest that is"


def _change(
    store: Store,
    page: Page,
    kind: ChangeKind,
    headline: str,
    reason: str,
    text: tuple[str, int],
    bracket: tuple[datetime, datetime],
    flags: tuple[str, ...],
    edits: tuple[Edit, ...],
) -> Change:
    moment = store.snapshots.moment(*text)
    return Change(
        id=change_id(page.id, kind, text[0], iso(bracket[1])),
        page=page.id,
        organisation=page.organisation,
        page_title=page.title,
        url=page.url,
        tags=page.tags,
        status=ChangeStatus.PUBLISHED,
        direction=Direction.OPEN,
        severity=Severity.SUBSTANTIVE,
        confidence=1.0,
        headline=headline,
        reason=reason,
        before=moment,
        after=moment,
        last_without=min(bracket),
        first_with=bracket[1],
        settled_at=bracket[1],
        edits=edits,
        flags=flags,
        why=Why(reason),
        kind=kind,
    )


def _quoted(statement: Statement, about: tuple[str, ...]) -> tuple[tuple[Edit, ...], list[str]]:
    """The sentences that speak of what is asked for, and of what; or how it begins."""
    found: list[Edit] = []
    words: dict[str, None] = {}
    for at, block in enumerate(statement.wording):
        for sentence in map(str.strip, sentences(block.text)) if about else ():
            matched = [word for word in about if speaks_of(word, sentence)]
            words.update(dict.fromkeys(matched))
            if matched and len(found) < _QUOTED:
                found.append(_edit(sentence, f"it speaks of {', '.join(matched)}", at, block.kind))
    if not found:
        opening = [(at, b) for at, b in enumerate(statement.wording) if len(b.text.split()) >= 5][:_OPENING]
        found = [_edit(_first(b.text), "so it begins", at, b.kind) for at, b in opening]
    return tuple(found), list(words)


def _first(text: str) -> str:
    """A line, or the first sentence of one that is long; never words that do not stand there."""
    return text if len(text) <= _LONG else sentences(text)[0].strip()[:_LONG]


def _edit(text: str, reason: str, at: int, kind: BlockKind) -> Edit:
    return Edit(
        EditKind.ADDED,
        None,
        text,
        (Piece(Op.INSERT, text),),
        Direction.OPEN,
        (Cue.OTHER,),
        1.0,
        Severity.SUBSTANTIVE,
        reason,
        f'new: "{shorten(text, 100)}"',
        kind,
        None,
        at,
    )
