"""The days of promises as a calendar that people can subscribe to (RFC 5545). No clock: a day is the same every day."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tracker.model import Commitment, Page
from tracker.model.shown import clean
from tracker.publish.channels import page_channel
from tracker.publish.site import Site

PATH = "commitments.ics"
_NAMESPACE = uuid.UUID("0f3c3c55-92b1-4c07-8d35-7d1b1f0f6a55")
_STAMP = "20000101T000000Z"  # when an entry was made: it must say one, and files come out the same twice
_FOLD = 75  # octets of a line


def calendar(promises: Sequence[tuple[Commitment, Page]], site: Site) -> bytes:
    """One entry for each promise with a day, on that day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//statement-tracker//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_text(f'{site.settings.title}: promises')}")
    for promise, page in promises:
        lines += _entry(promise, page, site)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _entry(promise: Commitment, page: Page, site: Site) -> Iterator[str]:
    assert promise.by is not None
    day = date.fromisoformat(promise.by)
    state = "contested" if promise.contested else "met" if promise.met else "due"
    about = f"“{promise.text}” {page.organisation}, {page.title}, {page.url}"
    if promise.contested or promise.met:
        about += f"\n{state}: {promise.contested or promise.met}"
    path = page_channel(page.id, page.organisation, page.title).html
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid.uuid5(_NAMESPACE, f'{promise.page}{chr(10)}{promise.text}')}"
    yield f"DTSTAMP:{_STAMP}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(f'{page.organisation}: {promise.name} ({state})')}"
    yield f"DESCRIPTION:{_text(about)}"
    if not site.local:
        yield f"URL:{site.address(path)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    """A value of type TEXT; no line break can begin a property of its own."""
    plain = "\n".join(clean(line) for line in text.splitlines())
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A content line, broken so that no part has more than 75 octets and no character is cut."""
    parts, part = [], b""
    for sign in line:
        octets = sign.encode("utf-8", "replace")
        if len(part) + len(octets) > _FOLD:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
