"""Times and small values as they stand in the tables: readable by anyone who opens the file with `sqlite3`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from tracker.model import utc


def stamp(at: datetime) -> str:
    """UTC with three decimals always, so that text order is time order: 2026-06-03T08:00:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def stamp_or_none(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def time_or_none(text: str | None) -> datetime | None:
    return None if text is None else utc(text)


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
