"""Captures kept by others: the Wayback Machine, and WARC files (`tracker.watch.archive.warc`)."""

from tracker.watch.archive.save import Saver, Step
from tracker.watch.archive.wayback import ArchivedCopy, Wayback

__all__ = ["ArchivedCopy", "Saver", "Step", "Wayback"]
