"""The feeds in programs of other people: a reader, parsers of three languages, and schemas of the three forms.

`make node` installs the parsers and the schema of JSON Feed; Debian has the reader (newsboat).
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import feedparser
import pytest
from jsonschema import Draft7Validator, FormatChecker
from lxml import etree

from tests.publish.history import sample
from tests.publish.hostile import hostile_source
from tests.publish.source import Sample
from tracker.model import SavedSearch
from tracker.publish import PublishSettings, publish

NODE = Path(__file__).with_name("node")
SETTINGS = PublishSettings(
    title="Words on record",
    base_url="https://record.example/feeds/",
    cell=2,  # so that the little sample has archives too
    hub="https://hub.example/",
    searches=(SavedSearch("weapons", "Weapons & <war>", query="weapons"),),
)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
Entry = tuple[str, str, datetime]  # id, link, time of publication

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (NODE / "node_modules").is_dir(),
    reason="node with tests/publish/node/node_modules is not here: make node",
)
needs_newsboat = pytest.mark.skipif(shutil.which("newsboat") is None, reason="newsboat is not here")


@pytest.fixture(scope="module", params=[sample, hostile_source], ids=["sample", "hostile"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feeds")
    source: Sample = request.param()
    publish(source.reader, folder, SETTINGS)
    return folder


def feeds(folder: Path, form: str) -> list[Path]:
    found = sorted(folder.rglob(f"*{form}"))
    if form == ".json":
        found = [path for path in found if "items" in json.loads(path.read_text())]
    assert len(found) > 20
    return found


@cache  # each is compared with several others
def as_published(path: Path) -> list[Entry]:
    """What feedparser and the standard library read: the answer all others are compared with."""
    if path.suffix == ".json":
        items = json.loads(path.read_text())["items"]
        return [(item["id"], item["url"], datetime.fromisoformat(item["date_published"])) for item in items]
    parsed = feedparser.parse(path)
    assert not parsed.bozo, path
    return [(e.id, e.link, datetime(*e.published_parsed[:6], tzinfo=UTC)) for e in parsed.entries]


@pytest.mark.slow
@needs_node
def test_parsers_of_node_read_the_same_entries(folder: Path) -> None:
    paths = [path for form in (".rss.xml", ".atom.xml", ".json") for path in feeds(folder, form)]
    done = subprocess.run(["node", "read.js", *paths], cwd=NODE, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert len(found) == len(paths)
    parsers = set()
    for path in paths:
        for parser, entries in found[str(path)].items():
            read = [(id, link, datetime.fromisoformat(time)) for id, link, time in entries]
            assert read == as_published(path), f"{parser}: {path.name}"
            parsers.add(parser)
    assert parsers == {"feedsmith", "rss-parser"}


@pytest.mark.slow
@needs_newsboat
def test_newsboat_shows_the_same_entries(folder: Path, tmp_path: Path) -> None:
    paths = [path for form in (".rss.xml", ".atom.xml") for path in feeds(folder, form)]
    urls, cache, config = tmp_path / "urls", tmp_path / "cache.db", tmp_path / "config"
    urls.write_text("".join(f"file://{path}\n" for path in paths))
    config.touch()
    command = ["newsboat", "-u", urls, "-c", cache, "-C", config, "-x", "reload"]
    subprocess.run(command, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, capture_output=True, check=True)
    with closing(sqlite3.connect(cache)) as known:
        rows = known.execute("SELECT feedurl, guid, url, pubDate FROM rss_item").fetchall()
    for path in paths:
        shown = [
            (guid, url, datetime.fromtimestamp(at, UTC)) for feed, guid, url, at in rows if feed == f"file://{path}"
        ]
        assert sorted(shown) == sorted(as_published(path)), path.name


def test_rss_and_atom_are_built_as_their_standards_say(folder: Path) -> None:
    for form in ("rss", "atom"):
        schema = etree.RelaxNG(etree.parse(Path(__file__).with_name(f"{form}.rng")))
        for path in feeds(folder, f".{form}.xml"):
            tree = etree.parse(path)
            assert schema.validate(tree), f"{path.name}: {schema.error_log}"
            itself = tree.xpath(
                "/*/a:link[@rel='self']/@href | /rss/channel/a:link[@rel='self']/@href", namespaces=ATOM
            )
            assert itself == [f"{SETTINGS.base_url}{path.relative_to(folder)}"]


@needs_node
def test_json_feeds_follow_its_schema(folder: Path) -> None:
    schema = json.loads((NODE / "node_modules/jsonfeed-schema/schema-v1.1.json").read_text())
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    for path in feeds(folder, ".json"):
        assert [error.message for error in validator.iter_errors(json.loads(path.read_text()))] == [], path.name
