"""No silent agreement: a table keyed by one of our enumerations has a row for each of its members.

Every dict and every ordering tuple at the top of a module is looked at, so that a new cue, direction or kind of edit
makes this test name each table that has to say something about it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

import tracker

ROOT = Path(tracker.__file__).parent
PARTIAL = {  # "module.NAME": why some members have no row
    "tracker.record.outcome._TROUBLES": "the outcomes of a look that are troubles; the others end one",
    "tracker.watch.fetch._INSTEAD": "what `open_fetchers` says of kinds that it has no fetcher for",
}
MODULES = sorted(
    ".".join(("tracker", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for path in ROOT.rglob("*.py")
    if path.name != "__main__.py"
)


def tables(module: str) -> Iterator[tuple[str, set[Any]]]:
    """Each table of a module with its keys: dicts by enumeration, and tuples named as an order."""
    for name, value in vars(importlib.import_module(module)).items():
        keys = list(value) if isinstance(value, Mapping) or (isinstance(value, tuple) and "ORDER" in name) else []
        kinds = {type(key) for key in keys}
        if len(kinds) == 1 and issubclass(kinds.pop(), Enum):
            yield name, set(keys)


FOUND = [(f"{module}.{name}", keys) for module in MODULES for name, keys in tables(module)]


@pytest.mark.parametrize(("name", "keys"), FOUND, ids=[name for name, _ in FOUND])
def test_a_table_says_something_of_every_member(name: str, keys: set[Any]) -> None:
    members = set(type(next(iter(keys))))
    missing = sorted(member.name for member in members - keys)
    assert not missing or name in PARTIAL, f"{name} has no row for {', '.join(missing)}"


def test_the_tables_that_matter_are_among_them() -> None:
    found = {name for name, _ in FOUND}
    for name in (
        "compare.leading.DIRECTION_WEIGHTS",
        "publish.channels.DIRECTION_WORDS",
    ):
        assert f"tracker.{name}" in found


def test_what_is_excused_is_partial_still() -> None:
    found = dict(FOUND)
    for name, why in PARTIAL.items():
        assert why
        assert found[name] != set(type(next(iter(found[name])))), f"{name} is whole now: take it off the list"
