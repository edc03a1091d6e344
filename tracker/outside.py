"""Those outside who are told of the record or vouch for it, as the settings and the maintainer name them."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import UsageError
from tracker.evidence import Roots
from tracker.fetch.authority import TimeAuthority
from tracker.fetch.hub import Hub
from tracker.settings import Settings
from tracker.verify import Anchor, read_anchor
from tracker.witness import CHECKPOINTS


def open_hub(settings: Settings) -> Hub:
    """The WebSub hub. UsageError when it is none, or there are no addresses to tell it of."""
    if settings.base_url is None:
        raise UsageError("a hub can only be told of feeds that have a public address: give --base-url, too")
    return Hub(settings.hub or "", settings.fetch)


def open_authority(settings: Settings) -> TimeAuthority:
    """Who stamps the log with the time. UsageError when it is none, or nothing vouches for it."""
    roots = open_roots(settings)
    if roots is None:
        raise UsageError(
            "an authority's time stamps are only worth what its certificate is: give --timestamp-ca, too, a file with"
            " the root certificate that it publishes (PEM)"
        )
    return TimeAuthority(settings.timestamp or "", roots, settings.fetch)


def open_roots(settings: Settings) -> Roots | None:
    """The authorities that are believed; nothing when none are named. UsageError when they cannot be read."""
    path = settings.timestamp_ca
    try:
        return Roots(path.read_bytes()) if path else None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path} holds no certificate: it must be text that begins with BEGIN CERTIFICATE") from error


def open_anchor(path: Path) -> Anchor:
    """What a witness kept of the log. UsageError when the file cannot be read or names nothing."""
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
