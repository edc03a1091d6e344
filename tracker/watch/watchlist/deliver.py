"""Who is sent changes: the entries under `deliver:` as receivers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from tracker.model.delivery import Pace, Receiver, Way
from tracker.model.filters import SavedSearch
from tracker.watch.watchlist import values
from tracker.watch.watchlist.models import DeliverEntry, FeedEntry
from tracker.watch.watchlist.reading import Draft, at


def receivers(drafts: list[Draft]) -> Iterator[Receiver]:
    """One for each mailbox, webhook or chat, of the first file. Slips are added to the mistakes of their file."""
    ids: dict[str, int] = {}
    for draft in drafts:
        for entry, node in draft.deliver:
            identity = entry.id or values.slugify(entry.name)
            if draft is not drafts[0]:
                draft.mistakes.add(node, "`deliver` says where all changes go: it stands in the first file")
            elif not identity:
                draft.mistakes.add(at(node, "name"), "no id can be made of the name; give the receiver an `id:`")
            elif first := ids.get(identity):
                draft.mistakes.add(node, f"the id `{identity}` is that of line {first}; give another `id:`")
            elif entry.secret and not entry.webhook:
                draft.mistakes.add(at(node, "secret"), "only a `webhook:` is signed with a secret")
            elif entry.unsubscribe and not entry.mail:
                draft.mistakes.add(at(node, "unsubscribe"), "only `mail:` is left by an address")
            elif entry.unsubscribe and len(entry.mail or ()) > 1 and "{mailbox}" not in entry.unsubscribe:
                draft.mistakes.add(
                    at(node, "unsubscribe"), "the address must tell the mailboxes apart: write `{mailbox}` in it"
                )
            else:
                ids[identity] = node.line
                yield from _each(identity, entry)


def search_of(identity: str, entry: FeedEntry) -> SavedSearch:
    """What a receiver or a feed asks for."""
    return SavedSearch(
        id=identity,
        name=entry.name,
        query=entry.query,
        directions=entry.direction or (),
        severities=entry.severity or (),
        cues=entry.cue or (),
        tags=entry.tags or (),
        organisations=entry.organisation or (),
        pages=entry.page or (),
        announced=entry.announced or (),
    )


def _each(identity: str, entry: DeliverEntry) -> Iterator[Receiver]:
    search, pace, archived = search_of(identity, entry), entry.when or Pace.EACH, bool(entry.archived)
    for mailbox in dict.fromkeys(entry.mail or ()):
        id_ = f"{identity} {mailbox}"
        leave = entry.unsubscribe and entry.unsubscribe.replace("{mailbox}", quote(mailbox, safe=""))
        yield Receiver(id_, entry.name, Way.MAIL, mailbox, pace, search, archived, unsubscribe=leave)
    if entry.webhook:
        yield Receiver(identity, entry.name, Way.WEBHOOK, entry.webhook, pace, search, archived, entry.secret)
    if entry.chat:
        yield Receiver(identity, entry.name, Way.CHAT, entry.chat, pace, search, archived)
