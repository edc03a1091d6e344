"""Watches of changedetection.io, from the `url-watches.json` of its data folder or a backup.

Source: changedetection.io 0.50 to 0.55, changedetectionio/model/ (`watch_base`, `App`).
"""

from __future__ import annotations

from typing import Any

from tracker.types import FetchKind
from tracker.watchlist.exchange.common import Gathering, Imported, interval, selectors

UNITS = {"weeks": 604_800, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}
# What decides there whether a change is told, and what is done to the page before: kept in words when it was in use.
UNKNOWN = {
    "body": "the body of the request",
    "browser_steps": "steps in a browser",
    "conditions": "conditions",
    "extract_text": "patterns of the text to keep",
    "ignore_text": "text to ignore",
    "notification_urls": "notifications",
    "proxy": "a proxy",
    "text_should_not_be_present": "text that must not be there",
    "trigger_text": "text to wait for",
    "webdriver_js_execute_code": "script to run in the page",
}


def read_watches(data: dict[str, Any]) -> Imported:
    """Pages of the watches; `data` is the parsed file."""
    gathering = Gathering()
    application = _table(_table(data.get("settings")).get("application"))
    named = {key: str(_table(tag).get("title") or "") for key, tag in _table(application.get("tags")).items()}
    usual = _seconds(_table(_table(data.get("settings")).get("requests")).get("time_between_check"))
    if usual:
        gathering.leave(
            "", f"the interval of all watches without their own; write `defaults: {{every: {interval(usual)}}}`"
        )
    for watch in _table(data.get("watching")).values():
        if isinstance(watch, dict):
            _read_watch(gathering, watch, named, str(application.get("fetch_backend") or ""))
    return gathering.result()


def _read_watch(gathering: Gathering, watch: dict[str, Any], named: dict[str, str], usual: str) -> None:
    url = str(watch.get("url") or "").removeprefix("source:")
    title = str(watch.get("title") or watch.get("page_title") or "")
    where = title or url
    if reason := _unwatched(watch):
        gathering.leave(where, f"{reason}; the page is left out")
        return
    picked = selectors(gathering, where, _list(watch.get("include_filters")))
    select = [s.removeprefix("xpath:").removeprefix("xpath1:") for s in picked if not s.startswith(("json:", "jq"))]
    if len(select) < len(picked):
        gathering.leave(where, "filters of JSON")
    backend = watch.get("fetch_backend") or "system"
    backend = usual if backend == "system" else backend
    in_browser = str(backend).startswith(("html_webdriver", "extra_browser"))
    seconds = 0 if watch.get("time_between_check_use_default") else _seconds(watch.get("time_between_check"))
    tags = [named.get(str(tag), "") for tag in _list(watch.get("tags"))]
    gathering.add(
        where,
        url=url,
        title=title,
        tags=[*tags, *str(watch.get("tag") or "").split(",")],
        every=interval(seconds) if seconds else None,
        select=tuple(select),
        remove=tuple(
            s.removeprefix("xpath:") for s in selectors(gathering, where, _list(watch.get("subtractive_selectors")))
        ),
        headers=_table(watch.get("headers")),
        fetch=FetchKind.BROWSER.value if in_browser else None,
    )
    if unknown := [words for key, words in UNKNOWN.items() if watch.get(key)]:
        gathering.leave(where, "left out: " + ", ".join(unknown))


def _unwatched(watch: dict[str, Any]) -> str | None:
    if watch.get("paused"):
        return "is paused there"
    if str(watch.get("method") or "GET").upper() != "GET":
        return "sends data to the server, and pages are only fetched"
    if watch.get("processor") not in (None, "", "text_json_diff"):
        return "watches a price or a stock, not wording"
    return None


def _seconds(spans: Any) -> float:
    """The sum of `{"weeks": 1, "hours": "2", ...}`; what is no number counts for nothing."""
    total = 0.0
    for unit, length in UNITS.items():
        try:
            total += length * float(_table(spans).get(unit) or 0)
        except (TypeError, ValueError):
            continue
    return total if 0 < total < 1e9 else 0


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else value.splitlines() if isinstance(value, str) else []
