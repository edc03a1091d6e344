"""Since when a page has said each of its sentences. Pure: told what was seen when, and what each text holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tracker.model import Block, BlockKind, Change, utc
from tracker.model.text import comparable
from tracker.record.store import BlockSpan


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier wording of a sentence, and the change that ended it."""

    text: str
    until: datetime  # last look before the next wording
    change: Change


@dataclass(frozen=True, slots=True)
class Blamed:
    """A sentence of a page, and since when it has stood there without a break."""

    block: int  # index of its block in the wording
    kind: BlockKind
    text: str
    since: datetime  # first capture of the unbroken run
    last_without: datetime | None  # last capture before it; None: it was there at the first look, and may be older
    change: Change | None = None  # that brought it
    earlier: tuple[Earlier, ...] = ()  # what it said before, newest first


@lru_cache(maxsize=65536)
def key(sentence: str) -> str:
    """Sentences with one key are one sentence: white space and relative times ("2 days ago") do not count."""
    return comparable(sentence)


def since(
    sightings: Sequence[BlockSpan],
    wordings: Mapping[str, Sequence[int]],
    sentences: Callable[[int], Sequence[str]],
) -> list[tuple[int, str, BlockSpan, BlockSpan | None]]:
    """Of each sentence in the last of `sightings` (in order of time): the index of its block, itself, the first
    sighting of the unbroken run in which it stood, and the sighting before that.

    `wordings` gives the blocks of a version, `sentences` those of a block. Only blocks that came or went are read.
    """
    if not sightings:
        return []
    now = wordings.get(sightings[-1].version, ())
    of = {block: {key(sentence) for sentence in sentences(block)} for block in now}
    left = set().union(*of.values()) if of else set()
    begun: dict[str, tuple[BlockSpan, BlockSpan | None]] = {}
    after, compared = sightings[-1], sightings[-1].version
    for seen in reversed(sightings[:-1]):
        if not left:
            break
        if seen.version != compared:
            compared = seen.version
            there = set(wordings.get(seen.version, ()))
            gone = left - set().union(*(of[block] for block in there & of.keys()))
            if gone:
                gone.difference_update(*(map(key, sentences(block)) for block in there - of.keys()))
            for name in gone:
                begun[name] = (after, seen)
            left -= gone
        after = seen
    return [
        (index, sentence, *begun.get(key(sentence), (sightings[0], None)))
        for index, block in enumerate(now)
        for sentence in sentences(block)
    ]


def blamed(
    found: Sequence[tuple[int, str, BlockSpan, BlockSpan | None]], blocks: Sequence[Block], changes: Sequence[Change]
) -> list[Blamed]:
    """The same with the changes that brought the sentences. `changes` are the page's published ones, newest first."""
    lines = []
    for index, sentence, first, before in found:
        began = utc(first.first_at)
        brought, chain = _chain(sentence, began, utc(before.last_at), changes) if before else (None, ())
        lines.append(
            Blamed(
                index,
                blocks[index].kind,
                sentence.strip(),
                began,
                utc(before.last_at) if before else None,
                brought,
                chain,
            )
        )
    return lines


def _chain(
    sentence: str, began: datetime, without: datetime, changes: Sequence[Change]
) -> tuple[Change | None, tuple[Earlier, ...]]:
    """The change that brought a sentence, and its earlier wordings as the changes before tell them."""
    brought: Change | None = None
    earlier: list[Earlier] = []
    wanted = key(sentence)
    for change in changes:
        if brought is None and change.first_with > began:
            continue
        if brought is None and change.first_with < began and change.settled_at and change.settled_at < began:
            break
        edit = next((e for e in change.edits if e.new and e.kind != "moved" and _same(wanted, key(e.new))), None)
        if edit is None:
            continue
        brought = brought or change
        if not edit.old:
            break
        earlier.append(Earlier(edit.old, change.last_without if earlier else without, change))
        wanted = key(edit.old)
    if brought is None:
        brought = next((change for change in changes if change.first_with == began), None)
    return brought, tuple(earlier)


def _same(a: str, b: str) -> bool:
    """An edit may hold several sentences, or a part of one."""
    return a == b or (len(a) > len(b) // 3 and a in b) or (len(b) > len(a) // 3 and b in a)
