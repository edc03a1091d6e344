"""Captures kept by others: WARC files, and the Wayback Machine."""

from tracker.archive.save import Saver, Step
from tracker.archive.warc import Entry, index_warc, read_warc, write_warc
from tracker.archive.wayback import Held, Wayback

__all__ = ["Entry", "Held", "Saver", "Step", "Wayback", "index_warc", "read_warc", "write_warc"]
