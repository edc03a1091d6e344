"""The search of the static site in a real browser: fields that narrow it, and an address that can be shared."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.publish.history import sample
from tracker.publish import PublishSettings, publish

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not here"), pytest.mark.slow]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str]]:
    """A tab, and the address of the search page."""
    from playwright.sync_api import sync_playwright

    folder = tmp_path_factory.mktemp("site")
    publish(sample().reader, folder, PublishSettings(title="Words on record"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as started:
            browser = started.chromium.launch(executable_path=CHROMIUM)
            yield (
                browser.new_page(viewport={"width": 390, "height": 844}),
                f"http://127.0.0.1:{server.server_port}/search.html",
            )
            browser.close()
        server.shutdown()


def found(page: Page) -> list[str]:
    from playwright.sync_api import expect

    expect(page.locator("#state")).to_have_text(re.compile(r"(found|changes)\.$"))
    return page.locator("#found .meta").all_inner_texts()


def test_an_address_holds_what_is_asked_for(opened: tuple[Page, str]) -> None:
    page, address = opened
    page.goto(f"{address}?direction=weaker&organisation=Halden+Cloud&until=2026-04-02")
    shown = found(page)
    assert shown
    assert all(not text.startswith("…") for text in page.locator("#found .reason").all_inner_texts())
    assert all("Halden Cloud" in line and "weaker" in line and line[:10] <= "2026-04-02" for line in shown)
    assert page.input_value("#direction") == "weaker"
    page.fill("#until", "")
    assert len(found(page)) > len(shown)
    page.fill("#q", "train")
    narrowed = found(page)
    page.select_option("#organisation", "")
    page.select_option("#direction", "")
    assert page.url == f"{address}?q=train"
    page.goto(page.url)
    assert len(found(page)) >= len(narrowed) > 0
    page.fill("#q", "")
    assert page.url == address
    assert found(page) == []


def test_what_fits_nothing_says_so(opened: tuple[Page, str]) -> None:
    page, address = opened
    page.goto(f"{address}?since=2030-01-01")
    assert found(page) == []
    assert page.inner_text("#state") == "No changes found."
    page.goto(f"{address}?organisation=%3Cimg+src%3Dx%3E")  # no such choice: none is made
    assert found(page) == []
