"""Pages that hold no statement but send their readers on, in the markup rather than by HTTP."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser

from tracker.read.tree import has_text

_STUB = 600  # characters: a page that says more is read, whatever it does afterwards
_SOON = 15  # seconds: a page that goes on later was meant to be read
_REFRESH = re.compile(r"\s*([\d.]+)\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)


def leads_to(page: LexborHTMLParser, url: str) -> str | None:
    """The address that a page without a text of its own sends its readers to; None when it is a page."""
    if has_text(page.body, _STUB + 1):
        return None
    for node in page.css("meta[http-equiv=refresh i]"):
        found = _REFRESH.match(node.attributes.get("content") or "")
        if found and len(found[1]) < 6 and found[1].count(".") < 2 and float(f"0{found[1]}") <= _SOON:
            try:
                there: str = urljoin(url, found[2].strip())
            except ValueError:
                return None
            if urldefrag(there)[0] != urldefrag(url)[0]:  # else it only loads itself anew
                return there
    return None
