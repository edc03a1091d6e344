"""Adding and trying a page, against a real server: what is proposed, what is warned of, what is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.test_watch import Run, tracker
from tests.server import Reply, Server
from tracker.watch.watchlist import load

__all__ = ["tracker"]

SENTENCES = "".join(
    f"<p>Promise {n}: we keep no record of what visitors of part {n} read, and we give none to anybody.</p>"
    for n in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
)
PAGE = """<!doctype html><html lang="en-GB"><head><title>Privacy policy | Acme</title>
<meta property="og:site_name" content="Acme"><link rel="canonical" href="{canonical}"></head>
<body><nav><a href="/">Home</a> <a href="/shop">Shop</a></nav><main><h1>Privacy policy</h1>{text}</main>
<aside class="related"><h2>Related</h2><p>Read how our founders met on a rainy evening in the mountains.</p></aside>
<footer>Copyright 2026 Acme</footer></body></html>"""


@pytest.fixture
def page(server: Server) -> Server:
    server.put("/legal/privacy", PAGE.format(canonical="/legal/privacy", text=SENTENCES))
    return server


def test_add_proposes_what_the_page_says_and_writes_it(tracker: Run, page: Server, tmp_path: Path) -> None:
    watchlist = tmp_path / "watchlist.yaml"
    before = "# Ours.\npages:\n  - organisation: Bolt   # the first\n    title: Terms\n    url: https://bolt.example/\n"
    watchlist.write_text(before)
    url = page.url("/legal/privacy")
    page.put("/legal/privacy?utm_source=mail", PAGE.format(canonical="/legal/privacy", text=SENTENCES))
    done = tracker("watchlist", "add", f"{url}?utm_source=mail#top", "--yes")
    assert watchlist.read_text() == (
        f"{before}  - id: acme-privacy-policy\n    organisation: Acme\n    title: Privacy policy\n    url: {url}\n"
        "    tags: [privacy]\n"
    )
    for told in (
        "robots.txt allows it",
        "12 lines",
        "language en-GB (as the page says)",
        "Promise one",
        "4 more lines",
    ):
        assert told in done.stdout
    assert f"the page's own address is {url}" in done.stdout
    assert "warning" not in done.stderr
    assert "acme-privacy-policy: new text" in tracker("check", "acme-privacy-policy").stdout


def test_add_and_try_tell_machines_the_same(tracker: Run, page: Server, tmp_path: Path) -> None:
    url = page.url("/legal/privacy")
    told = json.loads(tracker("watchlist", "add", url, "--json").stdout)
    assert (told["entry"]["id"], told["entry"]["url"], told["added"]) == ("acme-privacy-policy", url, False)
    assert (len(told["lines"]), told["warnings"]) == (12, [])
    assert not (tmp_path / "watchlist.yaml").exists()
    assert json.loads(tracker("watchlist", "add", url, "--json", "--yes").stdout)["added"]
    tried = json.loads(tracker("watchlist", "try", "acme-privacy-policy", "--json", "--select", "h1").stdout)
    assert tried["kept"] == [{"kind": "heading", "text": "Privacy policy"}]
    assert "Home" in " ".join(tried["dropped"])
    assert (tried["same_again"], tried["differences"], tried["failure"]) == (True, [], None)


def test_what_is_given_goes_before_what_is_proposed(tracker: Run, page: Server, tmp_path: Path) -> None:
    given = "--id p --organisation Norrland --title Promises --tags a,b --every 1d --select main".split()
    tracker("watchlist", "add", page.url("/legal/privacy"), *given, "--yes")
    (added,) = load(tmp_path / "watchlist.yaml").pages
    assert (added.id, added.organisation, added.title, added.tags) == ("p", "Norrland", "Promises", ("a", "b"))
    assert (added.every.days, added.select) == (1, ("main",))


def test_add_asks_first_and_takes_no_for_an_answer(tracker: Run, page: Server, tmp_path: Path) -> None:
    assert "nothing was added" in tracker("watchlist", "add", page.url("/legal/privacy"), stdin="n\n").stdout
    assert not (tmp_path / "watchlist.yaml").exists()
    tracker("watchlist", "add", page.url("/legal/privacy"), stdin="y\n")
    assert "watched already, as acme-privacy-policy" in (
        tracker("watchlist", "add", page.url("/legal/privacy"), "--yes", code=2).stderr
    )


def test_the_watchlist_teaches_names_and_tags(tracker: Run, page: Server, tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        f"pages:\n  - organisation: ACME Holdings\n    title: Terms\n    url: {page.url('/terms')}\n"
        "  - organisation: Bolt\n    title: Privacy policy\n    url: https://bolt.example/\n    tags: [data, privacy]\n"
    )
    tracker("watchlist", "add", page.url("/legal/privacy"), "--yes")
    added = load(tmp_path / "watchlist.yaml").pages[-1]
    assert (added.organisation, added.tags) == ("ACME Holdings", ("data", "privacy"))


def test_a_page_that_only_a_browser_sees_is_warned_of_or_refused(tracker: Run, server: Server, tmp_path: Path) -> None:
    shell = server.put("/shell", "<html><title>Terms</title><body><div id=app></div><script>run()</script></body>")
    assert "try --fetch browser" in tracker("watchlist", "add", shell, "--yes", code=1).stderr
    assert not (tmp_path / "watchlist.yaml").exists()
    little = server.put("/little", "<main><h1>Terms</h1><p>These terms hold for all who visit our shops.</p></main>")
    assert "warning: " in tracker("watchlist", "add", little, "--yes").stderr


def test_an_address_that_is_only_called_canonical_is_not_taken(tracker: Run, server: Server, tmp_path: Path) -> None:
    server.put("/", "<main><h1>Welcome</h1><p>The front page shows something else altogether.</p></main>")
    url = server.put("/privacy", PAGE.format(canonical="/", text=SENTENCES))
    assert "does not show the same text" in tracker("watchlist", "add", url, "--yes").stdout
    assert load(tmp_path / "watchlist.yaml").pages[0].url == url


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        ("/none", 1, "answered 404"),
        ("/private/terms", 1, "robots.txt"),
        ("/image", 1, "a PNG image"),
        ("ftp://acme.example/", 2, "does not begin with https://"),
        ("not an address", 2, "the address holds"),
    ],
)
def test_what_cannot_be_watched_is_refused(
    tracker: Run, server: Server, tmp_path: Path, path: str, code: int, told: str
) -> None:
    server.put("/robots.txt", Reply(body="User-agent: *\nDisallow: /private/", type="text/plain"))
    server.put("/image", Reply(body=b"\x89PNG\r\n\x1a\n", type="image/png"))
    url = server.url(path) if path.startswith("/") else path
    assert told in tracker("watchlist", "add", url, "--yes", code=code).stderr
    assert not (tmp_path / "watchlist.yaml").exists()


def test_try_says_why_a_line_is_dropped(tracker: Run, page: Server) -> None:
    url = page.url("/legal/privacy")
    out = tracker("watchlist", "try", url, "--remove", "aside", "--why").stdout
    lines = {line.partition("   ")[0]: line.partition("   ")[2] for line in out.splitlines() if line.startswith("- ")}
    assert (
        next(why for line, why in lines.items() if "our founders met" in line)
        == "`remove` in the watchlist: aside.related"
    )
    assert lines["- Home Shop"].startswith("a menu, header, footer or dialog: ")
    told = json.loads(tracker("watchlist", "try", url, "--json").stdout)["why"]
    assert ("a menu, header, footer or dialog", "Home Shop") in {(each["rule"], each["text"]) for each in told}


def test_try_writes_a_page_that_shows_what_became_of_each_line(tracker: Run, page: Server, tmp_path: Path) -> None:
    shown, url = tmp_path / "tried.html", page.url("/legal/privacy")
    assert "open it in a browser" in tracker("watchlist", "try", url, "--remove", "aside", "--html", str(shown)).stdout
    parts = re.findall(r'<section class="(\w+)">(.*?)</section>', shown.read_text(), re.DOTALL)
    (related,) = [text for kind, text in parts if kind == "dropped" and "our founders met" in text]
    assert "<code>aside.related</code>" in related
    assert any(kind == "kept" and "Promise eleven" in text for kind, text in parts)
    assert "cannot be written" in tracker("watchlist", "try", url, "--html", str(tmp_path / "no/a.html"), code=2).stderr


def test_try_shows_what_is_kept_and_what_is_dropped(tracker: Run, page: Server, tmp_path: Path) -> None:
    out = tracker("watchlist", "try", page.url("/legal/privacy"), "--remove", "aside").stdout
    kept, _, dropped = out.partition("Dropped:")
    assert "Promise eleven" in kept
    assert "founders" not in kept
    assert "- Read how our founders met" in dropped
    assert "A second look gave the same text." in dropped
    assert list(tmp_path.iterdir()) == []
    assert "`tracker init DIR` makes one" in tracker("watchlist", "try", "acme", code=1).stderr
    only = tracker("watchlist", "try", page.url("/legal/privacy"), "--select", "h1").stdout
    assert "Kept: 14 characters in 1 line" in only


def test_try_tells_what_does_not_stay_the_same(tracker: Run, server: Server, tmp_path: Path) -> None:
    once, twice = (f"<main><h1>Terms</h1>{SENTENCES}<p>Our offer of the {day}.</p></main>" for day in ("day", "night"))
    server.put("/terms", once, twice)
    (tmp_path / "watchlist.yaml").write_text(
        f"pages:\n  - id: acme\n    organisation: Acme\n    title: Terms\n    url: {server.url('/terms')}\n"
    )
    out = tracker("watchlist", "try", "acme").stdout
    assert "A second look gave another text" in out
    assert "[-day" in out
    assert "{+night" in out
    assert "did you mean acme?" in tracker("watchlist", "try", "acmee", code=2).stderr


def test_try_tells_of_bad_selectors(tracker: Run, page: Server) -> None:
    url = page.url("/legal/privacy")
    assert "is not valid CSS" in tracker("watchlist", "try", url, "--select", "p[", code=2).stderr
    assert "matches nothing" in tracker("watchlist", "try", url, "--select", ".none", code=1).stderr


def test_hostile_pages_break_nothing_and_cannot_drive_the_terminal(tracker: Run, server: Server) -> None:
    evil = "\x1b]52;c;ZXZpbA==\x07 \u202e"
    url = server.put("/", f"<title>Terms{evil}</title><main><h1>Terms</h1>{SENTENCES}<p>{evil}</p></main>{evil}")
    broken = server.put("/broken", f"<title>Terms of Acme</title><![<![{SENTENCES}")
    assert "title: Terms of Acme" in tracker("watchlist", "add", broken, "--yes").stdout
    for command in (["add", url, "--yes"], ["try", url]):
        assert not set(tracker("watchlist", *command).stdout) & set("\x1b\x07\u202e"), command
