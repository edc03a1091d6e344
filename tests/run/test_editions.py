"""A yearly statement at an address of its own each year: one document, its editions compared with each other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.read.pdfs import pdf
from tests.server import Reply, Server
from tests.world import World
from tracker.errors import WatchlistError
from tracker.model import Change, ChangeFilter, ChangeKind, ChangeStatus, DocumentKind
from tracker.prove.verify import verify
from tracker.watch.watchlist import loads

TEXT = (
    "<html lang=en><title>Slavery statement</title><main><h1>Slavery statement</h1><p>We audit every supplier of parts"
    " each year.</p><p>{}</p><p>The board has approved this statement and is answerable for it.</p></main></html>"
)
OLD, NEW = TEXT.format("We pay back every recruitment fee."), TEXT.format("We pay back most recruitment fees.")
WAYS = {
    "pattern": "editions: '{base}msa-{{year}}.html'",
    "list": "editions: ['{base}msa-2025.html', '{base}msa-2026.html']",
    "page": "editions: {{on: '{base}statements', links: '/msa-*'}}",
}


def published(world: World) -> list[Change]:
    with world.open() as tracker:
        return tracker.log(ChangeFilter(statuses=(ChangeStatus.PUBLISHED,), newest_first=False))


@pytest.mark.parametrize("way", WAYS)
def test_a_new_edition_is_compared_with_the_last_and_its_end_is_told(way: str, server: Server, tmp_path: Path) -> None:
    world = World(tmp_path)
    entry = WAYS[way].format(base=server.url("/"))
    world.watch(f"  - {{id: msa, organisation: Tarn, title: Slavery statement, every: 12h, {entry}}}\n")
    server.put("/msa-2025.html", OLD)
    server.put("/statements", "<main><h1>Ours</h1><p><a href='/msa-2025.html'>2025</a></p></main>")
    assert world.look("msa", hours=24) == ["new"]
    server.put("/msa-2026.html", NEW)
    server.put("/statements", "<main><p><a href='/msa-2025.html'>2025</a> <a href='/msa-2026.html'>2026</a></p></main>")
    for _ in range(2):
        world.look("msa", hours=24)
    (change,) = published(world)
    assert change.flags[0] == "edition 2026 against edition 2025"
    assert [(edit.old, edit.new) for edit in change.edits] == [
        ("We pay back every recruitment fee.", "We pay back most recruitment fees.")
    ]
    assert (change.before.url, change.after.url) == (server.url("/msa-2025.html"), server.url("/msa-2026.html"))
    server.put("/msa-2026.html", Reply(404))
    for _ in range(4):
        assert world.look("msa", hours=24) == ["failed"]
    told = published(world)
    assert [each.kind for each in told] == [ChangeKind.EDIT, ChangeKind.TAKEN_DOWN]
    assert told[1].reason.startswith("edition 2026 is served no more; 2025 is the newest that is")
    with world.open() as tracker:
        editions = tracker.store.documents.find("Tarn", DocumentKind.EDITION)
        assert [document.title for document in editions] == [
            "Slavery statement, edition 2025",
            "Slavery statement, edition 2026",
        ]
        assert tracker.store.pages.state("msa").due is not None
        assert verify(tracker.store).problems == []
    server.put("/msa-2026.html", NEW)
    world.time += timedelta(days=1)
    assert world.look("msa") == ["unchanged"]
    assert len(published(world)) == 2


def test_a_page_may_be_followed_by_a_pdf(server: Server, tmp_path: Path) -> None:
    world = World(tmp_path)
    world.watch(f"  - {{id: msa, organisation: Tarn, title: MSA, editions: '{server.url('/')}{{year}}'}}\n")
    server.put("/2025", OLD)
    world.look("msa", hours=24)
    lines = NEW.partition("<main>")[2].replace("<h1>", "").replace("</h1>", "<p>").replace("</p>", "").split("<p>")
    body = pdf([[line for line in lines if line.strip() and "main" not in line]])
    server.put("/2026", Reply(body=body, type="application/pdf"))
    for _ in range(6):
        world.look("msa", hours=24)
    (change,) = published(world)
    assert "edition 2026 against edition 2025" in change.flags
    assert any("most recruitment fees" in (edit.new or "") for edit in change.edits)


def test_a_document_none_of_whose_editions_is_there_is_a_trouble(server: Server, tmp_path: Path) -> None:
    world = World(tmp_path)
    world.watch(f"  - {{id: msa, organisation: Tarn, title: MSA, editions: '{server.url('/')}{{year}}/msa.pdf'}}\n")
    assert world.look("msa") == ["failed"]
    assert server.count("/2026/msa.pdf") == 1


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("editions: https://a.example/msa-2026.pdf", "names one edition"),
        ("editions: {on: 'https://a.example/', addresses: ['https://a.example/1']}", "is an address with"),
        ("editions: {links: /msa-*}", "is an address with"),
        ("url: https://a.example/, editions: 'https://a.example/{year}'", "not both"),
    ],
)
def test_mistakes_in_editions_are_told(entry: str, words: str) -> None:
    with pytest.raises(WatchlistError, match=words):
        loads(f"pages:\n  - {{organisation: Tarn, title: MSA, {entry}}}\n")


def test_an_edition_whose_address_leads_elsewhere_is_looked_at_again(server: Server, tmp_path: Path) -> None:
    world = World(tmp_path)
    world.watch(
        "  - {id: msa, organisation: Tarn, title: Slavery statement, every: 12h,"
        f" editions: ['{server.url('/msa-2025.html')}']}}\n"
    )
    server.put("/msa-2025.html", OLD)
    for _ in range(2):
        world.look("msa", hours=24)
    server.put("/", "<main><h1>Tarn</h1><p>Maps and cameras for everybody who likes to go to sea.</p></main>")
    server.redirect("/msa-2025.html", server.url("/"))
    for _ in range(3):
        assert world.look("msa", hours=24) == ["quarantined"]
    (told,) = published(world)
    assert told.kind is ChangeKind.TAKEN_DOWN
    with world.open() as tracker:
        assert tracker.store.pages.state("msa").due is not None
    server.put("/msa-2025.html", OLD)
    assert world.look("msa") == ["unchanged"]
