"""From what was seen to what is news: quarantine, grades, confirmation, reversal."""

from tracker.settle.decide import ALTERNATING, Action, Sight, Verdict, day, edit_key, settle
from tracker.settle.grade import grade
from tracker.settle.links import has_links, is_link_edit, link_edits, relinked, settle_links
from tracker.settle.memory import Memory, Relinked, Standing
from tracker.settle.own_date import is_same_reading, own_date_flags
from tracker.settle.quarantine import Suspicion, doubt, suspect

__all__ = [
    "ALTERNATING",
    "Action",
    "Memory",
    "Relinked",
    "Sight",
    "Standing",
    "Suspicion",
    "Verdict",
    "day",
    "doubt",
    "edit_key",
    "grade",
    "has_links",
    "is_link_edit",
    "is_same_reading",
    "link_edits",
    "own_date_flags",
    "relinked",
    "settle",
    "settle_links",
    "suspect",
]
