"""The door of the room: look through what is new, send what is due, and say how it went."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from tracker.deliver.chat import send_chat
from tracker.deliver.compose import compose, test_message
from tracker.deliver.journal import Journal
from tracker.deliver.mail import MailServer, send_mail
from tracker.deliver.queue import MOST, gather, is_wanted, queue
from tracker.deliver.ways import Message, SendFailed
from tracker.deliver.webhook import send_webhook
from tracker.model import Change, ChangeFilter
from tracker.model.delivery import Parcel, Receiver, Way
from tracker.publish.settings import PublishSettings
from tracker.publish.site import Site
from tracker.record.store import Store
from tracker.watch.fetch.settings import FetchSettings

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)  # doubled from one to the other
REFUSED_PAUSE = timedelta(hours=6)  # what will not go away by itself is asked no more often
SAMPLE = 500  # newest changes among which one is looked for that a receiver asks for


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one parcel."""

    receiver: Receiver
    title: str
    failed: str | None  # why; None: it was sent


class Delivery:
    """Sends what a record tells to receivers. StoreError when record or journal cannot be written."""

    def __init__(
        self,
        store: Store,
        journal: Journal,
        publishing: PublishSettings,
        fetch: FetchSettings,
        environ: Mapping[str, str],
    ) -> None:
        self._store, self._journal, self._environ = store, journal, environ
        self._publishing, self._fetch = publishing, fetch
        self._site = Site(publishing)

    def turn(self, receivers: Sequence[Receiver], now: datetime, *, at_once: bool = False) -> list[Handed]:
        """Queue what is new for each receiver and send what is due, in the order in which it came.

        With `at_once` also what failed and would be tried later.
        """
        queue(self._store, receivers, self._journal, now)
        waits = self._store.outbox.waits_for()
        return [
            outcome for receiver in receivers if receiver.id in waits for outcome in self._send(receiver, now, at_once)
        ]

    def trouble(self, receivers: Sequence[Receiver]) -> str | None:
        """Which receivers cannot be sent what waits, and why at first; None when all is well."""
        waits = self._store.outbox.waits_for()
        found = []
        for receiver in receivers:
            waiting = self._store.outbox.waiting(receiver.id) if receiver.id in waits else []
            if reason := next((parcel.reason for parcel in waiting if parcel.tries and parcel.reason), None):
                found.append((receiver, reason))
        if not found:
            return None
        names = ", ".join(dict.fromkeys(receiver.name for receiver, _ in found))
        reasons = "\n".join(f"{receiver.id}: {reason}" for receiver, reason in found)
        return f"{names} cannot be sent what is new, which is tried again\n{reasons}"

    def waiting(self, receiver: Receiver) -> list[tuple[Parcel, str]]:
        """What is still to be sent to a receiver, with its title, the oldest first. Only reads, as `test` does."""
        parcels = self._store.outbox.waiting(receiver.id)
        return [(parcel, self._compose(receiver, parcel)[0].letter.subject) for parcel in parcels]

    def test(self, receiver: Receiver, now: datetime) -> Message:
        """Send the newest change that a receiver asks for, marked as a test. SendFailed."""
        newest = self._store.reader.changes(ChangeFilter(told=True, limit=SAMPLE))
        asked = (change for change in newest if is_wanted(receiver, change))
        message = test_message(self._store, receiver, self._site, list(islice(asked, 1)), uuid.uuid4().hex)
        self._hand_over(receiver, message, now)
        return message

    def _send(self, receiver: Receiver, now: datetime, at_once: bool) -> Iterator[Handed]:
        """Send until one fails: what came later waits behind it."""
        gather(self._store, receiver, now)
        sent = 0
        for parcel in self._store.outbox.waiting(receiver.id):
            is_due = (parcel.due is not None and parcel.due <= now) or (at_once and parcel.tries > 0)
            if not is_due and parcel.tries:
                return
            if not is_due:
                continue  # a digest whose day or week is not over
            if self._journal.has(receiver.id, parcel.key):
                self._done(parcel, now)
                continue
            if sent == MOST:
                return
            message, changes = self._compose(receiver, parcel)
            try:
                self._hand_over(receiver, message, now)
            except SendFailed as error:
                with self._store.transaction():
                    self._store.outbox.put_off(parcel, now + _pause(parcel, error), str(error))
                yield Handed(receiver, message.letter.subject, str(error))
                return
            self._journal.add(receiver.id, parcel.key, changes)
            self._done(parcel, now)
            sent += 1
            yield Handed(receiver, message.letter.subject, None)

    def _compose(self, receiver: Receiver, parcel: Parcel) -> tuple[Message, list[Change]]:
        return compose(self._store, receiver, parcel, self._site)

    def _done(self, parcel: Parcel, now: datetime) -> None:
        with self._store.transaction():
            self._store.outbox.done(parcel, now)

    def _hand_over(self, receiver: Receiver, message: Message, now: datetime) -> None:
        match receiver.way:
            case Way.MAIL:
                send_mail(receiver, message, MailServer.of(self._environ), self._publishing.title, now)
            case Way.WEBHOOK:
                send_webhook(receiver, message, self._fetch, self._environ, now)
            case Way.CHAT:
                send_chat(receiver, message, self._environ)


def open_delivery(store: Store, publishing: PublishSettings, fetch: FetchSettings) -> Delivery:
    """With the journal beside the record, and the secrets of the environment."""
    journal = Journal(store.path.with_name(f"{store.path.name}.sent"))
    return Delivery(store, journal, publishing, fetch, os.environ)


def _pause(parcel: Parcel, error: SendFailed) -> timedelta:
    if error.retry_after is not None:
        return max(FIRST_PAUSE, timedelta(seconds=error.retry_after))
    longest = REFUSED_PAUSE if error.is_permanent else LONGEST_PAUSE
    return min(longest, FIRST_PAUSE * (1 << min(parcel.tries, 10)))
