"""OPML outlines of links. Source: OPML 2.0, opml.org/spec2.opml."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from tracker.model import Page
from tracker.watch.watchlist.exchange.common import Gathering, Imported, Left, refused

MAX_DEPTH = 50


def read_opml(text: str) -> Imported:
    """Pages that the outlines link to. WatchlistError when it is not XML.

    An outline without a link names what is below it: the organisation of links, a tag of feeds' pages.
    """
    gathering = Gathering()
    above: list[str] = []

    def start(name: str, attributes: dict[str, Any]) -> None:
        if len(above) > MAX_DEPTH:
            raise refused(f"outlines are nested more than {MAX_DEPTH} deep")
        attributes = {key.lower(): value for key, value in attributes.items()}  # readers differ
        if name.lower() != "outline":
            above.append("")
            return
        title = attributes.get("title") or attributes.get("text") or ""
        is_link = any(attributes.get(key) for key in ("url", "htmlurl", "xmlurl"))
        if is_link:
            _read_outline(gathering, title, attributes, [word for word in above if word])
        above.append("" if is_link else title)

    def doctype(*_: Any) -> None:
        raise refused("it declares a document type, which an outline does not need")  # entities could grow without end

    parser = expat.ParserCreate("utf-8")  # whatever it was declared to be, it is text by now
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: above.pop()
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise refused(f"not XML: {expat.ErrorString(error.code)}", error.lineno, error.offset + 1) from None
    return gathering.result()


def _read_outline(gathering: Gathering, title: str, attributes: dict[str, Any], above: list[str]) -> None:
    categories = [category.strip("/").split("/")[-1] for category in attributes.get("category", "").split(",")]
    if url := attributes.get("url"):
        gathering.add(title or url, url=url, title=title, organisation=above[-1] if above else "", tags=categories)
    elif url := attributes.get("htmlurl"):
        gathering.add(title or url, url=url, title=title, tags=[*categories, *above])
    else:
        gathering.leave(title or attributes["xmlurl"], "is a feed without a page; feeds are not watched")


def write_opml(pages: Iterable[Page]) -> tuple[str, list[Left]]:
    """The pages as links below their organisations, and what the outlines cannot say."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "  <head><title>Watchlist</title></head>",
    ]
    lines.append("  <body>")
    left: list[Left] = []
    by_organisation: dict[str, list[Page]] = {}
    for page in pages:
        by_organisation.setdefault(page.organisation, []).append(page)
    for organisation, watched in by_organisation.items():
        lines.append(f"    <outline text={quoteattr(organisation)}>")
        for page in watched:
            category = f" category={quoteattr(','.join(f'/{tag}' for tag in page.tags))}" if page.tags else ""
            link = f'type="link" text={quoteattr(page.title)} url={quoteattr(page.url)}{category}'
            lines.append(f"      <outline {link}/>")
            unsaid = {
                "select": page.select,
                "remove": page.remove,
                "note": page.note,
                "headers": page.headers,
                "sources": page.sources[1:],
            }
            left.extend(Left(page.id, what) for what, value in unsaid.items() if value)
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""]), left
