"""robots.txt: asked for once a day and host, and obeyed (RFC 9309)."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from tracker.errors import FetchError, HttpError, RedirectError, RobotsDenied
from tracker.model.address import origin
from tracker.watch.fetch.settings import PRODUCT

KEPT = 24 * 3600.0  # s; RFC 9309 2.4
MAX_SITES = 1_000
MAX_SIZE = 500 * 1024  # bytes that are read; RFC 9309 2.5
MAX_CRAWL_DELAY = 30.0  # s
_AGENT = re.compile(r"^[ \t]*user[ -]?agent[ \t]*[: \t][ \t]*([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Rules:
    parsed: Protego | None  # None: everything is allowed
    read_at: float  # clock seconds


class Robots:
    """The rules of the sites a fetcher visits. `get` reads an address to its body, or raises a FetchError."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sites: OrderedDict[str, _Rules] = OrderedDict()  # scheme and host -> rules
        self._lock = threading.Lock()

    def check(self, url: str, get: Callable[[str], bytes]) -> None:
        """RobotsDenied when robots.txt asks not to fetch this, or cannot be asked because the server is in trouble.

        Other errors of `get` pass: a site that cannot be reached for its robots.txt cannot be reached for the page.
        """
        rules = self._rules(url, get)
        if rules.parsed is not None and not rules.parsed.can_fetch(url, PRODUCT):
            raise RobotsDenied(f"{origin(url)}/robots.txt asks {PRODUCT} not to fetch this address", url=url)

    def crawl_delay(self, url: str) -> float:
        """Seconds between fetches that the site asked for, as far as known now, within reason."""
        with self._lock:
            rules = self._sites.get(origin(url))
        delay = rules.parsed.crawl_delay(PRODUCT) if rules and rules.parsed else None
        return min(delay or 0.0, MAX_CRAWL_DELAY)

    def _rules(self, url: str, get: Callable[[str], bytes]) -> _Rules:
        """Those of the site. Only answers are kept; while there is none, the last ones hold, however old."""
        site = origin(url)
        with self._lock:
            known = self._sites.get(site)
        if known and self._clock() - known.read_at < KEPT:
            return known
        try:
            rules = _Rules(parse(get(f"{site}/robots.txt")), self._clock())
        except HttpError as error:
            status = error.status or 0
            if 400 <= status < 500 and status != 429:
                rules = _Rules(None, self._clock())
            elif known:
                return known
            else:
                message = f"{site}/robots.txt answered {status}, so nothing is fetched there for now"
                raise RobotsDenied(message, url=url, status=status, retry_after=error.retry_after) from error
        except RedirectError:
            rules = _Rules(None, self._clock())  # as good as none: RFC 9309 2.3.1.2
        except FetchError:
            if known:
                return known
            raise
        with self._lock:
            self._sites[site] = rules
            self._sites.move_to_end(site)
            if len(self._sites) > MAX_SITES:
                self._sites.popitem(last=False)
        return rules


def parse(body: bytes) -> Protego:
    """The rules in a robots.txt, whatever its bytes.

    All agents but ours get one name first: Protego copies each rule to each agent of its group, and a file of 17,000
    agents followed by 20,000 rules would take it minutes and gigabytes.
    """
    text = body[:MAX_SIZE].decode("utf-8-sig", "replace")
    return Protego.parse(_AGENT.sub(_keep_or_rename, text))


def _keep_or_rename(line: re.Match[str]) -> str:
    name = line[1].strip().lower()
    return line[0] if name == "*" or (name and name.replace("*", "") in PRODUCT) else "User-agent: another"
