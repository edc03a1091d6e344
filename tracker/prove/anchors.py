"""Opens what vouches for the record from outside: a time authority, its certificates, copies kept by witnesses."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import UsageError
from tracker.prove.publish_checkpoints import CHECKPOINTS
from tracker.prove.time_authority import TimeAuthority
from tracker.prove.verify import Anchor, read_anchor
from tracker.record.evidence import Roots
from tracker.watch.fetch.settings import FetchSettings


def open_authority(address: str, certificates: Path | None, settings: FetchSettings) -> TimeAuthority:
    """Open the authority that stamps the log with the time. UsageError when it is none, or nothing vouches for it."""
    roots = open_roots(certificates)
    if roots is None:
        raise UsageError(
            "an authority's time stamps are only worth what its certificate is: give --timestamp-ca, too, a file with"
            " the root certificate that it publishes (PEM)"
        )
    return TimeAuthority(address, roots, settings)


def open_roots(path: Path | None) -> Roots | None:
    """Read the certificates of authorities that are believed. None without a path; UsageError when it cannot be."""
    try:
        return Roots(path.read_bytes()) if path else None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path} holds no certificate: it must be text that begins with BEGIN CERTIFICATE") from error


def open_anchor(path: Path) -> Anchor:
    """Read what a witness kept of the log. UsageError when the file cannot be read or names nothing."""
    try:
        anchor = read_anchor(str(path), path.read_text("utf-8", "replace"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if anchor is None:
        raise UsageError(
            f"{path} names no checkpoint and no entry of a log: an anchor is a copy of {CHECKPOINTS}, of a feed, of the"
            " page of a change, or any text that holds one of their lines"
        )
    return anchor
