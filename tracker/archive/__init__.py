"""Captures kept by others: WARC files, and the Wayback Machine."""

from tracker.archive.warc import Entry, index_warc, read_warc
from tracker.archive.wayback import Held, Wayback

__all__ = ["Entry", "Held", "Wayback", "index_warc", "read_warc"]
