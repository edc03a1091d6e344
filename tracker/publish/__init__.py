"""Feeds and static pages of the record. `Source` is what they are made from."""

from tracker.publish.source import AgedBlock, Coverage, CurrentText, DayChecks, Source

__all__ = ["AgedBlock", "Coverage", "CurrentText", "DayChecks", "Source"]
