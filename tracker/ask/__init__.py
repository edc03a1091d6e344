"""The read side: what a reporter asks of the record. `open_history` is the door; it loads nothing that fetches."""

from tracker.ask.blame import Blamed, Earlier
from tracker.ask.coverage import Coverage, Gap
from tracker.ask.history import History, Hit, PhraseStanding, Presence, Seen, open_history
from tracker.ask.reasons import Decision, PageReasons, decision, graded
from tracker.record.commitments import CommitmentState, Followed
from tracker.record.phrase_spans import Stand

__all__ = [
    "Blamed",
    "CommitmentState",
    "Coverage",
    "Decision",
    "Earlier",
    "Followed",
    "Gap",
    "History",
    "Hit",
    "PageReasons",
    "PhraseStanding",
    "Presence",
    "Seen",
    "Stand",
    "decision",
    "graded",
    "open_history",
]
