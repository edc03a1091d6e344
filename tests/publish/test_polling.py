"""A reader that polls while the folder is published again and again never meets an empty or a cut file."""

from __future__ import annotations

import json
import multiprocessing
from collections import defaultdict
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from tests.publish.history import sample
from tracker.publish import PublishSettings, publish

READS, VERSIONS = 10_000, 4  # of each file that are read at least
ENDS = {"all.rss.xml": b"</rss>\n", "all.atom.xml": b"</feed>\n", "all.json": b"]}\n", "index.html": b"</html>"}


def keep_publishing(folder: Path, stop: Event) -> None:
    """The sample's record as it was, and as it is, in turn; every time under another title, so that all is new."""
    sources = [sample().until(number) for number in range(1, 10)]
    turn = 0
    while not stop.is_set():
        turn += 1
        publish(sources[turn % len(sources)].reader, folder, PublishSettings(title=f"Words {turn}"))


@pytest.mark.slow
def test_ten_thousand_reads_during_publishing_are_whole(tmp_path: Path) -> None:
    publish(sample().reader, tmp_path, PublishSettings(title="Words 0"))
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    publisher = context.Process(target=keep_publishing, args=(tmp_path, stop))
    publisher.start()
    seen: dict[str, set[bytes]] = defaultdict(set)
    try:
        reads = 0
        while reads < READS or min(len(texts) for texts in seen.values()) < VERSIONS:
            assert publisher.is_alive()
            for name, end in ENDS.items():
                text = (tmp_path / name).read_bytes()
                reads += 1
                assert text.endswith(end), f"{name} is cut after {len(text)} bytes, at read {reads}"
                seen[name].add(text)
    finally:
        stop.set()
        publisher.join(30)
    assert publisher.exitcode == 0
    for text in seen["all.json"]:
        assert json.loads(text)["items"]
