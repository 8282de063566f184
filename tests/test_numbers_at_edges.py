"""Figures at the ends of what a float holds, in every input: refused in words or answered, never a silent NaN."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.cli import main
from computegap.core.sampling import spread
from computegap.studies.comparison import Question
from computegap.studies.inputs import Draws
from computegap.studies.worlds import median

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EDGES = ("0", "-0.0", "5e-324", "1e-308", "1e308", "-1", "-1e308", "5e-324..1e308", "-1e308..1e308")
NO_NUMBERS = ("nan", "inf", "-inf", "1e999", "1..inf", "nan..1", "")
ANSWERED = {0, 2, 3, 4, 5}
QUESTIONS = {
    "compare": ("compare", "us", "china", "--samples", "16"),
    "forecast": ("forecast", "us", "china", "--samples", "16", "--to", "2027"),
    "solve": ("solve", "us", "china", "--samples", "16", "--target", "ratio=5", "--vary", "us.capex"),
    "sweep": ("sweep", "us", "china", "--samples", "8", "--quiet", "--vary", "us.process.yield=0.5,0.9"),
    "sensitivity": ("sensitivity", "us", "china", "--samples", "32"),
    "explain": ("explain", "gap", "us", "china", "--samples", "16"),
}


@cache
def inputs() -> dict[str, str]:
    """Every input of a comparison, and its unit."""
    draws = Question("us", "china").work_out(Draws(median, 1)).draws
    return {path: draws.input(path).unit for path in draws.beliefs}


def figures(value: object) -> Iterator[float]:
    """Every number in a JSON answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from figures(item)
    elif isinstance(value, float):
        yield value


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("edge", EDGES)
def test_every_input(question: str, edge: str, capsys: pytest.CaptureFixture[str]) -> None:
    # All with what is reported; of the others, which work the same formulas out, one input in ten.
    paths = list(inputs()) if question == "compare" else list(inputs())[EDGES.index(edge) :: 10]
    for path in paths:
        argv = (*QUESTIONS[question], "--set", f"{path}={edge} {inputs()[path]}", "--format", "json")
        code = main(argv)
        out, err = capsys.readouterr()
        assert code in ANSWERED, (argv, err)
        assert (err.count("\n") == 1) == (code != 0), (argv, err)
        if code == 0:
            assert all(map(math.isfinite, figures(json.loads(out)))), argv


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_no_input(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    for path in inputs():
        assert main([*QUESTIONS["compare"], "--set", f"{path}={text}"]) in {2, 4}, (path, text)
        assert "wanted" in capsys.readouterr().err


OPTIONS = {
    "cost": ("--yield", "--die-area", "--defect-density", "--wafer-price", "--stages", "--subsidy"),
    "cluster h100": ("--power", "--count", "--days", "--utilisation", "--tokens-per-parameter"),
    "control": ("--tops", "--bits", "--die-area"),
    "gap": ("--inverse",),
}


@pytest.mark.parametrize("text", [*EDGES, *NO_NUMBERS])
@pytest.mark.parametrize("command", OPTIONS)
def test_every_option(command: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    for option in OPTIONS[command]:
        beside = ("--yield=0.5",) if (command, option) == ("cost", "--stages") else ()
        code = main([*command.split(), *beside, f"{option}={text}", "--format", "json"])
        out, err = capsys.readouterr()
        assert code in ANSWERED, (option, err)
        if code == 0:
            assert all(map(math.isfinite, figures(json.loads(out)))), (option, text)
        else:
            assert err.count("\n") == 1


def test_a_share_beyond_all_numbers_in_percent_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    """A finite inflation, a hundred times which is none."""
    argv = ("compare", "us", "china", "-s", "evidence", "--samples", "16", "--set", "us.process.yield=1e-308")
    assert main(argv) == 0
    out = capsys.readouterr().out
    assert "over 1e308" in out
    assert not re.search(r"\binf\b", out)


@pytest.mark.parametrize("value", [0.0, -0.0, 0.1, 5e-324, 1e300, -7.0])
@pytest.mark.parametrize("count", [1, 2, 1000, 4096])
def test_percentiles_of_constant_samples_are_the_constant(value: float, count: int) -> None:
    found, errors = spread(np.full(count, value))
    assert {found[name] for name in ("p5", "p25", "p50", "p75", "p95")} == {value}
    assert found["mean"] == pytest.approx(value)
    assert errors is None or all(error <= abs(value) * 1e-15 for error in errors.values())


def test_one_sample_is_an_answer_without_a_spread(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*QUESTIONS["compare"][:3], "--samples", "1", "--format", "json"]) == 0
    ratio = json.loads(capsys.readouterr().out)["ratio"]
    assert ratio["p5"] == ratio["p50"] == ratio["p95"]


@pytest.mark.parametrize("year", ["-1", "0", "1900", "2019", "2099", "9999", "1e9", "2025.5"])
def test_years_outside_the_data(year: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([*QUESTIONS["compare"], "--year", year])
    out, err = capsys.readouterr()
    assert (code in {2, 4}, out) == (True, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_bound_beyond_all_numbers_is_no_answer(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its percentiles are numbers; what the lowest yield comes to is none."""
    assert main(["cost", "--yield", "2.2250738585e-313..1.0", "--format", form]) == 5
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "a quantity in 1 has no finite value" in err


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_chip_worth_more_than_any_number_of_another_is_no_answer(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "chips.csv"
    table.write_text("Hardware name,FP8 performance (FLOP/s)\nA,9.9e+61\nH100,5.3e-247\n")
    assert main(["chips", "--from", str(table), "--format", form]) == 5
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "A: there is no finite answer" in err
