"""Threads: what organisations said on a subject, everywhere and in order, for those who ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tracker.ask.history import History
from tracker.errors import UsageError
from tracker.model.subject import Said, Subject, Thread
from tracker.record.threads import read_threads


def threads(
    history: History,
    subject: Subject,
    organisation: str | None = None,
    *,
    since: datetime | None = None,
    standing: bool = False,
) -> list[Thread]:
    """The thread of each organisation that said something on it; of one alone, if named.

    `since` leaves out what was said before and stands no more; `standing` all that stands no more. The steps are those
    of the whole thread. UsageError when the subject has no word, UnknownName for an organisation that is not there.
    """
    if not subject.words:
        raise UsageError(f"{subject.name!r} has no word to look for")
    named = history.organisation(organisation) if organisation is not None else None
    found = (_cut(thread, since, standing) for thread in read_threads(history.store.reader, subject, named))
    return [thread for thread in found if thread.said]


def statement_of(found: Sequence[Thread], id_: str) -> tuple[Thread, Said]:
    """The statement whose id begins so, with its thread. UsageError when there is none, or more than one."""
    known = [(thread, said) for thread in found for said in thread.said if id_ and said.id.startswith(id_.lower())]
    if not known:
        raise UsageError(f"no statement on it has an id that begins with {id_!r}; `tracker said` names them")
    if len(known) > 1:
        ids = ", ".join(said.id for _, said in known)
        raise UsageError(f"{id_!r} is short of an id: {ids} begin so; give one more character")
    return known[0]


def _cut(thread: Thread, since: datetime | None, standing: bool) -> Thread:
    kept = [
        n for n, said in enumerate(thread.said) if (since is None or said.at >= since) and (not standing or said.stands)
    ]
    return replace(thread, said=tuple(thread.said[n] for n in kept), steps=tuple(thread.steps[n] for n in kept))
