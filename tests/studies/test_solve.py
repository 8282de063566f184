"""Values at which an answer comes to a target: put back with --set, they do."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.cli import main
from computegap.errors import NoAnswerError, ScenarioError, UsageError
from computegap.library.overrides import Override
from computegap.library.shipped import scenario_text
from computegap.reports import Screen, as_chart
from computegap.reports.charts import charts_of
from computegap.reports.charts.shapes import Lines
from computegap.reports.charts.spots import sources_line
from computegap.reports.figures import exact
from computegap.studies import blocks
from computegap.studies.compare import compare
from computegap.studies.solve import Middle, Search, UnreachedError, looked_through, solve, solve_picture, without_noise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from computegap.results.shared import Quantity
    from computegap.results.solve import SolvePicture, SolveResult
    from computegap.studies.comparison import Settings
    from computegap.units import Array


def value_of(found: SolveResult) -> Quantity:
    assert found.value is not None
    return found.value


def test_what_was_found_put_back_gives_the_target() -> None:
    exact = [Override("china.subsidy", "60 bn USD"), Override("rules.article.anchor_gap", "0.4")]
    found = solve("us", "china", target="performance_gap=20%", vary="china.capex", overrides=exact, samples=256)
    assert found.vary == "china.capex.2025"
    assert found.target.wanted.p5 == pytest.approx(0.2)
    assert found.target.wanted.p95 == pytest.approx(0.2)
    # The ratio falls as the value grows, so the sample with the median value is close to the median ratio's.
    back = compare(
        "us", "china", overrides=[*exact, Override("china.capex", f"{value_of(found).p50} USD")], samples=256
    ).performance_gap
    assert back is not None
    assert back.p50 == pytest.approx(0.2, abs=0.01)


def test_half_the_ratio_by_hand() -> None:
    """Compute is proportional to capex + subsidy x share: twice that, less the subsidy's part."""
    figures = {"china.capex": "90 bn USD", "china.subsidy": "60 bn USD", "china.separate_subsidy_share": "0.1"}
    overrides = [Override(path, value) for path, value in figures.items()]
    for target in ("ratio=half", "ratio=0.5x"):
        found = solve("us", "china", target=target, vary="china.capex", overrides=overrides, samples=64)
        for value in (value_of(found).p5, value_of(found).p95, *found.crossings):
            assert value == pytest.approx(2 * (90e9 + 6e9) - 6e9)
    assert found.reached == 1
    assert found.is_monotone


def test_a_subsidy_that_pays_for_the_yield() -> None:
    found = solve("us", "china", target="subsidy_offset=1", vary="china.subsidy", samples=256)
    assert found.target.of == "china.subsidy_offset"
    assert found.reached == 1
    china = compare("us", "china", overrides=[Override("china.subsidy", f"{found.crossings[0]} USD")]).sides[1]
    assert china.subsidy_offset is not None
    assert china.subsidy_offset.p50 == pytest.approx(1, rel=0.1)


def test_one_quantity_made_equal_to_another() -> None:
    target = "china.cost_per_effective_h100e=us.cost_per_effective_h100e"
    found = solve("us", "china", target=target, vary="chips.b200.price", samples=256)
    assert found.reached == 1
    assert found.nearest.answer == pytest.approx(found.nearest.wanted)
    twice = solve("us", "china", target=target.replace("=", "=2*"), vary="chips.b200.price", samples=256)
    assert value_of(twice).p50 < value_of(found).p50


def test_no_yield_makes_up_for_the_chips(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["solve", "us", "china", "--vary", "china.process.yield"]
    argv += ["--target", "china.cost_per_effective_h100e=us.cost_per_effective_h100e"]
    assert main(argv) == 5
    out, error = capsys.readouterr()
    assert "No china.process.yield makes" in out
    assert "100 % comes nearest." in out
    assert error.count("\n") == 1
    assert "no value of china.process.yield between 0.00075 and 1 makes" in error
    assert "it comes nearest at 1, where china.cost_per_effective_h100_equivalent is" in error


def test_what_came_nearest_is_an_answer_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    argv = ["solve", "us", "china", "--vary", "china.capex", "--within", "80..90", "--target", "ratio=1"]
    assert main([*argv, "--format", "json"]) == 5
    out = capsys.readouterr().out
    found = json.loads(out)
    assert (found["reached"], found["value"], found["crossings"]) == (0, None, [])
    assert found["nearest"]["value"] == pytest.approx(90e9)
    assert found["nearest"]["wanted"] == 1
    assert found["nearest"]["answer"] > 40
    file = tmp_path / "result.json"
    file.write_text(out)
    assert main(["rerun", str(file)]) == 5
    assert capsys.readouterr().out == out
    assert main([*argv, "--field", "value.p50"]) == 5
    assert capsys.readouterr().out == "null\n"


def test_what_makes_no_difference_is_as_near_as_ever() -> None:
    with pytest.raises(UnreachedError, match="does not depend") as caught:
        solve("us", "china", target="us.added_compute=1e6", vary="china.capex", samples=16)
    result = caught.value.result
    assert result.value is None
    assert result.nearest.value == pytest.approx(result.present.p50, rel=0.01)


def test_lags_are_in_months_or_as_they_say() -> None:
    months = solve("us", "china", target="capability_lag=12", vary="china.capex", samples=16)
    year = solve("us", "china", target="capability_lag=1 yr", vary="china.capex", samples=16)
    assert value_of(months).p50 == pytest.approx(value_of(year).p50)
    assert months.target.wanted.unit == "month"


def test_every_sample_has_a_value_of_its_own_that_does_it() -> None:
    found = solve("us", "china", target="ratio=5", vary="china.capex", samples=512)
    assert found.reached == 1.0
    assert found.within == pytest.approx((89e6, 89e12))
    assert found.target.wanted[:6] == pytest.approx([5.0] * 6)
    assert value_of(found).p5 < value_of(found).p50 < value_of(found).p95
    assert found.crossings == (found.nearest.value,)
    assert found.nearest.answer == pytest.approx(5)


def test_a_share_is_searched_up_to_all() -> None:
    found = solve("us", "china", target="china.yield_cost_inflation=1.05x", vary="china.process.yield", samples=16)
    assert found.within[1] == 1.0


@pytest.mark.parametrize(
    ("vary", "rule", "within"),
    [
        ("rules.catch-up.training_compute_growth", "catch-up", (1.001, 2930)),
        ("rules.article.anchor_gap", "article", (0.0004, 0.999)),
    ],
)
def test_what_must_not_reach_1_is_searched_up_to_near_it(vary: str, rule: str, within: tuple[float, float]) -> None:
    of = "catch_up_lag" if rule == "catch-up" else "performance_gap"
    found = solve("us", "china", target=f"{of}=0.9x", vary=vary, rule=rule, samples=16)
    assert found.within == pytest.approx(within)


# Capex grows the ratio, and the lag with its logarithm: some share of the one is the other at two ratios.
@pytest.mark.parametrize(("share", "within", "nearest"), [("0.05", "0.7..9e5", 1), ("0.005", "1e-4..6e4", 0)])
def test_of_several_values_a_sample_has_the_one_nearest_to_the_middle_cases(
    share: str, within: str, nearest: int
) -> None:
    found = solve(
        "us", "china", target=f"capability_lag={share}*ratio", vary="us.capex", within=f"{within} bn USD", samples=64
    )
    assert len(found.crossings) == 2
    assert not found.is_monotone
    assert found.nearest.value == found.crossings[nearest]
    assert found.nearest.answer == pytest.approx(found.nearest.wanted)
    assert found.crossings[nearest] / 2 < value_of(found).p5 < value_of(found).p95 < 2 * found.crossings[nearest]


def test_a_target_at_a_bound_is_met_in_every_sample() -> None:
    found = solve("us", "china", target="china.subsidy_offset=0", vary="china.subsidy", within="0..100", samples=16)
    assert found.reached == 1
    assert value_of(found).p95 == pytest.approx(0, abs=1e-3)


def test_some_samples_have_a_value_and_some_have_none() -> None:
    found = solve("us", "china", target="capability_lag=12", vary="china.capex", within="10..500", samples=1024)
    assert 0.9 < found.reached < 1
    assert found.within == (10e9, 500e9)


def test_an_answer_over_some_samples_says_at_once_over_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    argv = (
        "solve",
        "us",
        "china",
        "--target",
        "lag=0",
        "--vary",
        "china.capex",
        "--within",
        "10..5000",
        "--samples",
        "64",
    )
    assert main(argv) == 0
    head, _, rest = " ".join(capsys.readouterr().out.split()).partition(" Scenario ")
    found = solve("us", "china", target="lag=0", vary="china.capex", within="10..5000", samples=64)
    assert 0.1 < found.reached < 0.9
    told = f" $ bn in {exact(100 * found.reached)} % of the samples; in the others no value within the bounds does it."
    assert head.startswith("lag=0 takes china.capex.2025 of ")
    assert head.endswith(told)
    assert "capability_lag then 0 months" in rest
    assert "Note: The range is of the samples in which a value does it." in rest


def test_a_target_that_is_met_is_met_without_the_noise_of_the_arithmetic() -> None:
    found = solve("us", "china", target="lag=0", vary="china.capex", samples=64)
    assert found.target.wanted[:6] == (0, 0, 0, 0, 0, 0)
    assert (found.nearest.answer, found.nearest.wanted) == (0, 0)
    # What misses it by more than that is told.
    missed = solve("us", "china", target="lag=12", vary="china.capex", within="80..500", samples=16)
    assert missed.nearest.answer == missed.nearest.wanted == 12
    with pytest.raises(UnreachedError) as caught:
        solve("us", "china", target="lag=12", vary="china.capex", within="80..90", samples=16)
    assert caught.value.result.nearest.answer > 13


@pytest.mark.parametrize(("route", "of_mix"), [("money", True), ("wafers", False)])
def test_what_a_chips_weight_comes_to_is_told(route: str, *, of_mix: bool) -> None:
    vary = "china.chips.h20.compute_share"
    settings: Settings = {"scenario": "evidence", "route": route, "samples": 16}
    found = solve("us", "china", target="ratio=1.02x", vary=vary, **settings)
    (note,) = [note for note in found.notes if "weight" in note]
    assert note.startswith(f"{found.vary} is a weight beside those of the side's other chips, which together make all")
    assert ("with every other input at its middle" in note) == of_mix
    if of_mix:
        told = re.search(r"middle, ([\d.]+) % by weight is ([\d.]+) % of it\.$", note)
        assert told is not None
        assert found.nearest.value < 0.9
        settings["overrides"] = [Override(vary, f"{found.nearest.value!r}")]
        chips = compare("us", "china", **settings).sides[1].chips
        (share,) = [item.compute_share for item in chips if item.chip == "h20"]
        assert share is not None
        assert float(told[1]) == pytest.approx(100 * found.nearest.value, rel=1e-3)
        assert float(told[2]) == pytest.approx(100 * share.p50, rel=0.1)
    assert solve("us", "china", target="ratio=half", vary="china.capex", samples=16).notes == ()


def test_more_samples_than_are_worked_out_at_once() -> None:
    few = solve("us", "china", target="ratio=half", vary="china.capex", samples=1024)
    many = solve("us", "china", target="ratio=half", vary="china.capex", samples=40_000)
    assert value_of(many).p50 == pytest.approx(value_of(few).p50, rel=0.01)


# Draws of 80 to 98 lie at the middles of as many strata as a block has samples: four at 82.25, 86.75, 91.25 and 95.75,
# a single one at 89; and half the ratio takes 2 x capex + 6.
@pytest.mark.parametrize(
    ("samples", "within", "found"),
    [
        (5, "50..186", (170.5, 179.5, 184)),
        (9, "50..186", (170.5, 179.5, 170.5, 179.5, 184)),
        (5, "50..183", (170.5, 179.5)),
        (5, "183..185", (184,)),
        (9, "183..185", (184,)),
    ],
)
def test_every_sample_that_has_a_value_counts_the_same_in_whichever_block(
    samples: int, within: str, found: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 4)
    monkeypatch.setattr(blocks, "LEAST_BLOCK", 4)
    figures = {"china.capex": "80..98 bn USD", "china.subsidy": "60", "china.separate_subsidy_share": "0.1"}
    overrides = [Override(path, value) for path, value in figures.items()]
    result = solve(
        "us", "china", target="ratio=half", vary="china.capex", within=within, overrides=overrides, samples=samples
    )
    assert result.samples == samples
    assert result.reached == pytest.approx(len(found) / samples)
    assert value_of(result).mean == pytest.approx(1e9 * np.mean(found))
    assert result.present.mean == pytest.approx(89e9)


def test_a_sample_has_no_value_beyond_the_bounds() -> None:
    wide = value_of(solve("us", "china", target="ratio=30", vary="china.capex", samples=256))
    narrow = solve(
        "us", "china", target="ratio=30", vary="china.capex", within=f"{wide.p25!r}..{wide.p75!r} USD", samples=256
    )
    assert narrow.reached == pytest.approx(0.5, abs=0.01)
    assert wide.p25 <= value_of(narrow).p5 < value_of(narrow).p95 <= wide.p75


def test_every_crossing_of_an_answer_that_turns() -> None:
    middle = looked_through(lambda step: (step - 0.25) * (step - 0.7), here=0.6)
    assert middle.crossings == pytest.approx((0.25, 0.7))
    assert not middle.is_monotone
    assert middle.nearest == pytest.approx(0.7)


@pytest.mark.parametrize("turn", [0.3, 0.301])
def test_nearest_where_an_answer_turns_before_the_target(turn: float) -> None:
    middle = looked_through(lambda step: (step - turn) ** 2 + 1, here=0.9)
    assert middle.crossings == ()
    assert middle.nearest == pytest.approx(turn, abs=1e-5)


def test_what_comes_nearest_lies_within_the_bounds() -> None:
    assert looked_through(lambda step: step + 1, here=0.5).nearest == 0
    assert looked_through(lambda step: 2 - step, here=0.5).nearest == 1


def test_a_stretch_at_the_target_is_found_from_end_to_end() -> None:
    found = looked_through(lambda step: np.maximum(step - 0.5, 0) - np.maximum(0.25 - step, 0), here=0.3)
    assert (found.crossings[0], found.crossings[-1]) == pytest.approx((0.25, 0.5))
    assert np.diff(found.crossings).max() < 0.01
    assert found.is_monotone


def test_crossings_where_the_search_steps_are_found_once_each() -> None:
    found = looked_through(lambda step: (step - 0.25) * (step - 0.5) * (step - 0.75), here=0.5)
    assert found.crossings == pytest.approx((0.25, 0.5, 0.75))


def test_a_pole_is_no_crossing_and_a_gap_no_obstacle() -> None:
    with np.errstate(divide="ignore"):
        assert looked_through(lambda step: 1 / (step - 0.123), here=0.5).crossings == ()
    gap = looked_through(lambda step: np.where(step < 0.5, np.nan, step - 0.75), here=0.5)
    assert gap.crossings == pytest.approx((0.75,))


@pytest.mark.parametrize("pole", [0.0, 0.25, 0.5, 1.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_nor_is_a_pole_where_the_search_steps(pole: float, sign: float) -> None:
    with np.errstate(divide="ignore"):
        assert looked_through(lambda step: sign / (step - pole), here=0.4).crossings == ()
        beside = looked_through(lambda step: sign * (1 / np.abs(step - pole) - 8), here=0.4).crossings
    assert beside == pytest.approx([at for at in (pole - 1 / 8, pole + 1 / 8) if 0 <= at <= 1])


# Halving ends on either side of a jump.
@pytest.mark.parametrize("at", [0.3, 0.32, 0.34, 0.55, 0.61, 0.7])
@pytest.mark.parametrize(("before", "after"), [(-1, 5), (5, -1)])
def test_an_answer_that_jumps_across_its_target_does_it_there(at: float, before: float, after: float) -> None:
    assert looked_through(lambda step: np.where(step < at, before, after), here=0.5).crossings == pytest.approx((at,))


@pytest.mark.parametrize("sign", [1, -1])
def test_an_answer_that_only_rises_or_only_falls_does_not_turn(sign: float) -> None:
    middle = looked_through(lambda step: sign * (step - 0.3), here=0.5)
    assert middle.crossings == pytest.approx((0.3,), abs=1e-13)
    assert middle.is_monotone
    assert middle.moves


@pytest.mark.parametrize("scale", [1e-6, -1.0, 1.0, -1e6, 1e6])
def test_a_turn_is_one_where_it_is_more_than_the_arithmetic_makes(scale: float) -> None:
    def flat_for_a_half(ripple: float) -> Middle:
        return looked_through(lambda step: scale * (np.fmax(step, 0.5) + ripple * np.sin(50 * step)), here=0.5)

    assert flat_for_a_half(1e-11).is_monotone
    assert not flat_for_a_half(1e-7).is_monotone


def test_a_crossing_that_is_not_halfway_is_found_to_the_last_digits() -> None:
    middle = looked_through(lambda step: step**3 - 0.2, here=0.0)
    assert middle.crossings == pytest.approx((0.2 ** (1 / 3),), abs=1e-13)


def test_a_distance_is_the_arithmetics_beside_the_farthest_over_the_bounds_of_its_own_sample() -> None:
    over_the_bounds = np.array([[1e3, -4.0, np.nan, np.nan], [2.0, np.inf, np.nan, np.inf]])
    assert without_noise(np.array([0.9e-6, -3e-9, 1e-30, -1e-30]), over_the_bounds).tolist() == [0, 0, 1e-30, -1e-30]
    assert without_noise(np.array([-1.1e-6, 5e-9, 0.0, np.nan]), over_the_bounds).tolist()[:3] == [-1.1e-6, 5e-9, 0]


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_what_moves_by_no_more_than_the_arithmetic_does_not_move(scale: float) -> None:
    still = looked_through(lambda step: scale * (5 + 1e-12 * step), here=0.4)
    assert still == ((), True, False, 0.4)
    assert looked_through(lambda step: scale * (5 + 1e-6 * step), here=0.4).moves


def test_nothing_moves_where_the_target_is_met_everywhere_or_nothing_is_known() -> None:
    assert looked_through(np.zeros_like, here=0.4) == ((), True, False, 0.4)
    assert not looked_through(lambda step: np.full(len(step), np.nan), here=0.4).moves


def test_the_nearest_crossing_is_the_one_that_is_closest_to_now() -> None:
    def waves(step: Array) -> Array:
        return np.sin(20 * step - 1)

    middle = looked_through(waves, here=0.5)
    assert middle.crossings == pytest.approx([(1 + np.pi * turn) / 20 for turn in range(7)])
    assert middle.nearest == pytest.approx((1 + 3 * np.pi) / 20)


@pytest.mark.parametrize(
    ("low", "high", "halfway"),
    [
        (1.0, 50.0, 25.5),
        (1.0, 100.0, 50.5),
        (1.0, 100.5, 100.5**0.5),
        (0.5, 200.0, 10.0),
        (0.0, 1e6, 5e5),
        (-200.0, 1.0, -99.5),
        (2.0, 800.0, 40.0),
    ],
)
def test_far_bounds_are_searched_by_ratio_and_others_by_size(low: float, high: float, halfway: float) -> None:
    search = Search(low, high)
    steps = np.array([0.0, 0.5, 1.0])
    assert search.at(steps) == pytest.approx([low, halfway, high])
    assert [search.step(value) for value in (low, halfway, high)] == pytest.approx([0, 0.5, 1], abs=1e-12)


def test_what_lies_below_bounds_that_are_searched_by_ratio_is_at_their_start() -> None:
    assert Search(1, 1000).step(0.5) == 0
    assert Search(0, 10).step(-5) == -0.5


def test_a_target_at_a_bound_is_found_once() -> None:
    assert looked_through(lambda step: step, here=0.5).crossings == pytest.approx((0,), abs=1e-9)
    assert looked_through(lambda step: step - 0.5, here=0.5).crossings == pytest.approx((0.5,))
    assert looked_through(lambda step: step - 1, here=0.5).crossings == pytest.approx((1,))


def test_a_target_at_both_bounds_is_found_at_both() -> None:
    assert looked_through(lambda step: step * (1 - step), here=0.5).crossings == pytest.approx((0, 1))


@pytest.mark.parametrize(
    ("target", "vary", "within", "error", "told"),
    [
        ("performance_gap", "china.capex", None, UsageError, "wanted QUANTITY=VALUE"),
        ("=20%", "china.capex", None, UsageError, "--target =20%: wanted QUANTITY=VALUE"),
        ("ratio=", "china.capex", None, UsageError, "--target ratio=: wanted QUANTITY=VALUE"),
        ("performance_gab=20%", "china.capex", None, UsageError, r"did you mean performance_gap\?"),
        ("ratio=20..30", "china.capex", None, UsageError, "wanted a single figure"),
        ("ratio=20 bn USD", "china.capex", None, UsageError, "found unit 'bn USD'"),
        ("capability_lag=20%", "china.capex", None, UsageError, "found unit '1', wanted .* same as 'month'$"),
        ("ratio=20 furlongs", "china.capex", None, UsageError, "found unit 'furlongs'"),
        ("ratio=a*us.added_compute", "china.capex", None, UsageError, "found 'a'"),
        ("ratio=20", "china.capx", None, UsageError, r"did you mean capex\?"),
        ("ratio=20", "china.process", None, UsageError, "is a group, wanted one of china.process.yield"),
        ("ratio=20", "chips.h200.price", None, UsageError, "this comparison does not use it"),
        ("ratio=20", "us.subsidy", None, UsageError, "us.subsidy.2025 is 0, .* wanted --within LOW..HIGH"),
        ("ratio=20", "china.process.yield", "0.5..1.5", ScenarioError, "--within 0.5..1.5: .*between 0 and 1"),
        ("ratio=20", "china.capex", "100", UsageError, "wanted LOW..HIGH"),
        ("us.added_compute=1e6", "china.capex", None, NoAnswerError, "does not depend on china.capex.2025"),
        # Where all is a share like others, and no slip.
        ("us.domestic_compute_share=100%", "us.capex", None, NoAnswerError, "does not depend on us.capex.2025"),
        (
            "ratio=1",
            "china.capex",
            "80..90",
            NoAnswerError,
            "no value .* between 80 and 90 bn USD .* nearest at 90, where",
        ),
        (
            "performance_gap=20",
            "china.capex",
            None,
            UsageError,
            r"found 20, wanted a share below 1; did you mean 20%\?$",
        ),
        ("performance_gap=100%", "china.capex", None, UsageError, "found 100%, wanted a share below 1$"),
        ("performance_gap=100", "china.capex", None, UsageError, "found 100, wanted a share below 1$"),
        ("performance_gap=250%", "china.capex", None, UsageError, "found 250%, wanted a share below 1$"),
        ("performance_gap=1", "china.capex", None, UsageError, "found 1, wanted a share below 1$"),
        ("performance_gap=250", "china.capex", None, UsageError, "found 250, wanted a share below 1$"),
        ("china.domestic_compute_share=2", "china.capex", None, UsageError, r"of at most 1; did you mean 2%\?$"),
        ("gap=90%", "china.capex", "80..90", NoAnswerError, r"performance_gap is [3-4]\d\.?\d* % and 90 % is wanted$"),
        ("us.added_compute=5e9", "us.capex", "300..400", NoAnswerError, r"and 5,000,000,000 H100e is wanted$"),
        ("us.added_compute=1e6", "us.capex", "300..400", NoAnswerError, r"and 1,000,000 H100e is wanted$"),
        ("us.added_compute=999999.5", "us.capex", "300..400", NoAnswerError, r"and 1,000,000 H100e is wanted$"),
        ("us.added_compute=999999.4", "us.capex", "300..400", NoAnswerError, r"and 999,999 H100e is wanted$"),
        ("us.added_compute=99999.5", "us.capex", "300..400", NoAnswerError, r"and 99,999.5 H100e is wanted$"),
        (
            "us.added_compute=999999999999999",
            "us.capex",
            "300..400",
            NoAnswerError,
            "and 999,999,999,999,999 H100e",
        ),
        ("us.added_compute=1e15", "us.capex", "300..400", NoAnswerError, r"and 1e\+15 H100e is wanted$"),
        ("us.added_compute=2e15", "us.capex", "300..400", NoAnswerError, r"and 2e\+15 H100e is wanted$"),
    ],
)
def test_refusals(target: str, vary: str, within: str | None, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        solve("us", "china", target=target, vary=vary, within=within, samples=16)


def test_json_contract(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("solve", "us", "china", "--target", "performance_gap=20%", "--vary", "china.capex", "--format", "json")
    assert main(argv) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "computegap/solve/1"
    assert set(found) >= {"vary", "target", "reached", "value", "nearest"}
    assert found["reached"] == 1
    assert found["value"]["p5"] < found["crossings"][0] < found["value"]["p95"]


# Seen


def drawn(target: str, vary: str, within: str | None = None, overrides: Sequence[Override] = ()) -> SolvePicture:
    try:
        found = solve("us", "china", target=target, vary=vary, within=within, overrides=overrides, samples=256)
    except UnreachedError as error:
        found = error.result
    return solve_picture(
        found, "us", "china", target=target, vary=vary, within=within, overrides=overrides, samples=256
    )


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_chart_marks_what_is_and_what_does_it(width: int) -> None:
    picture = drawn("performance_gap=20%", "china.capex")
    text = as_chart.render(picture, Screen(width, unicode=False))
    assert max(map(len, text.splitlines())) <= width
    assert text.isascii()
    told = " ".join(text.split())
    assert told.startswith("performance_gap=20% takes china.capex.2025 of 6")
    assert "Down: china.capex.2025, $ bn. Across: performance_gap, %." in told
    assert "now, 89 (81-97)" in told
    assert "target, 6" in told
    assert "Sources: " in told


def test_the_curve_of_a_picture_is_what_compare_answers_at_its_values() -> None:
    picture = drawn("performance_gap=20%", "china.capex")
    assert picture.by_ratio
    for point in (picture.points[0], picture.points[12], picture.points[-1]):
        there = compare("us", "china", overrides=[Override("china.capex", f"{point.value!r} USD")], samples=256)
        assert there.performance_gap is not None
        assert point.answer.p50 == pytest.approx(there.performance_gap.p50)
        assert point.wanted.p5 == point.wanted.p95 == pytest.approx(0.2)
    present = compare("us", "china", samples=256).performance_gap
    assert present is not None
    assert picture.now.p50 == pytest.approx(present.p50)


def test_a_target_that_is_a_quantity_has_a_line_of_its_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "solve.svg"
    asked = ["--vary", "chips.h20.price", "--target", "china.cost_per_effective_h100e=us.cost_per_effective_h100e"]
    assert main(["solve", "us", "china", *asked, "--samples", "256", "--chart", "--chart-file", str(file)]) == 5
    told = " ".join(capsys.readouterr().out.split())
    assert "what is wanted" in told
    assert "nearest, 0.0135" in told
    assert "in equal ratios" in told
    assert "what is wanted" in file.read_text("utf-8")


def test_a_picture_goes_twice_beyond_what_it_marks_and_not_beyond_the_bounds() -> None:
    far = drawn("performance_gap=20%", "china.capex")
    value = value_of(far.result)
    assert far.points[0].value == pytest.approx(far.result.present.p5 / 2)
    assert far.points[-1].value == pytest.approx(value.p95 * 2)
    bounded = drawn("performance_gap=20%", "china.capex", "60..9000")
    assert bounded.points[0].value == pytest.approx(60e9)
    near = drawn("ratio=40", "china.capex", "30..300")
    value = value_of(near.result)
    low, high = min(value.p5, near.result.present.p5), value.p95
    assert near.points[0].value == pytest.approx(low - (high - low) / 2)
    assert near.points[-1].value == pytest.approx(high + (high - low) / 2)


def test_a_picture_of_a_single_value_shows_all_of_the_bounds() -> None:
    picture = drawn("us.added_compute=1e6", "china.capex", "80..90", [Override("china.capex", "89")])
    assert (picture.points[0].value, picture.points[-1].value) == pytest.approx((80e9, 90e9))


@pytest.mark.parametrize(("within", "by_ratio"), [("20..160", False), ("20..161", True)])
def test_bounds_that_are_eight_times_apart_are_drawn_in_equal_steps_yet(within: str, *, by_ratio: bool) -> None:
    picture = drawn("us.added_compute=1e6", "china.capex", within, [Override("china.capex", "89")])
    assert picture.by_ratio is by_ratio


@pytest.mark.parametrize(
    ("share", "by_ratio"),
    [
        # Twice the present value and its half are four times apart, and what it takes for the share is in between.
        (0.57, False),
        (0.45, True),
    ],
)
def test_a_picture_of_more_than_eight_times_is_in_equal_ratios(share: float, *, by_ratio: bool) -> None:
    figures = {"china.capex": "100", "china.subsidy": "0", "rules.article.anchor_gap": "0.4"}
    overrides = [Override(path, value) for path, value in figures.items()]
    picture = drawn(f"ratio={share}x", "china.capex", overrides=overrides)
    assert value_of(picture.result).p50 == pytest.approx(100e9 / share)
    assert picture.points[-1].value / picture.points[0].value == pytest.approx(4 / share)
    assert picture.by_ratio is by_ratio


def test_a_picture_from_nothing_on_is_in_equal_steps() -> None:
    picture = drawn("china.subsidy_offset=0", "china.subsidy", "0..100")
    assert not picture.by_ratio
    assert picture.points[0].value == 0


def test_shares_far_below_1_are_drawn_in_equal_ratios_too() -> None:
    picture = drawn("china.yield_cost_inflation=20", "china.process.yield")
    assert picture.by_ratio
    assert picture.points[0].value == pytest.approx(value_of(picture.result).p5 / 2)


def test_bounds_that_are_close_are_drawn_in_equal_steps() -> None:
    picture = drawn("china.yield_cost_inflation=50%", "china.process.yield", "0.5..0.95")
    values = [point.value for point in picture.points]
    assert len(values) == 25
    assert not picture.by_ratio
    low, high = value_of(picture.result).p5, picture.result.present.p95
    assert (values[0], values[-1]) == pytest.approx((low - (high - low) / 2, high + (high - low) / 2))
    assert 0.5 < values[0] < values[-1] < 0.95
    assert np.ptp(np.diff(values)) == pytest.approx(0, abs=1e-12)


def test_samples_in_which_a_side_buys_nothing_take_no_picture_from_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    scenario = tmp_path / "frugal.toml"
    capex = '[parties.us.capex.2025]\nvalue = 400\nunit = "bn USD"\ninterval = "exact"\n'
    outcomes = "[{ value = 0, weight = 1 }, { value = 400, weight = 9 }]"
    some = capex.replace("value = 400", "low = 0\nhigh = 400").replace(
        '"exact"', f'"range"\ndistribution = "discrete"\noutcomes = {outcomes}'
    )
    text = scenario_text("article")
    assert capex in text
    scenario.write_text(text.replace(capex, some), "utf-8")
    argv = ["solve", "us", "china", "--target", "china.added_compute=1e6", "--vary", "china.capex", "--samples", "256"]
    assert main([*argv, "--scenario", str(scenario), "--chart"]) == 0
    assert "now, " in capsys.readouterr().out


def test_what_is_now_is_not_marked_where_it_lies_beyond_the_bounds() -> None:
    (chart,) = charts_of(drawn("performance_gap=25%", "china.capex", "150..800 bn USD"))
    assert isinstance(chart, Lines)
    assert [mark.name.partition(",")[0] for mark in chart.marks] == ["target"]
    assert chart.lines[0].points[0].at == pytest.approx(150)


def test_an_answer_cites_every_figure_behind_it() -> None:
    picture = drawn("performance_gap=20%", "china.capex")
    cited = {source.id for source in picture.result.sources}
    behind = compare("us", "china", samples=16)
    assert cited >= {used.source for used in behind.inputs if used.path.startswith(("us.", "china.", "chips."))}
    # Another rule's.
    assert "kaplan-2020" not in cited
    (chart,) = charts_of(picture)
    assert chart.caption.endswith(sources_line(picture.result.sources))


def test_an_overhead_is_looked_for_from_none_on() -> None:
    with pytest.raises(UnreachedError) as refused:
        solve("us", "china", target="us.cost_of_years_work=half", vary="us.power_usage_effectiveness", samples=64)
    assert refused.value.result.within[0] == 1
