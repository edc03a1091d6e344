"""The pages in a real browser under axe-core, and how they lie on a phone: nothing that would shut a reader out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ask.made_threads import THREADS
from tests.ask.test_made_threads import fill
from tests.publish.history import sample
from tests.publish.hostile import hostile_source
from tests.spoken import Spoken
from tracker.model import Commitment, SavedSearch
from tracker.model.subject import Subject
from tracker.publish import PublishSettings, publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parent / "node" / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = (390, 844), (1280, 900)
SETTINGS = PublishSettings(
    title="Words on record", contact="the desk", cell=2, searches=(SavedSearch("weapons", "Weapons", query="weapons"),)
)

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not here"),
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here: make node"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--allow-file-access-from-files"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    publish(sample().reader, folder / "sample", SETTINGS)
    publish(hostile_source().reader, folder / "hostile", SETTINGS)
    spoken = Spoken()
    fill(spoken, THREADS[0])
    words = Subject("Immigration enforcement", (("immigration",),))
    promise = Commitment("halcyon-policy", "We have no contracts", "No contracts", "2030-12-31", None, "The Herald")
    settings = PublishSettings(title="Words on record", subjects=(words,), commitments=(promise,))
    publish(spoken.store.reader, folder / "threads", settings)
    return folder


@pytest.fixture(scope="module")
def addresses(site: Path) -> list[str]:
    """One page of each kind, and a change whose words have no place to break."""
    folder = site
    plain = ("index.html", "pages.html", "search.html", "feeds.html", "health.html", "week.html")
    kinds = ("change", "page", "organisation", "direction", "week", "find")
    sample_of = [next(iter(sorted((folder / "sample").glob(f"{kind}*/*.html"))), None) for kind in kinds]
    hostile_change = max((folder / "hostile" / "change").glob("*.html"), key=lambda path: path.stat().st_size)
    threads = [folder / "threads" / name for name in ("subjects.html", "promises.html")]
    threads += (folder / "threads").glob("[ct]*/*-*.html")
    threads = [path for path in threads if path.parent.name != "change"]
    paths = [*(folder / "sample" / name for name in plain), *filter(None, sample_of), hostile_change, *threads]
    assert len(paths) >= 10
    return [path.as_uri() for path in paths]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"])
def test_nothing_shuts_a_reader_out(
    chromium: Browser, addresses: list[str], size: tuple[int, int], scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = {}
    for address in addresses:
        page.goto(address)
        page.add_script_tag(path=AXE)
        result = page.evaluate(
            "axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
        )
        assert result["testEngine"]["name"] == "axe-core"
        name = "/".join(address.split("/")[-2:])
        for violation in result["violations"]:
            found[name, violation["id"], violation["impact"]] = [node["html"][:200] for node in violation["nodes"]][:3]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
    context.close()
    assert found == {}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    ("form", "entry", "date"), [("atom", "entry", "published"), ("rss", "item", "pubDate")], ids=["atom", "rss"]
)
def test_a_feed_is_a_page_of_its_own(
    chromium: Browser, site: Path, size: tuple[int, int], form: str, entry: str, date: str
) -> None:
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto((site / "sample" / f"all.{form}.xml").as_uri())
    note = page.locator("p")
    assert note.inner_text().startswith("This is a feed.")
    assert note.bounding_box()["y"] > 0  # nothing of the browser lies over the title above it
    first = page.locator(entry).first
    places = [first.locator(f"xpath=*[local-name()='{name}']").bounding_box()["y"] for name in (date, "title")]
    assert places == sorted(places)
    assert page.locator("id, guid, content").first.is_hidden()
    assert first.get_by_text("The words in their place").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    note.get_by_text("Older entries").click()
    assert page.locator("p").get_by_text("The newest part of this feed").is_visible()
    page.close()


def test_axe_would_find_something(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<html><body><img src=x><p style='color:#ccc;background:#fff'>faint</p></body></html>")
    page.add_script_tag(path=AXE)
    found = {one["id"] for one in page.evaluate("axe.run()")["violations"]}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= found
