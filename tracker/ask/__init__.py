"""The read side: what a reporter asks of the record. `open_history` is the door; it loads nothing that fetches."""

from tracker.ask.blame import Blamed, Earlier
from tracker.ask.commitments import CommitmentState, Followed
from tracker.ask.coverage import Coverage, Gap
from tracker.ask.history import History, Hit, PhraseStanding, Presence, Seen, open_history
from tracker.ask.phrase_spans import Stand

__all__ = [
    "Blamed",
    "CommitmentState",
    "Coverage",
    "Earlier",
    "Followed",
    "Gap",
    "History",
    "Hit",
    "PhraseStanding",
    "Presence",
    "Seen",
    "Stand",
    "open_history",
]
