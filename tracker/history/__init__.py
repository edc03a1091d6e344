"""The read side: what a reporter asks of the record. `open_history` is the door; it loads nothing that fetches."""

from tracker.history.blame import Blamed, Earlier
from tracker.history.commitments import CommitmentState, Followed
from tracker.history.coverage import Coverage, Gap
from tracker.history.history import History, Hit, Place, Seen, Standing, open_history
from tracker.history.stands import Stand

__all__ = [
    "Blamed",
    "CommitmentState",
    "Coverage",
    "Earlier",
    "Followed",
    "Gap",
    "History",
    "Hit",
    "Place",
    "Seen",
    "Stand",
    "Standing",
    "open_history",
]
