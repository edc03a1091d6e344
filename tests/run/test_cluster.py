"""Dask from its own commands, as the how-to shows them: over TLS, and between machines with addresses of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from tests.cluster import cluster, files, record

pytestmark = pytest.mark.slow

pytest.importorskip("distributed", reason="the extra for clusters is not installed")
HOME = Path(__file__).parents[2]
HERE, THERE = "10.87.6.1", "10.87.6.2"  # seen by nobody but the two namespaces


def make(folder: Path, word: str, *prefix: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A record made by a program of its own."""
    folder.mkdir()
    command = [*prefix, sys.executable, "-m", "tests.cluster", str(folder), word]
    return subprocess.run(
        command, cwd=HOME, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def inline(tmp_path: Path) -> dict[str, bytes]:
    (tmp_path / "inline").mkdir()
    record(tmp_path / "inline", "inline")
    return files(tmp_path / "inline")


def test_over_tls_the_record_is_the_same_and_strangers_are_refused(tmp_path: Path, inline: dict[str, bytes]) -> None:
    tls, authority = tmp_path / "tls", trustme.CA()
    tls.mkdir()
    own = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(tls / "ca.pem")
    own.private_key_pem.write_to_path(tls / "key.pem")
    for pem in own.cert_chain_pems:
        pem.write_to_path(tls / "cert.pem", append=True)
    known = {
        "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": f"{tls}/ca.pem",
        "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT": f"{tls}/cert.pem",
        "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY": f"{tls}/key.pem",
    }
    with cluster(tmp_path, "127.0.0.1", [((), "127.0.0.1")] * 2, tls=tls) as word:
        assert word.startswith("dask:tls://")
        done = make(tmp_path / "far", word, **known)
        assert done.returncode == 0, done.stderr
        assert files(tmp_path / "far") == inline
        refused = make(tmp_path / "stranger", word)
        assert "wants certificates: name them in DASK_DISTRIBUTED__COMM__TLS__CA_FILE" in refused.stderr


@pytest.fixture
def namespaces() -> Iterator[tuple[list[str], list[str]]]:
    """What a command begins with to run on one of two machines that share a cable and nothing else."""
    here, there = (f"tracker-{os.getpid()}-{name}" for name in ("a", "b"))

    def ip(*words: str) -> None:
        done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"this machine makes no network namespaces: ip {' '.join(words)}: {done.stderr.strip()}")

    with ExitStack() as stack:
        try:
            for name in (here, there):
                ip("netns", "add", name)
                stack.callback(subprocess.run, ["ip", "netns", "del", name], check=False)
            ip("link", "add", "cable", "netns", here, "type", "veth", "peer", "name", "cable", "netns", there)
            for name, address in ((here, HERE), (there, THERE)):
                ip("-n", name, "address", "add", f"{address}/24", "dev", "cable")
                ip("-n", name, "link", "set", "cable", "up")
                ip("-n", name, "link", "set", "lo", "up")
        except FileNotFoundError:
            pytest.skip("this machine has no iproute2")
        yield ["ip", "netns", "exec", here], ["ip", "netns", "exec", there]


def test_on_two_machines_the_record_and_the_feeds_are_the_same(
    tmp_path: Path, inline: dict[str, bytes], namespaces: tuple[list[str], list[str]]
) -> None:
    here, there = namespaces
    with cluster(tmp_path, HERE, [(here, HERE), (there, THERE)], first=here) as word:
        done = make(tmp_path / "far", word, *here)
        assert done.returncode == 0, done.stderr
    log = (tmp_path / "cluster.log").read_text()
    assert f"tcp://{HERE}:" in log
    assert f"tcp://{THERE}:" in log
    assert files(tmp_path / "far") == inline
    assert any(name.startswith("feeds/") for name in inline)
