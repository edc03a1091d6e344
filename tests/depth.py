"""How often tests of random histories try: a few times in every run, and many in `make deep`."""

from __future__ import annotations

import os

DEPTH = int(os.environ.get("TRACKER_DEPTH", "1"))


def times(few: int) -> int:
    """So many tries, or that many times the depth."""
    return few * DEPTH
