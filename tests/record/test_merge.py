"""Records of shards merged into one: what is published is what one record of all pages would have published."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import cli
from tracker.errors import UsageError
from tracker.model import Capture, ChangeFilter, Page
from tracker.publish import PublishSettings, publish
from tracker.record.merge import merge
from tracker.record.store import Note, Store
from tracker.run.past.backfill import backfill

START = datetime(2025, 3, 1, tzinfo=UTC)
WORDINGS = ("We sell no data.", "We sell no personal data.", "We sell data to nobody, and we never will.")
TEXT = "<html lang=en><main><h1>Terms</h1><p>{}</p><p>They hold for every user of every service.</p></main></html>"
GONE = "<html lang=en><main><h1>Error</h1><p>Something went wrong. Please try again later.</p></main></html>"
PAGES = [Page(f"p{n}", f"O{n % 2}", "T", f"https://a{n}.example/", tags=("ai",)) for n in range(4)]
SITE = PublishSettings(title="T", base_url="https://feeds.example/")


def archived(seed: int) -> list[tuple[Page, Capture]]:
    """Random captures in order of time: texts that stay, come back, alternate, and what is not the page."""
    dice = random.Random(seed)
    found = []
    for turn in range(120):
        page = dice.choice(PAGES)
        text = dice.choices([*WORDINGS, None], [6, 4, 2, 1])[0]
        found.append((page, capture(page, TEXT.format(text) if text else GONE, turn)))
    return found


def capture(page: Page, text: str, turn: int) -> Capture:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    at = START + timedelta(hours=9 * turn)
    return Capture(page.url, page.url, 200, headers, text.encode(), at, source="warc:a")


def take_up(path: Path, pages: list[Page], captures: list[tuple[Page, Capture]]) -> None:
    with Store(path) as store:
        store.pages.sync(pages, now=START)
        list(backfill(store, [each for each in captures if each[0] in pages]))


def note_all(path: Path) -> None:
    """A public remark on the first change of each page."""
    with Store(path) as store, store.transaction():
        for page in store.pages.all():
            for change in store.changes.find(ChangeFilter(page=page.id, newest_first=False, limit=1)):
                store.notes.add(Note(change.id, START + timedelta(days=90), "Ann", f"On {page.id}.", True))


def published(path: Path, folder: Path) -> dict[str, bytes]:
    with Store(path) as store:
        publish(store.reader, folder, SITE)
    files = [file for file in folder.rglob("*") if file.is_file()]
    # The log is the merged record's own, so its entries have other numbers and hashes.
    return {
        str(file.relative_to(folder)): re.sub(
            rb'log:\d+:[0-9a-f]{64}|"log": {"entry": \d+, "hash": "[0-9a-f]{64}"}', b"log", file.read_bytes()
        )
        for file in files
    }


def merged(path: Path, *shards: Path) -> list[str | None]:
    with Store(path) as store:
        return [one.trouble for one in merge(store, shards)]


@pytest.mark.parametrize(("seed", "steps"), [(0, 1), (1, 4), (2, 7)])
def test_feeds_of_shards_are_those_of_one_record(tmp_path: Path, seed: int, steps: int) -> None:
    captures = archived(seed)
    one, left, right, both = (tmp_path / f"{name}.db" for name in ("one", "left", "right", "both"))
    for step in range(steps):
        part = captures[step * 120 // steps : (step + 1) * 120 // steps]
        take_up(one, PAGES, part)
        take_up(left, PAGES[:2], part)
        take_up(right, PAGES[2:], part)
        assert merged(both, right, left) == [None, None]
        ours, theirs = (published(path, tmp_path / f"feeds-{path.stem}") for path in (both, one))
        assert ours == theirs
    assert len(theirs) > 40
    for path in (one, left, right):
        note_all(path)
    assert merged(both, left, right) == [None, None]
    ours, theirs = (published(path, tmp_path / f"feeds-{path.stem}") for path in (both, one))
    assert any(b"On p3." in file for file in ours.values())
    assert ours == theirs
    with Store(both) as store, Store(one) as whole:
        for page in PAGES:
            assert history(store, page) == history(whole, page)


def history(store: Store, page: Page) -> list[object]:
    captures = [store.snapshots.get(n) for n in store.snapshots.of(page.id)]
    return [store.checks.spans(page.id), [v.id for v in store.versions.of(page.id)], captures]


@pytest.fixture
def shards(tmp_path: Path) -> list[Path]:
    captures = archived(0)
    for name, pages in (("left", PAGES[:2]), ("right", PAGES[2:])):
        take_up(tmp_path / f"{name}.db", pages, captures)
    (tmp_path / "watchlist.yaml").write_text(
        "pages:\n- {id: p0, organisation: O, title: T, url: 'https://a.example'}\n"
    )
    return [tmp_path / "left.db", tmp_path / "right.db"]


def command(folder: Path, *words: str | Path) -> tuple[int, str]:
    where = ["--db", folder / "both.db", "--watchlist", folder / "watchlist.yaml", "--feeds", folder / "feeds"]
    result = CliRunner().invoke(cli, ["publish", *map(str, [*words, *where])])
    return result.exit_code, result.output


def entries(path: Path) -> int:
    with Store(path) as store:
        return store.log.head()[0]


def test_merged_again_there_is_nothing_new(shards: list[Path], tmp_path: Path) -> None:
    assert command(tmp_path, "--merge", *shards)[0] == 0
    before = entries(tmp_path / "both.db")
    code, output = command(tmp_path, "--merge", *shards)
    assert code == 0
    assert "left.db: 0 new entries" in output
    assert entries(tmp_path / "both.db") == before


def test_a_shard_that_is_missing_is_told_of_and_the_others_are_published(shards: list[Path], tmp_path: Path) -> None:
    command(tmp_path, "--merge", *shards)
    shards[0].unlink()
    take_up(shards[1], PAGES[2:], [(PAGES[2], capture(PAGES[2], TEXT.format(WORDINGS[2]), 200))])
    code, output = command(tmp_path, "--merge", *shards)
    assert code == 1
    assert "left.db was left out this time: there is no record" in output
    assert "right.db: " in output
    assert "right.db: 0" not in output
    with Store(tmp_path / "both.db") as store:
        assert {page.id for page in store.pages.all(watched=True)} == {"p0", "p1", "p2", "p3"}


def test_a_shard_that_is_locked_or_no_record_is_told_of(
    shards: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.record.store.BUSY_SECONDS", 0.1)
    shards[1].write_bytes(b"no database" * 100)
    holder = sqlite3.connect(shards[0])
    holder.execute("BEGIN EXCLUSIVE")
    code, output = command(tmp_path, "--merge", *shards)
    holder.close()
    assert code == 1
    assert "locked" in output
    assert "not a database" in output


def test_another_record_in_the_place_of_a_shard_is_refused(shards: list[Path], tmp_path: Path) -> None:
    copy = Path(shutil.copy(shards[0], tmp_path / "old.db"))
    take_up(shards[0], PAGES[:2], [(PAGES[0], capture(PAGES[0], TEXT.format(WORDINGS[2]), 200))])
    assert merged(tmp_path / "both.db", *shards) == [None, None]
    trouble, _ = merged(tmp_path / "both.db", copy, shards[1])
    assert "restored from a backup" in (trouble or "")


def test_a_page_belongs_to_one_shard_and_a_record_of_its_own_is_no_merged_one(
    shards: list[Path], tmp_path: Path
) -> None:
    double = tmp_path / "double.db"
    take_up(double, PAGES[1:3], archived(0))
    with pytest.raises(UsageError, match="p1: watched in"):
        merged(tmp_path / "both.db", shards[0], double)
    with pytest.raises(UsageError, match="a record of its own"):
        merged(double, *shards)
    with pytest.raises(UsageError, match="what is merged into"):
        merged(tmp_path / "both.db", tmp_path / "both.db")


def test_what_merges_is_not_watched(shards: list[Path], tmp_path: Path) -> None:
    command(tmp_path, "--merge", *shards)
    where = ["--db", tmp_path / "both.db", "--watchlist", tmp_path / "watchlist.yaml"]
    result = CliRunner().invoke(cli, ["check", *map(str, where)])
    assert "merges other records" in result.output + str(result.exception)
