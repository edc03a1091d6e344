"""Declarations of Open Terms Archive: one JSON file a service, with its terms by type.

Source: Open Terms Archive engine 2 to 14, "declaring a new service": `name`, `terms` (formerly `documents`), and for
each `fetch`, `select`, `remove`, `filter`, `executeClientScripts`, or several of these under `combine`. A selector is
CSS, or a range: `startBefore` or `startAfter` with `endBefore` or `endAfter`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tracker.model import FetchKind, Page, Source
from tracker.read import Range, is_xpath, range_of
from tracker.watch.watchlist.exchange.common import Gathering, Imported, Left, selectors
from tracker.watch.watchlist.values import slugify

# Whether the element they name is left out, and whether it is taken in.
KEYS = {"fetch", "select", "remove", "filter", "executeClientScripts", "combine"}  # of a declaration
STARTS = {"startBefore": False, "startAfter": True}
ENDS = {"endBefore": False, "endAfter": True}


def read_declaration(data: dict[str, Any]) -> Imported:
    """Pages of one service; `data` is the parsed file."""
    gathering = Gathering()
    name = data["name"] if isinstance(data.get("name"), str) else ""
    terms = data.get("terms") or data.get("documents")
    if terms is None and data and all(isinstance(former, list) for former in data.values()):
        gathering.leave("", "declarations of the past; the watch begins with those that hold today")
        return gathering.result()
    if others := sorted(data.keys() - {"name", "terms", "documents"}):
        gathering.leave(name, "left out: " + ", ".join(others))
    for kind, declared in terms.items() if isinstance(terms, dict) else ():
        where = f"{name}: {kind}" if name else str(kind)
        if not isinstance(declared, dict):
            gathering.leave(where, "is not a declaration")
            continue
        if others := sorted(declared.keys() - KEYS):
            gathering.leave(where, "left out: " + ", ".join(others))
        parts = declared.get("combine")
        parts = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
        _read_terms(gathering, where, name, str(kind), [{**declared, **part} for part in parts or [{}]])
    return gathering.result()


def _read_terms(gathering: Gathering, where: str, name: str, title: str, parts: list[dict[str, Any]]) -> None:
    """A document, of one address or several; what a part does not say itself, the document says for it."""
    filters = dict.fromkeys(str(found) for part in parts for found in _listed(part.get("filter")))
    if filters:
        gathering.leave(where, "filters written in JavaScript: " + ", ".join(filters))
    sources: list[dict[str, Any]] = [
        {
            "url": str(part.get("fetch") or ""),
            "select": selectors(gathering, where, map(_selector, _listed(part.get("select")))),
            "remove": selectors(gathering, where, map(_selector, _listed(part.get("remove")))),
        }
        for part in parts
    ]
    browsed = any(part.get("executeClientScripts") for part in parts)
    place: dict[str, Any] = sources[0] if len(sources) == 1 else {"sources": tuple(sources)}
    fetch = FetchKind.BROWSER.value if browsed else None
    gathering.add(where, title=title, organisation=name, fetch=fetch, **place)


def _selector(found: Any) -> Any:
    """A range as ours; what is not understood as it is."""
    if not isinstance(found, dict) or not found.keys() <= STARTS.keys() | ENDS.keys():
        return found
    starts, ends = ([key for key in keys if isinstance(found.get(key), str)] for keys in (STARTS, ENDS))
    if len(starts) != 1 or len(ends) != 1 or len(found) != 2:
        return found
    return str(Range(found[starts[0]].strip(), found[ends[0]].strip(), STARTS[starts[0]], ENDS[ends[0]]))


def _declared(selector: str) -> str | dict[str, str] | None:
    """A selector as it is declared there; None when it cannot be: XPath, or a range that is open at one end."""
    between = range_of(selector)
    if between is None:
        return None if is_xpath(selector) else selector
    if len(between.ends) < 2 or any(map(is_xpath, between.ends)):
        return None
    start = "startAfter" if between.after else "startBefore"
    return {start: between.start, "endAfter" if between.through else "endBefore": between.end}


def write_declarations(pages: Iterable[Page]) -> tuple[dict[str, str], list[Left]]:
    """A file for each organisation, by name, and what the files cannot say."""
    services: dict[str, dict[str, Any]] = {}
    left: list[Left] = []
    for page in pages:
        service = services.setdefault(page.organisation, {"name": page.organisation, "terms": {}})
        title, number = page.title, 1
        while title in service["terms"]:
            number += 1
            title = f"{page.title} {number}"
        places = [_location(place, left, page.id) for place in page.sources or (page,)]
        declared: dict[str, Any] = {"combine": places} if page.sources else places[0]
        if page.fetch is FetchKind.BROWSER:
            declared["executeClientScripts"] = True
        service["terms"][title] = declared
        unsaid = {"tags": page.tags, "note": page.note, "headers": page.headers}
        left.extend(Left(page.id, what) for what, value in unsaid.items() if value)
    files: dict[str, str] = {}
    for name, service in services.items():
        file = _free(f"{slugify(name) or 'service'}", files)
        files[file] = json.dumps(service, indent=2, ensure_ascii=False) + "\n"
    return files, left


def _location(place: Page | Source, left: list[Left], where: str) -> dict[str, Any]:
    """An address and the selectors of what is read there."""
    declared: dict[str, Any] = {"fetch": place.url}
    for key, found in (("select", place.select or ("body",)), ("remove", place.remove)):
        said = [one for selector in found if (one := _declared(selector))]
        if len(said) < len(found):
            left.append(Left(where, f"{key}: XPath, or a range with one end"))
        if said:
            declared[key] = said[0] if len(said) == 1 else said
    return declared


def _free(stem: str, taken: Iterable[str]) -> str:
    number, file = 1, f"{stem}.json"
    while file in taken:
        number += 1
        file = f"{stem}-{number}.json"
    return file


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
