"""Feeds and static pages of the record. `publish` is the door, `Reader` what it is given."""

from tracker.publish.audit import altered
from tracker.publish.files import put
from tracker.publish.publisher import publish
from tracker.publish.search import LONGEST, WORDS, words_page
from tracker.publish.settings import PublishReport, PublishSettings
from tracker.record.store.reader import Age, CurrentText, DayChecks, DaysLooked, Reader

__all__ = [
    "LONGEST",
    "WORDS",
    "Age",
    "CurrentText",
    "DayChecks",
    "DaysLooked",
    "PublishReport",
    "PublishSettings",
    "Reader",
    "altered",
    "publish",
    "put",
    "words_page",
]
