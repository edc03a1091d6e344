"""The watchlist of a running scheduler."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracker.errors import WatchlistError
from tracker.watch.watchlist import LiveWatchlist

GOOD = "pages:\n  - {{organisation: Acme, title: {title}, url: 'https://acme.example/'}}\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "watchlist.yaml"
    file.write_text(GOOD.format(title="One"))
    return file


def titles(live: LiveWatchlist) -> list[str]:
    return [page.title for page in live.current.pages]


def test_a_good_edit_is_taken_up_even_with_the_same_size_and_time(path: Path) -> None:
    live = LiveWatchlist(path)
    stamp = path.stat().st_mtime_ns
    path.write_text(GOOD.format(title="Two"))
    os.utime(path, ns=(stamp, stamp))
    assert live.refresh() is None
    assert titles(live) == ["Two"]


def test_nothing_is_read_again_while_the_file_is_the_same(path: Path) -> None:
    live = LiveWatchlist(path)
    before = live.current
    assert live.refresh() is None
    assert live.current is before


@pytest.mark.parametrize("bad", ["", "pages: [", "pages:\n  - {}\n", "\0"])
def test_a_bad_edit_leaves_the_last_good_one_in_force_until_it_is_mended(path: Path, bad: str) -> None:
    live = LiveWatchlist(path)
    path.write_text(bad)
    error = live.refresh()
    assert error is not None
    assert str(path) in str(error)
    assert titles(live) == ["One"]
    assert live.refresh() is live.error is not None
    path.write_text(GOOD.format(title="Three"))
    assert live.refresh() is None
    assert live.error is None
    assert titles(live) == ["Three"]


def test_a_file_that_goes_away_for_a_moment_is_no_empty_watchlist(path: Path) -> None:
    live = LiveWatchlist(path)
    content = path.read_text()
    path.unlink()
    assert "cannot be read" in str(live.refresh())
    assert titles(live) == ["One"]
    path.write_text(content)
    assert live.refresh() is None


def test_included_files_are_followed_as_they_come_change_and_go(path: Path) -> None:
    (path.parent / "more").mkdir()
    (path.parent / "more" / "a.yaml").write_text(GOOD.format(title="A"))
    path.write_text("include: more/\n")
    live = LiveWatchlist(path)
    (path.parent / "more" / "b.yaml").write_text(GOOD.format(title="B"))
    assert live.refresh() is None
    assert titles(live) == ["A", "B"]
    (path.parent / "more" / "a.yaml").write_text(GOOD.format(title="C"))
    assert live.refresh() is None
    assert titles(live) == ["C", "B"]
    (path.parent / "more" / "b.yaml").unlink()
    assert live.refresh() is None
    assert titles(live) == ["C"]
    (path.parent / "more" / "a.yaml").unlink()
    assert "no *.yaml files" in str(live.refresh())
    assert titles(live) == ["C"]


def test_there_must_be_a_good_one_to_begin_with(path: Path) -> None:
    path.write_text("pages: 1\n")
    with pytest.raises(WatchlistError, match="1:8: `pages` must be a list"):
        LiveWatchlist(path)
