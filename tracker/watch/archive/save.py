"""Save Page Now: asking the Internet Archive to take a copy of a page, one short request at a time.

A copy takes the archive up to minutes. Handing the page in gives the number of a job, and asking for the job later
tells the address of the copy; nothing waits in between.
"""

from __future__ import annotations

import json
import logging
import os
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from tracker.errors import CannotSee, FetchError
from tracker.model import FetchRequest
from tracker.watch.fetch import FetchSettings
from tracker.watch.fetch.http import Fetcher
from tracker.watch.watchlist.values import is_local

KEY = (
    "TRACKER_WAYBACK_KEY"  # "access:secret", from archive.org/account/s3.php; without it the archive takes fewer pages
)
SPACING = 5.0  # s between two requests
_JOB = re.compile(r"spn2-[0-9a-z]{8,64}")
_STAMP = re.compile(r"\d{14}")
_LONGEST = 4096  # characters of an address
log = logging.getLogger("tracker")


@dataclass(frozen=True, slots=True)
class Step:
    """What one request came to: with `address` the copy is there, with `reason` it failed, else the job goes on."""

    job: str | None = None
    address: str | None = None
    reason: str | None = None
    retry_after: float | None = None  # seconds
    hopeless: bool = False  # asking again is no use


class Saver:
    """Hands pages in at the archive of the settings. Safe among threads; never raises."""

    def __init__(self, settings: FetchSettings) -> None:
        self._archive = settings.wayback.rstrip("/")
        local = is_local(self._archive)
        self._fetcher = Fetcher(
            replace(
                settings,
                respect_robots=False,
                spacing=0.0 if local else max(settings.spacing, SPACING),
                allow_private=settings.allow_private or local,
            )
        )

    def step(self, url: str, job: str | None) -> Step:
        """Hand a page in, or ask for the job of one that was."""
        try:
            return self._ask(job) if job else self._hand_in(url)
        except FetchError as error:
            return Step(reason=str(error), retry_after=error.retry_after, hopeless=isinstance(error, CannotSee))
        except Exception as error:
            log.exception("saving %s failed", url)
            return Step(reason=f"the tracker failed on it, which is a mistake in it: {type(error).__name__}: {error}")

    def close(self) -> None:
        self._fetcher.close()

    def _hand_in(self, url: str) -> Step:
        if urlsplit(self._archive).path:
            raise CannotSee(f"{self._archive} is read from; pages cannot be handed in there", url=url)
        form = (("url", url), ("skip_first_archive", "1"))
        headers = [("Accept", "application/json")]
        if key := os.environ.get(KEY):
            headers.append(("Authorization", f"LOW {key}"))
        answer = self._fetcher.fetch(FetchRequest(f"{self._archive}/save", headers=tuple(headers), form=form))
        told = _object(answer.body)
        # Without a key the answer is a page with the job's number in its script.
        found = _JOB.search(str(told.get("job_id") or answer.body.decode("utf-8", "replace")))
        return Step(job=found[0]) if found else Step(reason=_complaint(told))

    def _ask(self, job: str) -> Step:
        answer = self._fetcher.fetch(FetchRequest(f"{self._archive}/save/status/{job}"))
        told = _object(answer.body)
        if told.get("status") == "pending":
            return Step(job=job)
        stamp, original = str(told.get("timestamp")), str(told.get("original_url"))
        if told.get("status") != "success" or not _STAMP.fullmatch(stamp) or not _is_address(original):
            return Step(reason=_complaint(told))
        return Step(address=f"{self._archive}/web/{stamp}/{original}")


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _complaint(told: dict[str, Any]) -> str:
    words = told.get("message") or told.get("status_ext")
    return f"the archive says: {str(words)[:300]}" if words else "the archive's answer cannot be read"


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text) <= _LONGEST and text.isprintable() and " " not in text
