"""The door for programs: what `import tracker` gives, and that it stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import tracker
from tests.publish.history import PAGES, day
from tests.publish.source import Sample
from tracker import errors, model

EXPORTED = """
    ArchiveKind Block BlockKind Capture CaptureSource Change ChangeFilter ChangeStatus Check CheckOutcome Commitment
    Comparison Cue Direction Edit EditKind ExtractError FetchError FetchKind FetchSettings History Link Logged Moment Op
    Page Piece PublishError SavedSearch Settings Severity SourceKind Statement StoreError StoreLocked Tracker
    TrackerError UnknownName UsageError WatchlistError __version__ open_history open_tracker
""".split()


def test_these_names_are_exported_and_each_can_be_had() -> None:
    assert sorted(tracker.__all__) == sorted(EXPORTED)
    assert dir(tracker) == sorted(tracker.__all__)
    for name in EXPORTED:
        value = getattr(tracker, name)
        assert name == "__version__" or value.__module__.startswith("tracker.")


def test_they_are_the_same_objects_as_inside() -> None:
    assert tracker.Direction is model.Direction
    assert tracker.UsageError is errors.UsageError
    assert not hasattr(tracker, "no_such_name")


def test_importing_it_loads_nothing_else() -> None:
    program = "import sys, tracker; print([name for name in sys.modules if name.startswith('tracker.')])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"


def test_the_example_of_its_docstring_runs(tmp_path: Path) -> None:
    sample = Sample(PAGES[:1])
    for turn, words in enumerate(("no records", "no exact records")):
        sample.say(PAGES[0].id, f"We keep {words} of visits.", day(turn))
    (tmp_path / "tracker.db").write_bytes(sample.store.image())
    (tmp_path / "watchlist.yaml").write_text("pages: []\n")
    assert tracker.__doc__ is not None
    lines = tracker.__doc__.split("::\n\n", 1)[1].split("\n\nThis is", 1)[0]
    program = "\n".join(line.removeprefix("    ") for line in lines.splitlines())
    program = program.replace('"Acme"', repr(PAGES[0].organisation))
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert (done.stderr, "no exact records" in done.stdout) == ("", True)
