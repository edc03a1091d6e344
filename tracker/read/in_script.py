"""Text that a page holds in its scripts: what structured data gives as the article itself is read. Of other data it is
only said that it is there: which part of it a reader sees is known to the page's own script alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

from tracker.model import Block
from tracker.read.plain import paragraphs

_BLOCK = re.compile(rb"<script\b[^<>]{0,500}\btype\s*=\s*[\"']?application/ld\+json[^<>]{0,500}>", re.IGNORECASE)
_END = re.compile(rb"</script", re.IGNORECASE)
_DATA = (  # where frameworks put what their script turns into the page
    (re.compile(rb"<script\b[^<>]{0,500}\bid\s*=\s*[\"']?__NEXT_DATA__"), "__NEXT_DATA__"),
    (re.compile(rb"\bself\.__next_f\.push\("), "__next_f"),
    (re.compile(rb"\bwindow\.__NUXT__\s*=|\bid\s*=\s*[\"']?__NUXT_DATA__"), "__NUXT__"),
    (re.compile(rb"\bwindow\.__(?:INITIAL|PRELOADED|APOLLO)_STATE__\s*="), "an initial state"),
)
_LEAST = 200  # characters of an article
_MOST_BLOCKS, _MOST_NODES = 20, 10_000
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,500})>")
_ENDS_LINE = re.compile(r"</?(?:p|div|li|ul|ol|h[1-6]|br|section|tr|table|blockquote)\b[^<>]{0,500}>", re.IGNORECASE)


def article_in(text: bytes) -> tuple[Block, ...]:
    """The longest article body of the structured data of a page, as blocks; none where there is none of some length."""
    found = (body for data in _structured(text) for body in _bodies(data))
    longest = max(found, key=len, default="")
    if len(longest) < _LEAST:
        return ()
    return paragraphs(_TAG.sub("", _ENDS_LINE.sub("\n\n", longest)))


def data_in(text: bytes) -> str | None:
    """The name of the data from which a script makes the page; None where none is known."""
    return next((name for form, name in _DATA if form.search(text)), None)


def _structured(text: bytes) -> Iterator[object]:
    for block in islice(_BLOCK.finditer(text), _MOST_BLOCKS):
        end = _END.search(text, block.end())
        if end is None:
            return
        try:
            yield json.loads(text[block.end() : end.start()].decode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            continue


def _bodies(data: object) -> Iterator[str]:
    """The article bodies in structured data, however deep."""
    open_, seen = [data], 0
    while open_ and seen < _MOST_NODES:
        seen += 1
        here = open_.pop()
        if isinstance(here, dict):
            body = here.get("articleBody")
            if isinstance(body, str):
                yield body
            open_.extend(here.values())
        elif isinstance(here, list):
            open_.extend(here)
