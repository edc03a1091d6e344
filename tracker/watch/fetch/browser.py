"""Pages as a browser shows them: rendered by their scripts, read from the DOM, nothing clicked.

What is kept as body is the document once it stands still, written out as HTML in UTF-8. A consent dialog lies over the
text and not in its place, so the text is read through it. Nothing is accepted, no form is filled in, and the name that
is sent says whose browser it is.

Playwright drives a Chromium of the system. It runs in a loop of its own, in one thread, begun with the first page; each
page has a context of its own, without cookies, cache or files of another, and a `Gate` as its only way out.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import shutil
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urldefrag, urlsplit

from tracker.errors import (
    CannotSee,
    ConnectError,
    DnsError,
    FetchError,
    FetchTimeout,
    RedirectError,
    TlsError,
    TooLarge,
    install,
)
from tracker.model import Capture, FetchRequest, SourceKind
from tracker.model.address import origin
from tracker.watch.fetch.addresses import Resolver, check_url, system_resolver
from tracker.watch.fetch.faults import Fault, translated
from tracker.watch.fetch.gate import Gate
from tracker.watch.fetch.http import Fetcher, http_error, redirect_target
from tracker.watch.fetch.settings import FetchSettings
from tracker.watch.fetch.wire import Guard

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Request, Response, Route

T = TypeVar("T")
TABS = 3  # pages side by side: each may take some hundred megabytes
TRAFFIC = 5  # what a page loads may be this many times as large as a body
LOOK = 0.1  # s between two looks at a page that renders
QUIET = 0.5  # s without an open request or a new word: the page stands still
PATIENCE = 3.0  # s of standing still that a page with little text is given, for what a timer brings
ENOUGH = 200  # characters: a shell of scripts, a loader, is shorter
LEAVE = 5.0  # s to close a page or the browser, before it is left behind
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LOADER = re.compile(
    r"\W*(?:loading|please wait|just a moment|one moment|laden|wird geladen|chargement|cargando)\b", re.I
)
FLAGS = (
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # the gate takes TCP alone, and nothing may go past it
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # no name is asked for but by the gate
    "--js-flags=--max-old-space-size=512",  # MB of a page's scripts
)
NOWHERE = "socks5://127.0.0.1:9"  # of what the browser would do for itself, outside a page
_UNSEEN = ("image", "media", "font")  # never asked for: no words in them
_AWAITED = ("document", "script", "stylesheet", "xhr", "fetch")
_OF_BYTES = frozenset(  # headers that speak of the body as it was sent, not of the document that is kept
    ("content-type", "content-encoding", "content-length", "transfer-encoding", "etag", "last-modified")
)
# Begin of what Chromium calls an error -> our class and words
_NET = (
    ("ERR_NAME_", DnsError, "the name has no address"),
    ("ERR_CERT_", TlsError, "the certificate is not valid"),
    ("ERR_SSL_", TlsError, "the handshake failed"),
    ("ERR_BAD_SSL", TlsError, "the handshake failed"),
    ("ERR_TOO_MANY_REDIRECTS", RedirectError, "the redirects never end"),
    ("ERR_TIMED_OUT", FetchTimeout, "no answer in time"),
    ("ERR_CONNECTION_TIMED_OUT", FetchTimeout, "no connection in time"),
    ("ERR_", ConnectError, "the connection failed"),
)
_MEASURE = "() => { const t = document.body ? document.body.innerText.trim() : ''; return [t.length, t.slice(0, 80)] }"
# The document with what shadow roots and frames of the same site show in its place. A copy in a document without
# scripts is made only when there are any, since it costs a walk over all nodes.
_WRITE = """(most) => {
  const open = [...document.querySelectorAll('*')].filter(e => e.shadowRoot || (e.localName === 'iframe' && inside(e)));
  function inside(frame) { try { return frame.contentDocument && frame.contentDocument.body } catch { return null } }
  const inert = document.implementation.createHTMLDocument('');
  function copy(node) {
    const shown = node.shadowRoot ? node.shadowRoot : node.localName === 'iframe' ? inside(node) : null;
    const twin = shown && node.localName === 'iframe' ? inert.createElement('div') : inert.importNode(node, false);
    const filled = node.localName === 'slot' && node.assignedNodes().length ? node.assignedNodes() : null;
    for (const child of filled || (shown || node).childNodes) twin.appendChild(copy(child));
    return twin;
  }
  let root = document.documentElement;
  if (open.length) { try { root = copy(root) } catch { } }
  const text = (document.doctype ? '<!DOCTYPE html>' : '') + root.outerHTML;
  return text.length > most ? null : text;
}"""


class BrowserFetcher:
    """Fetches with a Chromium, begun with the first page. Safe among threads. `plain` gives turns and robots.txt."""

    def __init__(
        self,
        settings: FetchSettings,
        plain: Fetcher,
        *,
        resolver: Resolver = system_resolver,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings, self._plain, self._clock = settings, plain, clock
        self._guard = Guard(settings, resolver)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._chromium = _Chromium(settings)

    def fetch(self, request: FetchRequest) -> Capture:
        """The rendered page as a capture with status 200. FetchError; CannotSee when there is no browser.

        Waits for the host's turn and for a free tab first; the deadline begins with the tab. Validators are not sent.
        """
        with translated(request.url):
            check_url(request.url)
            if self._settings.proxy:
                raise Fault(CannotSee, "a browser behind a proxy is not supported; give the page another kind of fetch")
            self._chromium.find()
            self._plain.admit(request.url)
            return self._run(self._fetch(request))

    def close(self) -> None:
        """End the browser, and with it what is under way."""
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is not None:
            asyncio.run_coroutine_threadsafe(self._chromium.end(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            self._thread.join()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_turn, args=(self._loop,), name="browser", daemon=True)
                self._thread.start()
                self._tabs = asyncio.Semaphore(TABS)
            loop = self._loop
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    async def _fetch(self, request: FetchRequest) -> Capture:
        async with self._tabs:
            browser = await self._chromium.begun()
            started = monotonic()
            gate = Gate(self._guard, TRAFFIC * self._settings.max_bytes, self._settings.connect_timeout)
            async with gate:
                context = await browser.new_context(
                    proxy={"server": gate.address},
                    user_agent=self._user_agent(browser),
                    locale="en",  # as the plain client asks, so that a page does not answer in turns
                    accept_downloads=False,
                    service_workers="block",
                )
                visit = _Visit(request, self._settings, gate, self._plain)
                try:
                    async with asyncio.timeout(self._settings.timeout):
                        return await visit.pay(await context.new_page(), self._clock, started)
                except TimeoutError:
                    raise visit.late() from None
                finally:
                    await self._chromium.leave(context)

    def _user_agent(self, browser: Browser) -> str:
        major = browser.version.split(".")[0]
        return (
            f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
            f" {self._settings.user_agent}"
        )


class _Visit:
    """One page, from its address to its document."""

    def __init__(self, request: FetchRequest, settings: FetchSettings, gate: Gate, plain: Fetcher) -> None:
        self._request, self._settings, self._gate, self._plain = request, settings, gate, plain
        self._open: dict[Request, None] = {}  # what is awaited, in order
        self._answer: Response | None = None  # the last one of the page itself
        self._passed: list[str] = []  # addresses of the page itself, redirects and scripts' jumps included
        self._broken: str | None = None  # what failed when the page went elsewhere
        self._said = ""  # begin of the visible text
        self._still_since = self._same_since = monotonic()

    async def pay(self, page: Page, clock: Callable[[], datetime], started: float) -> Capture:
        from playwright.async_api import Error  # an extra; loading it takes a third of a second

        page.on("request", self._begun)
        page.on("requestfinished", lambda request: self._open.pop(request, None))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("popup", lambda other: asyncio.ensure_future(other.close()))
        page.on("crash", lambda _: setattr(self, "_broken", "crashed"))
        await self._prepare(page)
        url = urldefrag(self._request.url).url
        try:
            await page.goto(url, wait_until="commit", timeout=0)
            await self._stand_still(page)
            text: str | None = await page.evaluate(_WRITE, self._settings.max_bytes)
            final = page.url
        except Error as error:
            raise self._fault(error.message) from error
        if text is None or len(body := text.encode("utf-8", "replace")) > self._settings.max_bytes:
            raise Fault(TooLarge, f"the document is larger than {self._settings.max_bytes} bytes")
        answer = self._answer
        if answer is None or urlsplit(final).scheme not in ("http", "https"):
            raise Fault(CannotSee, "the browser shows no page there")
        sent = [(field["name"], field["value"]) for field in await answer.headers_array()]
        await self._check_way(url, final)
        self._judge(answer, sent, clock())
        kept = [(name, value) for name, value in sent if name.lower() not in _OF_BYTES]
        return Capture(
            url=self._request.url,
            final_url=urldefrag(final).url,
            status=200,
            headers=(("Content-Type", "text/html; charset=utf-8"), *kept),
            body=body,
            at=clock(),
            redirects=tuple(dict.fromkeys(passed for passed in self._passed if passed != final)),
            source=SourceKind.BROWSER,
            elapsed=monotonic() - started,
        )

    def late(self) -> Fault:
        """What to say when the deadline passed."""
        for host in self._gate.faults:
            if host == urlsplit(self._request.url).hostname:
                return self._gate.faults[host]
        seconds = f"{self._settings.timeout:g} s"
        if self._answer is None:
            return Fault(FetchTimeout, f"no answer to the browser in {seconds}")
        if self._open:
            awaited = next(iter(self._open)).url
            more = f" and {len(self._open) - 1} more" if len(self._open) > 1 else ""
            return Fault(FetchTimeout, f"still loading after {seconds}: no answer yet from {awaited[:200]}{more}")
        if not self._said:
            return Fault(FetchTimeout, f"the page was still empty after {seconds}")
        if LOADER.match(self._said):
            return Fault(FetchTimeout, f"after {seconds} the page showed nothing but {self._said!r}")
        return Fault(FetchTimeout, f"the page never stood still in {seconds}")

    # -- on the way

    async def _prepare(self, page: Page) -> None:
        """Ask for nothing without words, and give the page's own headers to its own site alone."""
        url, own = self._request.url, dict(self._request.headers)
        cookies = [value for name, value in own.items() if name.lower() == "cookie"]
        headers = {name.lower(): value for name, value in own.items() if name.lower() != "cookie"}
        for cookie in cookies:  # a cookie header is made by the browser from what it keeps
            kept = SimpleCookie()
            with suppress(CookieError):
                kept.load(cookie)
            given: Any = [{"name": name, "value": morsel.value, "url": url} for name, morsel in kept.items()]
            if given:
                await page.context.add_cookies(given)

        async def route(route: Route) -> None:
            request = route.request
            if request.resource_type in _UNSEEN:
                await route.abort()
            elif headers and origin(request.url) == origin(url):
                await route.continue_(headers={**request.headers, **headers})
            else:
                await route.continue_()

        await page.route("**/*", route)

    def _begun(self, request: Request) -> None:
        if request.resource_type in _AWAITED:
            self._open[request] = None
        if _is_page(request):
            self._passed.append(request.url)
            self._broken = None

    def _failed(self, request: Request) -> None:
        self._open.pop(request, None)
        # A jump that another one overtakes ends as aborted.
        if _is_page(request) and request.failure and "ERR_ABORTED" not in request.failure:
            self._broken = request.failure

    def _answered(self, response: Response) -> None:
        if _is_page(response.request) and not 300 <= response.status < 400:
            self._answer = response

    async def _stand_still(self, page: Page) -> None:
        """Return once nothing is loaded and nothing new is said. Fault when the page broke or cannot be read."""
        from playwright.async_api import Error

        size = -1
        while True:
            await asyncio.sleep(LOOK)
            if self._gate.overdrawn:
                raise self._gate.overdrawn
            if self._broken:
                raise self._fault(self._broken)
            try:
                now_size, self._said = await page.evaluate(_MEASURE)
                state = await page.evaluate("document.readyState")
            except Error as error:
                if "context was destroyed" not in error.message and "navigat" not in error.message:
                    raise
                size = -1  # it goes elsewhere
                continue
            now = monotonic()
            if now_size != size:
                size, self._same_since = now_size, now
            # What other sites keep open (chats, counters) is not waited for once the text has long been there.
            settled = size >= ENOUGH and now - self._same_since >= PATIENCE
            own = origin(page.url)
            if state == "loading" or any(not settled or origin(request.url) == own for request in self._open):
                self._still_since = now
            still = now - max(self._still_since, self._same_since)
            if still >= QUIET and (size >= ENOUGH or self._is_no_page()):
                return
            if still >= PATIENCE and size and not LOADER.match(self._said):
                return

    def _is_no_page(self) -> bool:
        return self._answer is not None and self._answer.status != 200

    # -- what came

    def _fault(self, message: str) -> Fault:
        """What Chromium says went wrong, in our words; what the gate knows of it goes before."""
        if self._gate.overdrawn:
            return self._gate.overdrawn
        host = urlsplit(self._passed[-1]).hostname if self._passed else None
        if host in self._gate.faults:
            return self._gate.faults[host]
        if "ownload" in message or "ERR_ABORTED" in message:
            return Fault(CannotSee, "it is a file to download, which a browser does not show; try fetch: http")
        if "crashed" in message or "closed" in message:
            return Fault(FetchError, "the browser gave up on the page, which may take too much memory")
        if found := re.search(r"net::(\w+)", message):
            kind, words = next((kind, words) for begin, kind, words in _NET if found[1].startswith(begin))
            return Fault(kind, f"{words} ({found[1]})")
        return Fault(FetchError, f"the browser failed: {message.splitlines()[0][:200]}")

    def _judge(self, answer: Response, headers: list[tuple[str, str]], now: datetime) -> None:
        given = {name.lower(): value for name, value in headers}
        if answer.status != 200:
            raise http_error(answer.url, answer.status, given.get("retry-after"), now)
        kind = given.get("content-type", "text/html").split(";")[0].strip().lower()
        if kind not in ("text/html", "application/xhtml+xml", ""):
            raise Fault(CannotSee, f"it is no page for a browser but {kind[:60]}; try fetch: http")

    async def _check_way(self, url: str, final: str) -> None:
        """No step may lead from https to plain http, nor to where robots.txt asks not to go."""
        for before, after in zip((url, *self._passed), (*self._passed, final), strict=True):
            redirect_target(before, after)
            if after != before:
                await asyncio.to_thread(self._plain.ask_robots, after)


class _Chromium:
    """The one browser of a run: found, begun when it is needed, begun anew when it died."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._begin = asyncio.Lock()
        self._driver: Any = None
        self._browser: Browser | None = None

    def find(self) -> str:
        """The path of the program. Fault when it or what drives it is missing."""
        if importlib.util.find_spec("playwright") is None:
            raise Fault(CannotSee, f"no browser is set up to read it: {install('browser')}")
        given = self._settings.chromium or os.environ.get("PLAYWRIGHT_CHROMIUM_PATH")
        if given and not os.access(given, os.X_OK):
            raise Fault(CannotSee, f"the browser that is set, {given}, is no program that can be run")
        found = str(given) if given else next(filter(None, map(shutil.which, NAMES)), None)
        if found is None:
            raise Fault(
                CannotSee,
                "no Chromium was found to read it with: apt-get install chromium (or your system's way), or set"
                " PLAYWRIGHT_CHROMIUM_PATH to one",
            )
        return found

    async def begun(self) -> Browser:
        from playwright.async_api import Error, async_playwright

        async with self._begin:
            if self._browser is not None and self._browser.is_connected():
                return self._browser
            try:
                self._driver = self._driver or await async_playwright().start()
                self._browser = await self._driver.chromium.launch(
                    executable_path=self.find(),
                    args=list(FLAGS),
                    proxy={"server": NOWHERE},
                    chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to sandbox for root
                    # Ctrl-C finishes the checks in hand: the browser ends when we end it.
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
            except (Error, OSError) as error:
                words = str(error).strip().splitlines()[0][:300]
                raise Fault(CannotSee, f"the browser does not start: {words}") from error
            return self._browser

    async def leave(self, context: Any) -> None:
        """Close a context. A page that holds on (an endless script) takes the browser with it."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(LEAVE):
                await context.close()
        except (TimeoutError, Error):
            await self._stop_browser()

    async def end(self) -> None:
        async with self._begin:
            await self._stop_browser()
            if self._driver is not None:
                await self._driver.stop()
                self._driver = None

    async def _stop_browser(self) -> None:
        browser, self._browser = self._browser, None
        if browser is not None:
            with suppress(Exception):
                async with asyncio.timeout(LEAVE):
                    await browser.close()


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def _is_page(request: Request) -> bool:
    """Whether it is for the page itself, no frame or part of it."""
    return request.is_navigation_request() and request.frame.parent_frame is None
