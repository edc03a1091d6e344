"""The record for language models, as the official client sees it: a real process, and its standard streams."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.forked import tracker
from tests.spoken import Spoken, day
from tracker.record.store import Note, Store

DENIAL, NARROW = "We have no contracts with the border police.", "We have no AI contracts with the border police."
TOOLS = ("log", "said", "search", "show", "when")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mcp") / "tracker.db"
    with Store(path) as store:
        Spoken(store).page("acme-policy", "Acme", "Policy", (0, DENIAL), (20, NARROW))
        (id_,) = store.changes.all_ids()
        with store.transaction():
            store.notes.add(Note(id_, day(60), "Ann", "A source says more.", False))
    return path


def asked(record: Path, *questions: tuple[str, dict[str, Any]]) -> tuple[list[str], list[tuple[bool, str]]]:
    """The names of the tools, and the answers: whether each is an error, and its text."""

    async def talk() -> tuple[list[str], list[tuple[bool, str]]]:
        server = StdioServerParameters(command=sys.executable, args=["-m", "tracker", "mcp", "--db", str(record)])
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            await session.initialize()
            names = [tool.name for tool in (await session.list_tools()).tools]
            found = [await session.call_tool(name, arguments) for name, arguments in questions]
            return names, [(bool(each.is_error), each.content[0].text) for each in found]

    return anyio.run(talk)


@pytest.mark.slow
def test_the_official_client_asks_each_tool(record: Path) -> None:
    names, answers = asked(
        record,
        ("log", {"organisation": "acme", "direction": "weaker", "limit": 1_000}),
        ("said", {"words": "border police"}),
        ("when", {"phrase": "no AI contracts"}),
        ("search", {"query": "contracts -AI"}),
        ("show", {"change": "ffffffff"}),
        ("log", {"organisation": "Nobody"}),
        ("search", {"query": "-"}),
    )
    assert sorted(names) == list(TOOLS)
    assert [failed for failed, _ in answers] == [False] * 4 + [True] * 3
    log, said, when, search = (json.loads(text) for _, text in answers[:4])
    headline = 'We have "no contracts" → "no AI contracts" with the border police'
    assert [change["headline"] for change in log["changes"]] == [headline]
    assert [statement["text"] for statement in said["threads"][0]["statements"]] == [DENIAL, NARROW]
    assert when["pages"][0]["page"] == "acme-policy"
    assert [line["text"] for line in search["lines"]] == [DENIAL]
    assert "no change is called" in answers[4][1]
    assert "no organisation is called 'Nobody'" in answers[5][1]
    _, (whole,) = asked(record, ("show", {"change": log["changes"][0]["change"]}))
    assert json.loads(whole[1])["edits"][0]["new"] == NARROW
    assert "A source says more" not in whole[1]


def test_without_a_record_it_says_so(tmp_path: Path) -> None:
    done = tracker("mcp", "--db", "none.db", cwd=tmp_path)
    assert (done.returncode, "there is no record at none.db" in done.stderr) == (2, True)
