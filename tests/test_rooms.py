"""The shape of the code, checked from its own imports: imports point down, and each library has one owner."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tracker"

# A room imports only those before it, and its own modules. The first four know no clock, file, network or environment.
ROOMS = "errors model read compare settle watch record publish prove ask deliver run settings app web cli".split()
ROOMS.append("__main__")
PURE = ROOMS[:5]
WORLDLY = {"asyncio", "http", "multiprocessing", "os", "pathlib", "random", "shutil", "signal", "socket", "sqlite3"}
WORLDLY |= {"ssl", "subprocess", "tempfile", "threading", "time", "requests", "urllib3"}

# Third-party library -> the module or package that alone may import it.
OWNERS = {
    "AntiSSRF": "watch.fetch.addresses",
    "apprise": "deliver.chat",
    "apscheduler": "cli.daemon",
    "backports": "watch.fetch.decode",
    "brotli": "watch.fetch.decode",
    "click": "cli",
    "cronsim": "watch.schedule",
    "cryptography": "record.evidence",
    "css_inline": "publish.letter",
    "compression": "watch.fetch.decode",
    "diff_match_patch": "compare.edit_script",
    "distributed": "run.executors",
    "fastapi": "web.api",
    "mcp": "web.mcp",
    "feedgen": "publish",
    "feedparser": "read.feed",
    "filelock": "record.store",
    "htmldate": "read.article",
    "jinja2": "publish",
    "lxml": "read",
    "markupsafe": "publish.markup",
    "playwright": "watch.fetch.browser",
    "prometheus_client": "web",
    "protego": "watch.fetch.robots",
    "publicsuffixlist": "model.address",
    "pydantic": "watch.watchlist",
    "pypdfium2": "read.pdf",
    "requests": "watch.fetch",
    "rfc3161_client": "record.evidence.stamp",
    "rich": "cli",
    "selectolax": "read",
    "simplemma": "compare",
    "starlette": "web",
    "sqlite_utils": "record.store",
    "urllib3": "watch.fetch",
    "uvicorn": "web",
    "warcio": "watch.archive.warc",
    "webencodings": "read.decode",
    "yaml": "watch.watchlist",
    "zstandard": "record.store",
}

# What is imported inside functions, and why: the milliseconds that loading it adds to a command that only reads, of
# some 250 (`python -X importtime -c "import tracker.ask, MODULE"`, CPython 3.11, an idle core), or that it is an extra.
LATE = {
    "apprise": "an extra",
    "cryptography": 34,
    "css_inline": 30,
    "difflib": 2,
    "distributed": "an extra",
    "feedparser": 107,
    "filelock": 33,
    "htmldate": 236,
    "jinja2": 90,
    "playwright": "an extra",
    "rfc3161_client": 52,
    "rich.progress": 41,
    "rich.table": 25,
    "simplemma": 101,
    "tracker.ask": 40,
    "tracker.cli.commands.propose_promises": 140,
    "tracker.cli.output": 39,
    "tracker.cli.two_texts": 37,
    "tracker.compare": 172,
    "tracker.deliver": 330,
    "tracker.prove": 166,
    "tracker.publish": 106,
    "tracker.read": 107,
    "tracker.record.commitments": 13,
    "tracker.record.found": 33,
    "tracker.record.merge": 12,
    "tracker.record.outcome": 33,
    "tracker.record.phrase_spans": 9,
    "tracker.record.told": 203,
    "tracker.run.care": 136,
    "tracker.run.due_pages": 70,
    "tracker.run.executors": 33,
    "tracker.run.new_statements": 340,
    "tracker.run.past": 425,
    "tracker.run.read_here": 45,  # as a share of due_pages, beside it on a busy core
    "tracker.settle": 172,
    "tracker.watch.archive": 231,
    "tracker.watch.discover": 182,
    "tracker.watch.fetch": 110,
    "tracker.watch.fetch_page": 422,
    "tracker.watch.watchlist": 167,
    "tracker.web": "an extra",
}
WORTH_WAITING_FOR = 1.5  # ms

MODULES = sorted(path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("*.py"))
HANDED_OUT = Path("prove", "verify_proof")  # goes with each proof and runs without us: it takes what it finds there
MAX_FUNCTION = 60
MAX_CODE_LINES = 400
TABLES = ("record/store/schema", "compare/judge/words/")  # grow by rows: cutting them in two says nothing
LONG_FUNCTIONS = {  # "module.function": the reason
    "record.store.schema.m0001_history": "one table after another, as SQL to be read from top to bottom",
}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse((PACKAGE / path).with_suffix(".py").read_text())


def name_of(path: Path) -> str:
    return ".".join(part for part in path.parts if part != "__init__")


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Absolute dotted names that a module imports, relative imports resolved against tracker."""
    here = ("tracker", *path.parts)
    found: list[str] = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: -node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            found += (f"{module}.{alias.name}" for alias in node.names)
    return tuple(found)


def test_imports_point_one_way() -> None:
    found = []
    for path in MODULES:
        name = name_of(path)
        room = ROOMS.index(name.split(".")[0]) if name else len(ROOMS)  # tracker/__init__.py is the public door
        for imported in imports(path):
            parts = imported.split(".")
            if parts[0] == "tracker" and len(parts) > 2 and ROOMS.index(parts[1]) > room:
                found.append(f"{name} imports {imported}, a room that comes after its own")
    assert found == []


def test_pure_rooms_know_no_world() -> None:
    found = {
        name_of(path): sorted(worldly)
        for path in MODULES
        if path.parts[0] in PURE and (worldly := {imported.split(".")[0] for imported in imports(path)} & WORLDLY)
    }
    assert found == {}, "what reads, compares and settles is pure"


def test_each_library_has_one_owner() -> None:
    found = []
    for path in (path for path in MODULES if path != HANDED_OUT):
        name = name_of(path)
        for library in {imported.split(".")[0] for imported in imports(path)}:
            if library in sys.stdlib_module_names or library == "tracker":
                continue
            owner = OWNERS.get(library)
            if owner is None:
                found.append(f"{name} imports {library}: give it an owner in {__file__}")
            elif name != owner and not name.startswith(owner + "."):
                found.append(f"{library} belongs to tracker.{owner}, not to {name}")
    assert found == []


def test_modules_and_functions_stay_short() -> None:
    found = []
    for path in MODULES:
        source = (PACKAGE / path).with_suffix(".py").read_text()
        code = [line for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]
        if len(code) > MAX_CODE_LINES and not path.as_posix().startswith(TABLES):
            found.append(f"{path} has {len(code)} code lines")
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                full = f"{name_of(path)}.{node.name}"
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION and full not in LONG_FUNCTIONS:
                    found.append(f"{full} has {length} lines")
    assert found == []


def late_imports(path: Path) -> Iterator[str]:
    """Absolute dotted names of what the functions of a module import when they are called."""
    for function in ast.walk(tree_of(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_what_is_imported_late_has_been_measured() -> None:
    used = set()
    for path in (path for path in MODULES if path != HANDED_OUT):
        for imported in late_imports(path):
            known = [name for name in LATE if f"{imported}.".startswith(f"{name}.")]
            assert known, f"{name_of(path)} imports {imported} in a function: measure what it saves, or import it above"
            used.add(known[0])
    assert used == set(LATE)
    assert all(cost == "an extra" or float(cost) >= WORTH_WAITING_FOR for cost in LATE.values())


def test_every_room_is_in_the_list() -> None:
    assert {name_of(path).split(".")[0] for path in MODULES} - {""} == set(ROOMS)


def test_a_class_name_stands_for_one_thing() -> None:
    found: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(name_of(path))
    assert {name: where for name, where in found.items() if len(where) > 1} == {}
