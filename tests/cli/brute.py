"""Histories made up at random, stored through the real door, and answers read off every version one by one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tracker.model import Block, BlockKind, Capture, Check, CheckOutcome, Page, Statement
from tracker.record.store import Store

START = datetime(2026, 6, 1, tzinfo=UTC)
WORDS = ("no", "contracts", "Contract", "data", "sell", "sélling", "“AI”", "we", "never", "10-day", "contracts,")
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(lambda words: " ".join(words) + ".")
BLOCKS = st.lists(SENTENCES, min_size=1, max_size=2).map(" Then ".join)
TEXTS = st.lists(BLOCKS, min_size=1, max_size=4)


@dataclass(frozen=True)
class Look:
    """A look at a page: what it showed, or nothing when it failed."""

    page: str
    at: datetime
    blocks: tuple[str, ...] | None


@st.composite
def histories(draw: st.DrawFn) -> list[Look]:
    """Looks at up to two pages, whose texts come, stay, flicker and return."""
    looks = []
    for page in ("one", "two")[: draw(st.integers(1, 2))]:
        pool = draw(st.lists(TEXTS, min_size=1, max_size=4))
        order = draw(st.lists(st.integers(-1, len(pool) - 1), min_size=1, max_size=9))
        for n, index in enumerate(order):
            looks.append(Look(page, START + timedelta(hours=6 * n), tuple(pool[index]) if index >= 0 else None))
    return looks


def store_of(looks: Sequence[Look]) -> Store:
    """A store in memory that saw them."""
    from pathlib import Path

    store = Store(Path(":memory:"))
    pages = sorted({look.page for look in looks})
    store.pages.sync([Page(id_, "Acme", id_.title(), f"https://{id_}.example/") for id_ in pages], now=START)
    with store.transaction():
        for look in looks:
            if look.blocks is None:
                store.checks.add(Check(look.page, look.at, CheckOutcome.FAILED, "gone", "http"))
                continue
            url = f"https://{look.page}.example/"
            body = "\n".join(look.blocks).encode()
            snapshot = store.snapshots.add(look.page, Capture(url, url, 200, (), body, look.at), None)
            statement = Statement(tuple(Block(BlockKind.PARAGRAPH, text) for text in look.blocks), "1")
            store.versions.add(look.page, statement, at=look.at, snapshot=snapshot)
            store.checks.add(
                Check(look.page, look.at, CheckOutcome.NEW, version=statement.id, snapshot=snapshot, status=200)
            )
    return store


def said(text: str, phrase: str) -> bool:
    """Whether the words of a phrase stand in a text, letter by letter."""

    def plain(words: str) -> str:
        bare = "".join(c for c in unicodedata.normalize("NFD", words.lower()) if not unicodedata.combining(c))
        return " ".join(bare.replace("“", '"').replace("”", '"').split())

    wanted, body = plain(phrase), plain(text)
    for start in range(len(body) - len(wanted) + 1):
        end = start + len(wanted)
        if body[start:end] != wanted:
            continue
        before, after = body[start - 1 : start] if start else "", body[end : end + 1]
        if (wanted[0].isalnum() and before.isalnum()) or (wanted[-1].isalnum() and after.isalnum()):
            continue
        return True
    return False


Bracket = tuple[datetime | None, datetime, datetime, datetime | None]


def brackets(looks: Sequence[Look], phrase: str) -> dict[str, list[Bracket]]:
    """By page, each unbroken time in which the phrase stood: last without, first with, last with, first without."""
    found: dict[str, list[Bracket]] = {}
    for page in {look.page for look in looks}:
        good = [(look.at, any(said(text, phrase) for text in look.blocks)) for look in looks
                if look.page == page and look.blocks is not None]  # fmt: skip
        n = 0
        while n < len(good):
            if not good[n][1]:
                n += 1
                continue
            end = n
            while end + 1 < len(good) and good[end + 1][1]:
                end += 1
            without = good[n - 1][0] if n else None
            gone = good[end + 1][0] if end + 1 < len(good) else None
            found.setdefault(page, []).append((without, good[n][0], good[end][0], gone))
            n = end + 1
    return found


def since(looks: Sequence[Look], page: str) -> list[tuple[str, datetime, datetime | None]]:
    """Each sentence of the last text: itself, first look of its unbroken run, last look without it."""
    from tracker.compare.sentences import sentences

    good = [look for look in looks if look.page == page and look.blocks is not None]
    cut = [[s.strip() for text in look.blocks or () for s in sentences(text)] for look in good]
    answers: list[tuple[str, datetime, datetime | None]] = []
    for sentence in cut[-1]:
        n = len(good) - 1
        while n and sentence in cut[n - 1]:
            n -= 1
        answers.append((re.sub(r"\s+", " ", sentence), good[n].at, good[n - 1].at if n else None))
    return answers
