"""What programs are answered: bounded questions to the record, as plain JSON values; for HTTP and for language models.

Every answer is cut at a number of entries, and says where to go on. Private notes, headers and settings are in none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from tracker.ask import History, Hit, PhraseStanding
from tracker.ask.as_json import change_json, note_json
from tracker.ask.subjects import threads
from tracker.ask.thread_json import thread_json
from tracker.compare.subjects import subject_of
from tracker.errors import UnknownName, UsageError
from tracker.model import Announced, Change, ChangeFilter, Cue, Direction, Page, Severity, iso

MOST = 200  # entries of one answer
LONGEST = 500  # characters of what is asked for


def pages(history: History, organisation: str | None, limit: int, after: str | None) -> dict[str, Any]:
    """Watched pages in order of their ids, beginning behind `after`."""
    named = history.organisation(organisation) if organisation else None
    found = [page for page in history.pages() if page.follow is None and (after is None or page.id > after)]
    found = [page for page in found if named is None or page.organisation == named]
    shown = found[:limit]
    return {"pages": list(map(_page, shown)), "after": shown[-1].id if len(found) > limit else None}


def changes(history: History, where: ChangeFilter, limit: int) -> dict[str, Any]:
    """What subscribers were told, the newest first, in brief; `before` goes on behind the last one."""
    found = history.changes(where, edits=False)
    shown = found[:limit]
    return {"changes": list(map(_brief, shown)), "before": shown[-1].number if len(found) > limit else None}


def told(
    history: History,
    limit: int,
    *,
    page: str | None = None,
    organisation: str | None = None,
    tag: str | None = None,
    directions: Sequence[Direction] = (),
    severities: Sequence[Severity] = (),
    cue: Cue | None = None,
    announced: Sequence[Announced] = (),
    text: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
) -> ChangeFilter:
    """A filter of what was told, of names in any form that the record knows; for one more change than the limit."""
    return ChangeFilter(
        page=history.page(page).id if page else None,
        organisation=history.organisation(organisation) if organisation else None,
        tag=history.tag(tag) if tag else None,
        directions=tuple(directions),
        severities=tuple(severities),
        cue=cue,
        announced=tuple(announced),
        text=text[:LONGEST] if text else None,
        since=_utc(since),
        until=_utc(until),
        before_number=before,
        told=True,
        limit=limit + 1,
    )


def change(history: History, id_: str) -> dict[str, Any]:
    """One change that subscribers were told, whole, with its public notes. UnknownName for another."""
    try:
        found = history.change(id_)
    except UsageError:
        found = None
    if found is None or not found.is_told:
        raise UnknownName("change", id_)
    notes = [note_json(note) for note in history.notes(found) if note.public]
    return plain({**change_json(found), "notes": notes})


def said(
    history: History, words: str, organisation: str | None, since: datetime | None, standing: bool, limit: int
) -> dict[str, Any]:
    """What organisations said on a subject; of each the newest statements, and conflicts among them."""
    subject = subject_of(words[:LONGEST])
    found = threads(history, subject, organisation, since=_utc(since), standing=standing)
    shown = []
    for thread in found[:limit]:
        whole = thread_json(thread)
        cut = len(whole["statements"]) > limit
        shown.append({**whole, "statements": whole["statements"][-limit:], "cut": cut})
    return plain({"threads": shown, "cut": len(found) > limit})


def when(history: History, phrase: str, page: str | None, near: bool, limit: int) -> dict[str, Any]:
    """On which pages a phrase stood, and when."""
    named = [history.page(page)] if page else []
    found = history.when(phrase[:LONGEST], named, near=near)
    return plain({"pages": list(map(_standing, found[:limit])), "cut": len(found) > limit})


def lines(history: History, query: str, limit: int) -> dict[str, Any]:
    """Lines of any text ever that a query finds, best first."""
    found, total = history.search(query[:LONGEST], limit=limit)
    return plain({"lines": list(map(_hit, found)), "total": total})


def plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON has them: times as text, words of enumerations as words."""
    return {str(key): _plain(each) for key, each in value.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return iso(value)
    return str(value) if isinstance(value, StrEnum) else value


def _utc(at: datetime | None) -> datetime | None:
    """A time without a zone is one of UTC."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _page(page: Page) -> dict[str, Any]:
    return {
        "page": page.id,
        "organisation": page.organisation,
        "title": page.title,
        "url": page.url,
        "tags": list(page.tags),
        "language": page.language,
    }


def _brief(change: Change) -> dict[str, Any]:
    whole = plain(change_json(change))
    return {key: value for key, value in whole.items() if key not in ("edits", "before", "after")}


def _standing(standing: PhraseStanding) -> dict[str, Any]:
    return {
        **_page(standing.page),
        "form": standing.form,
        "near": standing.near,
        "looked": standing.looked,
        "stands": [
            {
                "last_without": stand.last_without,
                "first_with": stand.first_with,
                "last_with": stand.last_with,
                "first_without": stand.first_without,
                "looks": stand.checks,
            }
            for stand in standing.stands
        ],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    places = [
        {
            "page": place.page.id,
            "organisation": place.page.organisation,
            "first": place.first_at,
            "last": place.last_at,
            "still": place.still,
        }
        for place in hit.places[:MOST]
    ]
    return {"text": hit.block.text, "kind": hit.block.kind, "places": places}
