"""The examples hold and run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from computegap.cli import main
from computegap.library.view import Library

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_scenario_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "check", str(EXAMPLES / "optimist.toml")]) == 0
    assert main(["compare", "us", "china", "--field", "ratio.p50"]) == 0
    assert main(["compare", "us", "china", "--scenario", str(EXAMPLES / "optimist.toml"), "--field", "ratio.p50"]) == 0
    article, optimist = map(float, capsys.readouterr().out.splitlines()[-2:])
    assert optimist < article


def test_the_optimist_changes_three_figures_of_the_article() -> None:
    libraries = Library("article"), Library(str(EXAMPLES / "optimist.toml"))
    groups = ("us", "china", "uk", "assumptions")
    article, optimist = ({p: vars(n) for group in groups for p, n in own.find(group).items()} for own in libraries)
    assert {path for path in article | optimist if article.get(path) != optimist.get(path)} == {
        "china.process.yield", "china.chips.ppu.utilisation", "china.chips.ppu.compute_share.2025",
    }  # fmt: skip


def test_party_is_a_side() -> None:
    assert main(["compare", "us", str(EXAMPLES / "france.toml")]) == 0


def test_party_is_no_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    file = EXAMPLES / "france.toml"
    assert main(["compare", "us", "china", "--scenario", str(file)]) == 3
    told = f"{file}: is a party file, wanted a scenario: a party is named as a side, as in compare us {file}"
    assert capsys.readouterr().err == f"computegap: {told}\n"


def test_party_with_counts_alone_is_a_side(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(EXAMPLES / "laboratory.toml")
    arguments = ["compare", "us", file, "--scenario", "evidence", "--route", "counted"]
    assert main([*arguments, "--set", "laboratory.counted.cloud.on=false", "--field", "sides.1.added_compute.p50"]) == 0
    assert float(capsys.readouterr().out) == 2000
    assert main([*arguments, "--field", "sides.1.channels.1.channel"]) == 0
    assert capsys.readouterr().out == "rented\n"


TOLD = {
    "pipelines.sh": "\nchina.process.yield,p50\n0.6,",
    "with_gnuplot.sh": "times the compute, p5 to p95",
    "with_jq.sh": "china.subsidy_overlap",
    "with_miller.sh": "gap_max",
    "with_parallel.sh": "0.9 kaplan",
    "with_xargs.sh": "h20,0.149578",
}
"""What stands in the output of each script, after the comment that names what it needs beside the shell."""


@pytest.mark.parametrize("script", sorted(path.name for path in EXAMPLES.glob("*.sh")))
def test_pipelines_run(script: str) -> None:
    text = (EXAMPLES / script).read_text("utf-8")
    assert "set -euo pipefail" in text
    needed = re.search(r"Needs: (\w+)", text)
    if needed and shutil.which(needed[1]) is None:
        pytest.skip(f"no {needed[1]} here to run it with")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", script], cwd=EXAMPLES, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    assert TOLD[script] in run.stdout


def test_a_curve_of_medians_has_its_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """In the places that gnuplot is told: a point, and how low and high it may be."""
    assert main(["sweep", "us", "china", "--vary", "us.capex=400,500", "--quantity", "ratio", "--samples", "16"]) == 0
    header = capsys.readouterr().out.partition("\n")[0].split(",")
    assert [header[place - 1] for place in (7, 5, 9)] == ["p50", "p5", "p95"]
    assert "using 1:7:5:9 with yerrorbars" in (EXAMPLES / "with_gnuplot.sh").read_text("utf-8")


def test_every_example_is_named() -> None:
    text = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(path.name in text for path in EXAMPLES.iterdir() if path.name != "README.md")
