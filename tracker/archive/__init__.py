"""Captures kept by others: WARC files."""

from tracker.archive.warc import Entry, index_warc, read_warc

__all__ = ["Entry", "index_warc", "read_warc"]
