"""Every error of the tracker, one tree.

::

    TrackerError                 shown to a person as one clear sentence, never as a traceback
    ├── UsageError               a command was asked for something that is not there or makes no sense
    │   └── UnknownName          a page, change or other name that is not known; carries near names
    ├── WatchlistError           the watchlist has mistakes; carries them all with line and column
    ├── FetchError               a page could not be fetched; recorded as a failed check
    │   ├── DnsError             the host name has no address
    │   ├── ConnectError         refused, unreachable or reset
    │   ├── TlsError             the certificate or the handshake is bad
    │   ├── AddressRefused       the address is not public, or the scheme is not allowed
    │   ├── FetchTimeout         the deadline for the whole fetch passed
    │   ├── TooLarge             more bytes than the cap, sent or after decoding
    │   ├── Truncated            fewer bytes than promised, or the decoder saw no end of stream
    │   ├── BadEncoding          the content encoding is broken or unknown
    │   ├── HttpError            a status that is not a page; carries status and retry_after
    │   ├── RobotsDenied         robots.txt asks not to fetch it
    │   ├── RedirectError        too many redirects, or one without a target
    │   └── CannotSee            this kind of fetcher cannot see the page (browser missing, manual page)
    ├── ExtractError             no statement could be read from the bytes; recorded, never taken for a deletion
    │   ├── NoText               nothing readable is left
    │   ├── WrongType            the bytes are of a kind that is not read
    │   ├── BadSelector          a selector of the watchlist is not valid or matches nothing
    │   ├── CutShort             the page ends in the middle of its markup
    │   └── TooComplex           size, depth or time bound passed
    ├── ExecutorError            the workers cannot be used; what they had in hand is still due
    │   ├── WorkerDied           the work killed every worker that took it
    │   └── WrongWorker          a worker has another tracker than this one
    ├── PublishError             the published folder cannot be written; what was there before is whole
    └── StoreError               the store cannot be used; stops the run with nothing half written
        ├── StoreLocked          another process holds it; carries who
        ├── StoreBusy            another program kept it from being written for a minute; it may be tried again
        ├── StoreCorrupt         what is stored does not fit its hash
        └── LetGo                bytes that retention let go; their hash remains
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

EXTRAS = {  # what only some installations need, as pyproject.toml declares it
    "browser": ("playwright>=1.50",),
    "cluster": ("distributed>=2025.1",),
    "mcp": ("mcp>=2.0",),
    "notify": ("apprise>=1.9",),
    "serve": ("fastapi>=0.115", "prometheus-client>=0.21", "starlette>=0.41", "uvicorn>=0.32"),
}


def install(extra: str) -> str:
    """The command that adds what an extra needs to this installation, wherever the tracker itself came from."""
    return "pip install " + " ".join(f"'{package}'" for package in EXTRAS[extra])


class TrackerError(Exception):
    """Root of the tree. `str(error)` is the sentence shown to a person."""


class UsageError(TrackerError):
    pass


class UnknownName(UsageError):
    """A name that is not known, with the nearest known ones."""

    def __init__(self, kind: str, name: str, near: Sequence[str] = ()) -> None:
        self.kind, self.name, self.near = kind, name, tuple(near)
        hint = f"; did you mean {' or '.join(self.near)}?" if self.near else ""
        super().__init__(f"no {kind} is called {name!r}{hint}")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a file: where (line and column from 1) and what was meant."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class WatchlistError(TrackerError):
    """All mistakes of a watchlist at once."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class FetchError(TrackerError):
    """A page could not be fetched. `kind` is the class that is stored and counted; subclasses name it."""

    kind = "fetch"

    def __init__(self, message: str, *, url: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.url = url
        self.status = status
        self.retry_after = retry_after  # seconds


class DnsError(FetchError):
    kind = "dns"


class ConnectError(FetchError):
    kind = "connect"


class TlsError(FetchError):
    kind = "tls"


class AddressRefused(FetchError):
    kind = "address"


class FetchTimeout(FetchError):
    kind = "timeout"


class TooLarge(FetchError):
    kind = "too-large"


class Truncated(FetchError):
    kind = "truncated"


class BadEncoding(FetchError):
    kind = "encoding"


class HttpError(FetchError):
    kind = "http"


class RobotsDenied(FetchError):
    kind = "robots"


class RedirectError(FetchError):
    kind = "redirect"


class CannotSee(FetchError):
    kind = "cannot-see"


class ExtractError(TrackerError):
    """No statement could be read from a capture."""

    kind = "extract"


class NoText(ExtractError):
    kind = "no-text"


class WrongType(ExtractError):
    kind = "wrong-type"


class BadSelector(ExtractError):
    kind = "selector"


class CutShort(ExtractError):
    kind = "cut-short"


class Moved(ExtractError):
    """The page holds nothing but the way to another one."""

    kind = "moved"


class TooComplex(ExtractError):
    kind = "too-complex"


class ExecutorError(TrackerError):
    """The workers cannot be used."""


class WorkerDied(ExecutorError):
    pass


class WrongWorker(ExecutorError):
    pass


class PublishError(TrackerError):
    """The published folder cannot be written. The next publication catches up."""


class StoreError(TrackerError):
    pass


class StoreLocked(StoreError):
    pass


class StoreBusy(StoreError):
    """Another program kept the record from being written for as long as is waited for one: it may be tried again."""


class StoreCorrupt(StoreError):
    pass


class LetGo(StoreError):
    pass
