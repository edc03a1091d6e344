"""`tracker serve` as browsers, feed readers and monitors meet it: a real process, asked over loopback."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from selectolax.lexbor import LexborHTMLParser

from tests.server import running


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    text = "<html lang=en><main><h1>Terms</h1><p>{}</p><p>These terms hold for all users.</p></main></html>"
    with running() as server:
        (folder / "watchlist.yaml").write_text(
            f"pages:\n  - {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/terms')}'}}\n"
            f"  - {{id: gone, organisation: Gone, title: Terms, url: '{server.url('/gone')}'}}\n"
        )
        for promise in ("We sell no data.", "We sell no personal data.", "We sell no personal data."):
            server.put("/terms", text.format(promise))
            command = [sys.executable, "-m", "tracker", "check", "acme", "gone", "--allow-private"]
            subprocess.run(command, cwd=folder, capture_output=True, check=False)
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-m", "tracker", "serve", "--port", str(port)], cwd=folder)
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            requests.get(address, timeout=1)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield address
    process.terminate()
    assert process.wait(timeout=10) in (0, -15)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/all.atom.xml", "application/atom+xml"),
        ("/all.rss.xml", "application/rss+xml"),
        ("/all.json", "application/feed+json"),
        ("/feeds.opml", "text/x-opml"),
        ("/style.css", "text/css"),
        ("/feed.css", "text/css"),
    ],
)
def test_files_have_their_media_type_and_answer_304(site: str, path: str, kind: str) -> None:
    first = requests.get(site + path, timeout=5)
    assert first.status_code == 200
    assert first.headers["Content-Type"].startswith(kind)
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    again = requests.get(site + path, headers={"If-None-Match": first.headers["ETag"]}, timeout=5)
    assert (again.status_code, again.content) == (304, b"")
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert requests.get(site + path, headers=since, timeout=5).status_code == 304


def test_large_answers_are_compressed(site: str) -> None:
    plain = requests.get(site + "/style.css", headers={"Accept-Encoding": "identity"}, timeout=5)
    packed = requests.get(site + "/style.css", headers={"Accept-Encoding": "gzip"}, timeout=5)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content == plain.content


def test_nothing_outside_the_folder_is_served_and_nothing_is_written(site: str) -> None:
    for path in ("/../tracker.db", "/%2e%2e/tracker.db", "/..%2ftracker.db", "//etc/passwd", "/tracker.db"):
        request = requests.Request("GET", site).prepare()
        request.url = site + path
        assert requests.Session().send(request, timeout=5).status_code == 404, path
    assert requests.post(site + "/all.json", timeout=5).status_code == 405


def test_search_health_and_metrics_answer_from_the_record(site: str) -> None:
    found = requests.get(site + "/api/search", params={"q": "personal data"}, timeout=5).json()
    assert [(c["page"], c["direction"]) for c in found["changes"]] == [("acme", "weaker")]
    assert requests.get(site + "/api/search", params={"q": "%_%"}, timeout=5).json()["changes"] == []
    assert requests.get(site + "/api/search", timeout=5).status_code == 400
    health = requests.get(site + "/health", timeout=5)
    assert health.status_code == 503
    assert [row["page"] for row in health.json()["unwell"]] == ["gone"]
    metrics = requests.get(site + "/metrics", timeout=5)
    assert metrics.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert re.search(r'^tracker_failures_in_a_row\{page="gone"\} 3\.0$', metrics.text, re.MULTILINE)
    assert re.search(r'^tracker_changes\{status="published"\} 1\.0$', metrics.text, re.MULTILINE)


def test_every_text_ever_is_found_as_a_page(site: str) -> None:
    """Also what no change tells of, without a script, and whatever is asked."""
    found = requests.get(site + "/words", params={"q": "terms hold"}, timeout=5)
    page = LexborHTMLParser(found.text)
    assert "form-action 'self'" in str(page.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"])
    (row,) = page.css("article")
    assert row.css_first(".excerpt").text() == "These terms hold for all users."
    assert requests.get(f"{site}/{row.css_first('a').attributes['href']}", timeout=5).status_code == 200
    assert "until now" in row.text()
    old = LexborHTMLParser(requests.get(site + "/words", params={"q": '"sell no data"'}, timeout=5).text)
    assert "until now" not in old.css_first("article").text()
    assert not LexborHTMLParser(requests.get(site + "/words", timeout=5).text).css("article")
    for odd in ('"', "AND", "(((", "NEAR(", "<script>alert(1)</script>", "*", "\x00", "a" * 5_000):
        answer = requests.get(site + "/words", params={"q": odd}, timeout=5)
        assert answer.status_code in (200, 400), odd
        assert "<script" not in answer.text
        assert LexborHTMLParser(answer.text).css_first("[role=status]"), odd


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "serve"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "`tracker publish` makes it" in done.stderr


@pytest.mark.parametrize("path", ["/page", "//page", "//other.example/..", "/change"])
def test_no_redirect_leads_where_the_request_says_that_we_are(site: str, path: str) -> None:
    host, port = site.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := client.recv(65536):
            answer += part
    assert b"evil.example" not in answer
    location = re.search(rb"(?im)^location: (\S+)", answer)
    assert location is None or re.match(rb"/[^/]", location[1])
