"""An answer's JSON holds all that it takes to have it again."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from computegap.cli import main
from computegap.errors import DataError
from computegap.studies.rerun import rerun

GOOD = Path(__file__).parents[1] / "good_data"
SMALL = GOOD / "small.toml"
COUNTS = """\
Owner,Chip manufacturer,Name,End date,Chip type,H100e (5th percentile),Compute estimate in H100e (median),\
H100e (95th percentile),Number of Units,Number of Units (5th percentile),Number of Units (95th percentile)
a,Nvidia,a cumulative,12/31/2025,H100/H200,90,100,110,100,90,110
b,Nvidia,b cumulative,12/31/2025,H100/H200,9,10,11,10,9,11
"""
ASKED = [
    ("compare", "us", "china"),
    ("compare", "us", "china", "--rule", "kaplan", "--yardstick", "bf16", "--year", "2026", "--fall-back"),
    ("compare", "us", "china", "--set", "china.process.yield=0.85", "--set", "us.capex=350..450 bn USD"),
    ("compare", "us", "china", "--scenario", "evidence", "--route", "counted"),
    ("compare", "us", str(GOOD / "party.toml")),
    ("compare", "here", "there", "--scenario", str(SMALL)),
    ("compare", "us", "china", "-s", "article", "-s", "evidence", "--case", "x: us.capex=500 bn USD", "--diff"),
    ("sensitivity", "us", "china", "--of", "ratio", "--top", "3"),
    ("solve", "us", "china", "--target", "ratio=half", "--vary", "china.capex", "--within", "10..900"),
]


def written(capsys: pytest.CaptureFixture[str], folder: Path, *argv: str) -> tuple[Path, str]:
    assert main([*argv, "--samples", "256", "--seed", "3", "--format", "json"]) == 0
    text = capsys.readouterr().out
    (folder / "answer.json").write_text(text, "utf-8")
    return folder / "answer.json", text


@pytest.mark.parametrize("argv", ASKED, ids=" ".join)
def test_the_same_bytes_come_out_again(
    argv: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer, text = written(capsys, tmp_path, *argv)
    assert main(["rerun", str(answer)]) == 0
    out, err = capsys.readouterr()
    assert out == text
    assert err == ""


def test_counts_are_files_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text(COUNTS, "utf-8")
    answer, text = written(capsys, tmp_path, "compare", "a", "b", "--counts", str(counts), "--our-chips")
    assert main(["rerun", str(answer)]) == 0
    assert capsys.readouterr().out == text
    counts.write_text(COUNTS.replace("90,", "91,"), "utf-8")
    assert main(["rerun", str(answer)]) == 3
    assert "counts.csv has changed since" in capsys.readouterr().err


def test_a_file_that_has_changed_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = tmp_path / "mine.toml"
    scenario.write_text(SMALL.read_text("utf-8"), "utf-8")
    answer, text = written(capsys, tmp_path, "compare", "here", "there", "--scenario", str(scenario))
    scenario.write_text(f"{SMALL.read_text('utf-8')}\n# a remark\n", "utf-8")
    assert main(["rerun", str(answer)]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{scenario} has changed since" in err
    assert "--anyway" in err
    assert main(["rerun", str(answer), "--anyway"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["ratio"] == json.loads(text)["ratio"]
    scenario.unlink()
    assert main(["rerun", str(answer)]) == 3
    assert f"{scenario}: no such file" in capsys.readouterr().err


def test_every_file_that_is_another_now_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone, changed = tmp_path / "gone.toml", tmp_path / "changed.toml"
    for file in (gone, changed):
        file.write_text(SMALL.read_text("utf-8"), "utf-8")
    asked = ("compare", "here", "there", "-s", str(gone), "-s", str(changed))
    answer, _ = written(capsys, tmp_path, *asked)
    gone.unlink()
    changed.write_text(f"{SMALL.read_text('utf-8')}\n# a remark\n", "utf-8")
    digest = sha256(changed.read_bytes()).hexdigest()
    assert main(["rerun", str(answer)]) == 3
    assert capsys.readouterr().err == (
        f"computegap: {answer}: {gone}: no such file; {changed} has changed since: its SHA-256 is {digest[:12]}...; "
        "--anyway reruns it with what is here\n"
    )


def test_another_version_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer, text = written(capsys, tmp_path, "compare", "us", "china")
    answer.write_text(json.dumps(json.loads(text) | {"version": "0.0.1"}), "utf-8")
    assert main(["rerun", str(answer)]) == 3
    assert "made by computegap 0.0.1, and this is" in capsys.readouterr().err
    with pytest.raises(DataError, match=r"made by computegap 0\.0\.1, .*; --anyway reruns it with what is here$"):
        rerun(answer)


def test_an_answer_may_be_redrawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer, _ = written(capsys, tmp_path, "compare", "us", "china")
    assert main(["rerun", str(answer), "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("**In 2025 the US adds")


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("scenario", 5, "a text"),
        ("rule", True, "a text"),
        ("chips_from", 3, "a text"),
        ("samples", True, "a whole number"),
        ("year", 2025.0, "a whole number"),
        ("precision", "x", "a number"),
        ("fall_back", "x", "true or false"),
        ("overrides", "us.capex=1", "a list"),
    ],
)
def test_an_argument_of_another_kind_is_refused(
    name: str, value: object, wanted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answer.json"
    arguments = {"first": "us", "second": "china", name: value}
    file.write_text(json.dumps({"run": {"command": "compare", "arguments": arguments}}), "utf-8")
    assert main(["rerun", str(file), "--anyway"]) == 3
    assert f"run.arguments.{name}: found {value!r}, wanted {wanted}\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "not JSON"),
        ("[]", "found list, wanted a JSON object"),
        ("{}", "run: found None"),
        ('{"run": {"command": "erase", "arguments": {}}}', "wanted one of compare"),
        ('{"run": {"command": "compare", "arguments": []}}', "run.arguments: found []"),
        ('{"run": {"command": "compare", "arguments": {"first": "us"}}}', "run.arguments.second: found None"),
        ('{"run": {"command": "compare", "arguments": {"frst": "us"}}}', "did you mean first?"),
        ('{"run": {"command": "compare", "arguments": {"first": {}}}}', "wanted a plain value"),
        (
            '{"run": {"command": "compare", "arguments": {"first": "us", "second": "china", "samples": "9"}}}',
            "run.arguments.samples: found '9', wanted a whole number",
        ),
        (
            '{"run": {"command": "compare", "arguments": {"first": "us", "second": "china", "overrides": ["x"]}}}',
            "wanted PATH=VALUE",
        ),
    ],
)
def test_what_is_no_answer_is_refused(
    content: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answer.json"
    file.write_text(content, "utf-8")
    assert main(["rerun", str(file), "--anyway"]) in {3, 4}
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert main(["rerun", str(tmp_path / "none.json")]) == 3
