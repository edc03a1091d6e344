"""The inbox: addresses that followed pages name, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from tracker.model import InboxItem, ItemState, utc
from tracker.record.store.rows import stamp, stamp_or_none, time_or_none

_COLUMNS = (
    "n, source, organisation, url, title, summary, said, found, without, state, reason, word, place, sentence, page,"
    " looked"
)


class Inbox:
    def __init__(self, db: Database) -> None:
        self._db = db

    def known(self, organisation: str, keys: Iterable[str]) -> set[str]:
        """Those of the keys that the organisation has in the inbox, whatever became of them."""
        wanted = set(keys)
        rows = self._db.execute("SELECT key FROM items WHERE organisation = ?", [organisation])
        return {key for (key,) in rows if key in wanted}

    def add(self, items: Sequence[tuple[str, InboxItem]]) -> None:
        """Keep new items under their keys; those whose key is known are passed over. Part of the transaction."""
        self._db.conn.executemany(
            "INSERT INTO items (source, organisation, key, url, title, summary, said, found, without, state, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [
                (
                    item.source,
                    item.organisation,
                    key,
                    item.url,
                    item.title,
                    item.summary,
                    item.said,
                    stamp(item.found),
                    stamp_or_none(item.without),
                    item.state,
                    item.reason,
                )
                for key, item in items
            ],
        )

    def save(self, item: InboxItem, text: str | None = None) -> InboxItem:
        """Replace what is known of an item; `text` is the hash of what its page says. Part of the transaction."""
        self._db.execute(
            "UPDATE items SET title = ?, said = ?, state = ?, reason = ?, word = ?, place = ?, sentence = ?, page = ?,"
            " looked = ?, text = COALESCE(?, text) WHERE n = ?",
            [
                item.title,
                item.said,
                item.state,
                item.reason,
                item.word,
                item.place,
                item.sentence,
                item.page,
                stamp_or_none(item.looked),
                text,
                item.number,
            ],
        )
        return item

    def get(self, number: int) -> InboxItem | None:
        return next(iter(self._find("n = ?", number)), None)

    def of_page(self, page: str) -> InboxItem | None:
        """The item that a page came of."""
        return next(iter(self._find("page = ? ORDER BY n", page)), None)

    def twin(self, item: InboxItem, *, key: str | None = None, text: str | None = None) -> InboxItem | None:
        """An earlier item of the organisation with this key, or with this text."""
        return next(
            iter(
                self._find(
                    "n <> ? AND organisation = ? AND (key = ? OR text = ?) ORDER BY n",
                    item.number,
                    item.organisation,
                    key,
                    text,
                )
            ),
            None,
        )

    def unlooked(self, limit: int) -> list[InboxItem]:
        """New items whose own page was not looked at yet, the newest of each source first; so many of a source."""
        return self._find(
            "n IN (SELECT n FROM (SELECT n, ROW_NUMBER() OVER (PARTITION BY source ORDER BY said DESC, n) AS place"
            " FROM items WHERE state = 'new' AND looked IS NULL) WHERE place <= ?) ORDER BY n",
            limit,
        )

    def waiting(self, limit: int) -> list[InboxItem]:
        """New items whose page was looked at, the newest found first."""
        return self._find("state = 'new' AND looked IS NOT NULL ORDER BY n DESC LIMIT ?", limit)

    def count_unlooked(self, source: str) -> int:
        """How many new items of a source wait for their first look."""
        query = "SELECT COUNT(*) FROM items WHERE source = ? AND state = 'new' AND looked IS NULL"
        return int(self._db.execute(query, [source]).fetchone()[0])

    def count(self, state: ItemState = ItemState.NEW) -> int:
        return int(self._db.execute("SELECT COUNT(*) FROM items WHERE state = ?", [state]).fetchone()[0])

    def find(
        self,
        states: Sequence[ItemState] = (ItemState.NEW,),
        organisation: str | None = None,
        source: str | None = None,
        text: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> list[InboxItem]:
        """Items in one of these states for which all holds that is given, the newest first."""
        marks = ",".join("?" * len(states))
        parts, values = [f"state IN ({marks})"], list[Any](states)
        if organisation is not None:
            parts.append("organisation = ? COLLATE NOCASE")
            values.append(organisation)
        if source is not None:
            parts.append("source = ?")
            values.append(source)
        if text is not None:
            parts.append("(instr(lower(title), lower(?)) OR instr(lower(COALESCE(sentence, summary)), lower(?)))")
            values += [text, text]
        if since is not None:
            parts.append("found >= ?")
            values.append(stamp(since))
        order = "ORDER BY COALESCE(said, found) DESC, n DESC LIMIT ?"
        return self._find(f"{' AND '.join(parts)} {order}", *values, -1 if limit is None else limit)

    def _find(self, condition: str, *values: Any) -> list[InboxItem]:
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM items WHERE {condition}", values)  # noqa: S608
        return [_item(row) for row in rows]


def _item(row: Sequence[Any]) -> InboxItem:
    n, source, organisation, url, title, summary, said, found, without, state, *rest, looked = row
    known = InboxItem(
        n, source, organisation, url, title, summary, said, utc(found), time_or_none(without), ItemState(state), *rest
    )
    return replace(known, looked=time_or_none(looked))
