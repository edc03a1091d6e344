"""A parcel as a message: its letter, its short form, and what programs get."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tracker.deliver.ways import Message
from tracker.model import Change, iso
from tracker.model.dates import day_words
from tracker.model.delivery import Pace, Parcel, ParcelKind, Receiver
from tracker.publish import letter
from tracker.publish.entries import record_of
from tracker.publish.site import Site
from tracker.publish.views import ChangeView, Item, items_of, view
from tracker.record.store import Store

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # of a test, which waits for nothing
MOST_IN_PAYLOAD = 200  # changes; a digest of more names the number
PACE_WORDS = {Pace.EACH: "each change at once", Pace.DAILY: "once a day", Pace.WEEKLY: "once a week"}


def compose(store: Store, receiver: Receiver, parcel: Parcel, site: Site) -> tuple[Message, list[Change]]:
    """The message of a parcel as the record stands now, and the changes in it."""
    changes = [change for id_ in parcel.changes if (change := store.reader.change(id_))]
    reader = store.reader
    views = [view(change, reader.remarks(change.id), reader.origins(change)) for change in changes]
    items = items_of(views, group=True)
    foot = foot_of(receiver, site)
    replies_to = None
    if parcel.kind is ParcelKind.DIGEST or not items:
        written = letter.of_digest(items, site, parcel.title or "nothing", foot=foot)
        first = letter.in_short(items[0], site)[1].splitlines()[-1] if items else ""
        short = (written.subject, site.address("index.html") if site.base else first)
    else:
        lead, earlier = "", None
        told = changes[0].relates_to if parcel.key.startswith("change:") else changes[0].id
        if told and (earlier := store.outbox.with_change(receiver.id, told)) is not None:
            replies_to = message_id(receiver, earlier.key) if earlier.key != parcel.key else None
        if parcel.kind is ParcelKind.CORRECTION:
            at = f" on {day_words(earlier.sent)}" if earlier and earlier.sent else ""
            lead = f"This corrects or adds to what you were sent{at}."
        items = [Item(tuple(view for item in items for view in item.views))]
        written = letter.of_change(items[0], site, lead=lead, foot=foot)
        short = letter.in_short(items[0], site)
        short = (written.subject, short[1])
    id_ = message_id(receiver, parcel.key)
    payload = {
        "id": id_,
        "type": str(parcel.kind),
        "receiver": receiver.name,
        "title": written.subject,
        "replies_to": replies_to,
        "changes": [_payload(one, site) for one in views[:MOST_IN_PAYLOAD]],
        "left_out": max(0, len(views) - MOST_IN_PAYLOAD),
    }
    return Message(id_, written, short, payload, replies_to), changes


def test_message(store: Store, receiver: Receiver, site: Site, changes: Sequence[Change], id_: str) -> Message:
    """What a receiver would get of the newest change it asks for; marked as a test, and remembered nowhere."""
    parcel = Parcel(
        receiver.id,
        f"test:{id_}",
        ParcelKind.CHANGE if changes else ParcelKind.DIGEST,
        tuple(change.id for change in changes[:1]),
        _EPOCH,
        None,
        title="no change so far that you ask for",
    )
    made, _ = compose(store, receiver, parcel, site)
    written = replace(made.letter, subject=f"Test: {made.letter.subject}")
    payload = {**made.payload, "id": id_, "type": "test", "title": written.subject}
    return Message(id_, written, (f"Test: {made.short[0]}", made.short[1]), payload)


def message_id(receiver: Receiver, key: str) -> str:
    """The same for the same thing to the same receiver, for ever, whatever became of the record meanwhile."""
    return hashlib.sha256(f"{receiver.id}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def foot_of(receiver: Receiver, site: Site) -> str:
    run_by = f", run by {site.settings.contact}" if site.settings.contact else ""
    asked = f"You get this as “{receiver.name}”, {PACE_WORDS[receiver.pace]}, from {site.settings.title}{run_by}."
    return f"{asked} It says which way words moved, not why, and never whether they are true."


def _payload(one: ChangeView, site: Site) -> dict[str, Any]:
    """One change for programs: before and after in full, every edit, and where to look."""
    change = one.change
    return {
        **record_of(one),
        "number": change.number,
        "organisation": change.organisation,
        "title": change.page_title,
        "headline": one.headline,
        "reason": change.reason,
        "flags": list(change.flags),
        "tags": list(change.tags),
        "confidence": change.confidence,
        "settled_at": iso(change.settled_at) if change.settled_at else None,
        "edits": [
            {
                "kind": str(edit.edit.kind),
                "before": edit.edit.old,
                "after": edit.edit.new,
                "direction": str(edit.edit.direction),
                "severity": str(edit.edit.severity),
                "reason": edit.edit.reason,
                "words": [[str(piece.op), piece.text] for piece in edit.edit.pieces],
            }
            for edit in one.edits
        ],
        "links": {
            "change": site.address(one.path) if site.base else None,
            "page": one.live or None,
            "saved": one.saved or None,
        },
    }
