"""One entry of the log as bytes, and its hash.

The bytes are canonical JSON (RFC 8785 for the values allowed here: text, whole numbers, true, false, lists, objects),
so that anyone can make them again. The hash is that of a Merkle leaf (RFC 6962: SHA-256 over a zero byte and the
bytes); as each entry names the hash before it, the same hashes are the links of a chain and the leaves of a tree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64  # stands before the first entry


def canonical(value: Any) -> bytes:
    """Canonical JSON. ValueError for a fraction: its shortest form differs between languages, so it travels as text."""
    _refuse_fractions(value)
    # Keys here are ASCII, so that sorting by code points is sorting by UTF-16 units, as RFC 8785 wants it.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError(f"{value!r} is a fraction, which has no one canonical form: write it as text")
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_fractions(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_fractions(part)


def digest(value: Any) -> str:
    """SHA-256 over the canonical bytes of a value."""
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What the log says at one place."""

    n: int  # from 1, without gaps
    kind: str
    payload: Mapping[str, Any]
    previous: str  # hash of the entry before

    @property
    def data(self) -> bytes:
        return canonical({"n": self.n, "kind": self.kind, "payload": self.payload, "previous": self.previous})

    @property
    def hash(self) -> str:
        return hashlib.sha256(b"\0" + self.data).hexdigest()
