"""The examples hold and run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from computegap.cli import main

if TYPE_CHECKING:
    import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_scenario_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "check", str(EXAMPLES / "optimist.toml")]) == 0
    assert main(["compare", "us", "china", "--field", "ratio.p50"]) == 0
    assert main(["compare", "us", "china", "--scenario", str(EXAMPLES / "optimist.toml"), "--field", "ratio.p50"]) == 0
    article, optimist = map(float, capsys.readouterr().out.splitlines()[-2:])
    assert optimist < article


def test_party_is_a_side() -> None:
    assert main(["compare", "us", str(EXAMPLES / "france.toml")]) == 0


def test_party_with_counts_alone_is_a_side(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(EXAMPLES / "laboratory.toml")
    arguments = ["compare", "us", file, "--scenario", "evidence", "--route", "counted"]
    assert main([*arguments, "--set", "laboratory.counted.cloud.on=false", "--field", "sides.1.added_compute.p50"]) == 0
    assert float(capsys.readouterr().out) == 2000
    assert main([*arguments, "--field", "sides.1.channels.1.channel"]) == 0
    assert capsys.readouterr().out == "rented\n"


def test_pipelines_run() -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "pipelines.sh"],
        cwd=EXAMPLES,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    assert "the US adds" in run.stdout


def test_every_example_is_named() -> None:
    text = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(path.name in text for path in EXAMPLES.iterdir() if path.name != "README.md")
