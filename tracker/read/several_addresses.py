"""Captures of several addresses as one: a page that is spread over them is fetched, kept and cited as one.

The joined body is multipart/mixed (RFC 2046) with the length of each part before it, so parts are taken out again byte
for byte, whatever they hold. It names what was asked for and nothing that differs from look to look: equal bytes of all
addresses are equal bytes. What else the servers said stands among the headers of the capture, by number of the part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.model import Capture

_BOUNDARY = "tracker-part"
TYPE = f"multipart/mixed; boundary={_BOUNDARY}"
_HEAD = re.compile(
    rb"--tracker-part\r\nContent-Location: ([^\r\n]*)\r\nX-Final-Location: ([^\r\n]*)\r\nContent-Type: ([^\r\n]*)\r\n"
    rb"Content-Length: (\d{1,12})\r\n\r\n"
)
_END = b"--tracker-part--\r\n"


def join(url: str, captures: Sequence[Capture]) -> Capture:
    """Captures, none of them a 304, as one capture of the page `url`."""
    body = bytearray()
    headers = [("Content-Type", TYPE)]
    for number, capture in enumerate(captures, 1):
        fields = (capture.url, capture.final_url, capture.header("content-type") or "", str(len(capture.body)))
        place, final, kind, length = (" ".join(field.split()).encode("utf-8", "replace") for field in fields)
        body += b"--tracker-part\r\nContent-Location: %b\r\nX-Final-Location: %b\r\n" % (place, final)
        body += b"Content-Type: %b\r\nContent-Length: %b\r\n\r\n%b\r\n" % (kind, length, capture.body)
        headers += [(f"{number}-{name}", value) for name, value in capture.headers]
    return replace(
        captures[0],
        url=url,
        headers=tuple(headers),
        body=bytes(body + _END),
        at=max(capture.at for capture in captures),
        redirects=tuple(address for capture in captures for address in capture.redirects),
        elapsed=sum(capture.elapsed for capture in captures),
    )


def split(capture: Capture) -> tuple[Capture, ...]:
    """The captures that were joined, by what was asked for; the capture itself when it is none of joined ones.

    ValueError when the body is not whole.
    """
    if capture.header("content-type") != TYPE:
        return (capture,)
    found: list[Capture] = []
    at = 0
    while capture.body[at:] != _END:
        head = _HEAD.match(capture.body, at)
        if head is None:
            raise ValueError(f"the joined capture is broken at byte {at}")
        place, final, kind = (field.decode() for field in head.groups()[:3])
        start, end = head.end(), head.end() + int(head[4])
        if capture.body[end : end + 2] != b"\r\n":
            raise ValueError(f"the joined capture is broken at byte {start}")
        part = replace(capture, url=place, final_url=final, headers=(("Content-Type", kind),), redirects=())
        found.append(replace(part, body=capture.body[start:end]))
        at = end + 2
    return tuple(found)
