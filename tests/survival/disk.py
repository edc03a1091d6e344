"""What a disk may hold after a power cut: a run's system calls, as strace saw them, played on a disk that forgets.

Until a file is fsynced, each sector (512 bytes) of what was written to it may be there or not. Until a folder is
fsynced, a file that was made, renamed or removed in it may stand there as before; such steps of one folder come to
the disk in their order, as with every journalling file system. Nothing else is promised by anyone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512
CALLS = "openat,write,pwrite64,lseek,ftruncate,fsync,fdatasync,rename,unlink,unlinkat,rmdir,mkdir"
UNKNOWN = "creat,open,writev,pwritev,pwritev2,truncate,renameat,renameat2,link,linkat,symlink,symlinkat,mkdirat"
UNKNOWN += ",fallocate,copy_file_range,sendfile,splice"  # nobody uses them here, so they are not played


def traced(command: list[object], log: Path) -> list[object]:
    """The command, so that its calls end up in `log`."""
    how = ["-f", "-y", "-xx", "-s", "100000000", "--seccomp-bpf", "-e", f"trace={CALLS},{UNKNOWN}"]
    return ["strace", *how, "-o", log, *command]


@dataclass(frozen=True, slots=True)
class Op:
    """One step of a run, on an absolute path. `kind` is that of the method of `Disk` that plays it."""

    kind: str
    path: str
    data: bytes = b""
    at: int = 0  # offset, or a new size
    to: str = ""  # new name


_LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+)", re.DOTALL)
_UNFINISHED = re.compile(r"^(\d+) +(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")
_DESCRIPTOR = re.compile(r"^(\d+)<([^>]*)>")
_STRING = re.compile(r'"([^"]*)"')


def ops(log: Path, root: Path) -> Iterator[Op]:
    """What a run did below `root`, in the order in which it was done."""
    positions: dict[int, int] = {}  # by descriptor: processes that follow each other have a log each
    for line in _joined(log):
        found = _LINE.match(line)
        if found is None or int(found["result"]) < 0:
            continue
        call, arguments, result = found["call"], found["arguments"], int(found["result"])
        named = _DESCRIPTOR.match(arguments)
        strings = [_bytes(text) for text in _STRING.findall(arguments)]
        if call == "openat":
            positions[result] = 0
        if named and call in ("write", "lseek"):
            descriptor = int(named[1])
            at = positions.get(descriptor, 0)
            positions[descriptor] = result if call == "lseek" else at + result
        path = _bytes(named[2]).decode() if named else strings[0].decode() if strings else ""
        if not path.startswith(f"{root}/") and path != str(root):
            continue
        match call:
            case "openat":
                if "O_CREAT" in arguments:
                    yield Op("make", path)
                if "O_TRUNC" in arguments:
                    yield Op("cut", path)
            case "write":
                yield Op("write", path, strings[0][:result], at)
            case "pwrite64":
                yield Op("write", path, strings[0][:result], int(arguments.rsplit(",", 1)[1]))
            case "ftruncate":
                yield Op("cut", path, at=int(arguments.rsplit(",", 1)[1]))
            case "fsync" | "fdatasync":
                yield Op("sync", path)
            case "rename":
                yield Op("rename", path, to=strings[1].decode())
            case "unlink" | "rmdir":
                yield Op("remove", path)
            case "mkdir":
                yield Op("make_folder", path)
            case "lseek":
                pass
            case _:
                raise NotImplementedError(line[:200])


def _joined(log: Path) -> Iterator[str]:
    """Calls that another thread's stand in the middle of, as one line, where they ended."""
    begun: dict[str, str] = {}
    for line in log.read_text("ascii").splitlines():
        if found := _UNFINISHED.match(line):
            begun[found[1]] = found[2]
        elif found := _RESUMED.match(line):
            yield f"{found[1]} {begun.pop(found[1])}{found[2]}"
        else:
            yield line


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


@dataclass
class _File:
    synced: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # offset and bytes; None: cut there

    def content(self, keep: Callable[[], bool] = lambda: True) -> bytes:
        """As it stands, or with those sectors only that `keep` says."""
        found = bytearray(self.synced)
        for at, data in self.pending:
            if data is None:
                if keep():
                    found[at:] = bytes(max(0, at - len(found)))
                continue
            while data:
                size = min(SECTOR - at % SECTOR, len(data))
                if keep():
                    found += bytes(max(0, at - len(found)))
                    found[at : at + size] = data[:size]
                at, data = at + size, data[size:]
        return bytes(found)


FOLDER = _File()
_Step = dict[str, _File | None]  # names, and what stands there after it


class Disk:
    """Files and folders below one root, and what of them would outlast a power cut now."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self.now: dict[str, _File] = {self.root: FOLDER}
        self._safe: dict[str, _File] = dict(self.now)
        self._steps: dict[str, list[_Step]] = {}  # by folder: not on the disk yet
        self.whole: dict[str, set[bytes]] = {}  # all that files were when they were put in place

    def play(self, op: Op) -> None:
        getattr(self, f"_{op.kind}")(op)

    def _make(self, op: Op) -> None:
        if op.path not in self.now:
            self._step(op.path, {op.path: _File()})

    def _make_folder(self, op: Op) -> None:
        self._step(op.path, {op.path: FOLDER})

    def _write(self, op: Op) -> None:
        self.now[op.path].pending.append((op.at, op.data))

    def _cut(self, op: Op) -> None:
        self.now[op.path].pending.append((op.at, None))

    def _rename(self, op: Op) -> None:
        assert op.path.rpartition("/")[0] == op.to.rpartition("/")[0]
        self.whole.setdefault(op.to, set()).add(self.now[op.path].content())
        self._step(op.path, {op.path: None, op.to: self.now[op.path]})

    def _remove(self, op: Op) -> None:
        self._step(op.path, {op.path: None})

    def _sync(self, op: Op) -> None:
        if (file := self.now[op.path]) is FOLDER:
            for step in self._steps.pop(op.path, []):
                _take(self._safe, step)
        else:
            file.synced, file.pending = bytearray(file.content()), []

    def _step(self, path: str, step: _Step) -> None:
        _take(self.now, step)
        self._steps.setdefault(path.rpartition("/")[0], []).append(step)

    def after_cut(self, chance: Random, target: Path) -> None:
        """Put a state that the disk may be in after a power cut now into a new folder."""
        names = dict(self._safe)
        for steps in self._steps.values():
            for step in steps[: chance.randint(0, len(steps))]:
                _take(names, step)
        share = chance.choice([0.0, 0.5, 0.95, 1.0])  # of what was not synced
        target.mkdir()
        for path, file in sorted(names.items()):  # a folder before what is in it
            place = target / path.removeprefix(self.root).lstrip("/")
            if path == self.root or not place.parent.is_dir():  # its folder was lost, and it with it
                continue
            if file is FOLDER:
                place.mkdir()
            else:
                place.write_bytes(file.content(lambda: chance.random() < share))


def _take(names: dict[str, _File], step: _Step) -> None:
    for path, file in step.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file
