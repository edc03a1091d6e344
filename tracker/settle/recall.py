"""What the memory of a page says of a difference: whether its words came and went before, and how long they stood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from tracker.settle.keys import HALF, NONE, only_counts, sides, undoing
from tracker.settle.memory import FLICKERS, VARIANTS, Flicker, Memory, Told, Variant

# Captures and time, both: a text that stood so long is no passing variant, and its end is more than a reversal.
LONG = (3, timedelta(days=14))


def told_sides(memory: Memory) -> set[str]:
    """The statements that settled edits took in or out."""
    return {side for entry in memory.told for side in sides(entry.edit)}


def undone(memory: Memory, key: str) -> Told | None:
    """The settled edit that this one takes back, when it is the last that touched these words."""
    own = sides(key)
    last = next((entry for entry in reversed(memory.told) if sides(entry.edit) & own), None)
    return last if last is not None and last.edit == undoing(key) else None


def gone_before(memory: Memory, key: str) -> Told | None:
    """The last settled edit by which the words went that this one brings back."""
    new = key[HALF:]
    if new in (NONE, key[:HALF]):
        return None
    return next((entry for entry in reversed(memory.told) if entry.edit[:HALF] == new), None)


def turns(memory: Memory, key: str) -> int:
    """How often the statements of this edit were taken in or out by settled ones: the rarest of them counts."""
    told = [sides(entry.edit) for entry in memory.told]
    return min((sum(side in each for each in told) for side in sides(key)), default=0)


def stood(memory: Memory, key: str, until: datetime, bound: tuple[int, timedelta]) -> bool:
    """Whether the statements of this edit were left as they are for long."""
    own = sides(key)
    last = next((entry for entry in reversed(memory.told) if sides(entry.edit) & own), None)
    captures, time = bound
    return last is None or (memory.sights - last.sights >= captures and until - last.at >= time)


def stood_long(memory: Memory, entry: Told, until: datetime) -> bool:
    """Whether the text of a settled edit was told for long. It stood until the undoing was first seen."""
    captures, time = LONG
    return memory.sights - entry.sights >= captures and until - entry.at >= time


def flickered(memory: Memory, gone: Mapping[str, str], at: datetime) -> tuple[Flicker, ...]:
    """The edits that were gone before they were settled; those that move numbers alone are one, whatever these are."""
    if not gone:
        return memory.flickers
    names = dict.fromkeys(mask if only_counts(mask) else key for key, mask in gone.items())
    times = {flicker.edit: flicker.times for flicker in memory.flickers}
    kept = [flicker for flicker in memory.flickers if flicker.edit not in names]
    return (*kept, *(Flicker(name, times.get(name, 0) + 1, at) for name in names))[-FLICKERS:]


def with_variant(variants: tuple[Variant, ...], version: str, at: datetime) -> tuple[Variant, ...]:
    """The texts that the page showed, this one now being the last."""
    known = next((variant for variant in variants if variant.version == version), None)
    rest = tuple(variant for variant in variants if variant is not known)
    captures, first = (known.captures, known.first) if known else (0, at)
    return (*rest, Variant(version, captures + 1, first, at))[-VARIANTS:]
