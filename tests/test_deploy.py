"""What the how-tos hand over for running unattended: tried as far as a machine without root and network can."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cronsim import CronSim

from tests.server import Server
from tracker.cli import COMMANDS
from tracker.model import utc

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
TEXT = "<html lang=en><title>Terms</title><main><h1>Terms</h1><p>These terms hold for all users.</p></main></html>"


@pytest.fixture
def folder(tmp_path: Path, server: Server) -> Path:
    """What would be /srv/tracker."""
    server.put("/terms", TEXT)
    (tmp_path / "watchlist.yaml").write_text(
        f"pages:\n  - {{id: acme, organisation: Acme, title: Terms, url: '{server.url('/terms')}'}}\n"
    )
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(BIN)
    return tmp_path


def shell(command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    environment |= {"TRACKER_ALLOW_PRIVATE": "1", **more}
    return subprocess.run(
        ["sh", "-e", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_takes_the_unit(folder: Path) -> None:
    unit = (ROOT / "deploy" / "tracker.service").read_text().replace("/srv/tracker", str(folder))
    (folder / "tracker.service").write_text(unit)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(folder / "tracker.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_waits_longer_than_a_check_in_hand_may_take() -> None:
    unit = (ROOT / "deploy" / "tracker.service").read_text()
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert int(seconds) > 60  # FetchSettings.timeout


def test_the_lines_of_cron_run(folder: Path, server: Server) -> None:
    lines = [
        line.split(maxsplit=5)
        for line in (ROOT / "deploy" / "crontab").read_text().splitlines()
        if line and not line.startswith("#") and "=" not in line.split()[0]
    ]
    look, backup, stale = (line[5].replace("/srv/tracker", str(folder)) for line in lines)
    assert all(next(CronSim(" ".join(line[:5]), utc("2026-06-01"))) for line in lines)
    for command in (look, backup, stale):
        done = shell(command, folder)
        assert (done.returncode, done.stdout + done.stderr) == (0, ""), command  # nothing that cron would mail
    assert (folder / "backup.db").stat().st_size > 0
    assert (folder / "feeds" / "all.atom.xml").exists()
    done = shell(stale.replace("2d", "1s"), folder)
    assert "acme" in done.stdout  # and that is mailed


def test_the_scheduled_workflow_runs_and_commits(folder: Path) -> None:
    text = (ROOT / "docs" / "how-to" / "publish.md").read_text()
    workflow = yaml.safe_load(re.findall(r"```yaml\n(name: watch.*?)```", text, re.DOTALL)[0])
    steps = [step["run"] for step in workflow["jobs"]["watch"]["steps"] if "run" in step]
    assert steps[0] == "make setup"
    git = "git -c init.defaultBranch=main -c user.name=t -c user.email=t@example.org"
    prepare = f"{git} init -q --bare ../remote.git && {git} init -q && {git} add watchlist.yaml && {git} commit -qm x"
    repository = f"{prepare} && git remote add origin {folder}/../remote.git && git push -qu origin HEAD"
    for command in (repository, *steps[1:], *steps[1:]):
        done = shell(command, folder)
        assert done.returncode == 0, done.stderr
    told = shell("git log --format=%s && git ls-files", folder).stdout.splitlines()
    assert told[-1] == "watchlist.yaml"
    assert "Checked" in told
    assert {"tracker.db", "feeds/all.atom.xml"} <= set(told)
    assert shell("git status --short --branch", folder).stdout.splitlines()[0] == "## main...origin/main"


def test_the_container_file_names_what_there_is() -> None:
    text = (ROOT / "Containerfile").read_text()
    kept = {line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")}
    assert all((ROOT / name).exists() for name in kept)
    assert {"pyproject.toml", "README.md", "LICENSE", "tracker"} <= kept
    (command,) = re.findall(r'^CMD \["(\w+)"\]$', text, re.MULTILINE)
    assert command in COMMANDS
    assert "USER 10001" in text


def test_the_how_to_leads_to_every_file_that_it_hands_over() -> None:
    page = ROOT / "docs" / "how-to" / "run-unattended.md"
    linked = {(page.parent / target).resolve() for target in re.findall(r"\]\((\S+?)\)", page.read_text())}
    assert {*(ROOT / "deploy").iterdir(), ROOT / "Containerfile", page.parent / "publish.md"} <= linked


@pytest.mark.skipif(not shutil.which("podman"), reason="needs podman, which builds without a service")
def test_the_container_is_built_and_runs(folder: Path) -> None:
    base = os.environ.get("TRACKER_TEST_BASE", "docker.io/library/python:3.13-slim")
    if shell(f"podman image exists {base} || podman pull -q {base}", folder).returncode:
        pytest.skip(f"the image {base} cannot be had here")
    built = shell(f"podman build -q --build-arg BASE={base} -t tracker-test {ROOT}", folder)
    assert built.returncode == 0, built.stderr
    ran = shell("podman run --rm tracker-test --version", folder)
    assert ran.stdout.startswith("tracker"), ran.stderr
