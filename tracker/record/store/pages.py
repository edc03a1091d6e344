"""Pages as the watchlist declares them, and their state between two checks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlite_utils import Database

from tracker.model import (
    ArchiveKind,
    Editions,
    FetchKind,
    Follow,
    FollowKind,
    Page,
    PageState,
    SameSite,
    Source,
    Take,
    TakenFrom,
    iso,
    utc,
)
from tracker.record.store.log import Log
from tracker.record.store.page_renames import take_over
from tracker.record.store.rows import dump, stamp, stamp_or_none, time_or_none

_STATE = (
    "id, version, snapshot, sha256, etag, last_modified, failures, last_check, last_good, last_changed, due, memory"
)
_FETCHED = "json_extract(config, '$.fetch') <> 'manual'"


class Pages:
    def __init__(self, db: Database, log: Log) -> None:
        self._db, self._log = db, log

    def sync(self, pages: Iterable[Page], *, now: datetime) -> None:
        """Make the watched pages those of the watchlist. New ones are due at once; those gone keep their history.

        A page takes over the history of those that it `was`, once the watchlist declares them no more.
        """
        pages = tuple(pages)
        declared = {page.id: _declare(page) for page in pages}
        with self._db.atomic():
            self._rename(pages)
            known = {row[0]: row[1:] for row in self._db.execute(f"SELECT {_DECLARED} FROM pages")}  # noqa: S608
            for page_id, row in declared.items():
                before = known.get(page_id)
                if before == row:
                    continue
                self._db.execute(
                    "INSERT INTO pages (id, organisation, title, url, config, watched, due)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET organisation = excluded.organisation, title = excluded.title,"
                    " url = excluded.url, config = excluded.config, watched = 1",
                    [page_id, *row, stamp(now)],
                )
                if before is not None and _way(before) != _way(row):
                    # Another address or other selectors: the validators belong to the old ones.
                    self._db.execute(
                        "UPDATE pages SET etag = NULL, last_modified = NULL, due = ? WHERE id = ?",
                        [stamp(now), page_id],
                    )
                self._db.execute("DELETE FROM page_tags WHERE page = ?", [page_id])
                tags = json.loads(row[3])["tags"]
                self._db.conn.executemany(
                    "INSERT INTO page_tags (page, tag) VALUES (?, ?)", [(page_id, t) for t in tags]
                )
                self._log.cover("configuration", page_id)
            for page_id, row in known.items():
                if row[4] and page_id not in declared and _source_of(row) not in declared:
                    self._db.execute("UPDATE pages SET watched = 0 WHERE id = ?", [page_id])
                    self._log.cover("configuration", page_id)

    def take(self, page: Page, now: datetime) -> None:
        """Watch a page that was found by following, from now on. Part of the caller's transaction."""
        row = _declare(page)
        self._db.execute(
            "INSERT INTO pages (id, organisation, title, url, config, watched, due) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [page.id, *row, stamp(now)],
        )
        self._db.conn.executemany(
            "INSERT INTO page_tags (page, tag) VALUES (?, ?)", [(page.id, tag) for tag in dict.fromkeys(page.tags)]
        )
        self._log.cover("configuration", page.id)

    def is_known(self, page_id: str) -> bool:
        """Whether a page has this id, watched or not."""
        return bool(self._db.execute("SELECT 1 FROM pages WHERE id = ?", [page_id]).fetchone())

    def _rename(self, pages: Sequence[Page]) -> None:
        declared = {page.id for page in pages}
        former = [(old, page.id) for page in pages for old in page.was if old not in declared]
        known = {row[0] for row in self._db.execute("SELECT id FROM pages")} if former else set()
        for old, new in former:
            if old in known:
                take_over(self._db, old, new)
                self._log.tell("renamed", {"from": old, "page": new})
                self._db.execute("UPDATE pages SET watched = 0 WHERE id = ?", [new])  # so that it is declared anew

    def due(self, now: datetime, limit: int | None = None) -> list[str]:
        """Ids of the watched pages whose time has come, longest overdue first."""
        rows = self._db.execute(
            "SELECT id FROM pages WHERE watched AND due <= ? AND " + _FETCHED + " ORDER BY due, id LIMIT ?",  # noqa: S608
            [stamp(now), -1 if limit is None else limit],
        )
        return [row[0] for row in rows]

    def all(self, *, watched: bool | None = None) -> list[Page]:
        """Pages in order of id; with `watched`, only those that are (not) in the watchlist."""
        return self._select("1" if watched is None else f"watched = {int(watched)}")

    def shown(self, *, id: str | None = None, organisation: str | None = None, tag: str | None = None) -> list[Page]:
        """Pages that are watched or have a published change, in order of id; all, or those of which that holds."""
        has_news = "EXISTS (SELECT 1 FROM changes WHERE page = pages.id AND number IS NOT NULL)"
        # DISTINCT would read every change there is. What is followed leads to statements, and is none.
        condition = f"(watched OR {has_news}) AND config NOT LIKE '%\"follow\":{{%'"
        for column, value in {"id": id, "organisation": organisation}.items():
            condition += f" AND {column} = :{column}" if value is not None else ""
        condition += " AND id IN (SELECT page FROM page_tags WHERE tag = :tag)" if tag is not None else ""
        return self._select(condition, id=id, organisation=organisation, tag=tag)

    def announced_in(self, log: str) -> list[Page]:
        """The watched pages whose changes another page announces."""
        condition = "EXISTS (SELECT 1 FROM json_each(config, '$.changelog') WHERE value = :log)"
        return self._select(f"watched AND {condition}", log=log)

    def _select(self, condition: str, **values: str | None) -> list[Page]:
        query = f"SELECT {_DECLARED} FROM pages WHERE {condition} ORDER BY id"  # noqa: S608
        return [_page(row) for row in self._db.execute(query, values)]

    def get(self, page_id: str) -> Page | None:
        row = self._db.execute(f"SELECT {_DECLARED} FROM pages WHERE id = ?", [page_id]).fetchone()  # noqa: S608
        return None if row is None else _page(row)

    def named(self, ids: Iterable[str]) -> dict[str, Page]:
        """Pages by id."""
        query = f"SELECT {_DECLARED} FROM pages WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
        return {row[0]: _page(row) for row in self._db.execute(query, [json.dumps(sorted(ids))])}

    def state(self, page_id: str) -> PageState:
        """What is known of a page; an empty state for one never checked."""
        row = self._db.execute(f"SELECT {_STATE} FROM pages WHERE id = ?", [page_id]).fetchone()  # noqa: S608
        return PageState(page_id) if row is None else _state(row)

    def states(self, ids: Iterable[str] | None = None) -> dict[str, PageState]:
        """The state of every watched page by id, or of those of them that are named."""
        named = "" if ids is None else " AND id IN (SELECT value FROM json_each(?))"
        query = f"SELECT {_STATE} FROM pages WHERE watched{named} ORDER BY id"  # noqa: S608
        return {row[0]: _state(row) for row in self._db.execute(query, [] if ids is None else [json.dumps([*ids])])}

    def count(self) -> int:
        """How many are watched."""
        return int(self._db.execute("SELECT COUNT(*) FROM pages WHERE watched").fetchone()[0])

    def count_new(self) -> int:
        """How many of these were never looked at; what is entered by hand waits for nobody."""
        query = "SELECT COUNT(*) FROM pages WHERE watched AND last_check IS NULL AND " + _FETCHED  # noqa: S608
        return int(self._db.execute(query).fetchone()[0])

    def unwell(self) -> list[str]:
        """Ids of the watched pages that the last look did not see, the longest unseen first."""
        query = "SELECT id FROM pages WHERE watched AND last_check IS NOT last_good ORDER BY last_good, id"
        return [row[0] for row in self._db.execute(query)]

    def unseen(self, since: datetime, until: datetime) -> list[str]:
        """Ids of the watched pages that had no good check in this time, those never looked at among them."""
        query = (
            "SELECT id FROM pages WHERE watched AND (last_good IS NULL OR last_good NOT BETWEEN ? AND ?)"
            " ORDER BY last_good, id"
        )
        return [row[0] for row in self._db.execute(query, [stamp(since), stamp(until)])]

    def next_due(self, now: datetime) -> tuple[str, datetime] | None:
        """The watched page that falls due next, and when."""
        row = self._db.execute(
            "SELECT id, due FROM pages WHERE watched AND due > ? ORDER BY due, id LIMIT 1", [stamp(now)]
        ).fetchone()
        return (row[0], utc(row[1])) if row else None

    def newest_check(self) -> datetime | None:
        """When a page was last looked at."""
        return time_or_none(self._db.execute("SELECT MAX(last_check) FROM pages").fetchone()[0])

    def hasten(self, by: timedelta) -> None:
        """Bring all due times forward: the clock was set back, and the pages are to wait no longer for it."""
        due = self._db.execute("SELECT id, due FROM pages WHERE watched AND due IS NOT NULL").fetchall()
        with self._db.atomic():
            self._db.conn.executemany(
                "UPDATE pages SET due = ? WHERE id = ?", [(stamp(utc(at) - by), page_id) for page_id, at in due]
            )

    def recall(self, now: datetime, after: datetime) -> int:
        """Make due now the pages that were looked at later than `after`, with a clock that was ahead.

        Returns how many.
        """
        with self._db.atomic():
            found = self._db.execute(
                "UPDATE pages SET due = ? WHERE watched AND due > ? AND last_check > ?",
                [stamp(now), stamp(now), stamp(after)],
            )
        return found.rowcount

    def save(self, state: PageState) -> None:
        """Replace a page's state. Part of the caller's transaction."""
        self._db.execute(
            "UPDATE pages SET version = ?, snapshot = ?, sha256 = ?, etag = ?, last_modified = ?, failures = ?,"
            " last_check = ?, last_good = ?, last_changed = ?, due = ?, memory = ? WHERE id = ?",
            [
                state.version,
                state.snapshot,
                state.sha256,
                state.etag,
                state.last_modified,
                state.failures,
                *map(stamp_or_none, (state.last_check, state.last_good, state.last_changed, state.due)),
                state.memory,
                state.page,
            ],
        )


_DECLARED = "id, organisation, title, url, config, watched"
_OWN = {"id", "organisation", "title", "url"}  # columns of their own; the rest of a page is its config
_CONFIG = tuple(field.name for field in fields(Page) if field.name not in _OWN)
_own_config = attrgetter(*_CONFIG)


def _declare(page: Page) -> tuple[str, str, str, str, int]:
    return page.organisation, page.title, page.url, _dumped(_own_config(page)), 1


@lru_cache(maxsize=1_024)  # most pages have the configuration of another
def _dumped(values: tuple[Any, ...]) -> str:
    config = dict(zip(_CONFIG, values, strict=True))
    config = {key: value.total_seconds() if isinstance(value, timedelta) else value for key, value in config.items()}
    config["sources"] = [asdict(source) for source in config["sources"]]
    for key in ("changelog", "is_changelog"):  # which most pages have nothing of, and older records do not name
        if not config[key] and config[key] != ():
            del config[key]
    for key in ("follow", "editions", "taken"):  # the same
        value = config.pop(key)
        if value is not None:
            config[key] = {name: _written(each) for name, each in asdict(value).items()}
    return dump(config)


def _written(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return iso(value) if isinstance(value, datetime) else value


def _source_of(row: Sequence[Any]) -> str | None:
    """The followed page that a page was found by; None for one of the watchlist."""
    taken = json.loads(row[3]).get("taken") if '"taken"' in row[3] else None
    return str(taken["source"]) if taken else None


def _way(row: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """How the page is looked at: its address, and its config but for what only names it."""
    config: dict[str, Any] = json.loads(row[3])
    return row[2], {key: value for key, value in config.items() if value and key not in _BESIDE}


_BESIDE = ("tags", "note", "was", "archive", "same_site", "changelog", "is_changelog")


def _page(row: Sequence[Any]) -> Page:
    page_id, organisation, title, url, config = row[:5]
    return Page(id=page_id, organisation=organisation, title=title, url=url, **_config(config))


@lru_cache(maxsize=1_024)  # most pages have the configuration of another
def _config(config: str) -> dict[str, Any]:
    fields: dict[str, Any] = {
        key: tuple(map(_tuple, value)) if isinstance(value, list) else value
        for key, value in json.loads(config).items()
    }
    for key in ("every", "slowest"):
        if fields.get(key) is not None:
            fields[key] = timedelta(seconds=fields[key])
    fields["fetch"] = FetchKind(fields["fetch"])
    fields["sources"] = tuple(
        Source(source["url"], tuple(source["select"]), tuple(source["remove"]), tuple(source.get("keep", ())))
        for source in fields.get("sources", ())
    )
    if raw := fields.get("follow"):
        fields["follow"] = Follow(
            FollowKind(raw["kind"]),
            raw["links"],
            tuple(raw["about"]),
            Take(raw["take"]),
            timedelta(seconds=raw["watch_for"]),
        )
    if raw := fields.get("editions"):
        fields["editions"] = Editions(raw["pattern"], tuple(raw["addresses"]), raw["on"], raw["links"])
    if raw := fields.get("taken"):
        fields["taken"] = TakenFrom(raw["source"], utc(raw["since"]), utc(raw["until"]))
    if fields.get("archive"):
        fields["archive"] = ArchiveKind(fields["archive"])
    if fields.get("same_site"):
        fields["same_site"] = SameSite(fields["same_site"])
    return fields


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _state(row: Sequence[Any]) -> PageState:
    page, version, snapshot, sha256, etag, last_modified, failures, *times, memory = row
    last_check, last_good, last_changed, due = map(time_or_none, times)
    return PageState(
        page, version, snapshot, sha256, etag, last_modified, failures, last_check, last_good, last_changed, due, memory
    )
