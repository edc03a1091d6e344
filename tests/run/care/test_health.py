"""Unattended: troubles are told once and so is their end, monitors can ask, and nothing secret gets out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.server import Reply, Server
from tests.world import START, World
from tracker.app import Tracker, open_tracker
from tracker.cli import cli
from tracker.cli.commands.status import FEW
from tracker.cli.daemon import Rounds
from tracker.cli.output import local
from tracker.deliver.chat import MOST, Notifier
from tracker.errors import StoreError, UsageError
from tracker.model import FetchKind, Page, PageState
from tracker.run.care.health import LITTLE_SPACE, Machine, PageStatus
from tracker.run.care.notify import addresses_of
from tracker.settings import Settings

TEXT = "<html lang=en><title>Terms</title><main><h1>Terms</h1><p>These terms hold for all users.</p></main></html>"
SECRET = "t0pS3cret"


class Watch(World):
    """One watched page, a receiver of messages, and beside the clock that can be set one that cannot."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(folder, notify=(f"json://localhost:{server.port}/hook/{SECRET}",))
        server.put("/terms", TEXT)
        server.put(f"/hook/{SECRET}", "")
        self.steady = 0.0
        self.warnings: list[str] = []
        self.server = server
        self.watch(f"  - {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/terms')}', every: 1h}}\n")

    def rounds(self, tracker: Tracker) -> Rounds:
        return Rounds(tracker, self.warnings.append, lambda: self.steady)

    def passes(self, **time: float) -> None:
        self.time += timedelta(**time)
        self.steady += timedelta(**time).total_seconds()

    def feed(self) -> list[str]:
        """Titles of the health feed, oldest first."""
        items = json.loads((self.settings.feeds / "health.json").read_text())["items"]
        return [item["title"] for item in reversed(items)]

    def messages(self) -> list[tuple[str, str]]:
        """Titles and texts that the receiver got."""
        told = [json.loads(seen.body) for seen in self.server.seen(f"/hook/{SECRET}")]
        return [(message["title"], message["message"]) for message in told]


@pytest.fixture
def watch(tmp_path: Path, server: Server) -> Watch:
    return Watch(tmp_path, server)


def test_a_trouble_is_told_once_and_its_end_once(watch: Watch, server: Server) -> None:
    with watch.open() as tracker:
        rounds = watch.rounds(tracker)
        for answer in (TEXT, Reply(503), Reply(503), Reply(503), TEXT, TEXT):
            server.put("/terms", *([answer] if isinstance(answer, Reply) else [Reply(body=answer)]))
            rounds.go()
            watch.passes(hours=3)
    (failed, reason), (well, cause) = watch.messages()
    assert (failed, well) == ("Statement tracker: acme failed", "Statement tracker: acme well again")
    assert reason.startswith("acme failed: ")
    assert "503" in reason
    assert cause.startswith("acme well again")


def test_what_nobody_received_is_told_later_and_breaks_nothing(watch: Watch, server: Server) -> None:
    server.put(f"/hook/{SECRET}", Reply(500))
    server.put("/terms", Reply(503))
    with watch.open() as tracker:
        rounds = watch.rounds(tracker)
        rounds.go()
        watch.passes(minutes=1)
        rounds.go()  # not asked again at once
        assert server.count(f"/hook/{SECRET}") == 1
    assert watch.warnings == ["no message could be sent to address 1 of TRACKER_NOTIFY (json)"]
    server.put(f"/hook/{SECRET}", "")
    server.forget()
    with watch.open() as tracker:  # a restart forgets nothing
        watch.rounds(tracker).go()
        watch.rounds(tracker).go()
    assert [title for title, _ in watch.messages()] == ["Statement tracker: acme failed"]


def test_troubles_of_before_are_no_news_to_a_new_receiver(watch: Watch, server: Server) -> None:
    server.put("/terms", Reply(503))
    with open_tracker(Settings(**{**_fields(watch.settings), "notify": ()}), write=True, now=lambda: watch.time) as old:
        old.sync()
        assert [r.check.outcome for r in old.check()] == ["failed"]
    with watch.open() as tracker:
        assert tracker.care.notify() == []
    assert watch.messages() == []


def _fields(settings: Settings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in settings.__slots__}


def test_mistakes_in_the_watchlist_are_told_once_and_the_last_good_one_stays(watch: Watch) -> None:
    good = watch.watchlist.read_text()
    with watch.open() as tracker:
        rounds = watch.rounds(tracker)
        watch.watchlist.write_text(good + "  - [\n")
        for _ in range(3):
            rounds.go()
        assert [page.id for page in tracker.watchlist.pages] == ["acme"]
        watch.watchlist.write_text(good.replace("id: acme", "id: other"))
        rounds.go()
        assert [page.id for page in tracker.watchlist.pages] == ["other"]
    assert [warning.split(";")[0] for warning in watch.warnings] == [
        "watchlist: it has mistakes",
        "watchlist: well again",
    ]
    assert "watchlist.yaml:4:" in watch.warnings[0]
    assert [title for title, _ in watch.messages()] == [
        "Statement tracker: watchlist in trouble",
        "Statement tracker: watchlist well again",
    ]
    assert "watchlist.yaml:4:" in watch.messages()[0][1]
    assert watch.feed()[-2:] == ["The watch: watchlist – in trouble", "The watch: watchlist – well again"]
    assert "watchlist.yaml" not in (watch.settings.feeds / "health.json").read_text()  # files of this machine


def test_a_clock_set_back_delays_no_page_and_is_told(watch: Watch, server: Server) -> None:
    with watch.open() as tracker:
        rounds = watch.rounds(tracker)
        rounds.go()
        watch.time -= timedelta(hours=10)
        watch.passes(minutes=1)
        rounds.go()
        watch.passes(hours=1.5)  # the page is looked at every hour
        rounds.go()
    assert server.count("/terms") >= 2
    assert watch.warnings[0] == "clock: it was set back: the newest check lies 9 hours in the future"
    assert watch.warnings[-1].startswith("clock: well again; the trouble since")
    assert [entry.split(":")[0] for entry in watch.feed()[-2:]] == ["The watch", "The watch"]


def test_feeds_that_cannot_be_written_are_told_and_caught_up_with(watch: Watch) -> None:
    with watch.open() as tracker:
        rounds = watch.rounds(tracker)
        watch.settings.feeds.write_text("a file where the folder should be")
        for _ in range(3):
            rounds.go()
            watch.passes(minutes=1)
        watch.settings.feeds.unlink()
        rounds.go()  # though no page is due
    assert [title for title, _ in watch.messages()] == [
        "Statement tracker: publishing in trouble",
        "Statement tracker: publishing well again",
    ]
    assert watch.feed() == ["The watch: publishing – in trouble", "The watch: publishing – well again"]


def test_a_failed_backup_is_told_until_one_goes_well(watch: Watch, tmp_path: Path) -> None:
    def backup(target: Path) -> Result:
        return CliRunner().invoke(cli, ["backup", str(target), "--db", str(watch.settings.db)])

    def asked() -> str:
        return CliRunner().invoke(cli, ["status", "--db", str(watch.settings.db)]).output

    with watch.open() as tracker:
        rounds = watch.rounds(tracker)
        rounds.go()
        for target in (tmp_path / "nowhere" / "b.db", tmp_path / "nowhere" / "b.db", tmp_path / "b.db"):
            assert (backup(target).exit_code == 0) == target.parent.is_dir()
            rounds.go()
            assert ("backup: the last backup failed" in asked()) != target.parent.is_dir()
    assert [title for title, _ in watch.messages()] == [
        "Statement tracker: backup in trouble",
        "Statement tracker: backup well again",
    ]
    assert "nowhere" in watch.messages()[0][1]
    assert watch.feed()[-2:] == ["The watch: backup – in trouble", "The watch: backup – well again"]


def test_a_restart_does_not_tell_again_what_is_still_wrong(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.run.care.health.LITTLE_SPACE", 10**18)
    for _ in range(2):
        with watch.open() as tracker:
            watch.rounds(tracker).go()
    assert [title for title, _ in watch.messages()] == ["Statement tracker: disk in trouble"]
    monkeypatch.undo()
    with watch.open() as tracker:
        watch.rounds(tracker).go()
    assert [title for title, _ in watch.messages()][1:] == ["Statement tracker: disk well again"]
    assert watch.feed()[-2:] == ["The watch: disk – in trouble", "The watch: disk – well again"]


def test_a_clock_set_back_while_nothing_ran_delays_no_page(watch: Watch, server: Server) -> None:
    with watch.open() as tracker:
        watch.rounds(tracker).go()
    watch.time -= timedelta(days=3)
    with watch.open() as tracker:
        rounds = watch.rounds(tracker)
        watch.passes(hours=1.5)
        rounds.go()
    assert server.count("/terms") == 2


def test_after_a_sleep_what_fell_due_is_looked_at(watch: Watch, server: Server) -> None:
    with watch.open() as tracker:
        rounds = watch.rounds(tracker)
        rounds.go()
        watch.time += timedelta(hours=9)  # the steady clock stands still while the machine sleeps
        rounds.go()
    assert server.count("/terms") == 2
    assert watch.warnings == ["the clock went 9 hours forward, or this machine slept; what fell due is looked at now"]


def test_addresses_are_refused_without_being_shown() -> None:
    for bad in ("nonsense", f"nosuch://{SECRET}@host"):
        with pytest.raises(UsageError, match="address 2 of TRACKER_NOTIFY") as caught:
            Notifier(["json://localhost/x", bad])
        assert SECRET not in str(caught.value)
    assert addresses_of(" json://a\n json://b ") == ("json://a", "json://b")
    assert addresses_of(None) == ()
    assert SECRET not in repr(Settings(notify=(f"json://{SECRET}",)))


def test_a_message_is_plain_and_short_whatever_a_page_says(watch: Watch) -> None:
    lines = ["acme failed: <b>\x1b]52;c;x\x07 two\nlines " + "x" * 1000, *["more"] * 100]
    assert Notifier(watch.settings.notify).send("a\nb", lines) == []
    ((title, text),) = watch.messages()
    assert title == "a b"
    assert len(text.splitlines()) == MOST + 1
    assert text.splitlines()[-1] == f"and {101 - MOST} more; `tracker status` shows all"
    assert all(line.isprintable() and len(line) <= 300 for line in text.splitlines())


def status_of(last_good: timedelta | None, *, checked: bool = True, kind: FetchKind = FetchKind.HTTP) -> PageStatus:
    seen = START - last_good if last_good is not None else None
    state = PageState("a", last_good=seen, last_check=START if checked else None, due=START - timedelta(hours=12))
    return PageStatus(Page("a", "A", "T", "https://a.example/", fetch=kind), state, None)


@pytest.mark.parametrize(
    ("status", "stale"),
    [
        (status_of(timedelta(days=1)), False),
        (status_of(timedelta(days=3)), True),
        (status_of(None), True),  # looked at, never well
        (status_of(None, checked=False), False),  # new, waits for its first look
        (status_of(timedelta(days=900), kind=FetchKind.MANUAL), False),
    ],
)
def test_when_a_page_is_stale(status: PageStatus, stale: bool) -> None:
    assert status.stale(START, timedelta(days=2)) is stale


def test_what_is_wrong_with_the_machine() -> None:
    assert Machine(LITTLE_SPACE, timedelta(seconds=30)).complaints == {}
    assert list(Machine(10, timedelta(hours=1), 3).complaints) == ["disk", "clock", "schedule"]


def test_a_monitor_is_answered_by_the_exit_code(watch: Watch) -> None:
    def status(*args: str) -> Result:
        return CliRunner().invoke(cli, ["status", "--db", str(watch.settings.db), *args])

    assert isinstance(status("--fail-if-stale", "2d").exception, StoreError)  # no record: `main` makes it 1
    with watch.open() as tracker:
        list(tracker.check())
    told = status("--fail-if-stale", "2d")  # the first of June is long ago
    assert told.exit_code == 1
    assert "1 page without a good check for that long: acme" in told.output
    assert status().exit_code == 0
    watch.time = datetime.now(UTC)
    with watch.open() as tracker:
        list(tracker.check())
    assert status("--fail-if-stale", "2d").exit_code == 0
    assert json.loads(status("--fail-if-stale", "2d", "--json").output)["stale"] is False
    assert status("--fail-if-stale", "soon").exit_code == 2


def test_of_many_pages_those_that_are_not_well_have_a_line(watch: Watch, server: Server) -> None:
    def status(*args: str) -> list[str]:
        found = CliRunner().invoke(cli, ["status", "--db", str(watch.settings.db), *args])
        assert found.exit_code == 0
        return found.output.splitlines()

    with watch.watchlist.open("a") as file:
        for n in range(FEW):
            where = server.url("/gone" if n in (3, 7) else "/terms")
            file.write(f"  - {{id: page-{n}, organisation: B, title: T {n}, url: '{where}'}}\n")
    watch.time = datetime.now(UTC) - timedelta(minutes=5)
    with watch.open() as tracker:
        list(tracker.check(["acme", *(f"page-{n}" for n in range(FEW - 1))]))
    head, *lines = status()
    assert head.split() == ["PAGE", "LAST", "GOOD", "CHECKED", "NEXT", "STATE"]
    assert [line.split()[0] for line in lines[:2]] == ["page-3", "page-7"]
    assert "404" in lines[0]
    assert lines[2:4] == [
        "48 of 51 pages well, 2 failed, 1 not looked at yet",
        f"1 due now; next {_next(watch)}; `tracker status --all` has a line for every page",
    ]
    assert len(status("--all")) == 1 + 51 + 1 + 2  # what to do about the two
    assert "48 of 51 pages well" in status("--all")
    assert len(status("--json")) == 51
    with watch.open() as tracker:
        assert tracker.care.summary().rows == [row for row in tracker.care.status() if row.last and row.last.reason]
        by_hand = [row for row in tracker.care.status() if row.stale(tracker.now(), timedelta(hours=1))]
        assert tracker.care.summary(timedelta(hours=1)).stale == by_hand
        assert len(by_hand) == 2


def _next(watch: Watch) -> str:
    """The page that is due next, as `status` says it."""
    with watch.open() as tracker:
        due = {row.page.id: row.state.due for row in tracker.care.status() if row.state.due}
    id_, at = min(((id_, at) for id_, at in due.items() if at > datetime.now(UTC)), key=lambda each: each[::-1])
    return f"{id_} at {local(at)}"


def test_logs_are_objects_without_secrets(watch: Watch, tmp_path: Path, server: Server) -> None:
    with watch.watchlist.open("a") as file:
        file.write(
            f"  - {{id: shut, organisation: B, title: T, url: '{server.url('/gone')}',"
            " headers: {Cookie: '${TRACKER_COOKIE}'}}\n"
        )
    environment = os.environ | {
        "TRACKER_ALLOW_PRIVATE": "1",
        "TRACKER_COOKIE": SECRET,
        "TRACKER_NOTIFY": f"json://user:{SECRET}@localhost:1/{SECRET} {watch.settings.notify[0]}",
        "TRACKER_LOG_FORMAT": "json",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "run", "--tick", "0.2"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not server.count(f"/hook/{SECRET}") and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    events = [json.loads(line) for line in out.splitlines()]
    assert all({"time", "level", "message", "event"} <= event.keys() for event in events)
    checks = {event["page"]: event for event in events if event["event"] == "check"}
    assert (checks["acme"]["outcome"], checks["acme"]["level"]) == ("new", "info")
    assert (checks["shut"]["error"], checks["shut"]["status"], checks["shut"]["level"]) == ("http", 404, "warning")
    assert [e["message"] for e in events if e["event"] == "trouble"] == [
        "no message could be sent to address 1 of TRACKER_NOTIFY (json)"
    ]
    assert server.seen("/gone")[-1].headers["Cookie"] == SECRET
    assert SECRET not in out
    ((_, message),) = watch.messages()
    told, where, advice = message.splitlines()[-3:]
    assert told.startswith("shut failed: ")
    assert server.url("/gone") in where
    assert advice.startswith("if the page moved, write its address into the watchlist as `url:` of shut")
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in data for data in kept)


def test_once_a_day_the_bytes_go_that_the_watchlist_does_not_keep(watch: Watch, server: Server) -> None:
    with watch.open() as tracker:
        rounds = watch.rounds(tracker)
        for look in range(60):
            server.put("/terms", f"{TEXT}<!-- {look} -->")
            rounds.go()
            watch.passes(days=1)
        assert tracker.store.bodies.count() == 60
        watch.watchlist.write_text("retention: {unchanged: 30d}\n" + watch.watchlist.read_text())
        rounds.go()
        assert 30 <= tracker.store.bodies.count() <= 34
        assert tracker.verify().problems == []
