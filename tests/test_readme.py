"""The README's commands run, in its order, and print what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
FENCE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."


def sessions() -> list[tuple[str, str]]:
    """Commands and what the README says they print."""
    found = []
    for block in FENCE.findall(README.read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            while command.endswith("\\"):
                more, _, printed = printed.partition("\n")
                command = f"{command}\n{more}"
            found.append((command, printed))
    return found


def matches(printed: str, said: str) -> bool:
    """Whether output is what was said, where `...` on a line of its own stands for any lines."""
    pieces = [re.escape(piece) for piece in re.split(rf"^{re.escape(LEFT_OUT)}\n", said, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(pieces), printed) is not None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all commands: later ones use files that earlier ones write."""
    return tmp_path_factory.mktemp("read me")


@pytest.mark.parametrize(("command", "said"), sessions(), ids=[command.splitlines()[0] for command, _ in sessions()])
def test_a_command_prints_what_the_readme_says(command: str, said: str, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR"}}
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**environment, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert matches(run.stdout, said), run.stdout


def test_the_readme_has_commands_of_every_kind() -> None:
    commands = " ".join(command for command, _ in sessions())
    for name in (
        "compare",
        "cost",
        "gap",
        "chips",
        "show",
        "sources",
        "scenario",
        "explain",
        "sensitivity",
        "solve",
        "rerun",
    ):
        assert f"computegap {name}" in commands


def test_exit_codes_and_installation_are_documented() -> None:
    text = README.read_text("utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/computegap compare us china" in text
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest" in text
    for code in ("0", "1", "2", "3", "4", "5", "130"):
        assert re.search(rf"^\| {code} \|", text, re.MULTILINE), code
    for word in (
        "pipx install .",
        "uvx --from . computegap",
        "computegap/compare/1",
        "computegap/cost/1",
        "computegap/gap/1",
    ):
        assert word in text
