"""Captures kept by others: the Wayback Machine, and WARC files (`tracker.archive.warc`)."""

from tracker.archive.save import Saver, Step
from tracker.archive.wayback import Held, Wayback

__all__ = ["Held", "Saver", "Step", "Wayback"]
