"""What a capture of a page says: one address, or several that make one document.

A document of several addresses is read part by part, each with its own selectors; a part that cannot be read, or does
not look like the page, fails or holds back the whole: never is a part of a text taken for all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tracker.errors import CutShort
from tracker.model import Capture, Page, Ruleset, Source, Statement
from tracker.read import extract, ruleset, visible_text
from tracker.read.bounds import has_end
from tracker.read.several_addresses import split


def read(page: Page, capture: Capture, like: Statement | None = None) -> Statement:
    """The statement that a capture carries, read as the page's entry says. Raises an ExtractError.

    `like` is the text in force: where it was read from is where the page is read, while that is there.
    """
    if not page.sources:
        return extract(
            capture, select=page.select, remove=page.remove, keep=page.keep, language=page.language, like=like
        )
    parts = [statement for _, _, statement in parts_of(page, capture, like)]
    return replace(
        parts[0],
        blocks=tuple(block for part in parts for block in part.blocks),
        ruleset=str(rules(page)),
        links=tuple(link for part in parts for link in part.links),
        language=next((part.language for part in parts if part.language), None),
        updated=max((part.updated for part in parts if part.updated), default=None),
        visible=sum(part.visible for part in parts),
    )


def rules(page: Page) -> Ruleset:
    """Name what the page is read by today."""
    if not page.sources:
        return ruleset(page.select, page.remove, keep=page.keep)
    select, remove, keep = (
        [f"{number} {selector}" for number, source in enumerate(page.sources) for selector in getattr(source, key)]
        for key in ("select", "remove", "keep")
    )
    return ruleset(select, remove, [source.url for source in page.sources], keep)


def is_of_other_addresses(stored: str, page: Page) -> bool:
    """Whether a text read by the rules `stored` was made of other addresses than the page is now."""
    return Ruleset.parse(stored).addresses != rules(page).addresses


def visible(page: Page, capture: Capture) -> str:
    """All text that a reader of the page could see. Raises an ExtractError."""
    return "\n".join(visible_text(part) for part in _split(page, capture))


def parts_of(
    page: Page, capture: Capture, like: Statement | None = None
) -> Iterator[tuple[Source, Capture, Statement]]:
    """Each address of a page of several, with its capture and the statement read from it, as in `read`.

    Of each part too what may be the statement is told by the whole text in force: it has the lines of all of them.
    """
    for source, part in zip(page.sources, _split(page, capture), strict=True):
        statement = extract(
            part,
            select=source.select,
            remove=source.remove,
            keep=source.keep,
            language=page.language,
            like=like,
        )
        yield source, part, statement


def names_its_end(capture: Capture) -> bool:
    """Whether the document says where it ends, so that no rest of it can be missing. Plain text never does."""
    if b"%PDF-" in capture.body[:1_024]:
        return b"%%EOF" in capture.body[-2_048:]
    return has_end(capture.body)


def _split(page: Page, capture: Capture) -> tuple[Capture, ...]:
    """The captures of a page's addresses, in order. CutShort when this is a capture of others."""
    if not page.sources:
        return (capture,)
    try:
        parts = split(capture)
    except ValueError as error:
        raise CutShort(f"{capture.url}: {error}") from error
    if [part.url for part in parts] != [source.url for source in page.sources]:
        raise CutShort(f"{capture.url}: this capture is not of the {len(page.sources)} addresses of the page")
    return parts
