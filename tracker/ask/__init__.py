"""The read side: what a reporter asks of the record. `open_history` is the door; it loads nothing that fetches.

The answers of single questions are loaded when they are asked for: most commands need none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tracker.ask.history import History, Hit, PhraseStanding, Presence, Seen, open_history

_HOMES = {
    "Blamed": "tracker.ask.blame",
    "CommitmentState": "tracker.record.commitments",
    "Coverage": "tracker.ask.coverage",
    "Decision": "tracker.ask.reasons",
    "Earlier": "tracker.ask.blame",
    "Followed": "tracker.record.commitments",
    "Gap": "tracker.ask.coverage",
    "PageReasons": "tracker.ask.reasons",
    "Stand": "tracker.record.phrase_spans",
    "decision": "tracker.ask.reasons",
    "graded": "tracker.ask.reasons",
}

__all__ = ["History", "Hit", "PhraseStanding", "Presence", "Seen", "open_history", *sorted(_HOMES)]

if TYPE_CHECKING:
    from tracker.ask.blame import Blamed as Blamed
    from tracker.ask.blame import Earlier as Earlier
    from tracker.ask.coverage import Coverage as Coverage
    from tracker.ask.coverage import Gap as Gap
    from tracker.ask.reasons import Decision as Decision
    from tracker.ask.reasons import PageReasons as PageReasons
    from tracker.ask.reasons import decision as decision
    from tracker.ask.reasons import graded as graded
    from tracker.record.commitments import CommitmentState as CommitmentState
    from tracker.record.commitments import Followed as Followed
    from tracker.record.phrase_spans import Stand as Stand


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
