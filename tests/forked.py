"""`tracker` as a process of its own, forked from this one: without the half second that a start takes.

What a start itself does is looked at where it is the point (`tests/cli/test_light.py`, `tests/survival/test_kill.py`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import NoReturn

from tracker.cli import main


def tracker(
    *arguments: str, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end. Its output comes back as text, as that of `subprocess.run`."""
    with TemporaryFile() as out, TemporaryFile() as err:
        process = os.fork()
        if process == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            run(arguments, cwd=cwd, environment=environment)
        _, status = os.waitpid(process, 0)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess(arguments, os.waitstatus_to_exitcode(status), *texts)


def run(
    arguments: tuple[str, ...] | list[str], *, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> NoReturn:
    """In a forked process: become `tracker` with these arguments, its output on the descriptors 1 and 2."""
    code = 70
    try:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - pytest stands in their places
        sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = sys.__stderr__ = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        if cwd is not None:
            os.chdir(cwd)
        os.environ.update(environment or {})
        sys.argv = ["tracker", *arguments]
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
