"""Years along an axis: the first is what `compare` answers, later ones follow from growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from computegap.errors import ScenarioError, UsageError
from computegap.library.overrides import Override
from computegap.studies.compare import compare
from computegap.studies.forecast import LAST, forecast

if TYPE_CHECKING:
    from typing import Unpack

    from computegap.results.forecast import ForecastResult
    from computegap.studies.comparison import Settings

FEW = 256


def settled(*changes: str, to: int = 2028, **more: Unpack[Settings]) -> ForecastResult:
    asked: Settings = {"samples": FEW, **more, "overrides": changes}
    return forecast("us", "china", to=to, **asked)


@pytest.mark.parametrize("scenario", ["article", "evidence"])
@pytest.mark.parametrize("route", ["money", "wafers", "power"])
def test_the_first_year_is_what_compare_answers_by_the_same_draws(scenario: str, route: str) -> None:
    if scenario == "article" and route != "money":
        return
    told = forecast("us", "china", to=2030, scenario=scenario, route=route, samples=FEW)
    alone = compare("us", "china", scenario=scenario, route=route, samples=FEW)
    first = told.years[0]
    assert first.year == alone.year
    assert (first.ratio, first.performance_gap, first.lag_months) == (
        alone.ratio, alone.performance_gap, alone.lag_months,
    )  # fmt: skip
    for ours, theirs in zip(first.sides, alone.sides, strict=True):
        assert ours.added_compute == theirs.added_compute
        assert (ours.capex, ours.yield_cost_inflation) == (theirs.capex, theirs.yield_cost_inflation)
        assert [ours.party] == [
            ours.party for item in alone.routes if ours.party in item.binds and item.route == ours.binds
        ]


def test_a_year_that_is_stated_is_drawn_as_stated_and_a_later_one_grows() -> None:
    told = settled("us.capex.2025=400 bn USD", "us.capex.2026=500 bn USD", "us.growth.capex=1.2")
    assert [item.sides[0].capex.p50 / 1e9 for item in told.years if item.sides[0].capex] == pytest.approx(
        [400, 500, 600, 720]
    )


def test_a_year_is_the_same_however_many_follow() -> None:
    """Also one between two that are stated."""
    change = (
        "us.capex.2026=500 bn USD", "us.capex.2028=700 bn USD", "us.growth.capex=1.2",
        "china.chips.ppu.improvement=2", "china.chips.ppu.compute_share.2028=1", "china.process.node_lag=0.5 yr",
    )  # fmt: skip
    short, long = (settled(*change, to=to) for to in (2028, 2029))
    assert [item.sides[0].capex.p50 / 1e9 for item in long.years if item.sides[0].capex] == pytest.approx(
        [400, 500, 600, 700, 840]
    )
    assert short.years == long.years[:4]
    # Of 2025 and 2026 every mix is stated.
    assert settled(*change, to=2026).years == long.years[:2]
    still = settled(*change, "china.chips.ppu.improvement=1", to=2028)
    better = [item.sides[1].added_compute.p50 for item in short.years]
    same = [item.sides[1].added_compute.p50 for item in still.years]
    assert [more > less for more, less in zip(better, same, strict=True)] == [False, False, True, False]


def test_no_growth_is_asked_for_where_every_year_is_stated() -> None:
    stated = [Override.read(text, text) for text in ("france.capex.2026=20 bn USD", "france.subsidy.2026=1 bn USD")]
    told = forecast("us", "examples/france.toml", to=2026, samples=FEW, overrides=stated)
    assert told.years[1].sides[1].capex is not None
    assert told.years[1].sides[1].capex.p50 == 20e9
    assert not any(used.path.startswith("france.growth") for used in told.inputs)


def test_a_yield_follows_a_learning_curve_and_the_inflation_with_it() -> None:
    told = settled("china.process.yield=0.64", "china.process.defect_change=0.5", "assumptions.yield_stages=1")
    sides = [item.sides[1] for item in told.years]
    assert [side.yield_.p50 for side in sides if side.yield_] == pytest.approx([0.64, 0.8, 0.64**0.25, 0.64**0.125])
    found = [side.yield_cost_inflation.p50 for side in sides if side.yield_cost_inflation]
    assert found[:2] == pytest.approx([0.9 / 0.64 - 1, 0.9 / 0.8 - 1])


def test_a_domestic_chip_gets_better_only_once_the_node_lag_is_made_good() -> None:
    change = ("china.chips.ppu.improvement=2", "china.chips.ppu.compute_share=1", "china.chips.h20.compute_share=0",
              "china.growth.capex=1", "china.process.defect_change=1")  # fmt: skip
    lagging = settled(*change, "china.process.node_lag=1 yr")
    held = settled(*change, "china.process.node_lag=5 yr")
    added = [[item.sides[1].added_compute.p50 for item in told.years] for told in (lagging, held)]
    # The mix is stated to 2026: 2027 is the year of the lag, and 2028 the first that is better.
    assert added[0][:3] == added[1][:3]
    assert added[0][3] == pytest.approx(2 * added[1][3])
    assert added[1][2] == pytest.approx(added[1][1])


def test_which_chip_comes_in_which_year_is_data() -> None:
    told = settled("us.chips.rubin.compute_share.2027=1", "us.chips.b300.compute_share.2027=0", scenario="evidence")
    rubin_only = settled(
        "us.chips.rubin.compute_share.2027=1", "us.chips.b300.compute_share.2027=0",
        "us.chips.b300.price=1 USD", scenario="evidence",
    )  # fmt: skip
    assert told.years[2].sides[0].added_compute == rubin_only.years[2].sides[0].added_compute
    assert told.years[1].sides[0].added_compute != rubin_only.years[1].sides[0].added_compute


def test_what_is_installed_is_what_was_added_less_what_is_retired() -> None:
    told = settled("assumptions.service_life=2 yr", to=2029)
    added = [item.sides[0].added_compute.mean for item in told.years]
    installed = [item.sides[0].installed_compute.mean for item in told.years]
    assert installed[0] == pytest.approx(added[0])
    for year in range(1, 5):
        assert installed[year] == pytest.approx(added[year] + added[year - 1])


def test_so_it_is_however_many_years_follow() -> None:
    """Many years are worked out in smaller blocks, but the usual samples are one."""
    assert forecast("us", "china", to=LAST).years[0].ratio == compare("us", "china").ratio


def test_additions_before_the_first_year_are_taken_from_counts() -> None:
    told = settled(scenario="evidence")
    assert any("from 2022 on, as counted" in note for note in told.notes)
    first = told.years[0].sides[1]
    assert first.installed_compute.p5 > first.added_compute.p50


def test_the_smallest_route_binds_and_a_missing_one_is_told() -> None:
    told = settled(scenario="evidence")
    for item in told.years:
        for side in item.sides:
            assert side.binds == min(side.routes, key=lambda route: route.added_compute.p50).route
    assert any(note.startswith("No power route of China") for note in settled().notes)


def test_a_growth_that_is_unknown_is_named_and_can_be_set() -> None:
    with pytest.raises(ScenarioError, match=r"france\.growth\.capex is unknown"):
        forecast("us", "examples/france.toml", to=2027, samples=FEW)
    set_ = [Override.read(text, text) for text in ("france.growth.capex=1.1", "france.growth.subsidy=1")]
    told = forecast("us", "examples/france.toml", to=2027, samples=FEW, overrides=set_)
    assert told.years[-1].ratio.p50 > 1


def test_long_runs_are_worked_out_in_blocks() -> None:
    one, several = (forecast("us", "china", to=2026, samples=count) for count in (2**14, 2**17))
    assert several.samples == 2**17
    assert several.years[-1].ratio.p50 == pytest.approx(one.years[-1].ratio.p50, rel=0.01)


@pytest.mark.parametrize(("to", "more", "told"), [
    (2025, {}, "--to: found 2025, wanted a year after 2025"),
    (2024, {}, "--to: found 2024, wanted a year after 2025"),
    (2051, {}, "--to: found 2051, wanted a year after 2025, 2050 at most"),
    (9999, {}, "--to: found 9999"),
    (2030, {"route": "counted", "scenario": "evidence"}, "--route counted: wanted money, wafers or power"),
])  # fmt: skip
def test_what_cannot_be_foretold_is_refused(to: int, more: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        forecast("us", "china", to=to, samples=FEW, **more)  # type: ignore[arg-type]  # texts alone


def test_a_forecast_goes_as_far_as_2050() -> None:
    assert forecast("us", "china", to=2050, samples=1).years[-1].year == 2050


def test_an_answer_says_from_which_year_to_which() -> None:
    found = forecast("us", "china", to=2028, samples=16)
    assert (found.year, found.to) == (2025, 2028)
    assert [item.year for item in found.years] == [2025, 2026, 2027, 2028]


def test_the_second_of_two_years_has_figures_of_its_own() -> None:
    told = settled("us.capex.2025=400 bn USD", "us.capex.2026=500 bn USD", to=2026)
    assert [item.sides[0].capex.p50 for item in told.years if item.sides[0].capex] == [400e9, 500e9]


def test_what_is_installed_is_compared_side_with_side() -> None:
    found = forecast("us", "china", to=2027, samples=1)
    for item in found.years:
        ours, theirs = (side.installed_compute.p50 for side in item.sides)
        assert item.installed_ratio.p50 == pytest.approx(ours / theirs)
    assert found.years[1].installed_ratio.p50 != pytest.approx(found.years[1].ratio.p50)
    assert found.names == ("the US", "China")


def test_counts_of_the_first_year_itself_are_no_earlier_additions() -> None:
    """Chips of 2022 are counted, but a forecast from 2022 on has its own additions of that year."""
    stated = (
        "us.capex.2022=100 bn USD", "us.subsidy.2022=0 bn USD", "us.chips.h100.compute_share.2022=1",
        "china.capex.2022=10 bn USD", "china.government_capex.2022=10 bn USD", "china.subsidy.2022=0 bn USD",
        "china.chips.h20.compute_share.2022=1",
    )  # fmt: skip
    told = settled(*stated, scenario="evidence", to=2024, year=2022)
    for name in ("the US", "China"):
        assert (
            f"Installed of {name}: what was added from 2022 on: nothing earlier is counted, less what is retired."
            in told.notes
        )


def test_a_precision_is_that_of_the_last_years_ratio() -> None:
    """Too few samples for 2028, when nobody knows what the US spends, are enough for every earlier year."""
    spent, wanted = "us.capex.2028=50..1000 bn USD", 0.05
    few = settled(spent, samples=512, sampler="random")
    errors = [
        max(item.ratio.standard_error.p5 / item.ratio.p5, item.ratio.standard_error.p95 / item.ratio.p95)
        for item in few.years
        if item.ratio.standard_error
    ]
    assert len(errors) == 4
    assert max(errors[:-1]) < wanted < errors[-1]
    assert settled(spent, samples=512, sampler="random", precision=wanted).samples > few.samples
