"""A bundle is checked by the script in it, in a fresh interpreter that has nothing of ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from tests.authority import authority
from tests.prove.history import LATER, settings
from tests.record.old.make import fill
from tracker.app import open_tracker
from tracker.ask import open_history as read
from tracker.ask.as_json import change_json
from tracker.ask.report import change_report
from tracker.ask.report_forms import write
from tracker.model import ChangeFilter
from tracker.prove import verify_proof
from tracker.record.store import Store


def export(root: Path, folder: Path) -> Path:
    with read(root / "tracker.db") as history:
        (change,) = history.store.changes.find(ChangeFilter(told=True, limit=1))
        body = write(change_report(history, change, change_json(change)), "zip")
    zipfile.ZipFile(BytesIO(body)).extractall(folder)
    return folder


def run(folder: Path, *arguments: str, fresh: bool = True) -> subprocess.CompletedProcess[str]:
    # -I: nothing of the current folder or the environment; -S: no installed package either, so no cryptography.
    flags = ["-I"] if fresh else ["-I", "-S"]
    command = [sys.executable, *flags, str(folder / "verify_proof.py"), *arguments]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def bundle(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(history, tmp_path_factory.mktemp("bundle"))


def test_it_holds(bundle: Path, history: Path) -> None:
    done = run(bundle, str(history / "kept" / "checkpoints.txt"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the log is signed by statement-tracker/" in done.stdout
    assert "holds the same checkpoint" in done.stdout
    assert "not proven here: that others saw this log" in run(bundle).stdout


def test_without_the_library_it_says_what_it_did_not_check(bundle: Path) -> None:
    done = run(bundle, fresh=False)
    assert done.returncode == 0
    assert "NOT CHECKED: the signature" in done.stdout


def edit_proof(change: Callable[[dict[str, object]], None]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        (path,) = folder.glob("proof-*.json")
        proof = json.loads(path.read_text())
        change(proof)
        path.write_text(json.dumps(proof))

    return edit


def alter(*keys: object, to: Callable[[object], object]) -> Callable[[Path], None]:
    def change(proof: dict[str, object]) -> None:
        at: object = proof
        for key in keys[:-1]:
            at = at[key]  # type: ignore[index]
        at[keys[-1]] = to(at[keys[-1]])  # type: ignore[index]

    return edit_proof(change)


def spoil_body(folder: Path) -> None:
    body = min((folder / "captures").glob("*.body"))
    body.write_bytes(body.read_bytes() + b" ")


def drop_body(folder: Path) -> None:
    min((folder / "captures").glob("*.body")).unlink()


TAMPERING = {
    "a body": spoil_body,
    "no body": drop_body,
    "the headline": alter("entries", "change", "entry", "payload", "headline", to=lambda old: f"{old}!"),
    "the time": alter("entries", "after", "entry", "payload", "at", to=lambda old: "2020-01-01T00:00:00Z"),
    "the hash": alter("entries", "before", "entry", "payload", "sha256", to=lambda old: "0" * 64),
    "the way": alter("entries", "change", "path", to=lambda old: [*old, "0" * 64]),
    "a cut way": alter("entries", "change", "path", to=lambda old: old[:-1]),
    "the place": alter("entries", "change", "entry", "n", to=lambda old: old + 1),
    "an edit": alter("edits", 0, 1, to=lambda old: "We said something else."),
    "the size": alter("checkpoint", to=lambda old: old.replace("\n", "\n1", 1)),
    "the signature": alter("checkpoint", to=lambda old: old[:-12] + "AAAA" + old[-8:]),
    "the key": alter("key", to=lambda old: old[:-6] + "AAAAA="),
    "nothing in it": edit_proof(lambda proof: proof.clear()),
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_what_was_altered_is_found(
    bundle: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(bundle, folder)
    TAMPERING[kind](folder)
    monkeypatch.setattr(verify_proof, "__file__", str(folder / "verify_proof.py"))
    assert verify_proof.main([]) == 1
    said = capsys.readouterr().out
    assert said.startswith("WRONG proof-")
    assert "Traceback" not in said


def test_every_entry_of_a_tree_of_any_size_leads_to_its_root() -> None:
    from tracker.record.evidence.merkle import inclusion_path, root_of

    for size in range(1, 34):
        leaves = [f"{n:064x}" for n in range(size)]
        root = bytes.fromhex(root_of(leaves))
        for index in range(size):
            path = [bytes.fromhex(one) for one in inclusion_path(leaves, index)]
            assert verify_proof.root_of(bytes.fromhex(leaves[index]), index, size, path) == root


def test_a_record_that_was_never_signed_gives_no_proof(tmp_path: Path) -> None:
    with Store(tmp_path / "tracker.db") as store:
        fill(store)
    folder = export(tmp_path, tmp_path / "bundle")
    assert not list(folder.glob("proof-*"))
    assert "not been signed" in (folder / "HOW-TO-CHECK.txt").read_text()


@pytest.fixture(scope="module")
def stamped(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A bundle whose checkpoint an authority stamped, and its certificate."""
    root = Path(shutil.copytree(history, tmp_path_factory.mktemp("stamped") / "copy"))
    with authority(root / "clock") as clock:
        where = replace(settings(root), timestamp=clock.address, timestamp_ca=clock.root)
        for _ in range(2):  # the second checkpoint is stamped too: what counts is the first that has the change
            with open_tracker(where, write=True) as tracker:
                tracker.store.pages.sync([], now=LATER)
                tracker.publish()
        yield export(root, root / "bundle"), clock.root


def test_a_time_stamp_goes_along(stamped: tuple[Path, Path]) -> None:
    folder, root = stamped
    done = run(folder, fresh=False)
    assert done.returncode == 0, done.stdout
    assert f"was there on {datetime.now(UTC):%Y-%m-%d} at" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if "openssl" in line and "-CAfile" in line]
    command = line.strip().replace("ROOT.pem", str(root)).split()
    assert subprocess.run(command, cwd=folder, capture_output=True, check=True).returncode == 0


@pytest.mark.parametrize("end", ["txt", "tsr"])
def test_a_time_stamp_on_something_else_is_found(stamped: tuple[Path, Path], tmp_path: Path, end: str) -> None:
    folder = Path(shutil.copytree(stamped[0], tmp_path / "copy"))
    (path,) = folder.glob(f"checkpoint-*.{end}")
    path.write_bytes(path.read_bytes().replace(b"\n\n", b"\n")[::-1])
    done = run(folder)
    assert done.returncode == 1
    assert "no time stamp on this checkpoint" in done.stdout
