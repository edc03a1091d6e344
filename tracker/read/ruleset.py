"""What a text was read by."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from tracker.model import Ruleset

RULESET = 3  # rises with every change of the rules that changes what is read from the same bytes


def ruleset(
    select: Sequence[str] = (), remove: Sequence[str] = (), addresses: Sequence[str] = (), keep: Sequence[str] = ()
) -> Ruleset:
    """Name today's rules with these selectors, and these addresses when a document has several."""
    kept = ("\2", *keep) if keep else ()
    selectors = _digits("\0".join((*select, "\1", *remove, *kept))) if select or remove or keep else ""
    return Ruleset(RULESET, selectors, _digits("\n".join(addresses)) if addresses else "")


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
