from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tracker.watch.fetch import FetchSettings
from tracker.watch.fetch.http import Fetcher


@pytest.fixture
def fetcher_with() -> Iterator[Callable[..., Fetcher]]:
    """Makes fetchers that may reach this machine and wait for no turns; closes them after the test."""
    with ExitStack() as stack:

        def make(resolver: object = None, clock: object = None, **settings: object) -> Fetcher:
            more = {name: value for name, value in (("resolver", resolver), ("clock", clock)) if value}
            chosen = FetchSettings(**{"allow_private": True, "spacing": 0.0, "timeout": 5.0} | settings)
            return stack.enter_context(Fetcher(chosen, **more))

        yield make


@pytest.fixture
def fetcher(fetcher_with: Callable[..., Fetcher]) -> Fetcher:
    return fetcher_with()
