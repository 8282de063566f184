"""What a release says of itself agrees, and a program that uses the package is type-checked against it."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path

import computegap

ROOT = Path(__file__).parents[1]
DOWNSTREAM = """
import computegap

ratio: float = computegap.compare("us", "china", samples=100).ratio.p50
reveal_type(computegap.gap(100.0).performance_gap)
computegap.compare("us")  # an error that only types can see
"""


def test_the_version_stands_in_one_place() -> None:
    assert version("computegap") == computegap.__version__
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {computegap.__version__}\n" in text
    assert f"\n## {computegap.__version__} (" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_core_install_is_four_libraries() -> None:
    core = [line for line in requires("computegap") or [] if "extra ==" not in line]
    assert {re.split(r"[<>=!~;\[ ]", line)[0] for line in core} == {"typer", "rich", "pydantic", "numpy"}


def test_types_reach_a_program_that_uses_the_package(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(DOWNSTREAM)
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(program)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert "untyped" not in run.stdout
    assert 'Missing positional argument "second"' in run.stdout
    assert "Revealed type" in run.stdout
    assert "Found 1 error" in run.stdout, run.stdout
