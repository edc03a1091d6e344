"""Chat and everything else that Apprise knows: it alone is handed the addresses, which hold passwords and tokens.

What is printed or kept calls an address by the variable it came from and by its kind.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.deliver.ways import Message, SendFailed, filled
from tracker.errors import UsageError, install
from tracker.model.delivery import Receiver

MOST = 40  # lines of a message
LINE = 300  # characters of a line


class Notifier:
    """Sends messages to all addresses. UsageError when Apprise is missing or does not know an address."""

    def __init__(self, addresses: Sequence[str], variable: str = "TRACKER_NOTIFY") -> None:
        try:
            import apprise  # an extra, and half a second of loading that only those who want messages pay
        except ImportError:
            raise UsageError(f"{variable} is set, and what sends messages is missing: {install('notify')}") from None
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # its messages quote parts of addresses
        self._text = apprise.NotifyFormat.TEXT
        self._senders: list[tuple[str, Any]] = []
        for number, address in enumerate(addresses, 1):
            name = f"address {number} of {variable} ({address.split(':', 1)[0][:20] if ':' in address else '?'})"
            sender = apprise.Apprise()
            if not sender.add(address):
                raise UsageError(f"{name} is none that Apprise knows; see https://appriseit.com/services/")
            self._senders.append((name, sender))

    def send(self, title: str, lines: Sequence[str]) -> list[str]:
        """Send a message everywhere. Returns the addresses, by name, that it could not be sent to."""
        shown = [_plain(line) for line in lines[:MOST]]
        if len(lines) > MOST:
            shown.append(f"and {len(lines) - MOST:,} more; `tracker status` shows all")
        failed = []
        for name, sender in self._senders:
            try:
                sent = sender.notify(body="\n".join(shown), title=_plain(title), body_format=self._text)
            except Exception:  # whatever a service or its library does, the watch goes on
                sent = False
            if not sent:
                failed.append(name)
        return failed

    def __len__(self) -> int:
        return len(self._senders)


def send_chat(receiver: Receiver, message: Message, environ: Mapping[str, str]) -> None:
    """Send one message in its short form. SendFailed when the service did not take it."""
    addresses = filled(receiver.to, environ).split()
    variable = receiver.to.strip("${}")
    if len(addresses) != 1:  # of two, one may take a message that the other refuses: it would be sent again to both
        raise SendFailed(f"{variable} holds {len(addresses)} addresses; a receiver has one", is_permanent=True)
    try:
        notifier = Notifier(addresses, variable)
    except UsageError as error:
        raise SendFailed(str(error), is_permanent=True) from error
    title, text = message.short
    if failed := notifier.send(title, text.splitlines()):
        raise SendFailed(f"no message could be sent to {failed[0]}")


def _plain(text: str) -> str:
    """On one line and not too long, without characters that mean something to whoever shows it."""
    shown = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())
    return shown if len(shown) <= LINE else shown[: LINE - 1] + "…"
