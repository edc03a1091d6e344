"""One POST to an address of the maintainer's settings: no redirects, no proxies but ours, no waiting beyond a bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests

from tracker.watch.fetch.settings import FetchSettings

ANSWER = 10.0  # s, to take the connection, and again for each part of the answer


@contextmanager
def posted(
    address: str,
    data: Any,
    settings: FetchSettings,
    headers: Mapping[str, str] | None = None,
    *,
    patience: float = ANSWER,
) -> Iterator[requests.Response]:
    """The answer, its body not read yet. Raises OSError, which all errors of requests are, and ValueError."""
    with requests.Session() as session:
        session.trust_env = False
        proxy = settings.proxy
        answer = session.post(
            address,
            data=data,
            headers={"User-Agent": settings.user_agent, **(headers or {})},
            proxies={"http": proxy, "https": proxy} if proxy else None,
            timeout=patience,
            allow_redirects=False,
            stream=True,
        )
        with answer:
            yield answer
