"""Looks that find something else than the page publish nothing in either direction; what lasts is told in the end.

Each fault lasts for three days, looked at twice a day, and ends; it is neither news nor is its end. Each true change
stays, and is told after the days that decision 51 names for its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.settle.play import NEWS, PAGE, START
from tests.settle.tarn import COOKIE, FRENCH, MARKET, OTHER, POLICY, TERMS, html
from tracker.model import Capture, Change, ChangeFilter
from tracker.record.store import Store
from tracker.run.past.backfill import backfill

SITE = "https://acme.example"
WHOLE = html(POLICY)
BARE = html(POLICY, bare=True)
SCRIPTED = BARE.replace("<body>", "<body><script>var end = '</body></html>'</script>")
FRAGMENT = "".join(f"<p>{line}</p>\n" for line in POLICY)
XHTML = f"<?xml version='1.0'?>{BARE}"
PLAIN = "\n".join(POLICY)
SIGNS = WHOLE.replace("<p>We", "<p>Café “Tarn” – we").replace("newsletter", "naïve newsletter")
XML, TEXT = "application/xhtml+xml", "text/plain"
AT, INSIDE = f"<p>{POLICY[18]}", POLICY[18][20:]
NOT_LOADED = "This section could not be loaded. Please reload the page."
WRONG = "Something went wrong while loading this content. Try again."


@dataclass(frozen=True)
class Look:
    body: str
    final: str = ""
    base: str = WHOLE
    type: str = "text/html; charset=utf-8"


def up_to(text: str, place: str) -> str:
    return text[: text.index(place)]


def sorry(title: str = "Page not found", heading: str | None = None) -> str:
    return html(OTHER, title, heading, before="<p>Sorry, we could not find that page. Perhaps one of these?</p>")


FAULTS = {
    # another page under the address
    "soft 404 with popular articles": Look(sorry()),
    "soft 404 under the old title": Look(sorry("Responsible use", "We could not find that page")),
    "soft 404 without a heading": Look(sorry("Tarn", "")),
    "soft 404, short": Look(html(["The page that you asked for does not exist."], "404", "Not found")),
    "maintenance, long": Look(html(["We are carrying out planned work this weekend.", *MARKET], "Back soon")),
    "maintenance, short": Look(html(["We will be back soon."], "Maintenance")),
    "login wall, long": Look(html(["Please sign in to go on reading.", *MARKET], "Sign in")),
    "consent wall": Look(html(COOKIE, "Your privacy", "We value your privacy")),
    "consent wall under the old title": Look(html(COOKIE, "Responsible use", "We value your privacy")),
    "consent wall without a heading": Look(html(COOKIE, "Responsible use", "")),
    "marketing": Look(html(MARKET, "The new Tarn One")),
    "another article": Look(html(OTHER, "Ten harbours")),
    "index of policies": Look(
        html(["Read our policies here.", "Responsible use", "Cookies"], "Legal"), f"{SITE}/legal"
    ),
    "too many requests, long": Look(html(["You have made too many requests. Please slow down.", *MARKET], "Slow down")),
    "not in this country": Look(html(["This content is not available in your country."], "Not available")),
    "age gate": Look(html(["You must be eighteen to go on.", "Enter your date of birth."], "How old are you?")),
    "survey": Look(html(["Before you go on: would you recommend Tarn to a friend?"], "A quick question")),
    "staging": Look(html(["Lorem ipsum dolor sit amet, consectetur adipiscing elit."] * 20, "Test")),
    "challenge": Look(html(["Please verify that you are a human by pressing the button."], "Just a moment", "")),
    "firewall": Look(html(["Request blocked. Reference 18.4f2a"], "Access denied")),
    "parked": Look(html(["This domain may be for sale.", "Related searches: boats, charts."], "acme.example", "")),
    "empty": Look(html([], heading="")),
    "shell": Look("<!doctype html><html><head><title>Tarn</title></head><body><div id=root></div></body></html>"),
    "proxy": Look("upstream connect error or disconnect/reset before headers"),
    # a redirect
    "to another article": Look(html(OTHER, "Ten harbours"), f"{SITE}/news/harbours"),
    "to general terms": Look(html(TERMS, "General terms"), f"{SITE}/legal/terms"),
    "to general terms under the old title": Look(html(TERMS), f"{SITE}/legal/terms"),
    "to terms that share three sentences": Look(html([*POLICY[:3], *TERMS], "General terms"), f"{SITE}/legal/terms"),
    "to a home page": Look(html(MARKET, "The new Tarn One"), f"{SITE}/en/home.html"),
    "to another host": Look(html(TERMS, "General terms"), "https://parent.example/legal/terms"),
    "to the front page": Look(html(MARKET, "The new Tarn One"), f"{SITE}/"),
    "to a login": Look(html(MARKET, "Sign in"), f"{SITE}/login?next=/legal/use"),
    "to the French page": Look(html(FRENCH, "Usage responsable", lang="fr"), f"{SITE}/fr/legal/use"),
    "the French page": Look(html(FRENCH, "Usage responsable", lang="fr")),
    "the French page that says it is English": Look(html(FRENCH)),
    # parts that were not loaded
    "the end was not loaded": Look(html(POLICY[:17], after=f"<p>{NOT_LOADED}</p>")),
    "the middle was not loaded": Look(html([*POLICY[:8], NOT_LOADED, *POLICY[20:]])),
    "two parts were not loaded": Look(html([*POLICY[:8], WRONG, *POLICY[12:20], WRONG])),
    "the end is still loading": Look(html([*POLICY[:12], "Loading…"])),
    "a German notice": Look(html([*POLICY[:20], "Dieser Abschnitt konnte nicht geladen werden."])),
    # broken signs
    "coded twice": Look(SIGNS.encode().decode("latin-1"), base=SIGNS),
    "read as Windows": Look(SIGNS.encode().decode("cp1252", "replace"), base=SIGNS),
    "question marks": Look(SIGNS.encode("ascii", "replace").decode(), base=SIGNS),
    "replacement marks": Look(SIGNS.encode("ascii", "replace").decode().replace("?", "\ufffd"), base=SIGNS),
    "one word coded twice": Look(WHOLE.replace("newsletter", "cafÃ©"), base=WHOLE.replace("newsletter", "café")),
    # cut off
    "plain, inside a word": Look(PLAIN[:2_000], base=PLAIN, type=TEXT),
    "plain, behind a sentence": Look("\n".join(POLICY[:18]), base=PLAIN, type=TEXT),
    "plain, in paragraphs": Look("\n\n".join(POLICY[:18]), base="\n\n".join(POLICY), type=TEXT),
    "bare, at a paragraph": Look(up_to(BARE, AT), base=BARE),
    "bare, inside a sentence": Look(up_to(BARE, INSIDE), base=BARE),
    "bare, an end in a script": Look(up_to(SCRIPTED, AT), base=SCRIPTED),
    "a fragment": Look(up_to(FRAGMENT, AT), base=FRAGMENT),
    "a whole page, at a paragraph": Look(up_to(WHOLE, AT)),
    "XHTML, at a paragraph": Look(up_to(XHTML, AT), base=XHTML, type=XML),
    "an end in the middle of a sentence": Look(html([*POLICY[:18], POLICY[18][:30]])),
    # the site's own state
    "an outage above the text": Look(html(POLICY, before="<p>We are currently experiencing problems.</p>")),
    "an outage below the heading": Look(html(["We are currently experiencing technical difficulties.", *POLICY])),
    "an alert": Look(html(POLICY, before="<div role=alert>Some services are unavailable at the moment.</div>")),
}
FIRST = {
    "a soft 404": sorry(),
    "a consent wall": html(COOKIE, "Your privacy", "We value your privacy"),
    "a longer consent wall": html([*COOKIE, *MARKET], "Your privacy", "We value your privacy"),
    "maintenance": html(["We are carrying out planned work and will be back soon."], "Tarn", "Maintenance"),
}


@dataclass(frozen=True)
class Stays(Look):
    days: float = 0.5


def stays(body: str, days: float, final: str = "") -> Stays:
    return Stays(body, final, days=days)


ALTERED = WHOLE.replace("any agency that", "agencies which mainly")
CHANGES = {
    "a sentence removed": stays(html(POLICY[:1] + POLICY[2:]), 0.5),
    "a sentence altered": stays(ALTERED, 0.5),
    "a paragraph on errors": stays(html([*POLICY, "If a page could not be loaded, we send it by post."]), 0.5),
    "a paragraph on signing in": stays(html([*POLICY, "You need not sign in to read these rules."]), 0.5),
    "a first foreign word": stays(WHOLE.replace("newsletter", "café newsletter"), 0.5),
    "a notice about the text": stays(html(POLICY, before="<p>These rules were paused on 1 May.</p>"), 0.5),
    "twice as long": stays(html(POLICY + TERMS), 0.5),
    "half of it": stays(html(POLICY[:15]), 0.5),
    "the middle removed": stays(html(POLICY[:8] + POLICY[20:]), 0.5),
    "every third sentence": stays(html(POLICY[::3]), 0.5),
    "half rewritten": stays(html(POLICY[:15] + TERMS), 0.5),
    "half of it under another title": stays(html(POLICY[:15], "Use of our products"), 0.5),
    "a quarter under another title": stays(html(POLICY[:7] + TERMS, "Use of our products"), 0.5),
    "another path": stays(ALTERED, 0.5, f"{SITE}/policies/use"),
    "another host": stays(html(POLICY[:1] + POLICY[2:]), 0.5, "https://new.example/use"),
    "the last paragraph of a bare page": Stays(html(POLICY[:-1], bare=True), base=BARE),
    "a fifth of it": stays(html(POLICY[::5]), 2),
    "written anew": stays(html(TERMS), 2),
    "written anew, and longer": stays(html(TERMS + OTHER), 2),
    "written anew but for a sentence": stays(html(POLICY[:1] + OTHER), 2),
    "the last paragraph of plain text": Stays("\n".join(POLICY[:-1]), base=PLAIN, type=TEXT, days=7),
    "the last third of plain text": Stays("\n".join(POLICY[:20]), base=PLAIN, type=TEXT, days=7),
    "another policy elsewhere": stays(html(POLICY[:3] + TERMS, "General terms"), 7, f"{SITE}/legal/terms"),
    "another text under another title": stays(html(OTHER, "Ten harbours"), 30),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "r.db", durable=False)


def played(store: Store, looks: Sequence[Look]) -> list[Change]:
    """What is news after looks twice a day."""
    store.pages.sync([PAGE], now=START)
    captures = [
        Capture(
            PAGE.url,
            look.final or PAGE.url,
            200,
            (("Content-Type", look.type),),
            look.body.encode(),
            START + timedelta(days=number / 2),
            source="warc:a",
        )
        for number, look in enumerate(looks)
    ]
    list(backfill(store, [(PAGE, capture) for capture in captures]))
    return store.changes.find(ChangeFilter(severities=NEWS, newest_first=False))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_three_days_of_a_fault_are_no_news_and_their_end_is_none(fault: Look, store: Store) -> None:
    page = Look(fault.base, base=fault.base, type=fault.type)
    assert fault.body != fault.base
    assert played(store, [page] * 2 + [fault] * 6 + [page] * 2) == []


@pytest.mark.parametrize("body", FIRST.values(), ids=FIRST)
def test_a_fault_at_the_first_looks_makes_no_news_of_the_page(body: str, store: Store) -> None:
    assert played(store, [Look(body)] * 6 + [Look(WHOLE)] * 3) == []


def test_other_texts_in_turn_are_no_news(store: Store) -> None:
    turns = [Look(html(OTHER, "Ten harbours")), Look(WHOLE), Look(html(MARKET, "Tarn One"))]
    assert played(store, [Look(WHOLE)] * 3 + turns * 3 + [Look(WHOLE)] * 2) == []


@pytest.mark.parametrize("cut", [5, 12, 17])
def test_cuts_at_another_place_each_time_are_no_news(cut: int, store: Store) -> None:
    page = Look(PLAIN, type=TEXT)
    cuts = [Look("\n".join(POLICY[: cut + n]), type=TEXT) for n in range(6)]
    assert played(store, [page] * 3 + cuts + [page] * 3) == []


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_stays_is_told_once_and_in_time(change: Stays, store: Store) -> None:
    page = Look(change.base, type=change.type)
    told = played(store, [page] * 2 + [change] * int(2 * change.days + 1))
    assert len(told) == 1
    assert told[0].first_with == START + timedelta(days=1)
    assert told[0].settled_at == START + timedelta(days=1 + change.days)


def test_a_text_under_another_title_is_told_as_what_the_address_shows(store: Store) -> None:
    (told,) = played(store, [Look(WHOLE)] * 3 + [CHANGES["another text under another title"]] * 61)
    assert told.headline.startswith('the address shows another text since 2 March 2025; gone: "')
    assert len(told.headline) <= 120


def test_a_page_that_moved_whole_is_no_news(store: Store) -> None:
    assert played(store, [Look(WHOLE)] * 3 + [Look(WHOLE, "https://new.example/use")] * 10) == []


def test_a_page_that_turned_into_another_language_is_never_told_as_rewritten(store: Store) -> None:
    french = Look(html(FRENCH, "Usage responsable", lang="fr"))
    assert played(store, [Look(WHOLE)] * 2 + [french] * 62) == []
