"""Feeds as real readers' parsers see them."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest

from tests.publish.history import sample
from tracker.publish import PublishSettings, publish

SETTINGS = PublishSettings(title="Words on record", base_url="https://record.example/feeds/")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feeds")
    publish(sample(), folder, SETTINGS)
    return folder


def test_the_three_forms_say_the_same(folder: Path) -> None:
    rss = feedparser.parse(folder / "all.rss.xml")
    atom = feedparser.parse(folder / "all.atom.xml")
    feed = json.loads((folder / "all.json").read_text())
    assert not rss.bozo
    assert not atom.bozo
    said = [(e.id, e.title, e.link, e.published_parsed) for e in rss.entries]
    assert said == [(e.id, e.title, e.link, e.published_parsed) for e in atom.entries]
    assert [(i["id"], i["title"], i["url"]) for i in feed["items"]] == [(e.id, e.title, e.link) for e in rss.entries]


def test_the_title_has_the_wording_and_the_direction(folder: Path) -> None:
    oldest = feedparser.parse(folder / "all.atom.xml").entries[-1]
    assert oldest.title == 'Halden Cloud: "no contracts" → "no AI services contracts" (weaker)'
