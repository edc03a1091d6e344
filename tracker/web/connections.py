"""Connections with limits, so that clients that only hold one cannot keep the others out."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 500  # connections; each takes a file, and a process has 1,024 of these by default
HEAD = 10.0  # s for the head of a request, and between two requests
ANSWER = 300.0  # s for an answer to be taken: a feed of 1 MB over a line of 30 kbit/s


class Bounded(H11Protocol):
    """A connection that is closed when its client is late, or when others wait and it is the one longest at rest."""

    begun = 0.0  # when it was opened, or its last answer ended; s of `monotonic`

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()
        open_ = (one for one in self.connections if isinstance(one, Bounded) and not one.transport.is_closing())
        others = [one for one in open_ if one is not self]
        if len(others) >= MOST:
            resting = [one for one in others if one.is_at_rest]
            min(resting or others, key=lambda one: one.begun).end()

    @property
    def is_at_rest(self) -> bool:
        """Whether no request of it is being answered."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def end(self) -> None:
        """Close it at once, whatever it has not sent or taken."""
        if not self.transport.is_closing():
            self.transport.abort()

    def _await_head(self) -> None:
        self.begun = monotonic()
        self._set(HEAD, self._head_is_late)

    def _head_is_late(self) -> None:
        if self.is_at_rest:
            self.end()
        else:
            self._set(ANSWER, self.end)

    def _set(self, seconds: float, then: Any) -> None:
        timer: asyncio.TimerHandle | None = getattr(self, "_timer", None)
        if timer is not None:
            timer.cancel()
        self._timer = self.loop.call_later(seconds, then)
