from __future__ import annotations

from pathlib import Path

import pytest

from tests.prove.history import make_history


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a record of two weeks, its feeds, and in `kept` what a witness copied. Not to be altered."""
    root = tmp_path_factory.mktemp("history")
    make_history(root)
    return root
