"""From what was seen to what is news: quarantine, confirmation, reversal."""

from tracker.settle.decide import Action, Sight, Verdict, edit_key, settle
from tracker.settle.grade import grade
from tracker.settle.memory import Memory
from tracker.settle.quarantine import suspect

__all__ = ["Action", "Memory", "Sight", "Verdict", "edit_key", "grade", "settle", "suspect"]
