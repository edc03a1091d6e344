"""What is handed out: a wheel and a source archive that hold all the package needs, away from the checkout.

The wheel is laid beside nothing of ours and run with the libraries of this environment; the workflow puts it into a
fresh one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
BUILD = "import sys; from setuptools import build_meta; print(getattr(build_meta, sys.argv[1])(sys.argv[2]))"
RUN = """
import sys
from tracker.cli import main
for line in sys.stdin.read().splitlines():
    sys.argv = ["tracker", *line.split("|")]
    try:
        main()
    except SystemExit as end:
        assert not end.code, line
print(sys.modules["tracker"].__file__)
"""


def build(what: str, source: Path, into: Path) -> Path:
    """A wheel or sdist of a source tree, by the build backend that pip calls."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, what, into], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return into / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A wheel that was made of the source archive, and that archive."""
    folder = tmp_path_factory.mktemp("install")
    tree = folder / "tree"
    for name in ("tracker", "docs", "tests"):  # what a checkout has beside it is not handed out
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    archive = build("build_sdist", tree, folder)
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    return build("build_wheel", unpacked, folder), archive


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(handed_out: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(handed_out[0]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    ours = (path for path in (ROOT / "tracker").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert names == {path.relative_to(ROOT).as_posix() for path in ours}


def test_the_installed_command_works_away_from_the_checkout(handed_out: tuple[Path, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(handed_out[0]) as wheel:
        wheel.extractall(tmp_path / "site")
    (tmp_path / "watchlist.yaml").write_text(
        "pages:\n  - {id: said, organisation: Acme, title: Said, url: 'https://acme.example/', fetch: manual}\n"
    )
    (tmp_path / "said.txt").write_text("We sell no data.")
    commands = [
        "init|newsroom",
        "watchlist|check",
        "record|said|-f|said.txt|--at|2026-06-01|--source|a spokesperson",
        "publish",
        "text|said",
    ]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(tmp_path / "site")},
        input="\n".join(commands),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "We sell no data." in done.stdout
    assert (tmp_path / "newsroom" / "watchlist.yaml").is_file()
    assert (tmp_path / "feeds" / "index.html").is_file()
    assert done.stdout.splitlines()[-1].startswith(str(tmp_path))  # and not the checkout's
