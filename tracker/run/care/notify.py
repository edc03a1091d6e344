"""Telling a maintainer what is wrong with the watch, wherever they read: by what sends chat (`deliver.chat`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.deliver.chat import Notifier
from tracker.model.health import HealthEvent, HealthKind
from tracker.record.store import Store
from tracker.run.care.health import statuses
from tracker.watch.fetch_advice import advice

TITLE = "Statement tracker"
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
        self._store, self._health, self._transaction = store, store.health, store.transaction
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
        failed = self._notifier.send(headline(events), [line for event in events for line in self._lines(event)])
        if len(failed) < len(self._notifier):
            with self._transaction():
                self._health.tell(CHANNEL, events[-1].number or 0)
        return [f"no message could be sent to {name}" for name in failed]

    def _lines(self, event: HealthEvent) -> list[str]:
        """What happened; of a page that is not well also whose it is, where, and what can be done."""
        lines = [line_of(event)]
        if event.page is None or event.kind not in (HealthKind.FAILED, HealthKind.HELD):
            return lines
        for row in statuses(self._store, [event.page]):
            lines.append(f"{row.page.organisation} · {row.page.title}: {row.page.url}")
            lines += filter(None, [advice(row.page, row.last, row.leads_to)])
        return lines


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
