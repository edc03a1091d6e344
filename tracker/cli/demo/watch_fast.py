"""Serves the bundled history on this machine and watches it with the real scheduler, on a clock that runs fast."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

from tracker.app import Tracker, open_tracker
from tracker.cli.daemon import run_forever
from tracker.cli.demo.scenes import (
    ANSWERS,
    LAST_DAY,
    NEWS,
    ORGANISATION,
    PATH,
    QUESTION,
    TERMS,
    TERMS_TITLE,
    TITLE,
    Answer,
    Scene,
    feed_at,
    release_at,
    scene_at,
    terms_at,
)
from tracker.errors import UsageError
from tracker.model import AskedQuestion
from tracker.record.outcome import Recorded
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings

START = datetime(2026, 6, 1, 6, tzinfo=UTC)
STEP = timedelta(hours=12)  # the clock's step from one tick to the next
TICK = 0.25  # seconds
MARK = ".tracker-demo"  # says that a folder is ours to empty

WATCHLIST = """\
# What the demo watches: two pages, and what is new in the newsroom, twice a day; and what is answered to the press.
pages:
  - id: halcyon-responsible-technology
    organisation: {organisation}
    title: {title}
    url: {url}
    every: 12h
    tags: [human-rights, ai]

  - id: halcyon-terms
    organisation: {organisation}
    title: {terms_title}
    url: {terms}
    every: 12h
  # What the company answers is entered by hand: `tracker record halcyon-press`.
  - id: halcyon-press
    organisation: {organisation}
    title: Answers to the press
    url: https://halcyon.example/press
    fetch: manual

# The newsroom is followed: a release that speaks of this is told, and watched for silent edits.
follow:
  - organisation: {organisation}
    feed: {news}
    about: [immigration enforcement]
    take: watch
    every: 12h
    tags: [human-rights, ai]

# What it says on this, on every page, in every release and answer: `tracker said` shows the thread.
subjects:
  - name: Immigration enforcement
    words: [immigration enforcement]

# Promises that it makes: `tracker commitments` says which of them still stand.
commitments:
  - page: halcyon-responsible-technology
    text: We have no contracts that support immigration enforcement
  - page: halcyon-responsible-technology
    text: We will delete location records within 30 days of a request
    name: Deletion within 30 days
  - page: halcyon-responsible-technology
    text: We publish a report on requests from public authorities twice a year
    name: Report twice a year
"""


@dataclass(slots=True)
class Clock:
    """The demo's own time: a step for every tick of the scheduler, so that weeks pass in seconds."""

    steps: int = -1

    def now(self) -> datetime:
        return START + max(0, self.steps) * STEP

    @property
    def day(self) -> float:
        return (self.now() - START) / timedelta(days=1)


def play(
    folder: Path,
    *,
    scene: Callable[[datetime, Scene], None],
    told: Callable[[Recorded], None],
    warn: Callable[[str], None],
) -> Tracker:
    """Run the whole demo into `folder` and return the tracker, still open to be read.

    `scene` is told of each new state of the page, `told` of each look at it. UsageError when the folder holds
    something that is not a demo's.
    """
    _empty(folder)
    clock, stop = Clock(), Event()
    server = _serve(clock)
    site = f"http://127.0.0.1:{server.server_port}"
    watchlist = folder / "watchlist.yaml"
    watched = WATCHLIST.format(
        organisation=ORGANISATION,
        title=TITLE,
        url=f"{site}{PATH}",
        news=f"{site}{NEWS}",
        terms=f"{site}{TERMS}",
        terms_title=TERMS_TITLE,
    )
    watchlist.write_text(watched, encoding="utf-8")
    settings = Settings(
        folder / "tracker.db", watchlist, folder / "feeds", fetch=FetchSettings(allow_private=True, spacing=0.0)
    )
    tracker = open_tracker(settings, write=True, now=clock.now, listeners=[told])
    shown: list[Scene] = []
    answers = list(ANSWERS)

    def cycle() -> None:
        clock.steps += 1
        if answers and answers[0].day <= clock.day:
            answer = answers.pop(0)
            scene(clock.now(), Scene(answer.day, answer.tells, ""))
            _enter(tracker, answer, clock.now())
        if clock.day >= LAST_DAY:
            stop.set()
        elif not shown or shown[-1] != scene_at(clock.day):
            shown.append(scene_at(clock.day))
            scene(clock.now(), shown[-1])

    try:
        tracker.sync()
        run_forever(tracker, tick=TICK, warn=warn, cycle=cycle, stop=stop, clock=lambda: clock.now().timestamp())
    finally:
        server.shutdown()
        server.server_close()
    return tracker


def _enter(tracker: Tracker, answer: Answer, now: datetime) -> None:
    """Enter an answer as `tracker record` does."""
    tracker.past.enter(
        tracker.watchlist.page("halcyon-press"),
        answer.text.encode(),
        ".txt",
        at=now,
        source=answer.source,
        speaker=answer.speaker,
        question=AskedQuestion(QUESTION, (now - timedelta(days=1)).date().isoformat()),
    )


def _empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise UsageError(f"{folder} holds something that is not a demo's; name another folder with --into")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def _serve(clock: Clock) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            scene = scene_at(clock.day) if self.path == PATH else Scene(0, "", "no such page", 404)
            kind = "text/html"
            if self.path == NEWS:
                scene, kind = Scene(0, "", feed_at(clock.day, START)), "application/rss+xml"
            elif self.path == TERMS:
                scene = Scene(0, "", terms_at(clock.day))
            elif (release := release_at(clock.day, self.path)) is not None:
                scene = Scene(0, "", release)
            body = scene.body.encode()
            self.send_response(scene.status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server
