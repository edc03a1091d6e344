"""An edit that comes on several pages of a host at once: furniture, or one item that names them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tracker.model import Capture, Change, ChangeFilter, Page, PageState, SameSite
from tracker.record.outcome import record
from tracker.record.store import Store
from tracker.record.told import told_text
from tracker.watch.look import examine, job_for

START = datetime(2026, 5, 4, 6, tzinfo=UTC)
OWN = {
    "maps": "We sell no maps of private gardens, and we never will, whoever may ask us for one.",
    "dogs": "Dogs of visitors are walked twice a day by a person who is trained and paid for it.",
    "keys": "Keys that are found in the park are kept for two years in the office by the gate.",
}
SHARED = "We may change this text at any time, and we tell you thirty days before we do so."
BANNER = "<div><p>Spring in the park: all tickets are cheaper until the end of May.</p></div>"


class Site:
    """Pages of one host, looked at one after the other every twelve hours."""

    def __init__(self, store: Store, names: dict[str, str]) -> None:
        self.store, self.names, self.at = store, names, START
        self.pages = [Page(name, "Park", name.title(), f"https://park.example/{name}") for name in names]
        store.pages.sync(self.pages, now=START)

    def look(self, bodies: dict[str, str]) -> None:
        for page in self.pages:
            self.at += timedelta(hours=12)
            html = f"<html lang=en><main><h1>{page.title}</h1>{bodies[page.id]}</main></html>"
            headers = (("Content-Type", "text/html; charset=utf-8"),)
            capture = Capture(page.url, page.url, 200, headers, html.encode(), self.at)
            state: PageState = self.store.pages.state(page.id)
            record(self.store, examine(job_for(page, state, told_text(self.store, state)), capture))

    def told(self) -> list[Change]:
        found = self.store.changes.find(ChangeFilter(newest_first=False))
        return [change for change in found if change.severity != "minor"]


def body(own: str, more: str = "") -> str:
    return f"<p>{own}</p>{more}<p>The park is open from eight to eight on all days but one.</p>"


@pytest.fixture
def store() -> Store:
    return Store.in_memory()


def test_what_comes_on_three_pages_of_a_site_is_furniture(store: Store) -> None:
    site = Site(store, OWN)
    before = {name: body(own) for name, own in OWN.items()}
    site.look(before)
    site.look(before)
    after = {name: body(own, BANNER) for name, own in OWN.items()}
    site.look(after)
    site.look(after)
    assert site.told() == []
    kept = store.changes.find(ChangeFilter())
    assert len(kept) == 3
    assert all("other pages of the site" in change.edits[0].reason for change in kept)


def test_on_two_pages_it_is_told_and_so_is_a_real_edit_beside_it(store: Store) -> None:
    site = Site(store, OWN)
    before = {name: body(own) for name, own in OWN.items()}
    site.look(before)
    site.look(before)
    two = {name: body(own, BANNER if name != "keys" else "") for name, own in OWN.items()}
    site.look(two)
    site.look(two)
    assert len(site.told()) == 2
    three = {name: body(own.replace("two years", "two weeks"), BANNER) for name, own in OWN.items()}
    site.look(three)
    site.look(three)
    (real,) = site.told()
    assert real.page == "keys"
    assert "two weeks" in real.headline


def test_the_same_edit_of_a_statement_is_one_item_that_names_all(store: Store) -> None:
    site = Site(store, OWN)
    before = {name: body(own, f"<p>{SHARED}</p>") for name, own in OWN.items()}
    site.look(before)
    site.look(before)
    after = {name: body(own, f"<p>{SHARED.replace('thirty', 'two')}</p>") for name, own in OWN.items()}
    site.look(after)
    site.look(after)
    (told,) = site.told()
    assert told.page == "maps"
    assert "also on other pages of the site: Dogs, Keys" in told.flags


def test_a_page_that_is_to_tell_is_not_folded(store: Store) -> None:
    site = Site(store, OWN)
    site.pages = [replace(page, same_site=SameSite.TELL) for page in site.pages]
    store.pages.sync(site.pages, now=START)
    assert store.pages.named({"maps"})["maps"].same_site is SameSite.TELL
    before = {name: body(own) for name, own in OWN.items()}
    site.look(before)
    site.look(before)
    after = {name: body(own, BANNER) for name, own in OWN.items()}
    site.look(after)
    site.look(after)
    assert len(site.told()) == 3


def test_a_sentence_that_is_new_on_one_page_and_changed_on_others_is_one_edit(store: Store) -> None:
    site = Site(store, OWN)
    old = {"maps": f"<p>{SHARED}</p>", "dogs": f"<p>{SHARED}</p>", "keys": ""}
    before = {name: body(own, old[name]) for name, own in OWN.items()}
    site.look(before)
    site.look(before)
    after = {name: body(own, f"<p>{SHARED.replace('thirty', 'two')}</p>") for name, own in OWN.items()}
    site.look(after)
    site.look(after)
    assert [change.page for change in site.told()] == ["maps"]


@pytest.mark.parametrize("goes", [True, False])
def test_a_denial_that_goes_from_all_pages_at_once_is_told_once(goes: bool, store: Store) -> None:
    site = Site(store, OWN)
    promise = "<p>We do not sell what our cameras see to anybody who asks for it.</p>"
    texts = [{name: body(own, more) for name, own in OWN.items()} for more in (promise, "")]
    before, after = texts if goes else texts[::-1]
    for bodies in (before, before, after, after):
        site.look(bodies)
    (told,) = site.told()
    assert told.page == "maps"
    assert "We do not sell" in told.headline
    assert "also on other pages of the site: Dogs, Keys" in told.flags
