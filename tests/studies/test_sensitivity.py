"""What an answer hangs on, as `sensitivity` tells it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.cli import main
from computegap.core.distributions import Belief
from computegap.errors import NoAnswerError, UsageError
from computegap.library.overrides import Override
from computegap.library.shipped import scenario_text
from computegap.studies import sensitivity as study
from computegap.studies.blocks import Watch
from computegap.studies.compare import compare
from computegap.studies.sensitivity import sensitivity, variance_shares

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from computegap.studies.sensitivity import Effects
    from computegap.units import Array


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


def test_an_input_that_is_seldom_another_counts_though_it_has_no_swing(tmp_path: Path) -> None:
    """It is the same at its 5th and its 95th percentile."""
    capex = '[parties.us.capex.2025]\nvalue = 400\nunit = "bn USD"\ninterval = "exact"\n'
    outcomes = "[{ value = 200, weight = 3 }, { value = 400, weight = 97 }]"
    seldom = capex.replace("value = 400", "low = 200\nhigh = 400").replace(
        '"exact"', f'"range"\ndistribution = "discrete"\noutcomes = {outcomes}'
    )
    scenario = tmp_path / "seldom.toml"
    scenario.write_text(scenario_text("article").replace(capex, seldom), "utf-8")
    found = sensitivity("us", "china", of="us.accelerator_budget", scenario=str(scenario))
    capex_effect = next(effect for effect in found.inputs if effect.path == "us.capex.2025")
    assert capex_effect.swing == 0
    assert capex_effect.total > 0


def test_a_swing_counts_however_small_its_share_of_variance() -> None:
    found = sensitivity("us", "china", of="ratio", overrides=[Override("us.capex", "400..400.0000001")], samples=128)
    last = found.inputs[-1]
    assert last.path == "us.capex.2025"
    assert last.swing == pytest.approx(found.answer_at_middle * 0.9 * 1e-7 / 400, rel=1e-3)
    assert last.total < 1e-12


def test_the_error_of_two_replicates_is_half_of_what_is_between_them() -> None:
    """The answer is the input itself, so that its replicates can be had by themselves."""
    found = sensitivity("us", "china", of="china.h20.unit_price", samples=64, replicates=2)
    (effect,) = found.inputs
    price = Belief("chips.h20.price", "uniform", 12_000, 13_500, 15_000)
    alone = variance_shares(lambda given, _: given[price.name], [price], seed=0, samples=64, replicates=2)
    for told, mean, error in (
        (alone.first_order, effect.first_order, effect.first_order_error),
        (alone.total, effect.total, effect.total_error),
    ):
        one, other = told[0].tolist()
        assert mean == pytest.approx((one + other) / 2)
        assert error == pytest.approx(abs(one - other) / 2)
    assert found.interactions == pytest.approx(1 - effect.first_order)
    assert found.interactions_error == pytest.approx(effect.first_order_error)
    assert found.run is not None
    assert found.run.arguments["replicates"] == 2


def test_that_correlations_are_left_aside_is_said() -> None:
    told = "Every input is drawn independently here, correlated or not."
    assert told not in sensitivity("us", "china", of="ratio", samples=128).notes
    correlated = sensitivity("us", "china", correlations=["chips.b200.price chips.h20.price 0.5"], samples=128)
    assert told in correlated.notes


class Heard(Watch):
    def __init__(self) -> None:
        self.told_of: list[tuple[int, int]] = []

    def told(self, done: int, wanted: int) -> None:
        self.told_of.append((done, wanted))


THREE = [Belief(name, "uniform", 0.0, 0.5, 1.0) for name in "abc"]


def in_batches(rows: int, monkeypatch: pytest.MonkeyPatch, watch: Watch | None = None) -> Effects:
    """Nine replicates of 100 rows, worked out in batches of so many rows at most."""

    def answers(given: Mapping[str, Array], size: int) -> Array:
        assert size <= rows
        return given["a"] + 2 * given["b"] * given["c"]

    monkeypatch.setattr(study, "MOST_ROWS", rows)
    return variance_shares(answers, THREE, seed=1, samples=900, replicates=9, watch=watch)


def test_batches_of_replicates_come_to_what_all_of_them_do_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    batches, whole = in_batches(250, monkeypatch), in_batches(900, monkeypatch)
    assert batches.samples == whole.samples == 900
    assert batches.total.shape == batches.first_order.shape == (3, 9)
    np.testing.assert_allclose(batches.total, whole.total, rtol=1e-9)
    # It hangs a little on where the first replicates have their middle.
    np.testing.assert_allclose(batches.first_order, whole.first_order, atol=0.02)
    assert batches.answer.mean == pytest.approx(whole.answer.mean, rel=1e-12)
    # Of the variance 5/18, a brings 1/12, b and c 1/12 each by themselves, and 1/36 together.
    for found in (batches, whole):
        np.testing.assert_allclose(found.first_order.mean(axis=1), [0.3, 0.3, 0.3], atol=0.1)
        np.testing.assert_allclose(found.total.mean(axis=1), [0.3, 0.4, 0.4], atol=0.05)


def test_it_tells_how_far_it_is_by_batch_and_input(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    in_batches(250, monkeypatch, heard)
    done = [0, 0, 66, 133, 200, 200, 266, 333, 400, 400, 466, 533, 600, 600, 666, 733, 800, 800, 833, 866]
    assert heard.told_of == [(rows, 900) for rows in done]
    assert {type(rows) for rows, _ in heard.told_of} == {int}


def stopped_in(call: int, monkeypatch: pytest.MonkeyPatch, watch: Watch, *, rows: int = 100) -> Effects:
    """Four replicates of 100 rows, in batches of so many rows, until Ctrl-C as an answer is asked for."""
    asked = 0

    def answers(given: Mapping[str, Array], _: int) -> Array:
        nonlocal asked
        asked += 1
        if asked == call:
            raise KeyboardInterrupt
        return given["a"] + 2 * given["b"] * given["c"]

    monkeypatch.setattr(study, "MOST_ROWS", rows)
    return variance_shares(answers, THREE, seed=1, samples=400, replicates=4, watch=watch)


# A batch asks for both samples, and for a mixture of each of three inputs.
@pytest.mark.parametrize(("call", "replicates"), [(11, 2), (15, 2), (16, 3), (20, 3)])
def test_whole_replicates_count_where_it_is_stopped(
    call: int, replicates: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch()
    found = stopped_in(call, monkeypatch, watch)
    assert watch.interrupted
    assert watch.came_to == f"{replicates}00 of 400 samples"
    assert found.samples == 100 * replicates
    assert found.first_order.shape == found.total.shape == (3, replicates)


@pytest.mark.parametrize("call", [1, 5, 6, 10])
def test_fewer_than_two_replicates_tell_nothing(call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    with pytest.raises(KeyboardInterrupt):
        stopped_in(call, monkeypatch, watch)
    assert not watch.interrupted


def test_an_answer_keeps_the_samples_that_were_asked_for_though_they_make_no_whole_replicates() -> None:
    found = sensitivity("us", "china", of="china.h20.unit_price", samples=135)
    assert found.samples == 128
    assert found.run is not None
    assert found.run.arguments["samples"] == 135


def test_the_answer_at_the_middle_lies_between_those_at_the_ends_of_each_input() -> None:
    """Also of an input that is drawn last: a rule's."""
    found = sensitivity("us", "china", rule="catch-up", samples=128)
    assert found.of == "catch_up_lag"
    assert found.inputs[0].path == "rules.catch-up.training_compute_growth"
    for effect in found.inputs:
        ends = sorted((effect.answer_at_low, effect.answer_at_high))
        assert ends[0] < found.answer_at_middle < ends[1], effect.path


def test_estimated_shares_may_come_to_more_than_everything() -> None:
    found = sensitivity("us", "china", of="china.h20.unit_price", samples=144, replicates=9, seed=2)
    (effect,) = found.inputs
    assert effect.first_order > 1
    assert found.interactions == pytest.approx(1 - effect.first_order)
    assert found.run is not None
    assert found.run.arguments["replicates"] == 9
