"""What an interrupted answer holds is enough to have it again, but for the note of the interruption."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

import pytest

from computegap.cli import main
from computegap.studies import blocks, sensitivity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from computegap.core.distributions import Belief
    from computegap.units import Array

R = TypeVar("R", bound="tuple[object, ...]")
COUNTS = """\
Owner,Chip manufacturer,Name,End date,Chip type,H100e (5th percentile),Compute estimate in H100e (median),\
H100e (95th percentile),Number of Units,Number of Units (5th percentile),Number of Units (95th percentile)
a,Nvidia,a cumulative,12/31/2025,H100/H200,90,100,110,100,90,110
b,Nvidia,b cumulative,12/31/2025,H100/H200,9,10,11,10,9,11
"""
PRECISE = ("--precision", "0.01%", "--samples", "700")
MANY = ("--samples", "1e5")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 1024)
    monkeypatch.setattr(blocks, "LEAST_BLOCK", 256)
    monkeypatch.setattr(sensitivity, "MOST_ROWS", 256)


def stop_after(whole: int, patch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C, as it were, when so many blocks are done."""
    answers = blocks._answers  # noqa: SLF001 - blocks come from it in turn

    def stopped(answer: Callable[[int, int], R], sizes: Iterator[int]) -> Iterator[tuple[int, R]]:
        with closing(answers(answer, sizes)) as found:
            for number, item in enumerate(found):
                if number == whole:
                    raise KeyboardInterrupt
                yield item

    patch.setattr(blocks, "_answers", stopped)


def repeated(file: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """Samples of an interrupted answer, whose rerun differs in nothing but the note."""
    text = capsys.readouterr().out
    file.write_text(text, "utf-8")
    part = json.loads(text)
    samples = part["samples"]
    assert isinstance(samples, int)
    assert part["notes"].pop() == f"Interrupted: the estimate after {samples:,} samples."
    assert part["run"]["arguments"]["samples"] == samples
    assert main(["rerun", str(file)]) == 0
    found = capsys.readouterr().out
    assert found == json.dumps(json.loads(found), indent=2, ensure_ascii=False) + "\n"
    assert json.loads(found) == part
    file.write_text(found, "utf-8")
    assert main(["rerun", str(file)]) == 0
    assert capsys.readouterr().out == found
    return samples


@pytest.mark.parametrize(
    ("argv", "samples"),
    [
        (("compare", "us", "china", *MANY), 3072),
        (("compare", "us", "china", *PRECISE), 700 + 2048),
        (("compare", "us", "china", "--case", "more: china.capex=150 bn USD", *MANY), 3072),
        (("compare", "us", "china", "--case", "more: china.capex=150 bn USD", *PRECISE), 700 + 2048),
        (("forecast", "us", "china", "--to", "2027", *MANY), 3 * 256),
        (("forecast", "us", "china", "--to", "2027", *PRECISE), 3 * 256),
        (("solve", "us", "china", "--target", "ratio=half", "--vary", "china.capex", *MANY), 3072),
        (("compare", "a", "b", "--counts", "counts.csv", *MANY), 3072),
        (("compare", "a", "b", "--counts", "counts.csv", *PRECISE), 700 + 2048),
    ],
)
def test_an_interrupted_answer_comes_out_again(
    argv: tuple[str, ...],
    samples: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "counts.csv").write_text(COUNTS, "utf-8")
    with monkeypatch.context() as patch:
        stop_after(3, patch)
        assert main([*argv, "--format", "json"]) == 130
    assert repeated(tmp_path / "part.json", capsys) == samples


@pytest.mark.parametrize("replicates", [2, 3, 8, 9])
def test_an_interrupted_sensitivity_comes_out_again(
    replicates: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = sensitivity._drawn  # noqa: SLF001 - both samples of a batch are drawn first

    def stopped(beliefs: tuple[Belief, ...], letter: str, batch: range, seed: int, rows: int) -> dict[str, Array]:
        if batch.start == replicates:
            raise KeyboardInterrupt
        return drawn(beliefs, letter, batch, seed, rows)

    with monkeypatch.context() as patch:
        patch.setattr(sensitivity, "_drawn", stopped)
        assert main(["sensitivity", "us", "china", "--samples", "2560", "--format", "json"]) == 130
    assert repeated(tmp_path / "part.json", capsys) == replicates * 256
