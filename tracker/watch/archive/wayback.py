"""The Wayback Machine of the Internet Archive, or a pywb collection: which captures it holds, and their bytes.

The index of captures (CDX) costs one request for thousands of them; the bytes come by raw replay (`id_`), which alters
nothing. The archive serves everybody: requests keep a distance, and when it asks for a rest nothing is sent until then.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urldefrag, urlsplit

from tracker.errors import ConnectError, FetchError, FetchTimeout, HttpError
from tracker.model import Capture, CaptureSource, FetchRequest, SourceKind
from tracker.watch.fetch import FetchSettings
from tracker.watch.fetch.http import Fetcher
from tracker.watch.watchlist.values import is_local

log = logging.getLogger("tracker")
SPACING = 1.5  # s between two requests; the archive's limit for its index is 24 a minute
TIMEOUT = 120.0  # s: old captures lie on slow disks
PAGE = 5_000  # captures listed by one request
TRIES = 5
REST = 60.0  # s without a request after the archive was asked too much, when it does not say how long
FIRST_PAUSE = 5.0  # s before the second try; doubled each time
KEPT = 8  # bodies remembered by digest, so that one that comes back is not asked for again
_STAMP = "%Y%m%d%H%M%S"
_REPLAYED = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/(.+)")
_OWN = "x-archive-orig-"  # headers of the page, as the archive repeats them
# Headers of the page that are handed on as they are; whatever else comes is the archive's.
_PASSED_ON = frozenset(("content-type", "content-language"))


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """One capture in the archive's index."""

    at: datetime
    original: str  # the address that was captured
    digest: str  # equal digests: equal bytes
    address: str  # where a person can look at it

    @property
    def source(self) -> str:
        return str(CaptureSource(SourceKind.WAYBACK, self.address))


class Wayback:
    """Reads the archive at `settings.wayback`. Safe among threads. robots.txt is not asked: index and replay are made
    for programs.
    """

    def __init__(self, settings: FetchSettings, *, pause: Callable[[float], object] = time.sleep) -> None:
        endpoint = settings.wayback.rstrip("/")
        local = is_local(endpoint)
        self.fetcher = Fetcher(
            replace(
                settings,
                respect_robots=False,
                spacing=0.0 if local else max(settings.spacing, SPACING),
                timeout=max(settings.timeout, TIMEOUT),
                allow_private=settings.allow_private or local,
            )
        )
        is_collection = bool(urlsplit(endpoint).path)
        self._replay = endpoint if is_collection else f"{endpoint}/web"
        self._index = f"{endpoint}/cdx" if is_collection else f"{endpoint}/cdx/search/cdx"
        self._pause = pause
        self._rest_until = 0.0  # monotonic seconds
        self._bodies: OrderedDict[str, Capture] = OrderedDict()  # digest -> a capture with these bytes

    # -- reading a page's history

    def captures(
        self, url: str, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[ArchivedCopy]:
        """The captures of an address that answered 200, oldest first, both bounds inclusive. FetchError."""
        begin, seen = since.astimezone(UTC).strftime(_STAMP) if since else "", set[tuple[str, str]]()
        end = f"&to={until.astimezone(UTC).strftime(_STAMP)}" if until else ""
        while True:
            query = f"?url={quote(urldefrag(url).url, safe='')}&output=json&limit={PAGE}"
            rows = _rows(self._ask(f"{self._index}{query}{f'&from={begin}' if begin else ''}{end}").body)
            fresh = [row for row in rows if (row["timestamp"], row["original"]) not in seen]
            for row in sorted(fresh, key=lambda row: row["timestamp"]):
                seen.add((row["timestamp"], row["original"]))
                if (held := self._held(row)) is not None:
                    yield held
            if len(rows) < PAGE or not fresh:
                return
            begin = max(row["timestamp"] for row in rows)  # the next page begins with what the last one ended with

    def read(self, held: ArchivedCopy, url: str) -> Capture | None:
        """The bytes of a capture as a look at `url` then; None when the archive does not give them out.

        FetchError when the archive cannot be had, after several tries with a growing pause.
        """
        known = self._bodies.get(held.digest)
        if known is None or known.final_url != held.original:
            at = f"{self._replay}/{held.at.strftime(_STAMP)}id_/{held.original}"
            try:
                answer = self._ask(at)
            except HttpError as error:
                if error.status in (429, 503) or (error.status or 0) >= 500:
                    raise
                return None  # excluded since, or lost
            except (ConnectError, FetchTimeout):
                raise
            except FetchError:
                return None  # too large, broken encoding: so it lies in the archive
            if _moment(answer) != held.at:
                return None  # another capture stands in for one that is lost
            known = replace(answer, final_url=held.original, headers=_headers(answer))
            self._remember(held.digest, known)
        return replace(known, url=url, at=held.at, redirects=(), source=held.source)

    # -- as one of the kinds of fetching

    def fetch(self, request: FetchRequest) -> Capture:
        """The newest capture, with the time at which the archive took it; 304 when it is the one of last time.

        FetchError, told once: a check that fails is repeated by the schedule.
        """
        left = self._rest_until - time.monotonic()
        if left > 0:
            raise HttpError(
                f"{request.url}: the archive asked for a rest", url=request.url, status=429, retry_after=left
            )
        url = urldefrag(request.url).url
        try:
            answer = self._get(f"{self._replay}/{datetime.now(UTC).strftime(_STAMP)}id_/{url}")
        except FetchError as error:
            words = f"{request.url}: not to be had from the archive: {error}"
            if error.status == 404:
                words = f"{request.url}: the archive holds no copy of it"
            raise type(error)(words, url=request.url, status=error.status, retry_after=error.retry_after) from error
        at = _moment(answer)
        if at is None:
            raise FetchError(f"{request.url}: the archive does not say when its copy was taken", url=request.url)
        found = _REPLAYED.search(answer.final_url)
        original = found[2] if found else url
        stamp = at.strftime(_STAMP)
        seen = replace(
            answer,
            url=request.url,
            final_url=original,
            redirects=(),
            headers=(*_headers(answer), ("ETag", f'"{stamp}"')),
            at=at,
            source=str(CaptureSource(SourceKind.WAYBACK, f"{self._replay}/{stamp}/{original}")),
        )
        return replace(seen, status=304, body=b"") if request.etag == f'"{stamp}"' else seen

    def close(self) -> None:
        self.fetcher.close()

    # -- asking

    def _ask(self, url: str) -> Capture:
        """An answer, with patience: a busy archive is asked again, later each time."""
        pause = FIRST_PAUSE
        for left in reversed(range(TRIES)):
            if (rest := self._rest_until - time.monotonic()) > 0:
                self._pause(rest)
            try:
                return self._get(url)
            except FetchError as error:
                busy = isinstance(error, ConnectError | FetchTimeout) or (error.status or 0) >= 500
                if not left or not (busy or error.status == 429):
                    raise
                pause = max(pause, error.retry_after or 0.0)
                log.warning("%s; asked again in %d s", error, pause)
                self._pause(pause)
                pause = 2 * pause
        raise AssertionError("the last try returns or raises")

    def _get(self, url: str) -> Capture:
        try:
            return self.fetcher.fetch(FetchRequest(url))
        except HttpError as error:
            if error.status == 429:
                self._rest_until = time.monotonic() + (error.retry_after or REST)
            raise

    def _held(self, row: dict[str, str]) -> ArchivedCopy | None:
        if row["statuscode"] not in ("200", "-"):  # a revisit has none of its own
            return None
        try:
            at = datetime.strptime(row["timestamp"], _STAMP).replace(tzinfo=UTC)
        except ValueError:
            return None
        return ArchivedCopy(at, row["original"], row["digest"], f"{self._replay}/{row['timestamp']}/{row['original']}")

    def _remember(self, digest: str, capture: Capture) -> None:
        self._bodies[digest] = capture
        if len(self._bodies) > KEPT:
            self._bodies.popitem(last=False)


def _rows(body: bytes) -> list[dict[str, str]]:
    """The lines of an index: one JSON array with its names first (Internet Archive), or an object a line (pywb)."""
    text = body.decode("utf-8", "replace").strip()
    try:
        if text.startswith("["):
            names, *lines = json.loads(text) or [[]]
            found = [dict(zip(names, line, strict=True)) for line in lines]
        else:
            found = [json.loads(line) for line in text.splitlines() if line]
        return [
            {
                "timestamp": str(row["timestamp"]),
                "original": str(row.get("original") or row["url"]),
                "statuscode": str(row.get("statuscode") or row.get("status") or "-"),
                "digest": str(row.get("digest") or row["timestamp"]),
            }
            for row in found
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FetchError(f"the index of the archive cannot be read: {text[:60]!r}", url="") from error


def _moment(answer: Capture) -> datetime | None:
    """When the archive took what it serves."""
    try:
        return parsedate_to_datetime(answer.header("Memento-Datetime") or "").astimezone(UTC)
    except (ValueError, TypeError):
        found = _REPLAYED.search(answer.final_url)
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None


def _headers(answer: Capture) -> tuple[tuple[str, str], ...]:
    """The page's own headers. Those of its encoding speak of bytes that were decoded since."""
    own = {name.lower().removeprefix(_OWN): value for name, value in answer.headers if name.lower().startswith(_OWN)}
    kept = {name.lower(): value for name, value in answer.headers if name.lower() in _PASSED_ON}
    dropped = ("content-encoding", "content-length", "transfer-encoding", "etag", "last-modified")
    return tuple((name.title(), value) for name, value in (own | kept).items() if name not in dropped)
