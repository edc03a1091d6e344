"""What a text was read by."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

RULESET = 2  # rises with every change of the rules that changes what is read from the same bytes


def ruleset(select: Sequence[str] = (), remove: Sequence[str] = ()) -> str:
    """Number of the rules; with selectors also eight digits that stand for them."""
    if not select and not remove:
        return str(RULESET)
    told = "\0".join((*select, "\1", *remove))
    return f"{RULESET}-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:8]}"
