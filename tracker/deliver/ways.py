"""What the ways of sending have in common: a message, and the failure to send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.model.delivery import VARIABLE

if TYPE_CHECKING:
    from tracker.publish.letter import Letter


@dataclass(frozen=True, slots=True)
class Message:
    """One thing in the words of every way."""

    id: str  # of 32 hexadecimal digits: the same whenever it is sent to this receiver
    letter: Letter
    short: tuple[str, str]  # title and text for a chat
    payload: Mapping[str, Any]
    replies_to: str | None = None  # id of the message that it corrects


class SendFailed(Exception):
    """It was not sent, and is tried again. `str(error)` is a sentence without addresses or secrets."""

    def __init__(self, reason: str, *, is_permanent: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.is_permanent = is_permanent  # it will not go away by itself
        self.retry_after = retry_after  # seconds that the other side asks for


def filled(text: str, environ: Mapping[str, str]) -> str:
    """The text with variables of the environment put in. SendFailed when one is not set."""
    for name in VARIABLE.findall(text):
        if not environ.get(name):
            raise SendFailed(f"the environment variable {name} is not set", is_permanent=True)
    return VARIABLE.sub(lambda found: environ[found[1]], text)
