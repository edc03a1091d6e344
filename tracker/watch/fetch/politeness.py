"""Time between two fetches from one host."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MAX_HOSTS = 10_000  # remembered


class Spacing:
    """Hands out turns, one host at a time, in the order they are asked for. Safe among threads."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._turns: OrderedDict[str, float] = OrderedDict()  # host -> its last turn, clock seconds
        self._lock = threading.Lock()

    def wait(self, host: str, seconds: float) -> float:
        """Sleep until `seconds` have passed since the host's last turn; returns the seconds slept."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._turns.get(host, -float("inf")) + seconds)
            self._turns[host] = turn  # taken before the sleep, so that the next to ask queues behind
            self._turns.move_to_end(host)
            if len(self._turns) > MAX_HOSTS:
                self._turns.popitem(last=False)
        if turn > now:
            self._sleep(turn - now)
        return turn - now
