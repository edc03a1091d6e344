"""What became of the pages that are shown, read off the log: each state that a page was ever in has an entry there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from tracker.model import Logged, Page
from tracker.record.evidence import head_words
from tracker.record.store.pages import Pages

NOBODY = "log:0"  # of a record in which no page was declared yet
_DECLARING = "kind IN ('configuration', 'renamed')"  # in the words of the index over these entries


@dataclass(frozen=True, slots=True)
class Roster:
    """What became of the pages that are shown since a publication."""

    mark: str  # how it is now: the last entry of the log that declares a page
    fresh: tuple[Page, ...] = ()  # shown now and not then
    anew: bool = False  # one that was shown is shown no more, or has another name, address or tag


class Rosters:
    """A page is shown while it is watched, and for ever once it has a published change."""

    def __init__(self, db: Database, pages: Pages) -> None:
        self._db, self._pages = db, pages

    def since(self, mark: str | None, number: int) -> Roster:
        """What became of them since that mark, when changes up to that number were published.

        With a mark that is none, or of another record, everything is anew.
        """
        newest = self._db.execute(
            f"SELECT n, hash FROM log WHERE {_DECLARING} ORDER BY n DESC LIMIT 1"  # noqa: S608
        ).fetchone()
        now = head_words(Logged(*newest)) if newest else NOBODY
        then = self._entry(mark)
        if then is None:
            return Roster(now, anew=True)
        fresh = []
        for id_ in self._touched(then, number):
            was = self._shown(id_, then, number) if id_ else None
            page = next(iter(self._pages.shown(id=id_)), None) if id_ else None
            if id_ is None or (was is not None and (page is None or was != _told(page))):
                return Roster(now, anew=True)
            if was is None and page is not None:
                fresh.append(page)
        return Roster(now, tuple(fresh))

    def _entry(self, mark: str | None) -> int | None:
        """The number of the entry that is the mark of a roster; None when this log has no such entry."""
        if mark == NOBODY:
            return 0
        named = re.fullmatch(r"log:(\d{1,18}):.*", mark or "")
        row = named and self._db.execute("SELECT n, hash FROM log WHERE n = ?", [int(named[1])]).fetchone()
        return row[0] if row and head_words(Logged(*row)) == mark else None

    def _touched(self, then: int, number: int) -> list[str | None]:
        """Pages that were declared since, None for one that was renamed, or of which something was published."""
        declared = f"SELECT subject FROM log WHERE {_DECLARING} AND n > ? ORDER BY n"  # noqa: S608
        published = "SELECT page FROM changes WHERE number > ? ORDER BY number"
        rows = [*self._db.execute(declared, [then]), *self._db.execute(published, [number])]
        return list(dict.fromkeys(row[0] for row in rows))

    def _shown(self, page: str, then: int, number: int) -> tuple[object, ...] | None:
        """What was told of a page at that entry of the log; None when it was not shown."""
        row = self._db.execute(
            "SELECT payload, EXISTS (SELECT 1 FROM changes WHERE page = ?1 AND number <= ?3) FROM log"
            " WHERE subject = ?1 AND n <= ?2 AND kind = 'configuration' AND payload IS NOT NULL"
            " ORDER BY n DESC LIMIT 1",
            [page, then, number],
        ).fetchone()
        if row is None:
            return None
        state: Mapping[str, Any] = json.loads(row[0])
        config = json.loads(state["config"])
        if not (state["watched"] or row[1]) or config.get("follow"):  # which leads to statements, and is none
            return None
        return state["organisation"], state["title"], state["url"], tuple(config["tags"])


def _told(page: Page) -> tuple[object, ...]:
    return page.organisation, page.title, page.url, page.tags
