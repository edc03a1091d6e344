"""From what was seen to what is news: quarantine, grades, confirmation, reversal.

A name is loaded when it is asked for: who only reads what a page remembers does without all that judges (80 ms).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_NAMES = {
    "decide": "ALTERNATING Action Settled Sight Verdict settle why_waiting",
    "grading": "grade",
    "keys": "edit_key masked_key",
    "links": "has_links is_link_edit link_edits relinked settle_links",
    "listed": "grade_listed listed_rewritten",
    "memory": "KEYS EarlierText Held Memory Patience Pending Relinked Standing",
    "own_date": "is_same_reading own_date_flags",
    "quarantine": "doubt other_address suspect",
    "suspicion": "Suspicion",
    "told": "holding partly_told told_wording",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = sorted(_HOMES)

if TYPE_CHECKING:
    from tracker.settle.decide import ALTERNATING as ALTERNATING
    from tracker.settle.decide import Action as Action
    from tracker.settle.decide import Settled as Settled
    from tracker.settle.decide import Sight as Sight
    from tracker.settle.decide import Verdict as Verdict
    from tracker.settle.decide import settle as settle
    from tracker.settle.decide import why_waiting as why_waiting
    from tracker.settle.grading import grade as grade
    from tracker.settle.keys import edit_key as edit_key
    from tracker.settle.keys import masked_key as masked_key
    from tracker.settle.links import has_links as has_links
    from tracker.settle.links import is_link_edit as is_link_edit
    from tracker.settle.links import link_edits as link_edits
    from tracker.settle.links import relinked as relinked
    from tracker.settle.links import settle_links as settle_links
    from tracker.settle.listed import grade_listed as grade_listed
    from tracker.settle.listed import listed_rewritten as listed_rewritten
    from tracker.settle.memory import KEYS as KEYS
    from tracker.settle.memory import EarlierText as EarlierText
    from tracker.settle.memory import Held as Held
    from tracker.settle.memory import Memory as Memory
    from tracker.settle.memory import Patience as Patience
    from tracker.settle.memory import Pending as Pending
    from tracker.settle.memory import Relinked as Relinked
    from tracker.settle.memory import Standing as Standing
    from tracker.settle.own_date import is_same_reading as is_same_reading
    from tracker.settle.own_date import own_date_flags as own_date_flags
    from tracker.settle.quarantine import doubt as doubt
    from tracker.settle.quarantine import other_address as other_address
    from tracker.settle.quarantine import suspect as suspect
    from tracker.settle.suspicion import Suspicion as Suspicion
    from tracker.settle.told import holding as holding
    from tracker.settle.told import partly_told as partly_told
    from tracker.settle.told import told_wording as told_wording


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"tracker.settle.{_HOMES[name]}"), name)
    return value
