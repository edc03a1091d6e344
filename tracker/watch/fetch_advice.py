"""Pages that the present way of fetching cannot see, and the way that may. Pure."""

from __future__ import annotations

import re

from tracker.model import Check, CheckOutcome, FetchKind, Page

# What refuses programs, or shows itself to scripts alone; the words are those of our own reasons.
_TURNED_AWAY = (401, 403, 406, 429, 451)
_BEHIND_SCRIPT = re.compile(r"needs script|challenge|consent wall|hardly any text|a stub|no text is left")


def another_way(page: Page, last: Check | None) -> FetchKind | None:
    """The kind of fetching that may see a page whose last look failed or was held back; None when none would help.

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


def advice(page: Page, last: Check | None, leads_to: str | None = None) -> str | None:
    """What to do about a page that is not seen, or is seen at another address (`leads_to`), as a sentence."""
    way = another_way(page, last)
    if way is None:
        return _moved(page, last, leads_to)
    whom = "a plain client" if way is FetchKind.BROWSER else "a browser"
    shown = "a browser may" if way is FetchKind.BROWSER else "the Internet Archive may have copies"
    return f"{whom} cannot see this page; {shown}: `tracker watchlist try {page.id} --fetch {way}`, then `fetch: {way}`"


_DOOR = re.compile(r"log-?in|sign-?in|auth|consent|sso", re.IGNORECASE)
_GONE = (404, 410)


def _moved(page: Page, last: Check | None, leads_to: str | None) -> str | None:
    """What to do about an address that answers no more, or sends its readers on."""
    if last is None:
        return None
    kept = f"write its address into the watchlist as `url:` of {page.id}: the history is kept"
    if last.outcome is CheckOutcome.FAILED:
        return f"if the page moved, {kept}" if last.status in _GONE else None
    if leads_to and last.outcome is CheckOutcome.QUARANTINED:
        return f"{page.url} now leads to {leads_to}; if the statement moved, {kept}"
    if leads_to:
        door = " (it needs a login, or consent)" if _DOOR.search(leads_to) else ""
        return f"it moved to {leads_to}{door}: {kept}, and it is found when the redirect is gone"
    if last.outcome is CheckOutcome.QUARANTINED:
        return f"look at it in a browser, and at what is told with `tracker text {page.id}`; if the page moved, {kept}"
    return None
