"""`tracker run` as a process that is killed, with a real mail server that is down for a while."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deliver.mailbox import Mailbox
from tests.server import Server

pytestmark = pytest.mark.slow
PAGE = "<html lang=en><title>T</title><main><h1>Terms</h1><p>We have {} contracts.</p><p>These terms hold.</p></main>"


def wait_for(what: Callable[[], object], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


def test_killed_and_started_again_it_sends_each_change_once(tmp_path: Path, server: Server) -> None:
    server.put("/terms", PAGE.format("no"))
    (tmp_path / "watchlist.yaml").write_text(
        f"pages:\n  - {{id: acme, organisation: Acme, title: Terms, every: 1s, url: '{server.url('/terms')}'}}\n"
        "deliver:\n  - {name: Desk, mail: desk@news.example}\n"
    )
    with Mailbox() as mailbox:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
        environ |= {"TRACKER_SMTP": mailbox.smtp, "TRACKER_MAIL_FROM": "t@news.example", "TRACKER_ALLOW_PRIVATE": "1"}

        def run() -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", "tracker", "run", "--tick", "0.1"]
            return subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.DEVNULL)

        def change(number: str) -> None:
            looks = server.count("/terms")
            server.put("/terms", PAGE.format(number))
            wait_for(lambda: server.count("/terms") > looks + 2)

        process = run()
        try:
            wait_for(lambda: (tmp_path / "feeds" / "index.html").exists())
            change("few")
            wait_for(lambda: len(mailbox.letters) == 1)
            process.kill()
            process.wait()
            mailbox.says = "451 not now"
            process = run()
            change("many")
            process.kill()
            process.wait()
            mailbox.says = None
            at_once = [sys.executable, "-m", "tracker", "deliver", "Desk"]  # and not a minute after the first try
            assert subprocess.run(at_once, cwd=tmp_path, env=environ, check=False).returncode == 0
            assert len(mailbox.letters) == 2
            process = run()  # it has nothing left to send
            looks = server.count("/terms")
            wait_for(lambda: server.count("/terms") > looks)
            process.terminate()
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()
        assert len(mailbox.subjects) == 2
        assert len(set(mailbox.subjects)) == 2
