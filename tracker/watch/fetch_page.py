"""Fetching as the watchlist says, in this process and in others.

A page's kind chooses the fetcher. Its secret headers are filled in where the request is sent, and kept nowhere.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

from tracker.model import HARMLESS_HEADERS, Capture, FetchRequest, Page
from tracker.read.several_addresses import join
from tracker.watch.archive import Wayback
from tracker.watch.fetch import Fetchers, FetchSettings, open_fetchers
from tracker.watch.look import Fetch
from tracker.watch.watchlist import fill_headers, variables


def fetch(fetchers: Fetchers, page: Page, request: FetchRequest, environ: Mapping[str, str] = os.environ) -> Capture:
    """One capture of a page, of all its addresses. FetchError when one of them gives none."""
    headers = fill_headers(page, environ)
    if not page.sources:
        return fetchers.fetch(page.fetch, replace(request, headers=headers))
    harmless = tuple(header for header in headers if header[0].lower() in HARMLESS_HEADERS)
    captures = [
        # To other hosts than the first one's go the headers alone that would also follow a redirect there.
        fetchers.fetch(page.fetch, FetchRequest(source.url, headers=headers if page.is_home(source.url) else harmless))
        for source in page.sources
    ]
    return join(page.url, captures)


@contextmanager
def open_fetch(settings: FetchSettings) -> Iterator[Fetch]:
    """Fetching alone, as the tracker does it, without a record."""
    with open_fetchers(settings, wayback=Wayback(settings)) as fetchers:
        yield lambda page, request: fetch(fetchers, page, request)


@dataclass(frozen=True, slots=True)
class FarFetch:
    """Fetching in whatever process it is called in: each opens one set of fetchers and keeps it for its later calls."""

    settings: FetchSettings
    secrets: tuple[tuple[str, str], ...] = field(repr=False)  # the variables that headers of the watchlist stand for

    def __call__(self, page: Page, request: FetchRequest) -> Capture:
        return fetch(_kept(self.settings), page, request, dict(self.secrets))

    def rest(self, pages: tuple[Page, ...]) -> None:
        """Sleep until the hosts of these pages may be asked again: the next to ask may be another process."""
        for url in {page.host: page.url for page in pages}.values():
            _kept(self.settings).rest(url)


def far_fetch(settings: FetchSettings, pages: Iterable[Page]) -> FarFetch:
    """What workers elsewhere need to fetch these pages: they have no environment of ours."""
    names = {name for page in pages for name in variables(page) if name in os.environ}
    return FarFetch(settings, tuple((name, os.environ[name]) for name in sorted(names)))


@cache
def _kept(settings: FetchSettings) -> Fetchers:
    return open_fetchers(settings, wayback=Wayback(settings))


def servers_of(pages: Iterable[Page]) -> dict[str, str]:
    """The server behind each host: hosts that share an address are one, for workers that know nothing of each other."""
    hosts = sorted({page.host for page in pages if page.url.startswith("http")})
    with ThreadPoolExecutor(min(32, len(hosts)) or 1) as threads:
        return dict(zip(hosts, threads.map(_server_of, hosts), strict=True))


def _server_of(host: str) -> str:
    name = host.rsplit(":", 1)[0].strip("[]")
    try:
        return min(str(answer[4][0]) for answer in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):  # fetching it will say what is wrong
        return host
