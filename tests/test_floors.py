"""The shape of the code, checked from its own imports: imports point down, and each library has one owner."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tracker"

# A module imports only lower floors or its own package. First match wins.
FLOORS: dict[str, float] = {
    "text": 0,
    "types": 0,
    "dates": 0,
    "errors": 0,
    "events": 0,
    "parts": 0.1,
    "extract": 1,
    "compare": 1,
    "phrases": 1,
    "settle": 1,
    "schedule": 1,
    "sight": 1,
    "evidence": 1,
    "document": 2,
    "watchlist": 2,
    "fetch": 2,
    "store": 2,
    "publish": 2,
    "archive": 2.5,  # asks through the plain fetcher
    "executors": 2,
    "check": 3.0,  # the engine has steps of its own: each takes what the one below it made
    "ahead": 3.1,
    "record": 3.1,
    "proposal": 3.1,
    "trial": 3.1,
    "listeners": 3.2,
    "replay": 3.15,
    "rebuild": 3.2,
    "fetching": 3.1,
    "refold": 3.25,
    "run": 3.3,
    "backfill": 3.3,
    "saving": 3.3,
    "doctor": 3.3,
    "health": 3.3,
    "manual": 3.35,
    "merge": 3.1,
    "notify": 3.3,
    "history": 3.3,
    "verify": 3.3,
    "witness": 3.3,
    "settings": 4.0,
    "outside": 4.05,
    "app": 4.1,
    "cli": 5.2,
    "daemon": 5.0,
    "web": 5.0,
    "demo": 5.1,
    "__main__": 6,
}

# Third-party library -> the module or package that alone may import it.
OWNERS = {
    "AntiSSRF": "fetch.addresses",
    "apprise": "notify",
    "apscheduler": "daemon",
    "backports": "fetch.decode",
    "brotli": "fetch.decode",
    "click": "cli",
    "cronsim": "schedule",
    "cryptography": "evidence",
    "compression": "fetch.decode",
    "diff_match_patch": "compare.script",
    "distributed": "executors",
    "feedgen": "publish",
    "filelock": "store",
    "google": "extract",
    "jinja2": "publish",
    "lxml": "extract",
    "markupsafe": "publish.markup",
    "playwright": "fetch.browser",
    "prometheus_client": "web",
    "protego": "fetch.robots",
    "pydantic": "watchlist",
    "pypdfium2": "extract.pdf",
    "re2": "watchlist",
    "requests": "fetch",
    "rfc3161_client": "evidence.stamp",
    "rich": "cli",
    "selectolax": "extract",
    "simplemma": "compare",
    "starlette": "web",
    "sqlite_utils": "store",
    "urllib3": "fetch",
    "uvicorn": "web",
    "warcio": "archive.warc",
    "yaml": "watchlist",
    "zstandard": "store",
}

MODULES = sorted(path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("*.py"))
MAX_FUNCTION = 60
MAX_CODE_LINES = 400
LONG_FUNCTIONS = {  # "module.function": the reason
    "store.schema.m0001_history": "one table after another, as SQL to be read from top to bottom",
}


def name_of(path: Path) -> str:
    return ".".join(part for part in path.parts if part != "__init__")


def imports(path: Path) -> Iterator[str]:
    """Absolute dotted names that a module imports, relative imports resolved against tracker."""
    here = ("tracker", *path.parts)
    for node in ast.walk(ast.parse((PACKAGE / path).with_suffix(".py").read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: -node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def floor_of(name: str) -> float:
    return FLOORS[name.split(".")[0]]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_down(path: Path) -> None:
    name = name_of(path)
    if not name:  # tracker/__init__.py is the public door
        return
    package = name.split(".")[0]
    for imported in imports(path):
        parts = imported.split(".")
        if parts[0] != "tracker" or len(parts) == 1 or parts[1] not in FLOORS:
            continue
        other = parts[1]
        assert other == package or floor_of(other) < floor_of(package), f"{name} imports {imported}, which is not lower"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_each_library_has_one_owner(path: Path) -> None:
    name = name_of(path)
    for imported in imports(path):
        library = imported.split(".")[0]
        if library in sys.stdlib_module_names or library == "tracker":
            continue
        assert library in OWNERS, f"{name} imports {library}: give it an owner in {__file__}"
        owner = OWNERS[library]
        assert name == owner or name.startswith(owner + "."), f"{library} belongs to tracker.{owner}, not to {name}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_and_functions_stay_short(path: Path) -> None:
    source = (PACKAGE / path).with_suffix(".py").read_text()
    tree = ast.parse(source)
    code = [line for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(code) <= MAX_CODE_LINES, f"{path} has {len(code)} code lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            full = f"{name_of(path)}.{node.name}"
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MAX_FUNCTION or full in LONG_FUNCTIONS, f"{full} has {length} lines"


def test_every_module_has_a_floor() -> None:
    assert {name_of(p).split(".")[0] for p in MODULES} - {""} <= FLOORS.keys()
