"""Where the work is done makes no difference to what comes of it; a worker that dies costs another try and no more."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.histories import archived
from tests.server import Answer, Reply, Server
from tracker import app
from tracker.app import open_tracker
from tracker.cli.daemon import Rounds
from tracker.errors import ExecutorError, UsageError, WorkerDied, WrongWorker
from tracker.model import Capture, Change, ChangeFilter, Check, CheckOutcome, Page
from tracker.record.store import Store, Version
from tracker.run import executors
from tracker.run.due_pages import check_pages
from tracker.run.executors import InlineExecutor, WorkPlace, open_executor
from tracker.run.past import read_ahead as ahead
from tracker.run.past.backfill import backfill
from tracker.run.past.rebuild import Rebuilt, rebuild
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

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
def place(request: pytest.FixtureRequest) -> WorkPlace:
    word = request.getfixturevalue("cluster") if request.param == "dask" else request.param
    return WorkPlace.parse(word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("inline", WorkPlace("inline")),
        ("threads:3", WorkPlace("threads", 3)),
        ("processes:2", WorkPlace("processes", 2)),
        ("dask:tcp://10.0.0.1:8786", WorkPlace("dask", address="tcp://10.0.0.1:8786")),
        ("threads", WorkPlace("threads", os.cpu_count() or 1)),
    ],
)
def test_a_place_is_told_by_a_word(word: str, meant: WorkPlace) -> None:
    assert WorkPlace.parse(word) == meant


@pytest.mark.parametrize(
    "word", ["", "thread:3", "threads:0", "threads:-1", "threads:x", "processes:²", "dask:", "inline:2"]
)
def test_a_word_that_names_no_place_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="inline, threads:N, processes:N or dask:ADDRESS"):
        WorkPlace.parse(word)


def test_a_call_comes_back_with_its_value_or_what_it_raised(place: WorkPlace) -> None:
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


@pytest.mark.slow
@pytest.mark.parametrize("far", ["processes:2", "dask"])
def test_a_worker_that_dies_costs_another_try(far: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    word = request.getfixturevalue("cluster") if far == "dask" else far
    with open_executor(WorkPlace.parse(word)) as executor:
        killed = executor.submit(kill_once, str(tmp_path / "mark"))
        others = [executor.submit(divmod, number, 3) for number in range(20)]
        assert killed.result() == "done"
        assert [other.result() for other in others] == [divmod(number, 3) for number in range(20)]


@pytest.mark.slow
def test_what_kills_every_worker_takes_nothing_else_with_it() -> None:
    with open_executor(WorkPlace.parse("processes:2")) as executor:
        killer = executor.submit(kill_always)
        others = [executor.submit(divmod, number, 3) for number in range(20)]
        assert [other.result() for other in others] == [divmod(number, 3) for number in range(20)]
        with pytest.raises(WorkerDied):
            killer.result()


def test_a_worker_with_other_rules_is_refused(monkeypatch: pytest.MonkeyPatch, cluster: str) -> None:
    monkeypatch.setattr(executors, "_ours", lambda: "version 9, extraction rules 9")
    with open_executor(WorkPlace("processes", 1)) as executor, pytest.raises(WrongWorker, match="rules 9"):
        executor.submit(divmod, 1, 1).result()
    with pytest.raises(WrongWorker, match="install the same"), open_executor(WorkPlace.parse(cluster)):
        pass


def test_no_scheduler_is_a_sentence() -> None:
    with pytest.raises(ExecutorError, match="no Dask scheduler answers at tcp:"):
        executors.DaskExecutor("tcp://127.0.0.1:1", seconds=0.5)


def at(moment: datetime) -> datetime:
    return moment


TEXTS = [
    "".join(
        (
            "<title>Policy</title><main><h1>Policy</h1>",
            f"<p>We have no {word} contracts with the border police, and we report on them to the board.</p>",
            *(f"<p>Part {n} of this policy holds for everyone we work with.</p>" for n in range(9)),
            "</main>",
        )
    )
    for word in ("", "AI", "direct")
]
BROKEN = "<html lang=en><main><h1>Error</h1><p>Something went wrong. Please try again later.</p></main></html>"
PAGES = [f"p{n}" for n in range(4)]
ANSWERS = st.sampled_from([*TEXTS, *TEXTS, BROKEN, Reply(status=503)])
HISTORIES = st.lists(st.tuples(*[ANSWERS] * len(PAGES)), min_size=2, max_size=4)  # what each page shows, day by day

Seen = tuple[list[Change], list[Check], list[Version]]


def watch(history: Sequence[Sequence[Answer | str]], place: WorkPlace, server: Server) -> Seen:
    """Pages of two hosts that share an address, looked at by `check` one day and by the daemon the next."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        urls = [server.url(f"/{n}").replace("localhost", ("localhost", "127.0.0.1")[n % 2]) for n in range(len(PAGES))]
        lines = (
            f"- {{id: {id_}, organisation: A, title: T, url: '{url}'}}" for id_, url in zip(PAGES, urls, strict=True)
        )
        (folder / "watchlist.yaml").write_text("\n".join(("pages:", *lines)))
        fetch = FetchSettings(allow_private=True, spacing=0.0)
        configured = Settings(folder / "t.db", folder / "watchlist.yaml", folder / "feeds", fetch=fetch, executor=place)
        days = iter(datetime(2026, 6, day, 8, tzinfo=UTC) for day in range(1, 32))
        now = functools.partial(at, next(days))
        with open_tracker(configured, write=True, now=lambda: now()) as tracker:
            tracker.sync()
            for day, answers in enumerate(history):
                for n, answer in enumerate(answers):
                    server.put(f"/{n}", answer)
                now = tracker.now = functools.partial(at, next(days))
                looked = list(tracker.check(PAGES)) if day % 2 == 0 else Rounds(tracker, print).go()
                assert looked is None or len(looked) == len(PAGES)
            changes = sorted(tracker.log(ChangeFilter(statuses=())), key=lambda change: change.id)
            checks = [
                replace(check, elapsed=0, snapshot=None) for id_ in PAGES for check in tracker.store.checks.of(id_)
            ]
            found = [version for id_ in PAGES for version in tracker.store.versions.of(id_)]
            versions = [replace(version, snapshot=None) for version in found]
    return [timeless(change) for change in changes], checks, versions


class Deadly(Executor):
    """Every call kills whoever does it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(WorkerDied("3 workers died while they did it"))
        return future


def test_a_page_that_kills_its_readers_has_failed_and_its_bytes_are_kept() -> None:
    now = datetime(2026, 6, 1, 8, tzinfo=UTC)
    page = Page("p", "A", "T", "https://a.example/")
    capture = Capture(page.url, page.url, 200, (), TEXTS[0].encode(), now)
    with Store.in_memory() as store:
        store.pages.sync([page], now=now)
        looks = functools.partial(check_pages, store, [page], fetch=lambda *_: capture, executor=InlineExecutor())
        (failed,) = looks(readers=Deadly(), now=lambda: now)
        assert (failed.check.outcome, failed.check.error) == (CheckOutcome.FAILED, "worker")
        kept = store.snapshots.get(failed.check.snapshot or 0)
        assert kept is not None
        assert kept.body == capture.body
        (seen,) = looks(now=lambda: now + timedelta(hours=1))
        assert seen.check.outcome is CheckOutcome.NEW


def timeless(change: Change) -> Change:
    """Without what depends on who answered first: numbers, and the place in the log, which holds times of fetching."""
    before, after = (replace(moment, snapshot=0) for moment in (change.before, change.after))
    return replace(change, number=None, entry=None, before=before, after=after)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "examples"),
    [("threads:8", 3), ("processes:2", 1), ("dask", 1)],
)
def test_what_is_seen_is_the_same_wherever_pages_are_looked_at(
    word: str, examples: int, server: Server, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "FEW", 1)  # or processes would have nothing to read
    place = WorkPlace.parse(request.getfixturevalue("cluster") if word == "dask" else word)

    @given(HISTORIES)
    @example([TEXTS[:1] * 4, [*TEXTS, BROKEN], [*TEXTS, BROKEN]])
    @tried(examples)
    def holds(history: Sequence[Sequence[Answer | str]]) -> None:
        assert watch(history, place, server) == watch(history, WorkPlace("inline"), server)

    holds()


def tried(examples: int) -> settings:
    """So many histories, each time the same ones: a run takes the time of a run."""
    return settings(max_examples=examples, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate])


def dumped(store: Store) -> list[str]:
    """Every row, but for when the tables were made."""
    return [line for line in store._db.conn.iterdump() if "_sqlite_migrations" not in line]


def history_read(seed: int, executor: Executor) -> tuple[list[str], list[Rebuilt], list[str]]:
    """The record of archived captures taken up, what other rules make of them, and the record after that."""
    captures = archived(seed)
    pages = sorted({page for page, _ in captures}, key=lambda page: page.id)
    with Store.in_memory() as store:
        store.pages.sync(pages, now=captures[0][1].at)
        list(backfill(store, captures, executor))
        first = dumped(store)
        quiet = [replace(page, remove=(".n",)) for page in pages]
        store.pages.sync(quiet, now=captures[0][1].at)
        return first, list(rebuild(store, quiet, executor=executor)), dumped(store)


@functools.cache
def read_inline(seed: int) -> tuple[list[str], list[Rebuilt], list[str]]:
    return history_read(seed, InlineExecutor())


@pytest.mark.slow
@pytest.mark.parametrize("word", ["threads:8", "processes:3", "dask"])
def test_the_record_is_the_same_byte_by_byte_wherever_histories_are_read(
    word: str, request: pytest.FixtureRequest
) -> None:
    place = WorkPlace.parse(request.getfixturevalue("cluster") if word == "dask" else word)
    with open_executor(place) as executor, pytest.MonkeyPatch.context() as patch:

        @given(st.integers(0, 10_000), st.integers(1, 13))
        @tried(2)
        def holds(seed: int, window: int) -> None:
            patch.setattr(ahead, "WINDOW", window)
            assert history_read(seed, executor) == read_inline(seed)

        holds()


def test_other_rules_make_something_else_of_those_histories() -> None:
    told = [rebuilt for seed in range(3) for rebuilt in read_inline(seed)[1]]
    assert any(each.reads_anew or each.appear or each.vanish for each in told)


COORDINATOR = """
import os, signal, sys, time
from tracker.run.executors import InlineExecutor, WorkPlace, open_executor

if __name__ == "__main__":
    signal.signal(signal.SIGINT, lambda *_: None)
    with open_executor(WorkPlace("processes", 2)) as executor:
        calls = [executor.submit(time.sleep, 0.3) for _ in range(2)]
        time.sleep(0.1)
        os.killpg(0, signal.SIGINT)  # as Ctrl-C does
        for call in calls:
            call.result()
        print("done", flush=True)
        if sys.argv[1:] == ["killed"]:
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("argument", "code"), [("ends", 0), ("killed", -signal.SIGKILL)])
def test_workers_outlive_no_coordinator_and_leave_ctrl_c_to_it(argument: str, code: int, tmp_path: Path) -> None:
    program = tmp_path / "coordinator.py"
    program.write_text(COORDINATOR)
    done = subprocess.run(
        [sys.executable, program, argument], capture_output=True, text=True, start_new_session=True, timeout=60
    )  # comes back when the workers, too, have ended: they hold its pipes
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert done.stdout == "done\n"
