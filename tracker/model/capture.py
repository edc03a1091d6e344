"""What was seen: one attempt to look at a page, and what its address served."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What a fetcher is asked for. Validators make it conditional."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()  # posted, when there is one


class SourceKind(StrEnum):
    """Where the bytes of a capture are from."""

    HTTP = "http"  # a plain client
    BROWSER = "browser"  # the document of a real browser
    FILE = "file"  # a file on this machine
    WAYBACK = "wayback"  # a web archive's copy; the detail is its address there
    WARC = "warc"  # a WARC file; the detail is its name
    MANUAL = "manual"  # entered by hand; the detail is who said so, or where


@dataclass(frozen=True, slots=True)
class CaptureSource:
    """Where a capture is from. Its text, as the record keeps it, is the kind alone or "kind:detail"."""

    kind: SourceKind
    detail: str = ""

    @classmethod
    def parse(cls, text: str) -> CaptureSource:
        """Read the text that the record keeps. An unknown kind is read as HTTP, all of it its detail."""
        kind, _, detail = text.partition(":")
        return cls(SourceKind(kind), detail) if kind in _SOURCE_KINDS else cls(SourceKind.HTTP, text)

    def __str__(self) -> str:
        return f"{self.kind}:{self.detail}" if self.detail else str(self.kind)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person entered it, so that no other look can show it."""
        return self.kind is SourceKind.MANUAL

    @property
    def is_served(self) -> bool:
        """Whether it is the answer of a server, its headers and status included."""
        return self.kind in (SourceKind.HTTP, SourceKind.WARC, SourceKind.WAYBACK)


_SOURCE_KINDS = frozenset(SourceKind)


@dataclass(frozen=True)
class Capture:
    """What an address served at one moment. Its body is the decoded body (content encodings undone), never altered.

    A 304 answer is a capture with an empty body and `status` 304.
    """

    url: str  # as asked for
    final_url: str  # after redirects
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime  # when the answer was complete
    redirects: tuple[str, ...] = ()  # every address on the way, first to last but one
    source: str = "http"  # text of its `CaptureSource`
    elapsed: float = 0.0  # seconds

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def origin(self) -> CaptureSource:
        """Where it is from."""
        return CaptureSource.parse(self.source)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Moment:
    """A capture by reference: one side of a change."""

    version: str  # id of the version's text
    captured_at: datetime
    sha256: str  # of the body
    snapshot: int  # number of the stored snapshot
    url: str  # final address


class CheckOutcome(StrEnum):
    NEW = "new"  # a text this page did not have at its last good check
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"  # 304, or the same bytes
    FAILED = "failed"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Check:
    """One attempt to look at a page."""

    page: str
    at: datetime
    outcome: CheckOutcome
    reason: str | None = None  # why it failed or was quarantined, in plain words
    error: str | None = None  # class of the failure, such as "timeout"
    status: int | None = None  # HTTP
    version: str | None = None  # text it showed
    snapshot: int | None = None
    elapsed: float = 0.0  # seconds
    source: str = "http"

    @property
    def origin(self) -> CaptureSource:
        """Where what it saw is from."""
        return CaptureSource.parse(self.source)


def utc(text: str) -> datetime:
    """An ISO 8601 time as an aware UTC datetime; a time without a zone is UTC. ValueError when it is not one."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with a Z, to the second (fractions kept when there are any): 2026-06-03T08:00:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
