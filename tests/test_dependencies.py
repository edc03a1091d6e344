"""What pyproject.toml declares is what the code imports, and no more; each optional one is told with its extra."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from tracker.errors import EXTRAS as EXTRAS_TOLD

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NOT_IMPORTED = {  # distribution: why it is declared all the same
    "mkdocs-material": "a command",
    "mypy": "a command",
    "pytest-cov": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "ruff": "a command",
    "setuptools": "builds what is handed out",
}
UNINSTALLED = {"sklearn": ["scikit-learn"]}  # what `make setup` leaves out: its module's name is not its own


def names(requirements: list[str]) -> set[str]:
    """Distribution names, normalised, without versions, extras and markers."""
    found = {re.match(r"[\w.-]+", each)[0] for each in requirements}  # type: ignore[index]
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found} - {"statement-tracker"}


def imported(*folders: str) -> set[str]:
    """The distributions whose modules these folders import."""
    owners = packages_distributions()
    found: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            for module in (each.split(".")[0] for each in modules):
                if module in sys.stdlib_module_names or module in ("tracker", "tests", "training", "benchmarks"):
                    continue
                # "backports" is a name that several distributions share; of these the one declared is ours.
                found |= {
                    re.sub(r"[-_.]+", "-", owner).lower()
                    for owner in owners.get(module, UNINSTALLED.get(module, [module]))
                }
    return found


RUNTIME = names(PROJECT["dependencies"])
EXTRAS = {name: names(needs) for name, needs in PROJECT["optional-dependencies"].items()}
OPTIONAL = set().union(*(needs for name, needs in EXTRAS.items() if name != "dev"))


def test_the_package_imports_what_it_declares() -> None:
    used = imported("tracker", "training") & (RUNTIME | OPTIONAL | EXTRAS["dev"])
    assert RUNTIME - used - {"backports-zstd"} == set()  # from Python 3.14 on the standard library has it
    assert OPTIONAL - used - NOT_IMPORTED.keys() == set()
    assert used - RUNTIME - OPTIONAL == set()


def test_tests_and_benchmarks_import_what_dev_declares() -> None:
    used = imported("tests", "benchmarks")
    stubs = {name for name in EXTRAS["dev"] if name.startswith("types-") or name.endswith("-stubs")}
    assert EXTRAS["dev"] - used - stubs == NOT_IMPORTED.keys() & EXTRAS["dev"]


def test_what_an_error_says_to_install_is_what_the_extra_declares() -> None:
    declared = {name: tuple(needs) for name, needs in PROJECT["optional-dependencies"].items() if name in EXTRAS_TOLD}
    assert declared == EXTRAS_TOLD


def test_serve_without_its_extra_says_what_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['uvicorn'] = None; from tracker.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--feeds", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == (
        "tracker: the web server is not installed: pip install 'fastapi>=0.115' 'prometheus-client>=0.21'"
        " 'starlette>=0.41' 'uvicorn>=0.32'\n"
    )
