"""Telling a maintainer, wherever they read: through Apprise, to mail, chat or anything else it knows.

The addresses hold passwords and tokens. They come from the environment, are handed to Apprise and to nobody else: what
is printed or kept calls them by their place in the list and their kind.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from tracker.errors import UsageError, install
from tracker.model.health import HealthEvent, HealthKind
from tracker.record.store import Store

TITLE = "Statement tracker"
MOST = 40  # lines of a message
LINE = 300  # characters of a line
TROUBLE = "in trouble"  # a part of the watch
WORDS = {
    HealthKind.FAILED: "failed",
    HealthKind.HELD: "held back",
    HealthKind.ALTERNATING: "alternates",
    HealthKind.RECOVERED: "well again",
}
CHANNEL = "apprise"  # what the store calls this way of telling


class Maintainer:
    """Who is told what they have not been told yet. UsageError as `Notifier` says."""

    def __init__(self, store: Store, addresses: Sequence[str]) -> None:
        self._health, self._transaction = store.health, store.transaction
        self._notifier = Notifier(addresses)
        with store.transaction():
            self._health.begin(CHANNEL)

    def tell(self) -> list[str]:
        """Send what happened since the last message. Returns what went wrong, in sentences.

        What reached no address goes out the next time.
        """
        events = self._health.events(self._health.told(CHANNEL))
        if not events:
            return []
        failed = self._notifier.send(headline(events), list(map(line_of, events)))
        if len(failed) < len(self._notifier):
            with self._transaction():
                self._health.tell(CHANNEL, events[-1].number or 0)
        return [f"no message could be sent to {name}" for name in failed]


class Notifier:
    """Sends messages to all addresses. UsageError when Apprise is missing or does not know an address."""

    def __init__(self, addresses: Sequence[str]) -> None:
        try:
            import apprise  # an extra, and half a second of loading that only those who want messages pay
        except ImportError:
            raise UsageError(
                f"TRACKER_NOTIFY is set, and what sends messages is missing: {install('notify')}"
            ) from None
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its messages quote parts of addresses
        self._text = apprise.NotifyFormat.TEXT
        self._senders: list[tuple[str, Any]] = []
        for number, address in enumerate(addresses, 1):
            name = f"address {number} of TRACKER_NOTIFY ({address.split(':', 1)[0][:20] if ':' in address else '?'})"
            sender = apprise.Apprise()
            if not sender.add(address):
                raise UsageError(f"{name} is none that Apprise knows; see https://appriseit.com/services/")
            self._senders.append((name, sender))

    def send(self, title: str, lines: Sequence[str]) -> list[str]:
        """Send a message everywhere. Returns the addresses, by name, that it could not be sent to."""
        shown = [_plain(line) for line in lines[:MOST]]
        if len(lines) > MOST:
            shown.append(f"and {len(lines) - MOST:,} more; `tracker status` shows all")
        failed = []
        for name, sender in self._senders:
            try:
                sent = sender.notify(body="\n".join(shown), title=_plain(title), body_format=self._text)
            except Exception:  # whatever a service or its library does, the watch goes on
                sent = False
            if not sent:
                failed.append(name)
        return failed

    def __len__(self) -> int:
        return len(self._senders)


def addresses_of(value: str | None) -> tuple[str, ...]:
    """The addresses in the value of TRACKER_NOTIFY, with white space between."""
    return tuple((value or "").split())


def headline(events: Iterable[HealthEvent]) -> str:
    """What happened, in a line: "acme failed", or "2 failed, 1 well again, disk in trouble"."""
    events = list(events)
    kinds = [event.kind for event in events if event.page]
    told = [f"{kinds.count(kind):,} {word}" for kind, word in WORDS.items() if kind in kinds]
    told += dict.fromkeys(f"{event.part} {_word(event)}" for event in events if event.part)
    if len(events) == 1:
        told = [f"{events[0].about} {_word(events[0])}"]
    return f"{TITLE}: {', '.join(told)}"


def line_of(event: HealthEvent) -> str:
    """What happened to one page or part: "acme failed: timed out"."""
    if event.kind is HealthKind.RECOVERED:
        return f"{event.about} {event.reason}"  # which says that it is well again
    return f"{event.about} {_word(event)}: {event.reason}"


def _word(event: HealthEvent) -> str:
    return TROUBLE if event.part and event.kind is HealthKind.FAILED else WORDS[event.kind]


def _plain(text: str) -> str:
    """On one line and not too long, without characters that mean something to whoever shows it."""
    shown = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())
    return shown if len(shown) <= LINE else shown[: LINE - 1] + "…"
