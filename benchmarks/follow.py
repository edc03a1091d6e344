"""What following costs: a look at a feed with nothing new beside a 304 of a page, and statements that were taken.

Ratios within one run on this machine: `python -m benchmarks.follow`.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.server import Reply, Server, running
from tracker.app import open_tracker
from tracker.model import Capture, InboxItem, ItemState, Page, TakenFrom
from tracker.record.outcome import record
from tracker.record.store import Store
from tracker.settings import Settings
from tracker.watch.fetch import FetchSettings
from tracker.watch.look import examine, job_for

LOOKS = 150
STATEMENTS = 2_000
NOW = datetime(2026, 6, 1, tzinfo=UTC)
ITEM = "<item><title>News {0}</title><link>/news/{0}</link><pubDate>Mon, 01 Jun 2026 09:00:00 GMT</pubDate></item>"


def feed(note: str = "") -> str:
    items = "".join(ITEM.format(n) for n in range(20))
    return f"<rss version='2.0'><channel><title>Acme{note}</title>{items}</channel></rss>"


def looks(folder: Path, server: Server, kind: str, *, etag: bool, changes: bool = False) -> float:
    """Milliseconds of this process for a second look with nothing new, at one of many addresses."""
    path = f"/{kind}-{etag}-{changes}"
    page = "<html><title>T</title><main><h1>Terms</h1><p>We never share what you store with us.</p></main></html>"
    body = page if kind == "page" else feed()
    server.put(
        path, Reply(body=body, etag='"1"' if etag else None, type="text/html" if kind == "page" else "application/xml")
    )
    own = "title: 'T{0}', url: '{1}?{0}'" if kind == "page" else "title: 'T{0}', feed: '{1}?{0}'"
    entries = "\n".join(f"  - {{organisation: A{n}, {own.format(n, server.url(path))}}}" for n in range(LOOKS))
    home = folder / path[1:]
    home.mkdir()
    (home / "w.yaml").write_text(f"{'pages' if kind == 'page' else 'follow'}:\n{entries}\n")
    for n in range(LOOKS):
        server.put(
            f"{path}?{n}",
            Reply(body=body, etag='"1"' if etag else None, type="text/html" if kind == "page" else "application/xml"),
        )
    clock = [NOW]
    settings = Settings(
        home / "t.db", home / "w.yaml", home / "feeds", fetch=FetchSettings(allow_private=True, spacing=0.0)
    )
    with open_tracker(settings, write=True, now=lambda: clock[0]) as tracker:
        tracker.sync()
        assert sum(1 for _ in tracker.check()) == LOOKS
        if changes:
            for n in range(LOOKS):
                server.put(f"{path}?{n}", Reply(body=feed(" again"), type="application/xml"))
        clock[0] += timedelta(hours=12)
        started = time.process_time()
        assert sum(1 for _ in tracker.check()) == LOOKS
        return 1000 * (time.process_time() - started) / LOOKS


def statements(folder: Path) -> tuple[float, float, float]:
    """Kilobytes and milliseconds a statement when thousands are taken, and milliseconds to ask which are due."""
    path = folder / "many.db"
    source = Page("news", "Acme", "News", "https://acme.example/feed")
    with Store(path, durable=False) as store:
        store.pages.sync([source], now=NOW)
        started = time.perf_counter()
        for n in range(STATEMENTS):
            url = f"https://acme.example/news/{n}"
            page = replace(
                source, id=f"news-{n}", url=url, title=f"News {n}", taken=TakenFrom("news", NOW, NOW + timedelta(180))
            )
            html = (
                f"<html lang=en><title>News {n}</title><main><h1>News {n}</h1><p>On day {n} we sold nothing.</p></main>"
            )
            capture = Capture(url, url, 200, (("Content-Type", "text/html"),), html.encode(), NOW)
            item = InboxItem(0, "news", "Acme", url, page.title, "", None, NOW, None, ItemState.TAKEN)
            with store.transaction():
                store.pages.take(page, NOW)
                store.inbox.add([(url, item)])
                record(store, examine(job_for(page, store.pages.state(page.id), None), capture))
        took = 1000 * (time.perf_counter() - started) / STATEMENTS
        started = time.perf_counter()
        due = store.pages.due(NOW + timedelta(days=1), limit=100)
        asked = 1000 * (time.perf_counter() - started)
        assert len(due) == 100
    return path.stat().st_size / STATEMENTS / 1000, took, asked


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch, running() as server:
        folder = Path(scratch)
        page = looks(folder, server, "page", etag=True)
        for name, cost in (
            ("a page, 304", page),
            ("a feed, 304", looks(folder, server, "feed", etag=True)),
            ("a feed, the same bytes", looks(folder, server, "feed", etag=False)),
            ("a feed, other bytes and nothing new", looks(folder, server, "feed", etag=False, changes=True)),
        ):
            print(f"{name:40} {cost:6.2f} ms of CPU a look, {cost / page:4.2f} of a 304 of a page")
        size, took, asked = statements(folder)
        print(f"{STATEMENTS:,} taken statements: {size:.1f} kB and {took:.1f} ms each; which are due: {asked:.1f} ms")


if __name__ == "__main__":
    main()
