"""A read-only server: the published folder as it is, and what the record itself answers.

Starlette serves files with ETag, Last-Modified, ranges and 304; what is added here is the media types that feed readers
and browsers go by, and the headers that keep page text from doing anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from tracker.app import Tracker, open_tracker
from tracker.ask import History
from tracker.errors import TrackerError
from tracker.model import ChangeFilter, ChangeStatus, iso
from tracker.model.health import Part
from tracker.publish import LONGEST, WORDS, PublishSettings, words_page
from tracker.run.care.health import PageStatus
from tracker.settings import Settings
from tracker.web.api import make_api
from tracker.web.connections import Bounded

MEDIA_TYPES = {
    ".atom.xml": "application/atom+xml",
    ".rss.xml": "application/rss+xml",
    ".opml": "text/x-opml",
}
JSON_FEED = "application/feed+json"
STALE = timedelta(days=2)  # without a good check for so long, /health says so
MOST_LINES = 50
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=60",
}


class Published(StaticFiles):
    """The published folder with the media types of feeds."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if "location" in response.headers:  # of a folder without its slash; as made it holds the Host of the request
            response.headers["location"] = "/" + urlsplit(response.headers["location"]).path.lstrip("/")
        return response

    def file_response(self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        name = Path(full_path).name
        kind = next((kind for ending, kind in MEDIA_TYPES.items() if name.endswith(ending)), None)
        if kind is None and name.endswith(".json") and _is_feed(Path(full_path)):
            kind = JSON_FEED
        if kind and isinstance(response, FileResponse):
            response.headers["Content-Type"] = f"{kind}; charset=utf-8"
        response.headers.update(_HEADERS)
        return response


def _is_feed(path: Path) -> bool:
    with path.open("rb") as file:
        return b"jsonfeed.org/version" in file.read(200)


def make_app(settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Starlette:
    """The application. The record is opened anew for each answer that needs it, so it may grow meanwhile."""

    def ask(answer: Callable[[Tracker], Response]) -> Response:
        try:
            with open_tracker(settings, create=False, now=now) as tracker:
                return answer(tracker)
        except TrackerError as error:
            return JSONResponse({"error": str(error)}, status_code=503)

    def question(of: Callable[[History], dict[str, Any]]) -> dict[str, Any]:
        with open_tracker(settings, create=False, now=now) as tracker:
            return of(tracker.history)

    def words(request: Request) -> Response:
        query = request.query_params.get("q", "").strip()[:LONGEST]
        site = PublishSettings(title=_title(settings))
        if not query:
            return HTMLResponse(words_page(site, ""), headers=_HEADERS)

        def answer(tracker: Tracker) -> Response:
            try:
                hits, total = tracker.history.search(query, limit=MOST_LINES)
            except TrackerError as error:  # of what was asked
                return HTMLResponse(words_page(site, query, problem=str(error)), status_code=400, headers=_HEADERS)
            return HTMLResponse(words_page(site, query, hits, total), headers=_HEADERS)

        return ask(answer)

    def health(_: Request) -> Response:
        def answer(tracker: Tracker) -> Response:
            rows = tracker.care.status()
            unwell = [_complaint(row) for row in rows if row.stale(now(), STALE)]
            complaints = tracker.care.machine(schedule=True).complaints
            machine = {about: told.split("\n", 1)[0] for about, told in complaints.items()}  # no names of files
            body = {"ok": not unwell and not machine, "unwell": unwell, "machine": machine}
            return JSONResponse(body, status_code=200 if body["ok"] else 503)

        return ask(answer)

    def metrics(_: Request) -> Response:
        return ask(lambda tracker: PlainTextResponse(_metrics(tracker, now()), media_type="text/plain; version=0.0.4"))

    routes = [
        Route(f"/{WORDS}", words),
        Mount("/api", make_api(question)),
        Route("/health", health),
        Route("/metrics", metrics),
        Mount("/", Published(directory=settings.feeds, html=True)),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={HTTPException: _refused},
    )


def _refused(request: Request, error: Exception) -> Response:
    """What no route answers: an address with a line end in it leads to none, not even to the JSON interface."""
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)
    return PlainTextResponse(error.detail, error.status_code, headers=error.headers)


def serve(settings: Settings, host: str, port: int) -> None:
    """Answer until SIGINT or SIGTERM."""
    uvicorn.run(
        make_app(settings),
        host=host,
        port=port,
        http=Bounded,
        log_level="error",  # a line for each bad request would let anybody fill the disk
        server_header=False,
    )


def _title(settings: Settings) -> str:
    """As the site was published under."""
    try:
        return str(json.loads((settings.feeds / "all.json").read_bytes())["title"])
    except (OSError, ValueError, KeyError):
        return settings.title


def _complaint(row: PageStatus) -> dict[str, Any]:
    return {
        "page": row.page.id,
        "last_good": row.state.last_good and iso(row.state.last_good),
        "failures": row.state.failures,
        "reason": row.last.reason if row.last else None,
    }


def _metrics(tracker: Tracker, now: datetime) -> bytes:
    """Prometheus text. Times are ages in seconds, so that an alert needs no clock of its own."""
    registry = CollectorRegistry()
    rows = tracker.care.status()
    age = Gauge("tracker_last_good_check_age_seconds", "Since the last good check", ["page"], registry=registry)
    failing = Gauge("tracker_failures_in_a_row", "Failed checks since the last good one", ["page"], registry=registry)
    held = Gauge("tracker_page_held_back", "1 when the last capture was quarantined", ["page"], registry=registry)
    broken = Gauge("tracker_page_selector_broken", "1 when a selector found nothing", ["page"], registry=registry)
    turns = Gauge("tracker_page_alternating", "1 when the page shows known texts in turn", ["page"], registry=registry)
    for row in rows:
        broken.labels(row.page.id).set(row.selector_broken)
        turns.labels(row.page.id).set(row.alternating is not None)
        if row.state.last_good:
            age.labels(row.page.id).set((now - row.state.last_good).total_seconds())
        failing.labels(row.page.id).set(row.state.failures)
        held.labels(row.page.id).set(row.held)
    Gauge("tracker_pages", "Pages watched", registry=registry).set(len(rows))
    due = sum(row.state.due is not None and row.state.due <= now for row in rows)
    Gauge("tracker_pages_due", "Pages whose time has come", registry=registry).set(due)
    machine = tracker.care.machine(schedule=True)
    Gauge("tracker_pages_overdue", "Pages that should have been looked at long ago", registry=registry).set(
        machine.overdue
    )
    Gauge("tracker_disk_free_bytes", "Left on the disk of the record", registry=registry).set(machine.free)
    trouble = Gauge("tracker_trouble", "1 when this part of the watch is in trouble", ["part"], registry=registry)
    for part in Part:
        trouble.labels(part.value).set(part in machine.complaints)
    ahead = Gauge("tracker_clock_behind_seconds", "How far in the future the newest check lies", registry=registry)
    ahead.set(machine.ahead.total_seconds())
    changes = Gauge("tracker_changes", "Recorded changes", ["status"], registry=registry)
    for status in ChangeStatus:
        changes.labels(status.value).set(tracker.history.count(ChangeFilter(statuses=(status,))))
    return generate_latest(registry)
