"""Where the work is done makes no difference to what comes of it; a worker that dies costs another try and no more."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.histories import archived
from tests.server import Server
from tracker import ahead, executors
from tracker.app import open_tracker
from tracker.backfill import backfill
from tracker.errors import ExecutorError, UsageError, WorkerDied, WrongWorker
from tracker.executors import Place, open_executor
from tracker.fetch import FetchSettings
from tracker.rebuild import rebuild
from tracker.settings import Settings
from tracker.store import Store
from tracker.types import Change, ChangeFilter, Check, Direction

distributed = pytest.importorskip("distributed", reason="the extra for clusters is not installed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two workers, each a process of its own."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
        ) as cluster,
    ):
        yield f"dask:{cluster.scheduler_address}"


@pytest.fixture(params=["inline", "threads:3", "processes:2", "dask"])
def place(request: pytest.FixtureRequest) -> Place:
    word = request.getfixturevalue("cluster") if request.param == "dask" else request.param
    return Place.parse(word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("inline", Place("inline")),
        ("threads:3", Place("threads", 3)),
        ("processes:2", Place("processes", 2)),
        ("dask:tcp://10.0.0.1:8786", Place("dask", address="tcp://10.0.0.1:8786")),
        ("threads", Place("threads", os.cpu_count() or 1)),
    ],
)
def test_a_place_is_told_by_a_word(word: str, meant: Place) -> None:
    assert Place.parse(word) == meant


@pytest.mark.parametrize(
    "word", ["", "thread:3", "threads:0", "threads:-1", "threads:x", "processes:²", "dask:", "inline:2"]
)
def test_a_word_that_names_no_place_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="inline, threads:N, processes:N or dask:ADDRESS"):
        Place.parse(word)


def test_a_call_comes_back_with_its_value_or_what_it_raised(place: Place) -> None:
    with open_executor(place) as executor:
        values = [executor.submit(divmod, number, 3) for number in range(20)]
        assert [value.result() for value in values] == [divmod(number, 3) for number in range(20)]
        with pytest.raises(ZeroDivisionError):
            executor.submit(divmod, 1, 0).result()


def kill_once(mark: str) -> str:
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def kill_always() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("far", ["processes:2", "dask"])
def test_a_worker_that_dies_costs_another_try(far: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    word = request.getfixturevalue("cluster") if far == "dask" else far
    with open_executor(Place.parse(word)) as executor:
        killed = executor.submit(kill_once, str(tmp_path / "mark"))
        others = [executor.submit(divmod, number, 3) for number in range(20)]
        assert killed.result() == "done"
        assert [other.result() for other in others] == [divmod(number, 3) for number in range(20)]


def test_what_kills_every_worker_takes_nothing_else_with_it() -> None:
    with open_executor(Place.parse("processes:2")) as executor:
        killer = executor.submit(kill_always)
        others = [executor.submit(divmod, number, 3) for number in range(20)]
        assert [other.result() for other in others] == [divmod(number, 3) for number in range(20)]
        with pytest.raises(WorkerDied):
            killer.result()


def test_a_worker_with_other_rules_is_refused(monkeypatch: pytest.MonkeyPatch, cluster: str) -> None:
    monkeypatch.setattr(executors, "_ours", lambda: "version 9, extraction rules 9")
    with open_executor(Place("processes", 1)) as executor, pytest.raises(WrongWorker, match="rules 9"):
        executor.submit(divmod, 1, 1).result()
    with pytest.raises(WrongWorker, match="install the same"), open_executor(Place.parse(cluster)):
        pass


def test_no_scheduler_is_a_sentence() -> None:
    with pytest.raises(ExecutorError, match="no Dask scheduler answers at tcp:"):
        executors.DaskExecutor("tcp://127.0.0.1:1", seconds=0.5)


def at(moment: datetime) -> datetime:
    return moment


PROMISE = "We have no {} contracts with the border police, and we report on them each year to the board."


def fill(server: Server, word: str) -> None:
    for number in range(6):
        others = "".join(f"<p>Part {n} of policy {number} holds for everyone we work with.</p>" for n in range(9))
        server.put(
            f"/{number}", f"<title>Policy</title><main><h1>Policy</h1><p>{PROMISE.format(word)}</p>{others}</main>"
        )


def watch(folder: Path, server: Server, place: Place) -> tuple[list[Change], list[Check]]:
    """Three looks at six pages of two hosts that share an address: what was published of them, and every check."""
    folder.mkdir()
    urls = [server.url(f"/{n}").replace("localhost", "127.0.0.1" if n % 2 else "localhost") for n in range(6)]
    lines = (f"- {{id: p{n}, organisation: A, title: T, url: '{url}'}}" for n, url in enumerate(urls))
    (folder / "watchlist.yaml").write_text("\n".join(("pages:", *lines)))
    fetch = FetchSettings(allow_private=True, spacing=0.0)
    settings = Settings(folder / "t.db", folder / "watchlist.yaml", folder / "feeds", fetch=fetch, executor=place)
    ids = [f"p{n}" for n in range(6)]
    for day, word in enumerate(("", "AI", "AI"), start=1):
        fill(server, word)
        now = functools.partial(at, datetime(2026, 6, day, 8, tzinfo=UTC))
        with open_tracker(settings, write=True, now=now) as tracker:
            tracker.sync()
            assert len(list(tracker.check(ids))) == 6
            changes = sorted(tracker.log(ChangeFilter()), key=lambda change: change.page)
            checks = [check for id_ in ids for check in tracker.store.checks.of(id_)]
    return [timeless(change) for change in changes], [replace(check, elapsed=0, snapshot=None) for check in checks]


def timeless(change: Change) -> Change:
    """Without what depends on who answered first: numbers, and the place in the log, which holds times of fetching."""
    before, after = (replace(moment, snapshot=0) for moment in (change.before, change.after))
    return replace(change, number=None, entry=None, before=before, after=after)


def test_what_is_seen_is_the_same_wherever_pages_are_looked_at(place: Place, server: Server, tmp_path: Path) -> None:
    changes, checks = watch(tmp_path / "inline", server, Place("inline"))
    assert [change.direction for change in changes] == [Direction.WEAKER] * 6
    assert len(checks) == 18
    assert watch(tmp_path / "here", server, place) == (changes, checks)


def dumped(store: Store) -> list[str]:
    """Every row, but for when the tables were made."""
    return [line for line in store._db.conn.iterdump() if "_sqlite_migrations" not in line]


@pytest.mark.parametrize("seed", range(3))
def test_the_record_is_the_same_byte_by_byte_wherever_histories_are_read(
    place: Place, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "WINDOW", 1 + 6 * seed)
    captures, found = archived(seed), []
    pages = sorted({page for page, _ in captures}, key=lambda page: page.id)
    for word in (Place("inline"), place, place):
        with Store.in_memory() as store, open_executor(word) as executor:
            store.pages.sync(pages, now=captures[0][1].at)
            list(backfill(store, captures, executor))
            first = dumped(store)
            quiet = [replace(page, remove=(".n",)) for page in pages]
            store.pages.sync(quiet, now=captures[0][1].at)
            told = list(rebuild(store, quiet, executor=executor))
            found.append((first, told, dumped(store)))
    assert any(each.reads_anew or each.appear or each.vanish for each in found[0][1])
    assert found[1] == found[0]
    assert found[2] == found[0]
