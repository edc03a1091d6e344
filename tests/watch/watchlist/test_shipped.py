"""The watchlist that ships with the project, and what its first lines tell a newcomer to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tracker.watch.watchlist import Watchlist, load, loads
from tracker.watch.watchlist.models import PageEntry

PATH = Path(__file__).parents[3] / "watchlist.yaml"


@pytest.fixture(scope="module")
def shipped() -> Watchlist:
    return load(PATH)


def test_it_is_good_and_every_page_can_be_found_by_tag(shipped: Watchlist) -> None:
    assert shipped.warnings == ()
    assert len(shipped.pages) >= 30
    assert all(page.tags for page in shipped.pages)
    assert len({page.organisation for page in shipped.pages}) >= 15


def test_the_tags_it_explains_are_those_in_use(shipped: Watchlist) -> None:
    (listed,) = re.findall(r"# Tags in use: ([^.]+)\.", PATH.read_text())
    assert listed.split(", ") == list(shipped.tags)


def test_the_entry_of_the_first_lines_can_be_copied_under_pages(shipped: Watchlist) -> None:
    text = PATH.read_text()
    example = "".join(line[4:] + "\n" for line in text.splitlines()[2:6])
    added = loads(text.replace("\npages:\n", "\npages:\n" + "".join(f"  {line}\n" for line in example.splitlines())))
    assert set(added.pages) - set(shipped.pages) == {added.page("acme-acceptable-use-policy")}


def test_its_first_lines_explain_every_key_of_a_page() -> None:
    comment = PATH.read_text().split("\ndefaults:")[0]
    assert {key for key in PageEntry.model_fields if f" {key}: " not in comment} == set()
