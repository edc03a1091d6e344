"""A page for a browser where none is set up: the look fails with what to do, and everything else goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.server import Server
from tracker.cli import cli

TEXT = "<html lang=en><title>Terms</title><main><h1>Terms</h1><p>These terms hold for all users.</p></main></html>"


def check(folder: Path, server: Server, **more: str) -> tuple[int, str]:
    server.put("/terms", TEXT)
    entry = "{{organisation: Acme, title: {0}, url: '" + server.url("/terms") + "'{1}}}"
    pages = ", ".join([entry.format("App", ", fetch: browser"), entry.format("Terms", "")])
    (folder / "watchlist.yaml").write_text(f"pages: [{pages}]\n")
    names = {"DB": "tracker.db", "WATCHLIST": "watchlist.yaml", "FEEDS": "feeds"}
    here = {f"TRACKER_{name}": str(folder / file) for name, file in names.items()} | {"TRACKER_ALLOW_PRIVATE": "1"}
    done = CliRunner().invoke(cli, ["check"], env=here | more)
    told = CliRunner().invoke(cli, ["status"], env=here)
    return done.exit_code, " ".join(f"{done.output} {told.output}".split())


def test_without_the_library_it_says_how_to_install_it(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "playwright", None)  # as if it were not installed
    code, told = check(tmp_path, server)
    assert code == 1
    assert "acme-app: failed" in told
    assert told.count("pip install 'playwright>=1.50'") >= 2  # by check and by status
    assert "acme-terms: new text" in told


def test_without_a_browser_it_says_how_to_install_one(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("playwright", reason="the extra `browser` is not installed")
    monkeypatch.setenv("PATH", str(tmp_path))
    code, told = check(tmp_path, server)
    assert code == 1
    assert "apt-get install chromium" in told
    assert "acme-terms: new text" in told


def test_a_browser_that_is_set_and_is_none_is_named(tmp_path: Path, server: Server) -> None:
    pytest.importorskip("playwright", reason="the extra `browser` is not installed")
    code, told = check(tmp_path, server, PLAYWRIGHT_CHROMIUM_PATH=str(tmp_path / "none"))
    assert code == 1
    assert "is no program that can be run" in told
