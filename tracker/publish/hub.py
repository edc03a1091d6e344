"""Tells a WebSub hub which feeds are new, so that it can push them to subscribers at once.

It has a thread of its own: a hub that is slow, broken or gone never delays a publication. What could not be told is
told with the next.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from urllib.parse import urlsplit

from tracker.errors import UsageError
from tracker.watch.fetch.post import posted
from tracker.watch.fetch.settings import FetchSettings

BATCH = 50  # feeds named in one request
FAREWELL = 10.0  # s, for what is still to be told when the program ends
log = logging.getLogger("tracker")


class Hub:
    """One hub, by the maintainer's setting. Use as a context manager."""

    def __init__(self, address: str, settings: FetchSettings) -> None:
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise UsageError(f"{address!r} is not the address of a WebSub hub, such as https://hub.example/")
        self.address, self._settings = address, settings
        self._waiting: dict[str, None] = {}  # feeds, in order
        self._refused: dict[str, None] = {}  # they wait for the next publication
        self._change = threading.Condition()
        self._ends = False
        self._thread: threading.Thread | None = None

    def tell(self, feeds: Iterable[str]) -> None:
        """Have these feeds told of; returns at once."""
        with self._change:
            new = dict.fromkeys(feeds)
            if new:
                self._waiting = self._refused | self._waiting | new
                self._refused = {}
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hub", daemon=True)
                self._thread.start()
            self._change.notify()

    def close(self) -> None:
        """Wait a little for what is still to be told, and no longer."""
        with self._change:
            self._ends = True
            self._change.notify()
        if self._thread is not None:
            self._thread.join(FAREWELL)
            if self._thread.is_alive():
                log.warning(
                    "the hub %s did not answer in time; what it was not told of, it will not push", self.address
                )

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting or self._ends)
                feeds = list(self._waiting)
                self._waiting = {}
            if not feeds:
                return
            for at in range(0, len(feeds), BATCH):
                if fault := self._post(feeds[at : at + BATCH]):
                    with self._change:
                        self._refused |= dict.fromkeys(feeds[at:])
                    log.warning("the hub %s was not told of %s: %s", self.address, feeds[at], fault)
                    break

    def _post(self, feeds: Iterable[str]) -> str | None:
        """What went wrong, if anything."""
        # The hubs in use go by hub.url, which may stand there more than once (PubSubHubbub 0.3, 7.1).
        form = [("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]
        try:
            with posted(self.address, form, self._settings) as answer:  # its words are of no interest
                return None if answer.status_code // 100 == 2 else f"it answered {answer.status_code}"
        except (OSError, ValueError) as error:
            return str(error)
