"""Watches of changedetection.io: the `url-watches.json` of its data folder or a backup, the `watch.json` of one watch,
or what its API answers at `/api/v1/watch`.

Source: changedetection.io 0.50 to 0.55, changedetectionio/model/ (`watch_base`, `App`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker.model import FetchKind
from tracker.watch.watchlist.exchange.common import Gathering, Imported, interval, selectors

UNITS = {"weeks": 604_800, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}
# What decides there whether a change is told, and what is done to the page before: kept in words when it was in use.
GLOBAL = {
    "notification_urls": "notifications; addresses for messages stand in TRACKER_NOTIFY",
    "global_ignore_text": "text to ignore",
    "global_subtractive_selectors": "parts to take out; write them as `defaults: {remove: ...}`",
}
UNKNOWN = {
    "body": "the body of the request",
    "browser_steps": "steps in a browser",
    "check_unique_lines": "only lines that were never there before",
    "conditions": "conditions",
    "extract_text": "patterns of the text to keep",
    "ignore_status_codes": "to take error pages for the page",
    "ignore_text": "text to ignore",
    "notification_urls": "notifications",
    "proxy": "a proxy",
    "remove_duplicate_lines": "to drop lines that are there twice",
    "sort_text_alphabetically": "to sort lines",
    "text_should_not_be_present": "text that must not be there",
    "time_schedule_limit": "hours of the day",
    "trigger_text": "text to wait for",
    "webdriver_delay": "seconds to wait in a browser",
    "webdriver_js_execute_code": "script to run in the page",
}
# Kinds of edits that are told there, unless the watch says otherwise.
TOLD = {"filter_text_added": "added", "filter_text_removed": "removed", "filter_text_replaced": "replaced"}
OF_GROUPS = {"include_filters": "`select`", "subtractive_selectors": "`remove`", "headers": "`headers`"}


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
    for key, words in GLOBAL.items():
        if application.get(key):
            gathering.leave("", f"for all watches: {words}")
    if _table(data.get("settings")).get("headers"):
        gathering.leave("", "for all watches: headers; write them as `defaults: {headers: ...}`")
    for tag in map(_table, _table(application.get("tags")).values()):
        _leave_group(gathering, tag)
    for watch in _watches(data):
        if isinstance(watch, dict):
            _read_watch(gathering, watch, named, str(application.get("fetch_backend") or ""))
    return gathering.result()


def _watches(data: dict[str, Any]) -> Iterable[Any]:
    if "watching" in data or "settings" in data:
        return _table(data.get("watching")).values()
    return [data] if "url" in data else data.values()


def _leave_group(gathering: Gathering, tag: dict[str, Any]) -> None:
    """What a group says for all its watches: a tag of ours is a word, and its few defaults are written by hand."""
    where = f"the group {tag.get('title') or '?'}"
    if known := [words for key, words in OF_GROUPS.items() if _in_use(tag.get(key))]:
        gathering.leave(where, f"for all its watches: {', '.join(known)}; write them as those of its pages")
    if unknown := [words for key, words in UNKNOWN.items() if _in_use(tag.get(key))]:
        gathering.leave(where, "left out: " + ", ".join(unknown))


def _read_watch(gathering: Gathering, watch: dict[str, Any], named: dict[str, str], usual: str) -> None:
    address = str(watch.get("url") or "")
    url = address.removeprefix("source:")
    title = str(watch.get("title") or watch.get("page_title") or "")
    where = title or url
    if reason := _unwatched(watch):
        gathering.leave(where, f"{reason}; the page is left out")
        return
    filters = _list(watch.get("include_filters")) or _list(watch.get("css_filter"))  # as it was called before 0.43
    picked = selectors(gathering, where, filters)
    select = [s.removeprefix("xpath:").removeprefix("xpath1:") for s in picked if not s.startswith(("json", "jq"))]
    if len(select) < len(picked):
        gathering.leave(where, "filters of JSON")
    backend = watch.get("fetch_backend") or "system"
    backend = usual if backend == "system" else backend
    in_browser = str(backend).startswith(("html_webdriver", "extra_browser"))
    minutes = {"minutes": watch.get("minutes_between_check")}  # as it was called before 0.39
    seconds = 0 if watch.get("time_between_check_use_default") else _seconds(watch.get("time_between_check") or minutes)
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
    unknown = [words for key, words in UNKNOWN.items() if _in_use(watch.get(key))]
    unknown += [f"to tell nothing of what is {words}" for key, words in TOLD.items() if watch.get(key) is False]
    if url != address:
        unknown.append("`source:`, the page's code instead of its text")
    if unknown:
        gathering.leave(where, "left out: " + ", ".join(unknown))


def _in_use(value: Any) -> bool:
    """Whether a setting is more than its own absence: a table may be there, and switched off."""
    return bool(value.get("enabled", True) if isinstance(value, dict) else value) and value != {}


def _unwatched(watch: dict[str, Any]) -> str | None:
    if watch.get("paused"):
        return "is paused there"
    if str(watch.get("method") or "GET").upper() != "GET":
        return "sends data to the server, and pages are only fetched"
    if (processor := watch.get("processor")) not in (None, "", "text_json_diff"):
        return f"watches a price, a stock or a picture, not wording ({processor})"
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
