"""The record, on a real SQLite file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.errors import StoreCorrupt, StoreError, StoreLocked
from tracker.model import (
    Block,
    BlockKind,
    Capture,
    Change,
    ChangeFilter,
    ChangeStatus,
    Check,
    CheckOutcome,
    Cue,
    Direction,
    Edit,
    EditKind,
    Moment,
    Op,
    Page,
    PageState,
    Piece,
    Severity,
    Statement,
)
from tracker.record.store import Store, WriterLock
from tracker.record.store.bodies import KEYFRAME, Bodies

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PAGE = Page("acme-ai", "Acme", "AI principles", "https://acme.example/ai", tags=("ai", "rights"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "tracker.db") as opened:
        opened.pages.sync([PAGE], now=NOON)
        yield opened


def capture(body: bytes, at: datetime = NOON) -> Capture:
    return Capture(PAGE.url, PAGE.url, 200, (("Content-Type", "text/html"),), body, at)


def statement(*lines: str) -> Statement:
    return Statement(tuple(Block(BlockKind.PARAGRAPH, line) for line in lines), "1")


def test_a_body_comes_back_as_it_was_through_keyframes(store: Store) -> None:
    bodies = [b"<p>" + f"version {n}".encode() * 50 + b"</p>" for n in range(2 * KEYFRAME + 5)]
    previous, hashes = None, []
    for body in bodies:
        with store.transaction():
            previous = store.bodies.put(body, previous)
        hashes.append(previous)
    assert [from_disk(store).get(sha256) for sha256 in hashes] == bodies


@pytest.mark.parametrize(
    "body", [b"", b"x", b"\0" * 7, bytes(range(256)) * 4000], ids=["empty", "one", "seven", "1 MB"]
)
def test_any_bytes_can_be_a_body_and_a_dictionary(store: Store, body: bytes) -> None:
    with store.transaction():
        first = store.bodies.put(body, None)
        second = store.bodies.put(body + b"more", first)
    assert from_disk(store).get(first) == body
    assert from_disk(store).get(second) == body + b"more"


def from_disk(store: Store) -> Bodies:
    """The bodies as they are read by a program that holds none in memory yet."""
    return Bodies(store._db)


def test_an_altered_body_is_noticed(store: Store) -> None:
    with store.transaction():
        first = store.bodies.put(b"we have no contracts", None)
        second = store.bodies.put(b"we have no contracts at all", None)
    with store.transaction():
        store._db.executescript("DROP TRIGGER bodies_unaltered; DROP TRIGGER bodies_let_go")
        store._db.execute(
            "UPDATE bodies SET data = (SELECT data FROM bodies WHERE sha256 = ?), size = 27 WHERE sha256 = ?",
            [second, first],
        )
    with pytest.raises(StoreCorrupt, match="altered"):
        from_disk(store).get(first)


def test_a_snapshot_comes_back_whole(store: Store) -> None:
    served = replace(capture(b"<p>hello</p>"), redirects=("https://acme.example/",), status=203)
    with store.transaction():
        number = store.snapshots.add(PAGE.id, served, None)
    assert store.snapshots.get(number) == served
    assert store.snapshots.of(PAGE.id) == [number]


def test_a_version_comes_back_whole_and_its_blocks_are_stored_once(store: Store) -> None:
    first = statement("We have no contracts.", "Same line.", "Same line.")
    second = statement("We have no AI contracts.", "Same line.")
    with store.transaction():
        number = store.snapshots.add(PAGE.id, capture(b"1"), None)
        for wording in (first, second, first):
            store.versions.add(PAGE.id, wording, at=NOON, snapshot=number)
    assert store.versions.get(PAGE.id, first.id) == first
    assert [version.id for version in store.versions.of(PAGE.id)] == [first.id, second.id]
    assert store._db.table("blocks").count == 3


def test_checks_grow_spans(store: Store) -> None:
    sights = ["a", "a", None, "b", "a"]
    with store.transaction():
        for hour, version in enumerate(sights):
            outcome = CheckOutcome.UNCHANGED if version else CheckOutcome.FAILED
            store.checks.add(Check(PAGE.id, NOON + timedelta(hours=hour), outcome, version=version))
    spans = [(s.version, (s.last_at - s.first_at).seconds // 3600, s.checks) for s in store.checks.spans(PAGE.id)]
    assert spans == [("a", 1, 2), ("b", 0, 1), ("a", 0, 1)]
    assert len(list(store.checks.of(PAGE.id, since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=4)))) == 3
    day = store.reader.coverage(PAGE.id).days
    assert [(d.good, d.failed) for d in day] == [(4, 1)]


def test_pages_follow_the_watchlist_and_keep_their_history(store: Store) -> None:
    other = replace(PAGE, id="other", title="Other", every=timedelta(days=2), headers=(("X-A", "${TOKEN}"),))
    store.pages.sync([other], now=NOON)
    assert store.pages.all(watched=True) == [other]
    assert store.pages.all(watched=False) == [PAGE]
    assert store.pages.due(NOON) == ["other"]
    with store.transaction():
        store.pages.save(PageState("other", version="v", due=NOON + timedelta(hours=1), failures=3))
    assert store.pages.due(NOON) == []
    store.pages.sync([other], now=NOON)  # the same entry again changes nothing
    assert store.pages.state("other").failures == 3
    assert store.pages.due(NOON + timedelta(hours=1)) == ["other"]


def make_change(store: Store, name: str, status: ChangeStatus = ChangeStatus.PUBLISHED, hour: int = 0) -> Change:
    with store.transaction():
        number = store.snapshots.add(PAGE.id, capture(name.encode()), None)
        moment = Moment(name, NOON, store.snapshots.get(number).sha256, number, PAGE.url)  # type: ignore[union-attr]
        edit = Edit(
            EditKind.CHANGED,
            "no contracts",
            f"no {name} contracts",
            (Piece(Op.EQUAL, "no "), Piece(Op.INSERT, f"{name} "), Piece(Op.EQUAL, "contracts")),
            Direction.WEAKER,
            (Cue.QUALIFIER,),
            0.9,
            Severity.SUBSTANTIVE,
            "narrower",
            f"no {name} contracts",
            old_at=0,
            new_at=0,
        )
        return store.changes.save(
            Change(
                f"{name}-id",
                PAGE.id,
                PAGE.organisation,
                PAGE.title,
                PAGE.url,
                PAGE.tags,
                status,
                Direction.WEAKER,
                Severity.SUBSTANTIVE,
                0.9,
                f"no {name} contracts",
                "narrower",
                moment,
                moment,
                NOON,
                NOON + timedelta(hours=hour),
                edits=(edit,),
                flags=("silent edit",),
            )
        )


def test_changes_are_numbered_when_published_and_found_by_every_field(store: Store) -> None:
    first = make_change(store, "AI", hour=1)
    pending = make_change(store, "50%_off", ChangeStatus.PENDING, hour=2)
    assert (first.number, pending.number) == (1, None)
    with store.transaction():
        second = store.changes.save(replace(pending, status=ChangeStatus.PUBLISHED))
        again = store.changes.save(first)
    assert (second.number, again) == (2, first)
    assert store.changes.get(first.id) == first
    assert store.changes.ids("AI") == [first.id]
    for where, wanted in (
        (ChangeFilter(), [second, first]),
        (ChangeFilter(newest_first=False, limit=1), [first]),
        (ChangeFilter(after_number=1), [second]),
        (ChangeFilter(before_number=2), [first]),
        (ChangeFilter(text="50%_OFF"), [second]),
        (ChangeFilter(text="50__"), []),
        (ChangeFilter(tag="rights", cue=Cue.QUALIFIER), [second, first]),
        (ChangeFilter(organisation="Nobody"), []),
        (ChangeFilter(directions=(Direction.STRONGER,)), []),
        (ChangeFilter(since=NOON + timedelta(hours=2)), [second]),
        (ChangeFilter(until=NOON + timedelta(hours=2)), [first]),
        (ChangeFilter(statuses=(ChangeStatus.PENDING,)), []),
        (ChangeFilter(statuses=tuple(ChangeStatus), page=PAGE.id), [second, first]),
    ):
        assert store.changes.find(where) == wanted, where
        assert where.limit or store.changes.count(where) == len(wanted), where


def test_half_a_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():  # noqa: PT012 - the second line raises by design
        store.snapshots.add(PAGE.id, capture(b"half"), None)
        raise RuntimeError
    assert store.snapshots.of(PAGE.id) == []


def test_a_second_writer_is_refused_and_told_who_writes(tmp_path: Path) -> None:
    with WriterLock(tmp_path / "tracker.db"):
        script = (
            "import sys; from pathlib import Path; from tracker.record.store import WriterLock\n"
            "from tracker.errors import StoreLocked\n"
            "try:\n    WriterLock(Path(sys.argv[1])).__enter__()\nexcept StoreLocked as error:\n    print(error)"
        )
        told = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "tracker.db")], capture_output=True, text=True, check=True
        ).stdout
        assert "tracker.db is in use by process" in told
    with WriterLock(tmp_path / "tracker.db"):
        pass  # free again
    assert issubclass(StoreLocked, StoreError)


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes, not a database " * 100)
    with pytest.raises(StoreError, match=r"notes\.db cannot be used as the database"):
        Store(path)
    with pytest.raises(StoreError, match="there is no record"):
        Store(tmp_path / "none.db", create=False)


def test_the_current_text_tells_the_age_of_each_block(store: Store) -> None:
    old, new = statement("Kept.", "Before."), statement("Kept.", "After.")
    with store.transaction():
        one = store.snapshots.add(PAGE.id, capture(b"1"), None)
        two = store.snapshots.add(PAGE.id, capture(b"2", NOON + timedelta(days=1)), None)
        store.versions.add(PAGE.id, old, at=NOON, snapshot=one)
        store.versions.add(PAGE.id, new, at=NOON + timedelta(days=1), snapshot=two)
        store.pages.save(PageState(PAGE.id, version=new.id))
    change = make_change(store, "x")
    with store.transaction():
        store._db.execute("UPDATE changes SET before_version = ?, after_version = ?", [old.id, new.id])
    current = store.reader.current(PAGE.id)
    assert current is not None
    assert [([block.text for block in a.blocks], a.from_start, a.change) for a in current.ages] == [
        (["Kept."], True, None),
        (["After."], False, change.id),
    ]


def test_two_looks_at_one_moment_leave_one_span(store: Store) -> None:
    with store.transaction():
        for version in ("a" * 64, "b" * 64):
            store.checks.add(Check(PAGE.id, NOON, CheckOutcome.NEW, version=version))
    assert [(span.version, span.checks) for span in store.checks.spans(PAGE.id)] == [("b" * 64, 1)]
