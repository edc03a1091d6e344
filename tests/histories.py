"""Histories of pages at random, the same for the same seed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from tracker.model import Capture, Page

WORDINGS = ("We sell no data.", "We sell no personal data.", "We sell data to nobody, and we never will.")
BUSY = (
    "<html lang=en><main><h1>Terms</h1><p>{}</p><p>These terms hold for every user of every service that we run.</p>"
    "<div class=n><p>{} reads this page beside you right now.</p></div></main></html>"
)
GONE = "<html lang=en><main><h1>Error</h1><p>Something went wrong. Please try again later.</p></main></html>"


def archived(seed: int) -> list[tuple[Page, Capture]]:
    """Random captures of three pages in order of time, with texts that come, go, alternate and are not the page."""
    dice = random.Random(seed)
    pages = [Page(f"p{n}", "A", "T", f"https://a.example/{n}") for n in range(3)]
    found = []
    for hour in range(40):
        page = dice.choice(pages)
        text = BUSY.format(dice.choices(WORDINGS, [5, 3, 1])[0], dice.choice(("Anna", "Bruno")))
        body = dice.choices([text, GONE], [9, 1])[0].encode()
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        at = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(hours=hour)
        found.append((page, Capture(page.url, page.url, 200, headers, body, at, source="warc:a")))
    return found
