"""Fixtures that several areas share."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import pywb as archives
from tests.server import Server, running, running_tls

# How long an example takes says what else the machine does: no deadlines, here and in every test.
settings.register_profile("tracker", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tracker")

# In memory where there is room: what is written is flushed to the disk thousands of times, which says nothing here and
# takes a third of the time.
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.tempdir = str(MEMORY)


@pytest.fixture
def server() -> Iterator[Server]:
    """A scripted HTTP server on loopback; see tests/server.py."""
    with running() as server:
        yield server


@pytest.fixture
def tls_server() -> Iterator[Server]:
    """The same over TLS; trust `tls_server.ca`."""
    with running_tls() as server:
        yield server


@pytest.fixture(scope="session")
def pywb() -> Iterator[archives.Pywb]:
    """A web archive on loopback; see tests/pywb.py."""
    if archives.MISSING:
        pytest.skip(archives.MISSING)
    with archives.running() as running_one:
        yield running_one


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as cores: a third of the time tests wait for a browser, a server, or another process."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_finish() -> None:
    """Have the collector of garbage pass over what was made up to here: it stays, and is a million objects."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that hold slow tests first: no core ends a run alone, busy with the longest of them."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
