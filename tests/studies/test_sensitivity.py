"""What an answer hangs on, as `sensitivity` tells it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.errors import NoAnswerError, UsageError
from computegap.library.overrides import Override
from computegap.studies.compare import compare
from computegap.studies.sensitivity import sensitivity

if TYPE_CHECKING:
    from pathlib import Path


def test_the_tornado_is_what_setting_the_input_gives() -> None:
    """An input at its 5th percentile, and everything else at its middle, by way of --set."""
    found = sensitivity("us", "china", of="ratio")
    at = {effect.path: effect for effect in found.inputs}
    fixed = [Override(path.removesuffix(".2025"), f"{effect.middle} {effect.unit}") for path, effect in at.items()]
    fixed.append(Override("assumptions.accelerator_share", "0.442"))
    effect = at["china.capex.2025"]
    for value, answer in ((effect.low, effect.answer_at_low), (effect.high, effect.answer_at_high)):
        said = compare("us", "china", overrides=[*fixed, Override("china.capex", f"{value} USD")], samples=2)
        assert said.ratio.p50 == pytest.approx(answer)
    assert effect.low == pytest.approx(80.9e9)
    assert effect.swing == pytest.approx(abs(effect.answer_at_high - effect.answer_at_low))


def test_the_largest_swing_comes_first_and_shares_add_up() -> None:
    found = sensitivity("us", "china", of="ratio")
    swings = [effect.swing for effect in found.inputs]
    assert swings == sorted(swings, reverse=True)
    alone = sum(effect.first_order for effect in found.inputs)
    assert found.interactions == pytest.approx(1 - alone, abs=1e-6)
    assert abs(found.interactions) < 3 * found.interactions_error
    for effect in found.inputs:
        assert effect.first_order < effect.total + 3 * (effect.first_order_error + effect.total_error)


def test_an_input_that_both_sides_share_is_told_once_and_cancels() -> None:
    """The share of accelerators moves either side's compute, and not their ratio."""
    paths = [effect.path for effect in sensitivity("us", "china", of="us.added_compute").inputs]
    assert paths.count("assumptions.accelerator_share") == 1
    ratio = [effect.path for effect in sensitivity("us", "china", of="ratio").inputs]
    assert "assumptions.accelerator_share" not in ratio


def test_top_lists_the_first_and_counts_the_rest() -> None:
    whole = sensitivity("us", "china", of="ratio")
    few = sensitivity("us", "china", of="ratio", top=3)
    assert few.inputs == whole.inputs[:3]
    assert few.left_out == len(whole.inputs) - 3
    assert few.interactions == whole.interactions


def test_a_quantity_of_a_chip() -> None:
    assert [effect.path for effect in sensitivity("us", "china", of="china.h20.unit_price").inputs] == [
        "chips.h20.price"
    ]


def test_what_has_no_range_hangs_on_nothing() -> None:
    with pytest.raises(NoAnswerError, match="has no range"):
        sensitivity("us", "china", of="us.yield_cost_inflation")


def test_too_few_samples_are_refused() -> None:
    with pytest.raises(UsageError, match="samples: found 64, wanted at least 128"):
        sensitivity("us", "china", samples=64)


def test_the_bars_tell_which_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sensitivity", "us", "china", "--of", "ratio", "--top", "3"]) == 0
    text = capsys.readouterr().out
    rows = [line.split() for line in text.splitlines() if "|" in line and ("-|+" in line or "+|-" in line)]
    assert [row[-4] for row in rows] == [
        "-----------|+++++++++",
        "......-----|++++.....",
        ".......++++|-----....",
    ]
    assert rows[0][-3:] == ["39.6", "to", "61.3"]
    assert "compute_ratio, with one input at its p5 (-) and p95 (+)" in text


def test_json_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sensitivity", "us", "china", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["of"]) == ("computegap/sensitivity/1", "performance_gap")
    for effect in found["inputs"]:
        assert set(effect) >= {
            "path", "low", "high", "answer_at_low", "answer_at_high", "swing", "first_order", "total"
        }  # fmt: skip


def test_the_tornado_as_a_chart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sensitivity", "us", "china", "--of", "ratio", "--top", "3", "--chart"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "us.chips.b200.h100_equivalent moves compute_ratio most" in text
    assert "chips.h20.price, $ 12.15 to 14.85" in text


def test_the_middle_is_the_same_wherever_an_answer_speaks_of_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A share that is stated at its lower end has its median as its middle."""
    of = "us.accelerator_budget"
    found = sensitivity("us", "china", of=of, samples=128)
    share = next(item for item in found.inputs if item.path == "assumptions.accelerator_share")
    # The article's world: 400 bn dollars, no subsidy that is counted apart.
    assert found.answer_at_middle == pytest.approx(400e9 * share.middle)
    assert share.low < share.middle < share.high
    rows = tmp_path / "rows.csv"
    rows.write_text("china.process.yield\n0.75\n", "utf-8")
    assert main(["eval", of, "--input", str(rows)]) == 0
    assert float(capsys.readouterr().out.split(",")[-1]) == pytest.approx(found.answer_at_middle)


def test_what_a_side_works_out_chip_by_chip() -> None:
    found = sensitivity("us", "china", of="us.b200.chip_count", samples=128)
    assert {"assumptions.accelerator_share", "chips.b200.price"} <= {item.path for item in found.inputs}
    assert found.answer_at_middle == pytest.approx(3_500_000, rel=0.1)
