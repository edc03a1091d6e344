"""The plain HTTP fetcher: one address in, one capture or one FetchError out."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
import urllib3
from requests.cookies import RequestsCookieJar
from requests.utils import DEFAULT_CA_BUNDLE_PATH, requote_uri

from tracker.errors import ConnectError, FetchTimeout, HttpError, RedirectError, TooLarge, Truncated, UsageError
from tracker.model import HARMLESS_HEADERS, Capture, FetchRequest
from tracker.watch.fetch.addresses import Resolver, check_host, check_url, system_resolver
from tracker.watch.fetch.decode import ACCEPT, decode
from tracker.watch.fetch.faults import Fault, translated
from tracker.watch.fetch.politeness import Spacing
from tracker.watch.fetch.robots import Robots
from tracker.watch.fetch.settings import FetchSettings
from tracker.watch.fetch.wire import Guard, GuardedAdapter, StaleConnection, tls_context

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PIECE = 1 << 16  # bytes of a chunk read at a time
SMALL = 1 << 16  # bytes of an unwanted body worth reading to keep the connection
MAX_RETRY_AFTER = 30 * 86400.0  # s
ROBOTS_REDIRECTS = 5  # RFC 9309 2.3.1.2
ROBOTS_BYTES = 2_000_000
_UNSENDABLE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")


def now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Fetches over HTTP and HTTPS. Safe among threads; connections, robots.txt and turns are shared among all fetches.

    `resolver` and `clock` are arguments so that tests can answer for the name servers and the time.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        resolver: Resolver = system_resolver,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._settings = settings or FetchSettings()
        self._clock = clock
        self._robots = Robots()
        self._spacing = Spacing()
        bundle = self._settings.ca_bundle or DEFAULT_CA_BUNDLE_PATH
        try:
            context = tls_context(str(bundle))
        except OSError as error:
            raise UsageError(f"the certificate authorities in {bundle} cannot be read: {error}") from error
        self._adapter = GuardedAdapter(Guard(self._settings, resolver), context)
        proxy = self._settings.proxy
        self._proxies = {"http": proxy, "https": proxy} if proxy else {}

    def fetch(self, request: FetchRequest) -> Capture:
        """One capture: status 200 with the decoded body, or 304 when validators were sent. FetchError otherwise.

        Waits for the host's turn first; the deadline begins with the turn.
        """
        with translated(request.url):
            self._wait_for_turn(request.url)
            url = urldefrag(request.url).url
            started = monotonic()
            deadline = _Deadline(started + self._settings.timeout)
            answer = self._follow(url, request, deadline, self._settings.max_redirects, obey_robots=True)
            headers = self._headers(request)
            conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
            if answer.raw.status == 304 and not conditional:
                raise http_error(answer.url, 304, None, self._clock())  # to a question that was not asked
            return Capture(
                url=request.url,
                final_url=answer.url,
                status=answer.raw.status,
                headers=tuple((name, _unfolded(value)) for name, value in answer.raw.headers.items()),
                body=_read(answer.raw, self._settings.max_bytes),
                at=self._clock(),
                redirects=answer.redirects,
                elapsed=monotonic() - started,
            )

    def admit(self, url: str) -> None:
        """Wait for the host's turn and ask its robots.txt, on behalf of a fetcher of another kind. FetchError."""
        with translated(url):
            self._wait_for_turn(url)
            self.ask_robots(url)

    def ask_robots(self, url: str) -> None:
        """RobotsDenied, or what hinders asking."""
        if self._settings.respect_robots:
            deadline = _Deadline(monotonic() + self._settings.timeout)
            self._robots.check(url, lambda at: self._robots_txt(at, deadline))

    def rest(self, url: str) -> None:
        """Sleep until the host of this address may be asked again, by whoever asks it next."""
        with suppress(Fault):  # no address, no host
            self._wait_for_turn(url)

    def close(self) -> None:
        """Close all kept connections."""
        self._adapter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _headers(self, request: FetchRequest) -> dict[str, str]:
        headers = {
            "User-Agent": self._settings.user_agent,
            "Accept": "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.5",
            "Accept-Encoding": ACCEPT,
            "Accept-Language": "en, *;q=0.5",  # always the same, so that a page does not answer in turns
        }
        # A validator is what a server once sent; one that cannot be sent back would fail every later fetch.
        for name, value in (("If-None-Match", request.etag), ("If-Modified-Since", request.last_modified)):
            if value and not _UNSENDABLE.search(value):
                headers[name] = value
        return headers | dict(request.headers)

    def _follow(self, url: str, request: FetchRequest, deadline: _Deadline, hops: int, *, obey_robots: bool) -> _Answer:
        """The answer at the end of the redirects: status 200 or 304, its body not read yet."""
        passed: list[str] = []
        headers = self._headers(request)
        cookies = RequestsCookieJar()  # some sites redirect until their cookie comes back; forgotten after the fetch
        while True:
            parts = check_url(url)
            if self._proxies:
                check_host(parts.hostname or "", self._settings.allow_private)
            if obey_robots and self._settings.respect_robots:
                self._robots.check(url, lambda at: self._robots_txt(at, deadline))
            response = self._send(url, headers, cookies, deadline, () if passed else request.form)
            raw = response.raw
            if raw.status not in REDIRECTS:
                if raw.status not in (200, 304):
                    _discard(raw)
                    raise http_error(url, raw.status, raw.headers.get("Retry-After"), self._clock())
                return _Answer(url, tuple(passed), raw)
            _discard(raw)
            passed.append(url)
            target = redirect_target(url, raw.headers.get("Location"))
            if len(passed) > hops:
                raise Fault(RedirectError, f"more than {hops} redirects")
            if target in passed and not response.cookies:
                raise Fault(RedirectError, f"the redirects go in a circle at {target}")
            cookies.update(response.cookies)
            if urlsplit(target).netloc != urlsplit(url).netloc:
                # Validators stay, since they came from where the redirects end.
                harmless = tuple(header for header in request.headers if header[0].lower() in HARMLESS_HEADERS)
                headers = self._headers(replace(request, headers=harmless))
                if obey_robots:
                    deadline.extend(self._wait_for_turn(target))
            url = target

    def _send(
        self,
        url: str,
        headers: dict[str, str],
        cookies: RequestsCookieJar,
        deadline: _Deadline,
        form: tuple[tuple[str, str], ...] = (),
    ) -> requests.Response:
        method = "POST" if form else "GET"
        prepared = requests.Request(method, url, headers=headers, cookies=cookies, data=form).prepare()
        for _ in range(2):
            left = deadline.left()
            timeout = urllib3.Timeout(connect=min(self._settings.connect_timeout, left), total=left)
            # The adapter alone: a requests.Session adds redirects, environment and cookies of its own to each call.
            with suppress(StaleConnection):
                return self._adapter.send(prepared, stream=True, timeout=timeout, proxies=self._proxies)  # type: ignore[arg-type]
        raise Fault(ConnectError, "the connection was closed twice before an answer")

    def _robots_txt(self, url: str, deadline: _Deadline) -> bytes:
        with translated(url):
            answer = self._follow(url, FetchRequest(url), deadline, ROBOTS_REDIRECTS, obey_robots=False)
            return _read(answer.raw, ROBOTS_BYTES)

    def _wait_for_turn(self, url: str) -> float:
        """Sleep until the host may be asked again; the seconds slept."""
        host = check_url(url).netloc.lower()
        return self._spacing.wait(host, max(self._settings.spacing, self._robots.crawl_delay(url)))


class _Deadline:
    """The moment a fetch must be over, in monotonic seconds. Waiting for a host's turn does not count."""

    def __init__(self, at: float) -> None:
        self._at = at

    def left(self) -> float:
        """Seconds, always positive. Fault when there are none."""
        left = self._at - monotonic()
        if left <= 0:
            raise Fault(FetchTimeout, "the fetch took longer than it may")
        return left

    def extend(self, seconds: float) -> None:
        self._at += seconds


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    redirects: tuple[str, ...]
    raw: urllib3.HTTPResponse


def http_error(url: str, status: int, wait: str | None, now: datetime) -> HttpError:
    """An answer that is no page; `wait` is its Retry-After."""
    known = http.client.responses.get(status, "not a known status")
    message = f"{urlsplit(url).hostname} answered {status} ({known})"
    return HttpError(message, url=url, status=status, retry_after=retry_after(wait, now))


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for: a number or a date (RFC 9110 10.2.3). None when it makes no sense."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_RETRY_AFTER)
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max((date - now).total_seconds(), 0.0), MAX_RETRY_AFTER)


def redirect_target(url: str, location: str | None) -> str:
    """Where a redirect leads."""
    if not location:
        raise Fault(RedirectError, "a redirect without a target")
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()  # http.client reads headers as Latin-1, servers write UTF-8
    try:
        target = requote_uri(urldefrag(urljoin(url, location.strip())).url)
        scheme = urlsplit(target).scheme
    except ValueError as error:
        raise Fault(RedirectError, f"a redirect to what is no address: {error}") from error
    if urlsplit(url).scheme == "https" and scheme == "http":
        # What comes over plain HTTP may come from anybody on the way, and a snapshot is evidence.
        raise Fault(RedirectError, f"a redirect from https to plain http ({target}); watch the final address instead")
    return target


def _read(raw: urllib3.HTTPResponse, cap: int) -> bytes:
    """The whole body, decoded. The socket's budget bounds what is read here when no length is announced."""
    if (raw.length_remaining or 0) > cap:
        raw.close()
        raise Fault(TooLarge, f"the body of {raw.length_remaining} bytes is larger than {cap}")
    try:
        body = _dechunked(raw) if raw.chunked else raw.read(decode_content=False)
    except (urllib3.exceptions.ProtocolError, urllib3.exceptions.SSLError, ValueError) as error:
        raw.close()
        raise Fault(Truncated, "the connection ended in the middle of the body") from error
    except BaseException:
        raw.close()
        raise
    if len(body) > cap:
        raise Fault(TooLarge, f"the body is larger than {cap} bytes")
    return decode(body, raw.headers.get("Content-Encoding"), cap) if raw.status != 304 else b""


def _dechunked(raw: urllib3.HTTPResponse) -> bytes:
    """A chunked body, read in pieces: http.client would take memory for whatever size a chunk claims to have."""
    body = bytearray()
    for piece in raw.read_chunked(PIECE, decode_content=False):
        body += piece
    return bytes(body)


def _discard(raw: urllib3.HTTPResponse) -> None:
    """Be done with a body nobody wants. A short one is read, so that its connection can be kept."""
    if raw.length_remaining is not None and raw.length_remaining <= SMALL:
        raw.drain_conn()
    else:
        raw.close()


def _unfolded(value: str) -> str:
    """A header value as one line; old servers fold long ones."""
    return _FOLD.sub(" ", value) if "\n" in value or "\r" in value else value
