"""What the environment holds stays there: in no database, backup, feed, page, export, message or log line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests import forked
from tests.server import Server
from tests.test_main_path import page

pytestmark = pytest.mark.slow

COOKIE, TOKEN = "s3cret-of-the-page", "s3cret-of-the-messages"


def test_secrets_are_used_and_kept_nowhere(tmp_path: Path, server: Server) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        f"pages:\n- {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/terms')}',"
        " headers: {Cookie: 'session=${TRACKER_ACME_COOKIE}'}}\n"
        f"- {{id: gone, organisation: Gone, title: Terms, url: '{server.url('/gone')}'}}\n"
        "deliver:\n- {name: Desk, mail: desk@news.example}\n"
        "- {name: Hook, webhook: '${TRACKER_HOOK}', secret: '${TRACKER_HOOK_SECRET}'}\n"
        "- {name: Chat, chat: '${TRACKER_CHAT}'}\n"
    )
    environment = {
        "TRACKER_ACME_COOKIE": COOKIE,
        # Nobody listens there: that it could not be sent is told.
        "TRACKER_NOTIFY": f"json://desk:{TOKEN}@127.0.0.1:9/{TOKEN}",
        "TRACKER_CHAT": f"json://desk:{TOKEN}@127.0.0.1:9/{TOKEN}",
        "TRACKER_SMTP": f"smtp://desk%40news.example:{TOKEN}@127.0.0.1:9",
        "TRACKER_HOOK": f"http://127.0.0.1:9/{TOKEN}",
        "TRACKER_HOOK_SECRET": TOKEN,
    }
    said = b""

    def run(*arguments: str) -> None:
        nonlocal said
        done = forked.tracker(*arguments, cwd=tmp_path, environment=environment)
        assert "Traceback" not in done.stderr
        said += (done.stdout + done.stderr).encode()

    for turn in range(3):
        server.put("/terms", page(f"We have {turn // 2 + 2} contracts."))
        run("check", "acme", "gone", "--allow-private", *(["--json"] if turn % 2 else []))
    for form in ("zip", "warc", "html", "json"):
        run("export", "acme", "--format", form, "-o", f"acme.{form}")
    run("backup", "copy.db")
    run("deliver", "--test")
    run("status", "--json")
    run("log", "--json")
    run("watchlist", "check")
    run("watchlist", "list")
    with zipfile.ZipFile(tmp_path / "acme.zip") as bundle:
        bundle.extractall(tmp_path / "bundle")
    assert server.seen("/terms")[-1].headers["Cookie"] == f"session={COOKIE}"
    assert b"no message could be sent to address 1 of TRACKER_NOTIFY" in said  # it was tried
    for tried in (b"the mail server 127.0.0.1 cannot be used", b"the webhook cannot be reached", b"of TRACKER_CHAT"):
        assert tried in said
    key = (tmp_path / "tracker.db.key").read_bytes().strip().split(b"+", 4)[4]  # base64, which may itself hold a +
    assert len(key) == 44
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(files) > 20
    for secret in (COOKIE.encode(), TOKEN.encode(), key):
        assert secret not in said
        holders = [path.name for path, data in files.items() if secret in data]
        assert holders == (["tracker.db.key"] if secret == key else [])
