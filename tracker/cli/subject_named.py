"""Subjects as they are named on the command line: those of the watchlist, or words."""

from __future__ import annotations

from pathlib import Path

from tracker.compare.subjects import subject_of
from tracker.errors import UsageError
from tracker.model.subject import Subject


def subjects_of(watchlist: Path) -> tuple[Subject, ...]:
    """Those that the watchlist names; none when there is no such file. WatchlistError when it has mistakes."""
    if not watchlist.exists():  # whoever has the record alone asks by words
        return ()
    from tracker.watch.watchlist import load  # the other commands that read the record do without the watchlist

    return load(watchlist).subjects


def subject_named(watchlist: Path, name: str) -> Subject:
    """The subject of that name, or the one of these words. UsageError when there is no word in them."""
    for subject in subjects_of(watchlist):
        if subject.name.casefold() == name.strip().casefold():
            return subject
    found = subject_of(name)
    if not found.words:
        raise UsageError(f'{name!r} has no word to look for; name a subject, or words such as "immigration, ICE"')
    return found
