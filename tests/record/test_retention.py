"""Whatever is let go, nothing that proves a change is; and what is gone by hand is told from what was let go."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.depth import times
from tests.prove.tampering import Folder
from tests.settle.play import PAGE, START, capture, play
from tracker.ask import History
from tracker.cli import cli
from tracker.errors import LetGo, StoreError
from tracker.model import ChangeFilter, CheckOutcome
from tracker.prove.verify import verify
from tracker.record.merge import merge
from tracker.record.store import Pruned, Store
from tracker.run.executors import InlineExecutor
from tracker.run.past.backfill import backfill
from tracker.run.past.rebuild import rebuild

LINES = [
    "These principles hold for everything that we make, and for everyone we make it for.",
    "We have no contracts with immigration authorities.",
    "Every two years an outside panel reviews how well we keep to them and publishes what it finds.",
    "Anyone may report a breach to us, and we answer each report in writing within a month.",
]
TEXTS = [LINES, [LINES[0], LINES[1].replace("no", "no AI"), *LINES[2:]], [*LINES, "We sell umbrellas, too, in May."]]
WALL = "<title>Access denied</title><main><p>Checking your browser before accessing the site. Please wait.</main>"


def served(text: int, look: int) -> str:
    """A page whose bytes differ at each look, as they do with a nonce. Text 3 is a wall, 4 cannot be read."""
    if text == 4:
        return "<html><body></body></html>"
    if text == 3:
        return f"{WALL}<!-- {look} -->"
    lines = "".join(f"<p>{line}</p>" for line in TEXTS[text])
    nonce = hashlib.sha256(str(look).encode()).hexdigest()
    return f"<html lang=en><title>Use</title><main><h1>Use</h1>{lines}</main><!-- {nonce} --></html>"


def watched(path: Path, texts: list[int]) -> Store:
    """A record of a page looked at twice a day."""
    store = Store(path)
    play(store, ((n / 2, served(text, n // 2 if n % 5 == 0 else n)) for n, text in enumerate(texts)))
    return store


def pruned(store: Store, days: float) -> Pruned:
    now = START + timedelta(days=days)
    return store.retention.prune(now, now=now)


def rows(store: Store) -> list[list[object]]:
    tables = ("snapshots", "checks", "versions", "version_blocks", "changes", "edits", "spans", "pages", "blocks")
    return [store._db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return watched(tmp_path / "tracker.db", [0] * 70 + [3] + [1] * 70 + [2] + [1] * 30)


RUNS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9)), min_size=1, max_size=7)


@pytest.mark.slow
@settings(max_examples=times(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=RUNS, days=st.lists(st.integers(0, 40), min_size=1, max_size=2))
def test_after_any_pruning_every_proof_is_there(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[int, int]], days: list[int]
) -> None:
    path = tmp_path_factory.mktemp("record") / "tracker.db"
    with watched(path, [text for text, looks in runs for _ in range(looks)]) as store:
        history = History(store, lambda: START)
        before, texts = rows(store), [store.versions.get(PAGE.id, v.id) for v in store.versions.of(PAGE.id)]
        found = verify(store)
        again = list(rebuild(store, [PAGE], executor=InlineExecutor(), dry_run=True))
        for day in days:
            pruned(store, day)

        assert rows(store) == before
        assert [store.versions.get(PAGE.id, v.id) for v in store.versions.of(PAGE.id)] == texts
        for change in store.changes.find(ChangeFilter(statuses=())):
            for side in (change.before, change.after):
                held = store.snapshots.get(side.snapshot)
                assert held is not None
                assert held.sha256 == side.sha256
        for check in store.checks.of(PAGE.id):
            if check.snapshot and check.outcome in (CheckOutcome.QUARANTINED, CheckOutcome.FAILED):
                assert store.snapshots.get(check.snapshot) is not None
        after = verify(store)
        assert after.problems == found.problems == []
        assert (after.bodies + after.let_go, after.read_again) == (found.bodies, found.read_again)
        assert list(rebuild(store, [PAGE], executor=InlineExecutor(), dry_run=True)) == again
        if store.checks.spans(PAGE.id):
            seen = history.seen(PAGE, "2027-01-01")
            assert store.snapshots.get(seen.moment.snapshot) is not None


def test_most_of_a_quiet_page_goes_and_the_room_is_real(store: Store) -> None:
    before = store.bodies.count()
    told = store.retention.prune(START + timedelta(days=80), now=START, dry_run=True)
    assert store.bodies.count() == before
    done = pruned(store, 80)
    assert done == told
    assert done.bodies > 0.8 * before
    assert done.held < 0.3 * (done.held + done.freed)
    assert pruned(store, 80).bodies == 0
    size = store.path.stat().st_size
    store.shrink()
    assert store.path.stat().st_size < size


def test_what_is_young_stays(store: Store) -> None:
    before = store.bodies.count()
    assert pruned(store, 0).bodies == 0
    assert pruned(store, 10).bodies < 25
    assert store.bodies.count() > before - 25


def test_bytes_that_are_gone_say_so_and_come_back_when_they_are_served_again(store: Store) -> None:
    numbers = store.snapshots.of(PAGE.id)
    pruned(store, 80)
    gone = next(n for n in numbers if not store.bodies.has(store.snapshots.bare(n)[1]))  # type: ignore[index]
    with pytest.raises(LetGo, match="hash and the text remain"):
        store.snapshots.get(gone)
    list(backfill(store, [(PAGE, capture(100, served(1, numbers.index(gone))))]))
    later = verify(store)
    assert later.problems == []


def test_captures_found_later_settle_around_what_is_gone(store: Store, tmp_path: Path) -> None:
    with watched(tmp_path / "whole.db", [0] * 70 + [3] + [1] * 70 + [2] + [1] * 30) as whole:
        pruned(store, 80)
        for each in (whole, store):
            list(backfill(each, [(PAGE, capture(day, served(2, 900 + int(day)))) for day in (10.2, 10.3, 20.1)]))
            assert verify(each).problems == []
        where = ChangeFilter(statuses=(), newest_first=False)
        both = [[(c.id, c.status, c.headline) for c in each.changes.find(where)] for each in (whole, store)]
        assert both[0] == both[1]


def test_a_body_taken_out_by_hand_is_an_alarm(store: Store) -> None:
    pruned(store, 20)
    hand = store._db.execute(
        "SELECT sha256 FROM bodies b WHERE LENGTH(data) > 0 AND sha256 NOT IN (SELECT base FROM bodies WHERE base > '')"
    ).fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError):  # not by accident
        store._db.execute("INSERT INTO notes VALUES (1, 'x', 'x', 'x', 'x', 0)")
    store.log.tell("renamed", {"from": "x", "page": "y"})
    with pytest.raises(sqlite3.IntegrityError, match="right after the entry"):
        store._db.execute("UPDATE bodies SET data = x'' WHERE sha256 = ?", [hand])
    store.close()
    with Folder(store.path.parent).open() as db:
        db.execute("UPDATE bodies SET data = x'', base = NULL WHERE sha256 = ?", [hand])
    with Store(store.path) as altered:
        assert [(p.where, p.what) for p in verify(altered).problems if "bytes are gone" in p.what] == [
            (f"body {hand}", "its bytes are gone, and no entry of the log lets them go")
        ]


def test_evidence_let_go_with_an_entry_is_an_alarm_all_the_same(store: Store) -> None:
    change = store.changes.find(ChangeFilter())[0]
    with store._db.atomic():
        store.retention.tell([change.after.sha256])
        store._db.execute("UPDATE bodies SET data = x'' WHERE sha256 = ?", [change.after.sha256])
    assert any("retention never does that" in problem.what for problem in verify(store).problems)


def test_a_pruned_shard_is_merged_and_one_that_lost_bytes_is_not(store: Store, tmp_path: Path) -> None:
    pruned(store, 80)
    store.close()
    with Store(tmp_path / "merged.db") as merged:
        assert [each.trouble for each in merge(merged, [store.path])] == [None]
        found = verify(merged)
        assert found.problems == []
        assert found.let_go
    lost = Path(shutil.copytree(tmp_path, tmp_path.with_name("lost")))
    with Folder(lost).open() as db:
        db.execute("UPDATE bodies SET data = x'', base = NULL")
    with Store(tmp_path / "second.db") as second:
        trouble = merge(second, [lost / "tracker.db"])[0].trouble
        assert "its log does not let them go" in str(trouble)


def test_the_command_says_what_goes_and_what_stays(store: Store, tmp_path: Path) -> None:
    store.close()
    watchlist = tmp_path / "watchlist.yaml"
    watchlist.write_text("pages: []\n")
    here = {"TRACKER_DB": str(store.path), "TRACKER_WATCHLIST": str(watchlist)}

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, [*words], env=here)
        return result.exit_code, " ".join((result.output or str(result.exception)).split())

    assert "keeps everything: write `retention:`" in run("prune")[1]
    assert "at least `30d`" in run("prune", "--older-than", "3d")[1]
    watchlist.write_text("retention: {unchanged: 60d}\npages: []\n")
    code, output = run("prune", "--dry-run")
    assert (code, "would go" in output, "nothing was written" in output) == (0, True, True)
    code, output = run("prune", "--shrink")
    assert code == 0
    assert "their hashes, checks and texts stay" in output
    code, output = run("verify")
    assert code == 0
    assert "retention let the bytes go, as the log says; their hashes remain" in output
    assert run("text", PAGE.id, "--raw")[0] == 0
    assert run("export", PAGE.id, "--format", "json")[0] == 0


def test_nothing_is_half_gone_when_the_disk_refuses(store: Store) -> None:
    store._db.execute("CREATE TRIGGER full BEFORE UPDATE ON bodies BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    before, head = store.bodies.count(), store.log.head()
    with pytest.raises(StoreError):
        pruned(store, 80)
    assert (store.bodies.count(), store.log.head()) == (before, head)
