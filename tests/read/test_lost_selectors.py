"""A selector that finds nothing after a redesign: the part most like the last good text is proposed, and only that."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.server import Server
from tests.world import World
from tracker.cli import cli
from tracker.model import Capture
from tracker.read import extract
from tracker.read.lost_selectors import likely_parts

LINES = [
    "We keep no names of those who visit us.",
    "We sell nothing that we know of anybody.",
    "Whoever asks is told within a month what we hold of them.",
    "This holds for all our services and for those who work for us.",
]
BODY = "<h1>Privacy</h1>" + "".join(f"<p>{line}</p>" for line in LINES)
SIDE = "<div class=side><h2>More</h2><p>Read what others say of us.</p><p>Jobs</p><p>We sell nothing.</p></div>"
OLD = f"<html lang=en><body><div class=policy>{BODY}</div>{SIDE}</body></html>"


def page_of(part: str) -> str:
    return f"<html lang=en><body><header><p>Acme</p></header>{SIDE}{part}</body></html>"


REDESIGNS = {
    "an id": (page_of(f"<section id=privacy-text>{BODY}</section>"), '"#privacy-text"'),
    "a class": (page_of(f"<div><div class='legal x'>{BODY}</div></div>"), ".legal"),
    "main": (page_of(f"<main>{BODY}</main>"), "main"),
    "made up names": (
        page_of(f"<div class=css-1x2y3z><div class=sc-a1b2c3>{BODY}</div></div>"),
        '"body > div:nth-of-type(2)',
    ),
    "new words": (page_of(f"<article>{BODY.replace('no names', 'no exact names')}</article>"), "article"),
}


def capture(html: str) -> Capture:
    url = "https://acme.example/"
    return Capture(url, url, 200, (("Content-Type", "text/html"),), html.encode(), datetime(2026, 6, 1, tzinfo=UTC))


class Selected(World):
    """A page of which a selector names the part that is read."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(folder)
        self.server = server
        server.put("/privacy", OLD)
        self.watchlist.write_text(
            f"# ours\npages:\n  - id: acme   # keep\n    organisation: Acme\n    title: Privacy\n"
            f"    url: {server.url('/privacy')}\n    select: .policy  # since 2024\n"
        )

    def run(self, *args: str) -> Result:
        where = ["--db", str(self.folder / "tracker.db")]
        if args[0] in ("check", "doctor"):
            where += ["--watchlist", str(self.watchlist)]
        if args[0] == "check":
            where += ["--feeds", str(self.folder / "feeds"), "--allow-private"]
        return CliRunner().invoke(cli, [*args, *where])


@pytest.fixture
def world(tmp_path: Path, server: Server) -> Selected:
    made = Selected(tmp_path, server)
    made.run("check", "acme")
    return made


@pytest.mark.skipif(not shutil.which("patch"), reason="needs the program patch")
@pytest.mark.parametrize(("html", "meant"), REDESIGNS.values(), ids=REDESIGNS)
def test_the_part_most_like_the_last_text_is_proposed(world: Selected, server: Server, html: str, meant: str) -> None:
    before = world.watchlist.read_text()
    server.put("/privacy", html)
    assert world.run("check", "acme").exit_code == 1
    (finding,) = map(json.loads, world.run("doctor", "--json").output.splitlines())
    assert finding["remedy"].startswith(f"select: [{meant}")
    assert "of the last good text on the page as it is now" in world.run("doctor").output
    assert world.watchlist.read_text() == before  # never applied by itself
    # Taken up by hand, it mends the page, and what the company changed meanwhile is news as ever.
    patch = world.run("doctor", "--patch").output
    subprocess.run(["patch", "-p0", "-s", str(world.watchlist)], input=patch, text=True, check=True)
    edited = world.watchlist.read_text()
    assert edited.startswith("# ours\npages:\n  - id: acme   # keep\n")
    assert edited.endswith("  # since 2024\n")
    assert world.run("check", "acme").exit_code == 0
    world.run("check", "acme")
    assert ("no exact names" in world.run("text", "acme").output) == ("exact" in html)


def test_a_page_that_says_something_else_gets_no_proposal(world: Selected, server: Server) -> None:
    server.put("/privacy", page_of("<main><h1>Welcome</h1><p>Our new site speaks of something else.</p></main>"))
    world.run("check", "acme")
    (finding,) = map(json.loads, world.run("doctor", "--json").output.splitlines())
    assert finding["remedy"] is None
    assert world.run("doctor", "--patch").output == ""


def test_a_removed_part_that_is_gone_is_no_longer_removed(world: Selected, server: Server) -> None:
    server.put("/privacy", OLD.replace("</div></body>", "</div><p class=ad>Buy</p></body>"))
    text = world.watchlist.read_text()
    world.watchlist.write_text(text.replace("select: .policy  # since 2024", "remove: [.side, .ad]"))
    assert world.run("check", "acme").exit_code == 0
    server.put("/privacy", OLD)
    assert world.run("check", "acme").exit_code == 1
    (finding,) = map(json.loads, world.run("doctor", "--json").output.splitlines())
    assert finding["remedy"] == "remove: [.side]"
    assert "tracker doctor acme" in world.run("status").output


@pytest.mark.parametrize("html", ["", "<p>x", "<html>" + "<div>" * 400 + "x", page_of("<div class='a\"]b {'>x</div>")])
def test_no_page_breaks_the_search(html: str) -> None:
    known = extract(capture(OLD), select=[".policy"])
    for selector in likely_parts(capture(html), known):
        extract(capture(html), select=[selector])
