"""The commands of the README and of the documentation run, in their order, and print what is said there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from computegap.cli import COMMANDS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCUMENTS = [README, *sorted(path for path in (ROOT / "docs").rglob("*.md") if "generated" not in path.parts)]
FENCE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."


def sessions(document: Path) -> list[tuple[str, str]]:
    """Commands and what a document says they print."""
    found = []
    for block in FENCE.findall(document.read_text("utf-8")):
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
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """A folder a document: later commands use files that earlier ones write, and those that the site offers."""
    found = {document: tmp_path_factory.mktemp("read me") for document in DOCUMENTS}
    for folder in found.values():
        shutil.copytree(ROOT / "docs" / "data", folder, dirs_exist_ok=True)
    return found


SESSIONS = [(document, command, said) for document in DOCUMENTS for command, said in sessions(document)]


@pytest.mark.parametrize(
    ("document", "command", "said"),
    SESSIONS,
    ids=[f"{document.stem}: {command.splitlines()[0]}" for document, command, _ in SESSIONS],
)
def test_a_command_prints_what_a_document_says(
    document: Path, command: str, said: str, folders: dict[Path, Path]
) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR"}}
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=folders[document],
        env={**environment, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert matches(run.stdout, said), run.stdout


def test_the_readme_has_commands_of_every_kind() -> None:
    commands = " ".join(command for command, _ in sessions(README))
    for name in COMMANDS:
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


def test_the_documentation_has_no_shell_block_that_nothing_runs() -> None:
    for document in DOCUMENTS:
        if document == README:
            continue
        for block in re.findall(r"^```sh\n(.*?)^```$", document.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            # .ci/run runs the README's.
            assert block in README.read_text("utf-8"), document
