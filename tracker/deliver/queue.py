"""What goes to whom: changes above what a receiver heard become parcels of the outbox."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from tracker.deliver.journal import Journal
from tracker.model import NEWS, Change, ChangeFilter, iso
from tracker.model.dates import date_words, span_words
from tracker.model.delivery import Pace, Parcel, ParcelKind, Receiver
from tracker.publish.views import items_of, view
from tracker.record.store import Store
from tracker.record.store.outbox import Heard

MOST = 20  # messages at once to one receiver; more of them become one digest
BATCH = 200  # changes read at once
RESTORED = "it was sent before this record was put back"
IN_DIGEST = "part of a digest"


def queue(store: Store, receivers: Sequence[Receiver], journal: Journal, now: datetime) -> None:
    """Look through what is new for each receiver. A receiver that is new hears of what comes from now on."""
    with store.transaction():
        newest = store.outbox.newest()
        for receiver in receivers:
            heard = store.outbox.heard(receiver.id)
            if heard is not None and heard != newest:
                _queue(store, receiver, heard, journal, now)
            if heard != newest:
                store.outbox.hear(receiver.id, newest)


def gather(store: Store, receiver: Receiver, now: datetime) -> None:
    """Make one digest of what waits by itself when that is more than a person reads: its receiver was gone for long."""
    single = [parcel for parcel in store.outbox.waiting(receiver.id) if parcel.kind is ParcelKind.CHANGE]
    if len(single) <= MOST:
        return
    with store.transaction():
        changes = [id_ for parcel in single for id_ in parcel.changes]
        since = span_words(single[0].at, now)
        store.outbox.put(_digest(receiver, _flood_key(changes), since, changes, now, now))
        for parcel in single:
            store.outbox.drop(parcel, IN_DIGEST)


def _queue(store: Store, receiver: Receiver, heard: Heard, journal: Journal, now: datetime) -> None:
    lost = journal.lost(receiver.id, lambda id_: store.reader.change(id_) is not None)
    wanted: list[Change] = []
    for change in _new(store, heard.number):
        known = store.outbox.with_change(receiver.id, change.relates_to) if change.relates_to else None
        if change.takes_back:
            if known is not None and known.sent is not None:
                store.outbox.put(_parcel(receiver, f"change:{change.id}", ParcelKind.CORRECTION, [change.id], now))
            # What still waits is told with its end; who was never sent it needs no correction.
        elif known is not None or is_wanted(receiver, change):
            edit = (change.page, change.before.version, change.after.version)
            if lost.pop(edit, None):
                done = _parcel(receiver, f"change:{change.id}", ParcelKind.CHANGE, [change.id], now)
                store.outbox.put(_without_sending(done, RESTORED))
            else:
                wanted.append(change)
    if receiver.pace is Pace.EACH:
        for parcel in _each(receiver, wanted, now):
            store.outbox.put(parcel)
    elif wanted:
        _collect(store, receiver, [change.id for change in wanted], now)
    for parcel in _notes(store, receiver, heard, now):
        store.outbox.put(parcel)


def is_wanted(receiver: Receiver, change: Change) -> bool:
    """Whether a receiver asked for a change. Minor ones have to be asked for by their severity."""
    if change.late and not receiver.archived:
        return False
    return (change.severity in NEWS or bool(receiver.search.severities)) and receiver.search.matches(change)


def _new(store: Store, after: int) -> Iterator[Change]:
    while batch := store.reader.changes(ChangeFilter(told=True, after_number=after, newest_first=False, limit=BATCH)):
        yield from batch
        after = batch[-1].number or after


def _each(receiver: Receiver, changes: Sequence[Change], now: datetime) -> Iterator[Parcel]:
    """A parcel for each piece of news; or one for all."""
    items = items_of([view(change) for change in changes], group=True)
    if len(items) > MOST:
        ids = [change.id for change in changes]
        yield _digest(receiver, _flood_key(ids), span_words(changes[0].first_with, now), ids, now, now)
        return
    for item in items:
        ids = [one.change.id for one in item.views]
        yield _parcel(receiver, f"change:{item.id}", ParcelKind.CHANGE, ids, now)


def _collect(store: Store, receiver: Receiver, changes: Sequence[str], now: datetime) -> None:
    """Put changes into the digest of the present day or week."""
    name, title, end = _period(receiver.pace, now)
    for turn in range(1, 1_000):
        key = name if turn == 1 else f"{name}:{turn}"  # one that went out already, as the clock was set back
        known = store.outbox.get(receiver.id, key)
        if known is None:
            store.outbox.put(_digest(receiver, key, title, changes, now, end))
            return
        if known.due is not None and known.number is not None:
            store.outbox.add(known.number, changes)
            return


def _period(pace: Pace, now: datetime) -> tuple[str, str, datetime]:
    """The key, the title and the end of the day or week that a moment is in."""
    day = now.astimezone(UTC).date()
    if pace is Pace.DAILY:
        return f"daily:{day}", date_words(day), _midnight(day + timedelta(days=1))
    monday = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    sunday = monday + timedelta(days=6)
    title = f"week {week} of {year}, {span_words(_midnight(monday), _midnight(sunday))}"
    return f"weekly:{year}-W{week:02}", title, _midnight(monday + timedelta(days=7))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _notes(store: Store, receiver: Receiver, heard: Heard, now: datetime) -> Iterator[Parcel]:
    """Public notes that were put beside a change after this receiver was sent it."""
    for id_ in dict.fromkeys(store.reader.retold(heard.retold).changes):
        known = store.outbox.with_change(receiver.id, id_)
        if known is None or known.sent is None:
            continue
        for remark in store.reader.remarks(id_):
            if remark.who is not None and remark.at > known.sent:
                digest = hashlib.sha256(f"{iso(remark.at)}\0{remark.text}".encode("utf-8", "replace")).hexdigest()[:16]
                yield _parcel(receiver, f"note:{id_}:{digest}", ParcelKind.CORRECTION, [id_], now)


def _parcel(receiver: Receiver, key: str, kind: ParcelKind, changes: Sequence[str], now: datetime) -> Parcel:
    return Parcel(receiver.id, key, kind, tuple(changes), now, now)


def _digest(receiver: Receiver, key: str, title: str, changes: Sequence[str], now: datetime, due: datetime) -> Parcel:
    return Parcel(receiver.id, key, ParcelKind.DIGEST, tuple(changes), now, due, title=title)


def _without_sending(parcel: Parcel, reason: str) -> Parcel:
    return Parcel(parcel.receiver, parcel.key, parcel.kind, parcel.changes, parcel.at, None, reason=reason)


def _flood_key(changes: Iterable[str]) -> str:
    return f"flood:{hashlib.sha256(' '.join(changes).encode()).hexdigest()[:32]}"
