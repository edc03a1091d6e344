"""From an address to a capture.

::

    with open_fetchers(FetchSettings()) as fetchers:
        capture = fetchers.fetch(FetchKind.HTTP, FetchRequest(url, etag=...))

Every fetcher has `fetch(FetchRequest) -> Capture`, raises nothing but `FetchError` and is safe among threads. Open one
set for the whole program: connections, robots.txt and the turns of hosts are shared through it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from types import TracebackType
from typing import Protocol, Self

from tracker.errors import CannotSee
from tracker.model import Capture, FetchKind, FetchRequest
from tracker.watch.fetch.settings import FetchSettings

__all__ = ["FetchSettings", "Fetchers", "Fetching", "open_fetchers"]

_INSTEAD = {
    FetchKind.WAYBACK: "no archive is set up as a source; give the page another kind of fetch",
    FetchKind.MANUAL: "it is entered by hand and never fetched",
}


class Fetching(Protocol):
    """What every fetcher can do."""

    def fetch(self, request: FetchRequest) -> Capture: ...
    def close(self) -> None: ...


class Fetchers:
    """The fetchers at hand, by kind."""

    def __init__(self, by_kind: Mapping[FetchKind, Fetching]) -> None:
        self._by_kind = dict(by_kind)

    def fetch(self, kind: FetchKind, request: FetchRequest) -> Capture:
        """A capture by that kind of fetcher. CannotSee, with what to do, when there is none; other FetchErrors."""
        fetcher = self._by_kind.get(kind)
        if fetcher is None:
            raise CannotSee(f"{request.url}: {_INSTEAD.get(kind, 'it cannot be fetched')}", url=request.url)
        return fetcher.fetch(request)

    def rest(self, url: str) -> None:
        """Sleep until the host of this address may be asked again, by whoever asks it next."""
        from tracker.watch.fetch.http import Fetcher

        plain = self._by_kind.get(FetchKind.HTTP)
        if isinstance(plain, Fetcher):
            plain.rest(url)

    def close(self) -> None:
        for fetcher in self._by_kind.values():
            fetcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Later:
    """A fetcher that is opened by the first page that needs it. Safe among threads."""

    def __init__(self, open_: Callable[[], Fetching]) -> None:
        self._open, self._lock = open_, Lock()
        self._opened: Fetching | None = None

    def fetch(self, request: FetchRequest) -> Capture:
        with self._lock:
            self._opened = opened = self._opened or self._open()
        return opened.fetch(request)

    def close(self) -> None:
        if self._opened:
            self._opened.close()


def open_fetchers(settings: FetchSettings | None = None, **more: Fetching) -> Fetchers:
    """HTTP, browser and file fetchers with these settings, and `more` by the name of their kind (`wayback=...`).

    They are imported here because most commands need only `FetchSettings`.
    """
    from tracker.watch.fetch.file import FileFetcher
    from tracker.watch.fetch.http import Fetcher

    known = settings or FetchSettings()
    plain = Fetcher(known)

    def open_browser() -> Fetching:
        from tracker.watch.fetch.browser import BrowserFetcher

        return BrowserFetcher(known, plain)

    own: dict[FetchKind, Fetching] = {
        FetchKind.HTTP: plain,
        FetchKind.BROWSER: _Later(open_browser),
        FetchKind.FILE: FileFetcher(known),
    }
    return Fetchers(own | {FetchKind(kind): fetcher for kind, fetcher in more.items()})
