"""The reference of the watchlist says what the schema says."""

from __future__ import annotations

from tests.watch.watchlist import reference


def test_the_reference_is_the_schema_of_today() -> None:
    written = reference.PATH.read_text(encoding="utf-8")
    assert written == reference.reference(), "run `python -m tests.watch.watchlist.reference`"
