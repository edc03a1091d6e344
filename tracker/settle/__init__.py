"""From what was seen to what is news: quarantine, grades, confirmation, reversal."""

from tracker.settle.decide import (
    ALTERNATING,
    Action,
    Settled,
    Sight,
    Verdict,
    settle,
    why_waiting,
)
from tracker.settle.grade import grade
from tracker.settle.keys import edit_key, masked_key
from tracker.settle.links import has_links, is_link_edit, link_edits, relinked, settle_links
from tracker.settle.listed import grade_listed, listed_rewritten
from tracker.settle.memory import KEYS, EarlierText, Held, Memory, Patience, Pending, Relinked, Standing
from tracker.settle.own_date import is_same_reading, own_date_flags
from tracker.settle.quarantine import Suspicion, doubt, other_address, suspect
from tracker.settle.told import holding, partly_told, told_wording

__all__ = [
    "ALTERNATING",
    "KEYS",
    "Action",
    "EarlierText",
    "Held",
    "Memory",
    "Patience",
    "Pending",
    "Relinked",
    "Settled",
    "Sight",
    "Standing",
    "Suspicion",
    "Verdict",
    "doubt",
    "edit_key",
    "grade",
    "grade_listed",
    "has_links",
    "holding",
    "is_link_edit",
    "is_same_reading",
    "link_edits",
    "listed_rewritten",
    "masked_key",
    "other_address",
    "own_date_flags",
    "partly_told",
    "relinked",
    "settle",
    "settle_links",
    "suspect",
    "told_wording",
    "why_waiting",
]
