"""The Merkle tree of RFC 6962 over the hashes of entries: one root for the whole log, short proofs for single entries.

All hashes are lower-case hexadecimal; those handed in are leaf hashes already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").hexdigest()


def node(left: str, right: str) -> str:
    return hashlib.sha256(b"\1" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


class Frontier:
    """A tree that only grows, as the roots of its full subtrees: a few dozen hashes, however large it is."""

    def __init__(self, size: int = 0, peaks: Sequence[str] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)  # largest first, one for each bit of the size

    def add(self, leaf: str) -> None:
        hash_, size = leaf, self.size
        while size & 1:  # two full trees of one height become one
            hash_, size = node(self.peaks.pop(), hash_), size >> 1
        self.peaks.append(hash_)
        self.size += 1

    def extend(self, leaves: Iterable[str]) -> None:
        for leaf in leaves:
            self.add(leaf)

    @property
    def root(self) -> str:
        if not self.peaks:
            return EMPTY
        *rest, root = self.peaks
        for peak in reversed(rest):
            root = node(peak, root)
        return root


def root_of(leaves: Iterable[str]) -> str:
    """The root over these entries."""
    tree = Frontier()
    tree.extend(leaves)
    return tree.root


def inclusion_path(leaves: Sequence[str], index: int) -> list[str]:
    """The hashes that lead from the leaf at `index` (from 0) to the root, nearest first (RFC 6962, 2.1.1)."""
    if len(leaves) <= 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1  # the largest power of two below their number
    if index < half:
        return [*inclusion_path(leaves[:half], index), root_of(leaves[half:])]
    return [*inclusion_path(leaves[half:], index - half), root_of(leaves[:half])]
