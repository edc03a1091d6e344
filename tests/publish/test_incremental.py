"""A folder that followed a record step by step is the one that is made of it at once, whatever happened in between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.depth import times
from tests.histories import archived
from tests.publish.test_publisher import tree
from tracker.model import ChangeFilter, Page
from tracker.publish import PublishSettings, publish
from tracker.record.store import Note, Store
from tracker.run.past.backfill import backfill

SETTINGS = PublishSettings(title="T", base_url="https://feeds.example/", cell=2)
PAGES = [Page(f"p{n}", f"O{n % 2}", "T", f"https://a.example/{n}", tags=("ai",)) for n in range(5)]


def declared(dice: random.Random, now: list[Page]) -> list[Page]:
    """The watchlist after an edit: a page comes, goes, is called otherwise, or is only looked at more often."""
    known = {page.id: page for page in now}
    page = dice.choice(PAGES)
    match dice.randrange(6):
        case 0:
            known.pop(page.id, None)
        case 1:
            known[page.id] = replace(known.get(page.id, page), title=dice.choice(["T", "Terms"]))
        case 2:
            known[page.id] = replace(known.get(page.id, page), tags=dice.choice([("ai",), ("ai", "law"), ()]))
        case 3:
            known[page.id] = replace(known.get(page.id, page), organisation=dice.choice(["O0", "O1", "O2"]))
        case 4:
            known[page.id] = replace(known.get(page.id, page), every=timedelta(hours=dice.randrange(1, 9)))
        case _:
            known[page.id] = known.get(page.id, page)
    return list(known.values())


def histories(seed: int, store: Store) -> Iterator[None]:
    """A record that grows: captures, remarks and edits of the watchlist in any order."""
    dice, watched = random.Random(seed), PAGES[: 1 + seed % 4]
    captures = archived(seed)
    at = captures[0][1].at
    store.pages.sync(watched, now=at)
    while captures:
        step = dice.randrange(4)
        if step == 0:
            watched = declared(dice, watched)
            store.pages.sync(watched, now=at)
        elif step == 1 and (told := store.changes.find(ChangeFilter())):
            with store.transaction():
                store.notes.add(Note(dice.choice(told).id, at, "Ann", f"Noted {at:%H}.", public=True))
        else:
            some, captures = captures[:3], captures[3:]
            at = some[-1][1].at
            known = {page.id: page for page in store.pages.all()}
            list(backfill(store, [(known[page.id], capture) for page, capture in some if page.id in known]))
        yield


@pytest.mark.parametrize("seed", range(times(5)))
def test_a_folder_that_followed_is_the_one_made_at_once(tmp_path: Path, seed: int) -> None:
    dice = random.Random(-seed)
    followed, whole = tmp_path / "followed", tmp_path / "whole"
    with Store(tmp_path / "t.db") as store:
        for _ in histories(seed, store):
            if dice.random() < 0.4:
                publish(store.reader, followed, SETTINGS)
        shown = [page.id for page in store.reader.pages()]
        publish(store.reader, followed, SETTINGS, refresh=shown)
        publish(store.reader, whole, SETTINGS)
        assert publish(store.reader, followed, SETTINGS, refresh=shown).written == ()
    ours, theirs = tree(followed), tree(whole)
    # Archives stay as they were when they closed: what was remarked on later is in the newest feeds and on the pages.
    closed = {path for path in theirs if path.rsplit("/", 1)[-1].split(".")[0].isdigit() and "search" not in path}
    assert ours.keys() == theirs.keys()
    assert [path for path in theirs if ours[path] != theirs[path] and path not in closed] == []


def test_a_page_looked_at_more_often_touches_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "t.db") as store:
        store.pages.sync(PAGES, now=archived(0)[0][1].at)
        publish(store.reader, tmp_path / "feeds", SETTINGS)
        store.pages.sync([replace(page, every=timedelta(hours=1)) for page in PAGES], now=archived(0)[0][1].at)
        assert publish(store.reader, tmp_path / "feeds", SETTINGS).written == ("publication.json",)
        store.pages.sync([replace(page, title="New") for page in PAGES], now=archived(0)[0][1].at)
        assert "pages.html" in publish(store.reader, tmp_path / "feeds", SETTINGS).written


def test_a_page_that_is_watched_no_more_is_listed_once_a_change_of_it_is_found(tmp_path: Path) -> None:
    captures = archived(1)
    with Store(tmp_path / "t.db") as store:
        for pages in (PAGES, []):
            store.pages.sync(pages, now=captures[0][1].at)
            publish(store.reader, tmp_path / "followed", SETTINGS)
        list(backfill(store, captures))
        assert store.reader.pages()
        publish(store.reader, tmp_path / "followed", SETTINGS)
        publish(store.reader, tmp_path / "whole", SETTINGS)
    assert tree(tmp_path / "followed") == tree(tmp_path / "whole")


def test_a_folder_of_another_record_is_made_anew(tmp_path: Path) -> None:
    for name, title in (("a", "Old"), ("b", "New")):
        with Store(tmp_path / f"{name}.db") as store:
            store.pages.sync([replace(page, title=title) for page in PAGES], now=archived(0)[0][1].at)
            publish(store.reader, tmp_path / "feeds", SETTINGS)
            publish(store.reader, tmp_path / name, SETTINGS)
    assert tree(tmp_path / "feeds") == tree(tmp_path / "b")
