"""Pages that the present way of fetching cannot see, and the way that may. Pure."""

from __future__ import annotations

import re

from tracker.model import Check, CheckOutcome, FetchKind, Page

# What refuses programs, or shows itself to scripts alone; the words are those of our own reasons.
_TURNED_AWAY = (401, 403, 406, 429, 451)
_BEHIND_SCRIPT = re.compile(r"needs script|challenge|consent wall|hardly any text|a stub|no text is left")


def another_way(page: Page, last: Check | None) -> FetchKind | None:
    """The kind of fetching that may see a page whose last look failed or was held back; nothing when none would help.

    A browser for what refuses a plain client or shows nothing to it; an archive for what refuses a browser too.
    """
    if last is None or last.outcome not in (CheckOutcome.FAILED, CheckOutcome.QUARANTINED):
        return None
    refused = last.status in _TURNED_AWAY or bool(_BEHIND_SCRIPT.search(last.reason or ""))
    if page.fetch is FetchKind.HTTP and refused:
        return FetchKind.BROWSER
    if page.fetch is FetchKind.BROWSER and (refused or last.error == "timeout"):
        return FetchKind.WAYBACK
    return None


def advice(page: Page, last: Check | None) -> str | None:
    """The same as a sentence."""
    way = another_way(page, last)
    if way is None:
        return None
    whom = "a plain client" if way is FetchKind.BROWSER else "a browser"
    shown = "a browser may" if way is FetchKind.BROWSER else "the Internet Archive may have copies"
    return f"{whom} cannot see this page; {shown}: `tracker watchlist try {page.id} --fetch {way}`, then `fetch: {way}`"
