"""Who is told of each recorded outcome. A listener that fails is reported, and the run goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.record.outcome import Recorded

Listener = Callable[["Recorded"], None]
log = logging.getLogger("tracker")


def tell(listeners: Iterable[Listener], recorded: Recorded) -> None:
    for listener in listeners:
        try:
            listener(recorded)
        except Exception:
            log.exception("a listener failed on %s; the run goes on", recorded.check.page)
