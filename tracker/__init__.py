"""Watches what organisations state in public and records every change of wording with its proof.

::

    from pathlib import Path
    from tracker import ChangeFilter, Settings, open_tracker

    with open_tracker(Settings(Path("tracker.db"), Path("watchlist.yaml"))) as tracker:
        for change in tracker.log(ChangeFilter(organisation="Acme")):
            print(change.first_with, change.headline, change.direction)

This is the door for programs: what is named here stays, everything else may move. Names are loaded when they are first
asked for, so that a command costs no more to start than what it uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_VALUES = """
    ArchiveKind Block BlockKind Capture CaptureSource Change ChangeFilter ChangeStatus Check CheckOutcome Commitment
    Comparison Cue Direction Edit EditKind FetchKind Link Logged Moment Op Page Piece SavedSearch Severity SourceKind
    Statement
""".split()
_ERRORS = """
    ExtractError FetchError PublishError StoreError StoreLocked TrackerError UnknownName UsageError WatchlistError
""".split()
_HOMES = {
    "FetchSettings": "tracker.watch.fetch",
    "History": "tracker.ask",
    "Settings": "tracker.settings",
    "Tracker": "tracker.app",
    "open_history": "tracker.ask",
    "open_tracker": "tracker.app",
    **dict.fromkeys(_VALUES, "tracker.model"),
    **dict.fromkeys(_ERRORS, "tracker.errors"),
}

__all__ = ["__version__", *sorted(_HOMES)]

if TYPE_CHECKING:
    from tracker.app import Tracker as Tracker
    from tracker.app import open_tracker as open_tracker
    from tracker.ask import History as History
    from tracker.ask import open_history as open_history
    from tracker.errors import *  # noqa: F403
    from tracker.model import *  # noqa: F403
    from tracker.settings import Settings as Settings
    from tracker.watch.fetch import FetchSettings as FetchSettings


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
