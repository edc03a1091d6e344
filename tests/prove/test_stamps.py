"""Checkpoints are stamped by a real authority on loopback, which can do nothing to a publication."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import tracker.app
from tests.authority import Authority, authority
from tests.prove.history import settings
from tracker.app import open_tracker
from tracker.cli import cli
from tracker.errors import UsageError
from tracker.model import Page
from tracker.prove.verify import Verification
from tracker.record.evidence import Roots, ask_for, read_stamp
from tracker.settings import Settings

DAY = timedelta(days=1)
ANOTHER = Page("acme-other", "Acme", "Other", "https://acme.example/other")


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("clock") / "openssl") as server:
        yield server


@pytest.fixture
def asked(clock: Authority) -> Authority:
    clock.status, clock.replay, clock.asked = 200, b"", 0
    return clock


@pytest.fixture
def copy(history: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(history, tmp_path / "copy"))


def with_(clock: Authority, root: Path) -> Settings:
    return replace(settings(root), timestamp=clock.address, timestamp_ca=clock.root)


def publish(where: Settings, *, later: timedelta = timedelta(), grown: bool = False) -> None:
    now = datetime.now(UTC) + later
    with open_tracker(where, write=True, now=lambda: now) as tracker:
        if grown:  # another entry of the log
            watched = tracker.store.pages.all(watched=True)
            tracker.store.pages.sync([*watched, replace(ANOTHER, note=str(now))], now=now)
        tracker.publish()


def verify(where: Settings) -> Verification:
    with open_tracker(where) as tracker:
        return tracker.verify()


def test_a_stamp_is_kept_published_and_checked(asked: Authority, copy: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    where = with_(asked, copy)
    publish(where)
    found = verify(where)
    assert found.problems == []
    ((size, stamp),) = found.stamped
    assert size == found.signed == found.entries
    assert before <= stamp.at <= datetime.now(UTC)
    assert stamp.authority == "Clock of the test"
    assert found.stamps_believed
    assert sorted(path.name for path in (copy / "feeds/checkpoints").iterdir()) == [f"{size}.tsr", f"{size}.txt"]
    check = ["openssl", "ts", "-verify", "-data", f"{size}.txt", "-in", f"{size}.tsr", "-CAfile", asked.root]
    subprocess.run(check, cwd=copy / "feeds/checkpoints", check=True, capture_output=True)
    assert f"\n{size}\n" in (copy / f"feeds/checkpoints/{size}.txt").read_text()


def test_it_is_asked_once_a_day_and_never_twice_for_one_checkpoint(asked: Authority, copy: Path) -> None:
    where = with_(asked, copy)
    publish(where)
    publish(where, grown=True)
    assert asked.asked == 1
    publish(where, later=DAY, grown=True)
    assert asked.asked == 2
    assert [size for size, _ in verify(where).stamped] == sorted({size for size, _ in verify(where).stamped})
    assert len(verify(where).stamped) == 2


def test_what_was_published_comes_back_when_it_is_gone(asked: Authority, copy: Path) -> None:
    where = with_(asked, copy)
    publish(where)
    shutil.rmtree(copy / "feeds")
    publish(where)
    assert len(list((copy / "feeds/checkpoints").iterdir())) == 2


@pytest.mark.parametrize("what", ["refuses", "errs", "babbles", "replays", "is gone", "is another"])
def test_without_a_good_stamp_all_is_published_and_it_is_asked_again(
    asked: Authority, copy: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    where = with_(asked, copy)
    said = "no time stamp"
    match what:
        case "refuses":
            with authority(tmp_path / "strict", digests="sha512") as strict:
                publish(replace(where, timestamp=strict.address))
        case "errs":
            asked.status, said = 503, "it answered 503"
            publish(where)
        case "babbles":
            asked.replay, said = b"\x30\x80 good day", "it is no time stamp"
            publish(where)
        case "replays":
            with open_tracker(where) as tracker:
                newest = tracker.store.checkpoints.newest()
            assert newest
            asked.replay, said = asked.stamp(ask_for(newest.note).data), "answers another request"
            publish(where)
        case "is gone":
            with authority(tmp_path / "gone") as gone:
                address = gone.address
            publish(replace(where, timestamp=address))
        case "is another":
            said = "no trusted certificate vouches for it"
            with authority(tmp_path / "other") as other:
                publish(replace(where, timestamp=other.address))
    assert said in caplog.text
    assert not (copy / "feeds/checkpoints").exists()
    assert verify(where).problems == []
    assert verify(where).stamped == []
    asked.status, asked.replay = 200, b""
    publish(where)
    assert len(verify(where).stamped) == 1


def test_one_that_never_answers_holds_nothing_up(
    asked: Authority, copy: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked.status = 0
    monkeypatch.setattr(tracker.app, "FAREWELL", 0.2)
    with open_tracker(with_(asked, copy), write=True) as opened:
        for _ in range(3):
            opened.publish()
        while not asked.asked:
            pass
        assert "did not answer" not in caplog.text  # it was not waited for
    assert asked.asked == 1
    assert "did not answer in time" in caplog.text
    asked.over.set()
    asked.over.clear()


def test_stamps_that_were_altered_or_moved_are_found(asked: Authority, copy: Path) -> None:
    where = with_(asked, copy)
    publish(where)
    publish(where, later=DAY, grown=True)
    with closing(sqlite3.connect(copy / "tracker.db")) as db:
        kept = db.execute("SELECT size, stamp FROM checkpoints WHERE stamp IS NOT NULL ORDER BY size").fetchall()
        for statement in ("UPDATE checkpoints SET stamp = NULL", "UPDATE checkpoints SET stamp = x'00'"):
            with pytest.raises(sqlite3.IntegrityError, match="evidence"):
                db.execute(statement)
        db.rollback()
        (guard,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'checkpoints_stamped'").fetchone()

        def put(size: int, stamp: bytes | None) -> Verification:
            with db:
                db.execute("DROP TRIGGER checkpoints_stamped")
                db.execute("UPDATE checkpoints SET stamp = ? WHERE size = ?", [stamp, size])
                db.execute(guard)
            return verify(where)

        (first, early), (second, late) = kept
        gone = "is not the one that the log speaks of, or is gone"
        assert {p.what for p in put(first, late).problems} == {"is not good: it is over another text", gone}
        assert [p.what for p in put(first, None).problems] == [gone]
        assert put(first, early).problems == []
        altered = late[:-1] + bytes([late[-1] ^ 1])
        assert [p.where for p in put(second, altered).problems] == [f"time stamp at {second}"]
        for junk in (b"", b"\x30", late[: len(late) // 2]):
            assert [p.what for p in put(second, junk).problems] == ["is not good: it is no time stamp"]


def test_verify_says_in_words_what_a_stamp_proves(asked: Authority, copy: Path, tmp_path: Path) -> None:
    publish(with_(asked, copy))

    def said(*more: str) -> str:
        options = ["--db", copy / "tracker.db", "--watchlist", copy / "watchlist.yaml", "--feeds", copy / "feeds"]
        done = CliRunner().invoke(cli, ["verify", *map(str, options), *more])
        return " ".join(done.stdout.split())

    assert "Clock of the test says so, by its own clock" in said("--timestamp-ca", str(asked.root))
    alone = said()
    assert "says so" not in alone
    assert "1 time stamp of Clock of the test would show it" in alone
    told = json.loads(said("--json", "--timestamp-ca", str(asked.root)))
    assert told["stamped"][0][1]["authority"] == "Clock of the test"
    with authority(tmp_path / "other") as other:
        assert "no trusted certificate vouches for it" in said("--timestamp-ca", str(other.root))


@pytest.mark.parametrize("wrong", ["no certificate", "no file", "none named", "no address"])
def test_settings_that_make_no_sense_are_told(copy: Path, asked: Authority, wrong: str) -> None:
    where = with_(asked, copy)
    where = {
        "no certificate": replace(where, timestamp_ca=copy / "watchlist.yaml"),
        "no file": replace(where, timestamp_ca=copy / "nothing.pem"),
        "none named": replace(where, timestamp_ca=None),
        "no address": replace(where, timestamp="clock.example"),
    }[wrong]
    with pytest.raises(UsageError, match=r"certificate|nothing\.pem|clock\.example"), open_tracker(where, write=True):
        pass


def test_a_stamp_is_read_and_believed_by_the_certificate_alone(asked: Authority) -> None:
    question = ask_for("a text")
    answer = asked.stamp(question.data)
    roots = Roots(asked.root.read_bytes())
    assert read_stamp(answer, "a text").authority == "Clock of the test"
    roots.vouch(answer, "a text", question.nonce)
    for text, nonce in (("another text", question.nonce), ("a text", question.nonce + 1)):
        with pytest.raises(ValueError, match=r"certificate|request"):
            roots.vouch(answer, text, nonce)
