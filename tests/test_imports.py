"""Who may know whom: the table of CONTRIBUTING.md, held to the imports themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import computegap

ROOT = Path(computegap.__file__).parent
OWN = "computegap"
ALLOWED = {
    "errors": set(),
    "units": {"numpy"},  # for type checkers alone
    "notation": {"errors", "units"},
    "signals": set(),
    "data": set(),
    "results": {"reports"},  # when asked to show themselves
    "core": {"numpy", "scipy", "units"},
    "records": {"pydantic", "pydantic_core", "errors", "units"},
    "library": {"files", "imports", "pydantic", "records", "errors", "notation", "units", "data"},
    "files": {"errors"},
    "imports": {"errors", "files", "notation"},
    "studies": {
        "numpy",
        "imports",
        "library",
        "records",
        "core",
        "results",
        "notation",
        "errors",
        "units",
        "computegap",
    },
    "runs": {"dask", "distributed", "numpy", "pyarrow", "rows", "signals", "errors", "units"},
    "rows": {"numpy", "polars", "signals", "errors", "units"},
    "reports": {"pyarrow", "rich", "altair", "vl_convert", "jinja2", "results", "errors", "units"},
    "cli": {
        "files",
        "imports",
        "typer",
        "rich",
        "library",
        "records",
        "notation",
        "rows",
        "runs",
        "signals",
        "studies",
        "results",  # as types alone
        "reports",
        "errors",
        "units",
        "computegap",
    },
}


def imports(file: Path) -> set[str]:
    """Rooms and outside libraries that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" if node.module == OWN else str(node.module) for alias in node.names]
        for name in names:
            head, *rest = name.split(".")
            if head == OWN:
                rooms = [room for room in rest[:1] if (ROOT / room).exists() or (ROOT / f"{room}.py").exists()]
                found.add(rooms[0] if rooms else OWN)
            elif head not in sys.stdlib_module_names:
                found.add(head)
    return found


FILES = sorted(path for path in ROOT.rglob("*.py") if path.name != "literal.py")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_imports_only_what_its_room_may_know(file: Path) -> None:
    room = file.relative_to(ROOT).parts[0].removesuffix(".py")
    if room in {"__init__", "__main__"}:
        return
    assert imports(file) - {room} <= ALLOWED[room]


def test_core_opens_no_file_and_prints_nothing() -> None:
    for file in (ROOT / "core").glob("*.py"):
        called = {
            node.func.id
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"open", "print", "input"}, file
        assert "time" not in imports(file)


def loaded_by(*arguments: str) -> set[str]:
    """Top-level modules in memory after a command."""
    code = (
        "import sys, io; from computegap.cli import main\n"
        "out, sys.stdout = sys.stdout, io.StringIO()\n"
        "code = main(sys.argv[1:]); sys.stdout = out\n"
        "print(code, *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    exit_code, *names = run.stdout.split()
    assert exit_code == "0"
    return set(names)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("cost", "--yield", "0.75", "--format", "json"),
        ("cost", "--yield", "75%", "--chip", "h100", "--format", "csv"),
        ("cost", "--die-area", "814", "--defect-density", "0.1", "--field", "die_yield"),
        ("gap", "100", "--format", "json"),
        ("gap", "--inverse", "20%", "--format", "ndjson"),
    ],
)
def test_single_numbers_load_neither_numpy_nor_pydantic_nor_rich(arguments: tuple[str, ...]) -> None:
    assert not loaded_by(*arguments) & {"numpy", "pydantic", "rich"}


def test_the_version_loads_nothing_of_ours_but_the_command_line() -> None:
    code = (
        "import sys, io; from computegap.cli import main\n"
        "out, sys.stdout = sys.stdout, io.StringIO()\n"
        "main(['--version']); sys.stdout = out\n"
        "print(*sorted(name for name in sys.modules if name.startswith('computegap')))"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.split() == ["computegap", "computegap.cli", "computegap.errors"]
