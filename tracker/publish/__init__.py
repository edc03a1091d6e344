"""Feeds and static pages of the record. `publish` is the door, `Source` what it is given."""

from tracker.publish.audit import altered
from tracker.publish.files import put
from tracker.publish.publisher import publish
from tracker.publish.search import LONGEST, WORDS, words_page
from tracker.publish.settings import PublishReport, PublishSettings
from tracker.publish.source import Age, Coverage, CurrentText, DayChecks, Source

__all__ = [
    "LONGEST",
    "WORDS",
    "Age",
    "Coverage",
    "CurrentText",
    "DayChecks",
    "PublishReport",
    "PublishSettings",
    "Source",
    "altered",
    "publish",
    "put",
    "words_page",
]
