"""The browser fetcher in a real Chromium, against a real server on loopback."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.server import Reply, Server
from tracker.errors import AddressRefused, CannotSee, ConnectError, FetchTimeout, HttpError, RobotsDenied, TooLarge
from tracker.model import FetchRequest
from tracker.read import extract
from tracker.watch.fetch import FetchSettings
from tracker.watch.fetch.browser import NAMES, BrowserFetcher
from tracker.watch.fetch.http import Fetcher

pytest.importorskip("playwright", reason="the extra `browser` is not installed")
pytestmark = pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="no Chromium on the PATH")

STATEMENT = "We sell no personal data, to nobody, and keep none for longer than it takes to answer you. " * 4
SHELL = "<!doctype html><html lang=en><title>Terms</title><body><main id=app></main><script>{}</script>"
FILL = f"document.getElementById('app').innerHTML = '<h1>Terms</h1><p>{STATEMENT}</p>'"
Make = Callable[..., BrowserFetcher]


@pytest.fixture(scope="module")
def browser_with() -> Iterator[Make]:
    """Makes fetchers that may reach this machine; those with equal settings share a browser."""
    made: dict[object, tuple[BrowserFetcher, Fetcher]] = {}

    def make(resolver: object = None, **fields: object) -> BrowserFetcher:
        settings = FetchSettings(**{"allow_private": True, "spacing": 0.0, "timeout": 20.0} | fields)
        if (settings, resolver) not in made:
            more = {"resolver": resolver} if resolver else {}
            plain = Fetcher(settings, **more)
            made[settings, resolver] = BrowserFetcher(settings, plain, **more), plain
        return made[settings, resolver][0]

    yield make
    for fetcher, plain in made.values():
        fetcher.close()
        plain.close()


@pytest.fixture
def browser(browser_with: Make) -> BrowserFetcher:
    return browser_with()


def test_a_page_that_scripts_render_is_read(browser: BrowserFetcher, server: Server) -> None:
    server.put("/terms", "<p>" + STATEMENT)
    script = f"fetch('/terms').then(r => r.text()).then(t => {{ {FILL} }})"
    capture = browser.fetch(FetchRequest(server.put("/", SHELL.format(script), etag='"1"')))
    assert STATEMENT.strip() in extract(capture).text
    assert (capture.source, capture.status, capture.final_url) == ("browser", 200, server.url("/"))
    assert capture.header("content-type") == "text/html; charset=utf-8"
    assert capture.header("etag") is None
    assert "statement-tracker/" in server.seen("/")[-1].headers["User-Agent"]
    assert "Headless" not in server.seen("/")[-1].headers["User-Agent"]


def test_it_waits_for_what_a_timer_brings(browser: BrowserFetcher, server: Server) -> None:
    capture = browser.fetch(FetchRequest(server.put("/", SHELL.format(f"setTimeout(() => {{ {FILL} }}, 1500)"))))
    assert STATEMENT.strip() in extract(capture).text


def test_a_consent_dialog_is_read_through_and_not_accepted(browser: BrowserFetcher, server: Server) -> None:
    wall = """
        const box = document.createElement('div'); box.setAttribute('role', 'dialog'); box.id = 'consent';
        box.style = 'position:fixed; inset:0; background:white; z-index:9';
        box.innerHTML = '<p>We value your privacy. We and our partners use cookies.</p>'
            + '<button onclick="fetch(`/accepted`)">Accept all cookies</button>';
        document.body.append(box); document.body.style.overflow = 'hidden';"""
    capture = browser.fetch(FetchRequest(server.put("/", SHELL.format(FILL + ";" + wall))))
    assert extract(capture).text == f"Terms\n{STATEMENT.strip()}"
    assert server.count("/accepted") == 0


LOADERS = {
    "fetch('/never')": r"no answer yet from http://localhost:\d+/never",
    "document.getElementById('app').innerText = 'Loading…'": "nothing but 'Loading…'",
    "setInterval(() => document.getElementById('app').append('x '), 50)": "never stood still",
    "": "still empty",
}


@pytest.mark.slow
def test_an_endless_loader_is_a_clear_timeout(browser_with: Make, server: Server) -> None:
    server.put("/never", lambda wire: wire.wait(30))
    fetcher = browser_with(timeout=4)

    def said(number: int, script: str) -> str:
        with pytest.raises(FetchTimeout) as caught:
            fetcher.fetch(FetchRequest(server.put(f"/{number}", SHELL.format(script))))
        return str(caught.value)

    with ThreadPoolExecutor() as pool:  # side by side, as workers are
        for told, wanted in zip(pool.map(said, range(len(LOADERS)), LOADERS), LOADERS.values(), strict=True):
            assert re.search(wanted, told), told


@pytest.mark.slow
def test_a_script_that_never_ends_is_left_behind(browser_with: Make, server: Server) -> None:
    fetcher = browser_with(timeout=5.0)  # enough for the second page, on a busy machine too
    with pytest.raises(FetchTimeout):
        fetcher.fetch(FetchRequest(server.put("/", SHELL.format("while (true) {}"))))
    assert "Terms" in extract(fetcher.fetch(FetchRequest(server.put("/", SHELL.format(FILL))))).text


@pytest.mark.slow
def test_what_another_site_keeps_open_is_not_waited_for(browser: BrowserFetcher, server: Server) -> None:
    server.put("/chat", lambda wire: wire.wait(30))
    chat = server.url("/chat").replace("localhost", "127.0.0.1")
    capture = browser.fetch(
        FetchRequest(server.put("/", SHELL.format(f"{FILL}; fetch('{chat}', {{mode: 'no-cors'}})")))
    )
    assert STATEMENT.strip() in extract(capture).text


def private(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """A name server of an attacker, who owns inside.example."""
    return [(socket.AF_INET, ({"inside.example": "10.1.2.3", "localhost": "127.0.0.1"}.get(host, host), port))]


@pytest.mark.parametrize("way", ["redirect", "script", "name"])
@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/", "http://inside.example/"])
def test_no_way_leads_to_a_private_address(browser_with: Make, server: Server, way: str, target: str) -> None:
    browser = browser_with(resolver=private)
    at = {
        "redirect": lambda: server.redirect("/", target),
        "script": lambda: server.put("/", SHELL.format(f"location = '{target}'")),
        "name": lambda: target,
    }[way]()
    with pytest.raises(AddressRefused, match="not a public address"):
        browser.fetch(FetchRequest(at))


def test_parts_of_a_page_reach_no_private_address(browser: BrowserFetcher, server: Server) -> None:
    script = f"fetch('http://10.1.2.3/').catch(() => {{ {FILL} }})"
    with socket.create_server(
        ("127.0.0.1", 0)
    ) as other:  # loopback is allowed here, so that it is only a matter of 10.
        capture = browser.fetch(FetchRequest(server.put("/", SHELL.format(script))))
        other.settimeout(0)
    assert STATEMENT.strip() in extract(capture).text


def test_without_leave_it_reaches_not_even_this_machine(browser_with: Make, server: Server) -> None:
    with pytest.raises(AddressRefused, match="of this machine"):
        browser_with(allow_private=False).fetch(FetchRequest(server.put("/", SHELL.format(FILL))))
    assert server.connections == 0


def test_robots_and_errors_are_as_with_a_plain_client(browser: BrowserFetcher, server: Server) -> None:
    server.put("/robots.txt", "User-agent: *\nDisallow: /private", type="text/plain")
    server.put("/", Reply(503, body="<p>Busy", headers={"Retry-After": "120"}))
    with pytest.raises(RobotsDenied):
        browser.fetch(FetchRequest(server.url("/private")))
    with pytest.raises(HttpError, match="503") as caught:
        browser.fetch(FetchRequest(server.url("/")))
    assert (caught.value.status, caught.value.retry_after) == (503, 120.0)
    with pytest.raises(RobotsDenied):
        browser.fetch(FetchRequest(server.redirect("/moved", server.url("/private").replace("localhost", "127.0.0.1"))))


def test_a_file_to_download_is_no_page(browser: BrowserFetcher, server: Server) -> None:
    url = server.put("/a.bin", b"\0\1", type="application/octet-stream")
    with pytest.raises(CannotSee, match="download"):
        browser.fetch(FetchRequest(url))
    with pytest.raises(CannotSee, match="application/json"):
        browser.fetch(FetchRequest(server.put("/a.json", f'["{STATEMENT}"]', type="application/json")))


def test_more_than_allowed_is_refused(browser_with: Make, server: Server) -> None:
    browser = browser_with(max_bytes=50_000)
    with pytest.raises(TooLarge, match="document"):
        browser.fetch(FetchRequest(server.put("/", SHELL.format("document.body.append('word '.repeat(20000))"))))
    server.put("/big.js", b"/" * 400_000)
    with pytest.raises(TooLarge, match="loads"):
        browser.fetch(FetchRequest(server.put("/", '<script src="/big.js"></script>')))


def test_headers_of_a_page_go_to_its_own_site_alone(browser: BrowserFetcher, server: Server) -> None:
    other = server.put("/other.js", "1", type="text/javascript").replace("localhost", "127.0.0.1")
    url = server.put("/", f"<script src='{other}'></script><p>{STATEMENT}")
    browser.fetch(FetchRequest(url, headers=(("X-Key", "secret"), ("Cookie", "a=b; c=d"))))
    (mine,), (theirs,) = server.seen("/"), server.seen("/other.js")
    assert (mine.headers["X-Key"], mine.headers["Cookie"]) == ("secret", "a=b; c=d")
    assert (theirs.headers["X-Key"], theirs.headers["Cookie"]) == (None, None)


def test_nothing_of_one_page_is_known_to_the_next(browser: BrowserFetcher, server: Server) -> None:
    url = server.put("/", f"<p>{STATEMENT}", headers={"Set-Cookie": "seen=1"})
    browser.fetch(FetchRequest(url))
    browser.fetch(FetchRequest(url))
    assert [seen.headers["Cookie"] for seen in server.seen("/")] == [None, None]


@pytest.mark.slow
def test_shadow_roots_and_frames_are_part_of_the_text(browser: BrowserFetcher, server: Server) -> None:
    server.put("/frame", "<p>In a frame stands a policy that another page of this site holds.")
    script = f"""
        const host = document.createElement('policy-text'); host.innerHTML = '<p slot=part>In a slot.</p>';
        const root = host.attachShadow({{mode: 'open'}});
        root.innerHTML = '<h2>In a shadow root</h2><slot name=part></slot><p>{STATEMENT}</p>';
        document.getElementById('app').append(host);"""
    shell = SHELL.replace("</main>", "<iframe src=/frame></iframe></main>")
    capture = browser.fetch(FetchRequest(server.put("/", shell.format(script))))
    text = extract(capture).text
    places = [text.index(part) for part in ("In a frame", "In a shadow root", "In a slot.", STATEMENT.strip())]
    assert places == sorted(places)


def test_a_server_that_refuses_is_told_as_such(browser: BrowserFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(ConnectError, match="refused"):
        browser.fetch(FetchRequest(f"http://localhost:{port}/"))


def test_without_a_browser_it_says_what_to_install(
    browser_with: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fetcher = browser_with(timeout=19.0)
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        patch.delenv("PLAYWRIGHT_CHROMIUM_PATH", raising=False)
        with pytest.raises(CannotSee, match="apt-get install chromium"):
            fetcher.fetch(FetchRequest("http://localhost/"))
        patch.setenv("PLAYWRIGHT_CHROMIUM_PATH", str(tmp_path / "gone"))
        with pytest.raises(CannotSee, match="gone, is no program"):
            fetcher.fetch(FetchRequest("http://localhost/"))
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PLAYWRIGHT_CHROMIUM_PATH", str(broken))
    with pytest.raises((CannotSee, ConnectError), match=r"does not start|refused"):
        fetcher.fetch(FetchRequest("http://localhost/"))
