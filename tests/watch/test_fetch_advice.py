"""A page that cannot be seen is told as such, with the way that may see it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.server import Reply, Server
from tracker.cli import cli
from tracker.model import Check, CheckOutcome, FetchKind, Page
from tracker.watch.fetch_advice import advice, another_way

AT = datetime(2026, 6, 1, tzinfo=UTC)
SHELL = (
    "<!doctype html><html><title>Acme</title><body><div id=root></div>"
    "<noscript>Please enable JavaScript to run this app.</noscript><script src=/app.js></script></html>"
)
CHALLENGE = (
    "<!doctype html><html><title>Just a moment...</title><h1>Checking your browser</h1><p>Verify you are human.</p>"
)


@pytest.mark.parametrize(
    ("kind", "outcome", "status", "reason", "way"),
    [
        ("http", "failed", 403, "acme.example answered 403 (Forbidden)", "browser"),
        ("http", "failed", 404, "acme.example answered 404 (Not Found)", None),
        ("http", "failed", 200, "no text is left once scripts, menus and banners are taken out", "browser"),
        ("http", "quarantined", 200, "the first look found a challenge for robots: 300 characters", "browser"),
        ("http", "quarantined", 200, "the text is in another language (de, it was en)", None),
        ("http", "new", 200, None, None),
        ("browser", "failed", 403, "acme.example answered 403 (Forbidden)", "wayback"),
        ("wayback", "failed", 404, "the archive holds no copy of it", None),
    ],
)
def test_another_way_is_proposed_only_where_it_may_help(
    kind: str, outcome: str, status: int, reason: str | None, way: str | None
) -> None:
    page = Page("acme", "Acme", "Terms", "https://acme.example/", fetch=FetchKind(kind))
    last = Check("acme", AT, CheckOutcome(outcome), reason, status=status)
    assert another_way(page, last) == way
    assert ("cannot see this page" in (advice(page, last) or "")) == (way is not None)


@pytest.mark.parametrize(
    ("outcome", "status", "leads_to", "said"),
    [
        ("failed", 404, None, ["if the page moved", "`url:` of acme", "history is kept"]),
        ("quarantined", 200, "https://acme.example/login", ["now leads to https://acme.example/login"]),
        ("unchanged", 200, "https://acme.example/legal", ["it moved to https://acme.example/legal", "history is kept"]),
        ("quarantined", 200, None, ["tracker text acme", "if the page moved"]),
    ],
)
def test_where_a_page_went_is_told_with_what_to_do(
    outcome: str, status: int, leads_to: str | None, said: list[str]
) -> None:
    page = Page("acme", "Acme", "Terms", "https://acme.example/terms")
    told = advice(page, Check("acme", AT, CheckOutcome(outcome), "why", status=status), leads_to) or ""
    assert all(part in told for part in said), told


def test_a_page_that_is_where_it_was_needs_no_advice() -> None:
    page = Page("acme", "Acme", "Terms", "https://acme.example/terms")
    assert advice(page, Check("acme", AT, CheckOutcome.UNCHANGED, status=200)) is None


@pytest.mark.parametrize("body", [SHELL, CHALLENGE], ids=["shell", "challenge"])
def test_status_and_doctor_say_why_and_what_may_help(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_ALLOW_PRIVATE", "1")
    url = server.put("/terms", Reply(body=body))
    Path("watchlist.yaml").write_text(f"pages:\n  - {{id: acme, organisation: Acme, title: Terms, url: '{url}'}}\n")
    run = CliRunner().invoke
    assert run(cli, ["check"]).exit_code == 1
    for command in ("status", "doctor"):
        told = " ".join(run(cli, [command]).output.split())
        assert "a plain client cannot see this page" in told, told
        assert "tracker watchlist try acme --fetch browser" in told
