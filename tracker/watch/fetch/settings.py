"""How pages are fetched, as one frozen value."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tracker import __version__
from tracker.errors import UsageError

INTERNET_ARCHIVE = "https://web.archive.org"
PRODUCT = "statement-tracker"  # the name that robots.txt files may address


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Seconds and bytes. `UsageError` when a value makes no sense."""

    contact: str | None = None  # who runs this tracker: an address or mailbox that is sent to every server
    timeout: float = 60.0  # s, for a whole fetch: names, connections, every redirect, robots.txt, body
    connect_timeout: float = 15.0  # s, for name, connection and TLS of one hop
    max_bytes: int = 10_000_000  # of a body, both as sent and as decoded
    max_redirects: int = 10
    spacing: float = 2.0  # s between two fetches from one host
    respect_robots: bool = True
    proxy: str | None = field(
        default=None, repr=False
    )  # http://host:port; the environment's proxy variables are never read
    ca_bundle: Path | None = None  # PEM file of the authorities trusted instead of the usual ones
    allow_private: bool = False  # addresses of this machine (loopback), as tests and demo need; nothing else
    allow_files: bool = False  # file: addresses
    # The archive that captures are read from: the Internet Archive, or a pywb collection, whose address has a path.
    wayback: str = field(default_factory=lambda: os.environ.get("TRACKER_WAYBACK") or INTERNET_ARCHIVE)
    chromium: Path | None = None  # the browser to read rendered pages with; None: one that is on the PATH

    def __post_init__(self) -> None:
        if min(self.timeout, self.connect_timeout, self.max_bytes) <= 0 or min(self.spacing, self.max_redirects) < 0:
            raise UsageError("fetch settings: times and sizes must be positive")
        if self.contact is not None and not (self.contact.isascii() and self.contact.isprintable()):
            raise UsageError("the contact is sent as a header, so it must be one line of plain ASCII")
        archive = urlsplit(self.wayback)
        if archive.scheme not in ("http", "https") or not archive.hostname or archive.query:
            raise UsageError(
                f"the archive {self.wayback!r} (TRACKER_WAYBACK) must be {INTERNET_ARCHIVE} or the address of a pywb"
                " collection, such as http://localhost:8080/policies"
            )
        if self.proxy is not None:
            # SOCKS would resolve names where the address guard cannot see them, and needs another library.
            parts = urlsplit(self.proxy)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise UsageError("the proxy must be given as http://host:port or https://host:port")

    @property
    def user_agent(self) -> str:
        name = f"{PRODUCT}/{__version__}"
        return f"{name} (+{self.contact})" if self.contact else name
