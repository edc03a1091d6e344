"""Who is sent changes, by which way and how often; and what waits to be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.filters import SavedSearch

VARIABLE = re.compile(r"\$\{([^}]*)\}")  # ${TRACKER_NAME}, which stands for a value of the environment


class Way(StrEnum):
    """By which way something goes out."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    CHAT = "chat"  # whatever Apprise knows


class Pace(StrEnum):
    """How often a receiver hears."""

    EACH = "each"  # of each change at once
    DAILY = "daily"  # once a day (UTC) is over, when there was one
    WEEKLY = "weekly"  # once a week (ISO 8601, UTC) is over, when there was one


@dataclass(frozen=True, slots=True)
class Receiver:
    """One place that changes are sent to."""

    id: str  # stable: what was sent is remembered by it
    name: str  # what the maintainer calls it
    way: Way
    to: str  # a mailbox, or an address that may stand for a variable of the environment: ${TRACKER_NAME}
    pace: Pace
    search: SavedSearch  # which changes; all but minor ones when no severity is asked for
    archived: bool = False  # also changes that were found in archived captures long after
    secret: str | None = None  # ${TRACKER_NAME}: what webhooks are signed with
    unsubscribe: str | None = None  # https address at which this mailbox leaves with one click


class ParcelKind(StrEnum):
    """What one thing to be sent is."""

    CHANGE = "change"
    CORRECTION = "correction"  # of something that this receiver was sent
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to be sent to one receiver, once."""

    receiver: str
    key: str  # the same for the same thing, for ever: ids that receivers know it by are made of it
    kind: ParcelKind
    changes: tuple[str, ...]  # ids, in order of publication
    at: datetime  # since when it waits
    due: datetime | None  # when it is tried next; None: done with
    tries: int = 0  # that failed
    reason: str | None = None  # of the first failure; or why it needed no sending
    sent: datetime | None = None
    title: str = ""  # of a digest
    number: int | None = None  # order in this store
