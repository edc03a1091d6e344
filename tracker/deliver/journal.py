"""What was sent, in a file beside the record: it outlives a record that is put back from a backup.

A line is on the disk before the record knows of it. So a crash between the two, or an older record in the place of the
newer one, sends nothing a second time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.errors import StoreError
from tracker.model import Change


@dataclass(frozen=True, slots=True)
class SentChange:
    """One change in something that was sent."""

    id: str
    edit: tuple[str, str, str]  # page, text before, text after: what it is told by when it is found anew

    @classmethod
    def of(cls, change: Change) -> SentChange:
        return cls(change.id, (change.page, change.before.version, change.after.version))


class Journal:
    """Append only. StoreError when it cannot be read or written."""

    def __init__(self, path: Path | None) -> None:
        self._path = path  # None: a record in memory, whose journal is lost with it
        self._keys: set[tuple[str, str]] = set()
        self._told: dict[str, dict[str, SentChange]] = {}  # by receiver and change
        for line in self._lines():
            self._remember(
                line["receiver"], line["key"], [SentChange(id_, tuple(edit)) for id_, *edit in line["changes"]]
            )

    def has(self, receiver: str, key: str) -> bool:
        return (receiver, key) in self._keys

    def add(self, receiver: str, key: str, changes: Sequence[Change]) -> None:
        """Keep that it was sent. It is on the disk when this returns."""
        told = [SentChange.of(change) for change in changes]
        if self._path is not None:
            line = {"receiver": receiver, "key": key, "changes": [[one.id, *one.edit] for one in told]}
            try:
                descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                with open(descriptor, "ab") as file:
                    file.write(b"\n" + json.dumps(line).encode())  # what a crash cut off stays on a line of its own
                    file.flush()
                    os.fsync(file.fileno())
            except OSError as error:
                raise StoreError(
                    f"{self._path} cannot be written: {error}; what was just sent may be sent again"
                ) from error
        self._remember(receiver, key, told)

    def lost(self, receiver: str, is_known: Callable[[str], bool]) -> dict[tuple[str, str, str], str]:
        """Edits that were told of changes the record does not know (any more): edit -> id of the change."""
        return {one.edit: one.id for one in self._told.get(receiver, {}).values() if not is_known(one.id)}

    def _remember(self, receiver: str, key: str, told: Sequence[SentChange]) -> None:
        self._keys.add((receiver, key))
        self._told.setdefault(receiver, {}).update((one.id, one) for one in told)

    def _lines(self) -> list[dict[str, Any]]:
        if self._path is None:
            return []
        try:
            text = self._path.read_bytes() if self._path.exists() else b""
        except OSError as error:
            raise StoreError(f"{self._path} cannot be read: {error}") from error
        found = []
        for line in text.split(b"\n"):
            try:
                value = json.loads(line)
                found.append({key: value[key] for key in ("receiver", "key", "changes")})
            except (ValueError, KeyError, TypeError):  # empty, or cut off by a crash before its message counted as sent
                continue
        return found
