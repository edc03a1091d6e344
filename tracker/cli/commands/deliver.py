"""`tracker deliver`: changes sent by mail, webhook and chat."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from tracker.app import Tracker, open_tracker
from tracker.cli import options
from tracker.cli.output import count, local, safe, say, warn
from tracker.deliver.ways import SendFailed
from tracker.errors import UnknownName, UsageError
from tracker.model.delivery import Receiver
from tracker.settings import Settings


@click.command()
@click.argument("names", nargs=-1, metavar="[RECEIVER...]")
@options.db
@options.watchlist
@options.publishing
@click.option("--test", "is_test", is_flag=True, help="Show what waits, and send one message marked as a test.")
@click.option("--list", "is_list", is_flag=True, help="Show what waits, and send nothing.")
def deliver(
    names: tuple[str, ...], db: Path, watchlist: Path, feeds: Path, is_test: bool, is_list: bool, **site: Any
) -> None:
    """Send what is due to the receivers under `deliver:` in the watchlist, or to those named.

    `tracker run` and `tracker check` do so by themselves. Exit code 1 when a receiver could not be sent something: that
    is tried again, and nothing is lost.
    """
    looks_on = is_test or is_list  # which nothing keeps from being done beside `tracker run`
    with open_tracker(Settings(db, watchlist, feeds, **site), write=not looks_on, create=False) as tracker:
        receivers = _named(tracker, names)
        if looks_on:
            for receiver in receivers:
                _show(tracker, receiver, tracker.now())
            tested = [_test(tracker, receiver) for receiver in receivers if is_test]
            sys.exit(not all(tested))
        done = tracker.deliver(receivers)
    for outcome in done:
        if outcome.failed is None:
            say(f"{_to(outcome.receiver)}: {outcome.title}")
        else:
            warn(f"{_to(outcome.receiver)}: {outcome.failed}; it is tried again")
    if not done:
        say("Nothing was due.", "dim")
    sys.exit(any(outcome.failed for outcome in done))


def _named(tracker: Tracker, names: tuple[str, ...]) -> list[Receiver]:
    """Receivers by their name, id or mailbox; all when none is named. UsageError when there is none."""
    known = tracker.watchlist.deliver
    if not known:
        raise UsageError("nobody is sent anything: `deliver:` in the watchlist says who (docs/how-to/send-changes.md)")
    found = []
    for name in names:
        meant = [one for one in known if name.casefold() in (one.name.casefold(), one.search.id, one.id, one.to)]
        if not meant:
            raise UnknownName("receiver", name, list(dict.fromkeys(one.name for one in known))[:3])
        found += meant
    return found or list(known)


def _show(tracker: Tracker, receiver: Receiver, now: datetime) -> None:
    waiting = tracker.delivery.waiting(receiver)
    say(
        f"{_to(receiver)}, {receiver.pace}: {count(len(waiting), 'message')} {'waits' if len(waiting) == 1 else 'wait'}"
    )
    for parcel, title in waiting:
        when = "now" if parcel.due is None or parcel.due <= now else f"at {local(parcel.due)}"
        tried = f"; failed {count(parcel.tries, 'time')}: {safe(parcel.reason or '')}" if parcel.tries else ""
        say(f"  {when}: {safe(title)}{tried}")


def _test(tracker: Tracker, receiver: Receiver) -> bool:
    try:
        message = tracker.delivery.test(receiver, tracker.now())
    except SendFailed as error:
        warn(f"{_to(receiver)}: {error}")
        return False
    say(f"{_to(receiver)}: sent “{safe(message.letter.subject)}”")
    return True


def _to(receiver: Receiver) -> str:
    """Who it is, without what may be secret."""
    return safe(f"{receiver.name} ({receiver.to if '@' in receiver.to and '/' not in receiver.to else receiver.way})")
