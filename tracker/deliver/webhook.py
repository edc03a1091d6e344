"""Webhooks: JSON by POST, signed as standardwebhooks.com says, with an id by which a receiver knows a second copy."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from tracker.deliver.ways import Message, SendFailed, filled
from tracker.model.delivery import Receiver
from tracker.watch.fetch.post import posted
from tracker.watch.fetch.settings import FetchSettings

PREFIX = "whsec_"  # of a secret in base64; any other is taken as it is
MOST_WAIT = 86_400.0  # s that a Retry-After is heeded


def send_webhook(
    receiver: Receiver, message: Message, settings: FetchSettings, environ: Mapping[str, str], now: datetime
) -> None:
    """Post one message. SendFailed unless the answer is 2xx."""
    address = filled(receiver.to, environ)
    body = json.dumps(message.payload, ensure_ascii=False).encode("utf-8", "replace")
    at = str(int(now.timestamp()))
    headers = {"Content-Type": "application/json", "webhook-id": message.id, "webhook-timestamp": at}
    if receiver.secret:
        headers["webhook-signature"] = signature(filled(receiver.secret, environ), message.id, at, body)
    try:
        with posted(address, body, settings, headers) as answer:
            code, wait = answer.status_code, answer.headers.get("Retry-After", "")
    except (OSError, ValueError) as error:
        raise SendFailed(
            f"the webhook cannot be reached: {type(error).__name__}"
        ) from error  # its words have the address
    if code // 100 != 2:
        retry = min(float(wait), MOST_WAIT) if wait.isdigit() else None
        is_permanent = 400 <= code < 500 and code not in (408, 425, 429)
        raise SendFailed(f"the webhook answered {code}", is_permanent=is_permanent, retry_after=retry)


def signature(secret: str, id_: str, at: str, body: bytes) -> str:
    """The value of webhook-signature: HMAC-SHA256 over id, time and body."""
    try:
        key = (
            base64.b64decode(secret.removeprefix(PREFIX), validate=True)
            if secret.startswith(PREFIX)
            else secret.encode()
        )
    except binascii.Error:
        raise SendFailed("the secret of the webhook begins with whsec_ and is not base64", is_permanent=True) from None
    digest = hmac.new(key, f"{id_}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
