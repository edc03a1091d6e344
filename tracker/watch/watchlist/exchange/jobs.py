"""Jobs of urlwatch and webchanges: YAML documents, one a job, with much the same keys.

Sources: urlwatch 2.29, docs/source/jobs.rst and filters.rst; webchanges 3.36 docs/jobs.rst and
filters.rst (`filters`, formerly `filter`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from tracker.model import FetchKind, Page
from tracker.read import is_xpath, range_of
from tracker.watch.watchlist.exchange.common import Gathering, Imported, Left, plain, refused
from tracker.watch.watchlist.nodes import Mistakes, parse_all, show
from tracker.watch.watchlist.reading import to_plain

OURS = {
    "name",
    "url",
    "navigate",
    "use_browser",
    "filter",
    "filters",
    "headers",
    "cookies",
    "note",
    "kind",
    "enabled",
    "index_number",
}
# Reading a page does these anyway.
NEEDLESS = {
    "html2text",
    "strip",
    "striplines",
    "strip_lines",
    "beautify",
    "pdf2text",
    "remove-duplicate-lines",
    "absolute_links",
}
PICKS = {
    "css": "{}",
    "xpath": "{}",
    "element-by-id": '[id="{}"]',
    "element-by-class": '[class~="{}"]',
    "element-by-style": '[style="{}"]',
    "element-by-tag": "{}",
}


def read_jobs(text: str, path: str = "import") -> Imported:
    """Pages of a jobs file. WatchlistError when it is not YAML."""
    gathering = Gathering()
    mistakes = Mistakes(path)
    for number, node in enumerate(parse_all(text, mistakes), 1):
        job = to_plain(node)
        if job is None:
            continue
        jobs = job if isinstance(job, list) else [job]
        if not all(isinstance(each, dict) for each in jobs):
            gathering.leave(f"job {number}", "is not a mapping of keys to values")
        for each in jobs:
            if isinstance(each, dict):
                _read_job(gathering, f"job {number}", each)
    if first := next(iter(mistakes.found), None):
        raise refused(first.message, first.line, first.column)
    return gathering.result()


def _read_job(gathering: Gathering, number: str, job: dict[str, Any]) -> None:
    url = job.get("url") or job.get("navigate")
    where = str(job.get("name") or url or job.get("command") or number)
    if not isinstance(url, str):
        gathering.leave(where, "watches the output of a command" if "command" in job else "has no `url`")
        return
    if "data" in job or str(job.get("method", "GET")).upper() != "GET":
        gathering.leave(where, "sends data to the server; pages are only fetched")
        return
    if str(job.get("enabled", "true")).lower() in ("false", "no", "off"):
        gathering.leave(where, "is switched off there; the page is left out")
        return
    select, remove = _filters(gathering, where, job.get("filters") or job.get("filter"))
    headers = dict(job["headers"]) if isinstance(job.get("headers"), dict) else {}
    if isinstance(job.get("cookies"), dict) and job["cookies"]:
        given = [str(headers["Cookie"])] if headers.get("Cookie") else []
        headers["Cookie"] = "; ".join([*given, *(f"{key}={value}" for key, value in job["cookies"].items())])
    elif job.get("cookies"):
        gathering.leave(where, "cookies that are not written as names with values")
    uses_browser = "navigate" in job or str(job.get("use_browser")).lower() in ("true", "yes", "on")
    gathering.add(
        where,
        url=url,
        title=str(job.get("name") or ""),
        select=select,
        remove=remove,
        headers=headers,
        fetch=FetchKind.BROWSER.value if uses_browser else None,
        note=plain(job["note"]) if job.get("note") else None,
    )
    if job.get("kind") not in (None, "url", "browser"):
        gathering.leave(where, f"the kind {show(str(job['kind']))}, which is code of its own")
    if others := sorted(job.keys() - OURS):
        gathering.leave(where, "left out: " + ", ".join(others))


def _filters(gathering: Gathering, where: str, found: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    select: list[str] = []
    remove: list[str] = []
    for kind, value in _steps(found):
        if kind in NEEDLESS:
            continue
        if kind not in PICKS:
            gathering.leave(where, f"the filter {show(kind)}")
            continue
        options = value if isinstance(value, dict) else {}
        picked = options.get("selector") or options.get("path") or value
        if not isinstance(picked, str):
            gathering.leave(where, f"the filter {show(kind)}, whose value is not understood")
        elif select:
            gathering.leave(where, f"the filter {show(kind)} inside what the one before it finds: {show(picked)}")
        else:
            select.append(_selector(kind, picked))
            if isinstance(options.get("exclude"), str):
                remove.append(_selector(kind, options["exclude"]))
            if others := sorted(options.keys() - {"selector", "path", "exclude"}):
                gathering.leave(where, f"of the filter {show(kind)}: " + ", ".join(others))
    return tuple(select), tuple(remove)


def _steps(found: Any) -> Iterator[tuple[str, Any]]:
    """Filters as kind and value; a text is the old way of writing a list: `css:main,html2text`."""
    if isinstance(found, str):
        found = [dict([step.split(":", 1)]) if ":" in step else step for step in found.split(",")]
    for step in found if isinstance(found, list) else [found] if found else []:
        if isinstance(step, dict):
            yield from ((str(kind), value) for kind, value in step.items())
        elif isinstance(step, str):
            yield step.strip(), None


def _selector(kind: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"') if '"' in PICKS[kind] else value
    selector = PICKS[kind].format(quoted)
    # An XPath is known by how it begins.
    return f"//{selector}" if kind == "xpath" and not is_xpath(selector) else selector


def write_jobs(pages: Iterable[Page], *, webchanges: bool) -> tuple[str, list[Left]]:
    """The pages as a jobs file, and what it cannot say."""
    documents: list[dict[str, Any]] = []
    left: list[Left] = []
    for page in pages:
        job: dict[str, Any] = {"name": f"{page.organisation}: {page.title}"}
        if page.fetch is FetchKind.BROWSER and not webchanges:
            job["navigate"] = page.url
        else:
            job["url"] = page.url
        if page.fetch is FetchKind.BROWSER and webchanges:
            job["use_browser"] = True
        if page.note and webchanges:
            job["note"] = page.note
        steps: list[Any] = []
        for kind, name in (("css", "selector"), ("xpath", "path")):
            picked, cut = _of_kind(page.select, kind), _of_kind(page.remove, kind)
            joined, without = _joined(kind, picked), _joined(kind, cut)
            if joined or without:
                whole = {"css": "html", "xpath": "/html"}[kind]
                steps.append({kind: {name: joined or whole, "exclude": without} if without else joined})
        job["filter"] = [*steps, "html2text"]
        headers = {name: value for name, value in page.headers if "${" not in value}
        if headers:
            job["headers"] = headers
        documents.append(job)
        left.extend(Left(page.id, what) for what in _unsaid(page, webchanges))
    text = yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True, width=10**6, explicit_start=False)
    return text, left


def _unsaid(page: Page, webchanges: bool) -> Iterator[str]:
    if page.tags:
        yield "tags"
    if page.sources:
        yield "sources: only the first address is watched"
    if page.note and not webchanges:
        yield "note"
    if page.fetch not in (FetchKind.HTTP, FetchKind.BROWSER):
        yield f"fetch: {page.fetch}"
    if any("${" in value for _, value in page.headers):
        yield "headers whose values come from the environment"
    if any(map(range_of, (*page.select, *page.remove))):
        yield "ranges of selectors"
    if _of_kind(page.select, "css") and _of_kind(page.select, "xpath"):
        yield "CSS and XPath at once: there, the second looks only inside what the first finds"


def _of_kind(selectors: Iterable[str], kind: str) -> list[str]:
    return [s for s in selectors if (kind == "xpath") == is_xpath(s) and range_of(s) is None]


def _joined(kind: str, selectors: list[str]) -> str:
    return (", " if kind == "css" else " | ").join(selectors)
