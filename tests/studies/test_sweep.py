"""Worlds of a sweep: which they are, and that each says what `compare` says of it."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.errors import ComputegapError, UsageError
from computegap.library.overrides import Override
from computegap.reports import Screen, report
from computegap.reports.charts import charts_of
from computegap.reports.charts.spots import sources_line
from computegap.studies.compare import compare
from computegap.studies.sweep import Request, Sweep, WorldError
from computegap.studies.sweep import sweep as swept

if TYPE_CHECKING:
    from computegap.units import Array


def asked(
    *vary: str,
    design: str = "grid",
    listed: tuple[tuple[str, ...], ...] = (),
    quantities: tuple[str, ...] = (),
    **settings: object,
) -> Sweep:
    return Sweep(Request("us", "china", vary, quantities, design, listed, tuple(settings.items())))


def all_worlds(sweep: Sweep) -> Array:
    return sweep.worlds(0, sweep.count)


def test_a_world_says_what_compare_says_with_its_values_set() -> None:
    sweep = asked(
        "china.process.yield=0.6..0.9:2", "china.capex=60..100:3", quantities=("ratio", "lag"), samples=500, seed=3
    )
    part = sweep.part(0, sweep.count)
    for world, found in zip(part.worlds.tolist(), part.found.tolist(), strict=True):
        overrides = [Override("china.process.yield", repr(world[0])), Override("china.capex", repr(world[1]))]
        answer = compare("us", "china", overrides=overrides, samples=500, seed=3)
        assert answer.lag_months is not None
        assert tuple(found[0]) == answer.ratio[:6]
        assert tuple(found[1]) == answer.lag_months[:6]


def test_parts_add_up_to_the_whole() -> None:
    sweep = asked("china.process.yield=0.6..0.9:5", "china.capex=60..100:3", samples=50)
    whole = sweep.part(0, sweep.count)
    parts = [sweep.part(*part) for part in sweep.parts]
    assert len(parts) > 2
    assert np.array_equal(np.concatenate([part.found for part in parts]), whole.found)
    assert np.array_equal(np.concatenate([part.worlds for part in parts]), whole.worlds)


@pytest.mark.parametrize(
    ("worlds", "first"),
    [(1, 1), (7, 4), (1600, 4), (1999, 4), (2000, 5), (3990, 9), (4000, 10), (204_800, 512), (300_000, 512)],
)
def test_a_part_is_a_four_hundredth_of_a_sweep_or_as_many_worlds_as_do_not_wait_long(worlds: int, first: int) -> None:
    parts = asked("us.capex=300..400", design=f"lhs:{worlds}").parts
    assert parts[0] == (0, first)
    assert parts[-1][1] == worlds
    assert [start for start, _ in parts[1:]] == [stop for _, stop in parts[:-1]]


def test_a_grid_turns_its_last_axis_fastest_and_ends_where_it_says() -> None:
    worlds = all_worlds(asked("china.process.yield=50%,0.9", "us.capex=300e9..1000e9 USD:3log"))
    assert worlds[:, 0].tolist() == [0.5] * 3 + [0.9] * 3
    assert worlds[:3, 1] == pytest.approx([300, math.sqrt(300 * 1000), 1000])
    assert worlds[2, 1] == 1000


def test_steps_are_equal_or_in_equal_ratios() -> None:
    assert all_worlds(asked("us.capex=0..400:5"))[:, 0].tolist() == [0, 100, 200, 300, 400]
    shares = all_worlds(asked("china.process.yield=0.2%..80%:3log"))[:, 0]
    assert shares == pytest.approx([0.002, 0.04, 0.8])


@pytest.mark.parametrize("steps", ["0.19..0.84:2", "38..329:2log"])
def test_the_far_end_is_as_written_whatever_the_rounding(steps: str) -> None:
    path = "us.capex" if "log" in steps else "china.process.yield"
    end = 329 if "log" in steps else 0.84
    assert all_worlds(asked(f"{path}={steps}"))[-1, 0] == end


def test_a_hypercube_has_one_world_in_each_layer_of_each_axis() -> None:
    worlds = all_worlds(asked("china.process.yield=0.5..0.9", "us.capex=300..1000:log", design="lhs:40"))
    layers = [(worlds[:, 0] - 0.5) / 0.4, np.log(worlds[:, 1] / 300) / math.log(1000 / 300)]
    for layer in layers:
        assert sorted(np.floor(layer * 40).tolist()) == list(range(40))
    assert abs(float(np.asarray(np.corrcoef(layers))[0, 1])) < 0.5


def test_a_list_is_taken_as_it_stands() -> None:
    sweep = asked("china.process.yield", "us.capex", design="list", listed=(("75%", "400"), ("0.9", "1e12 USD")))
    assert all_worlds(sweep).tolist() == [[0.75, 400], [0.9, 1000]]


def test_a_list_of_one_input_has_a_world_a_value() -> None:
    sweep = asked("us.capex", design="list", listed=(("300",), ("0.4e12 USD",), ("450.5",)))
    assert sweep.count == 3
    assert all_worlds(sweep).tolist() == [[300], [400], [450.5]]


def test_a_unit_behind_a_list_holds_for_all_of_it() -> None:
    assert all_worlds(asked("us.capex=3e11,1e12 USD"))[:, 0].tolist() == [300, 1000]
    assert all_worlds(asked("china.process.yield=70,80%"))[:, 0].tolist() == [0.7, 0.8]
    with pytest.raises(UsageError, match=r"^--vary us\.capex=3e11,x USD: found 'x USD', wanted a number"):
        asked("us.capex=3e11,x USD")


def test_a_world_of_a_list_has_no_ranges() -> None:
    with pytest.raises(WorldError, match=r"^row 2: column us.capex: found '300\.\.400', wanted a single figure"):
        asked("us.capex", design="list", listed=(("300",), ("300..400",)))


def test_a_figure_may_be_anything_below_what_can_hardly_be_billions() -> None:
    assert all_worlds(asked("us.capex=999999,1"))[:, 0].tolist() == [999999, 1]


def test_a_summary_tells_the_ends_of_all_worlds_and_how_many_have_none() -> None:
    shares = ["0.85", "0.6", "0.95", "0.8", "0.99", "0.75", "0.7", "0.65", "0.5"]
    found = swept(
        "us",
        "china",
        vary=[f"china.process.yield={','.join(shares)}"],
        quantities=["china.yield_cost_inflation", "china.subsidy_offset"],
        samples=64,
    )
    inflation, offset = found.summaries
    assert (inflation.quantity, inflation.unit, inflation.without) == ("china.yield_cost_inflation", "1", 0)
    assert inflation.least_at == {"china.process.yield": 0.99}
    assert inflation.most_at == {"china.process.yield": 0.5}
    # Of 0.9 that it is compared with.
    stages = 1.58
    assert inflation.most == pytest.approx((0.9 / 0.5) ** stages - 1, rel=0.1)
    medians = {
        row.inputs["china.process.yield"]: row.value for row in found.rows if row.quantity == "china.subsidy_offset"
    }
    told = {share: value.p50 for share, value in medians.items() if value is not None}
    assert set(told) == {float(share) for share in shares if float(share) < 0.9}
    assert offset.without == 2
    assert (offset.least, offset.most) == (min(told.values()), max(told.values()))
    assert (offset.least_at, offset.most_at) == ({"china.process.yield": 0.5}, {"china.process.yield": 0.85})


def test_a_quantity_that_no_world_has_has_no_ends() -> None:
    found = swept(
        "us", "china", vary=["china.process.yield=0.92,0.95"], quantities=["china.subsidy_offset"], samples=16
    )
    (summary,) = found.summaries
    assert (summary.least, summary.least_at, summary.most, summary.most_at, summary.without) == (None, {}, None, {}, 2)
    assert [row.value for row in found.rows] == [None, None]


def test_of_worlds_that_are_alike_the_first_is_told() -> None:
    found = swept("us", "china", vary=["china.capex=60..100:9"], quantities=["us.accelerator_budget"], samples=16)
    for summary in found.summaries:
        assert summary.least == summary.most
        assert summary.least_at == summary.most_at == {"china.capex": 60}


def test_a_world_without_an_answer_is_no_end_of_the_others() -> None:
    sweep = asked("us.capex=0,400", quantities=("ratio", "china.subsidy_offset"), samples=50)
    found = sweep.part(0, 2).found
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()


def test_the_fingerprint_is_that_of_the_question_and_its_figures() -> None:
    one = asked("us.capex=300,400").fingerprint
    assert one == asked("us.capex=300,400").fingerprint
    assert one != asked("us.capex=300,401").fingerprint
    assert one != asked("us.capex=300,400", seed=1).fingerprint
    assert one != asked("us.capex=300,400", scenario="evidence").fingerprint


@pytest.mark.parametrize(
    ("vary", "design", "code", "said"),
    [
        ((), "grid", 2, "nothing to vary"),
        (("us.capx=1,2",), "grid", 2, "--vary us.capx=1,2: 'us.capx' is no input of this comparison; did you mean"),
        (("us.capex=300..400",), "grid", 2, "wanted PATH=LOW..HIGH:STEPS"),
        (("us.capex=300..400:1",), "grid", 2, "with two steps or more"),
        (("us.capex=300..400:0",), "grid", 2, "with two steps or more"),
        (("us.capex=400..300:3",), "grid", 2, "found '400..300', wanted the lower end first: 300..400"),
        (("us.capex=300:3",), "grid", 2, "wanted PATH=LOW..HIGH:STEPS"),
        (("us.capex=0..400:3log",), "grid", 2, "found 0, wanted more than 0 on a logarithmic scale"),
        (("us.capex=-1..400:3log",), "grid", 2, "found -1, wanted more than 0 on a logarithmic scale"),
        (("us.capex=0..1e308:3",), "grid", 2, "in bn USD, which these can hardly be: wanted USD or bn USD"),
        (("us.capex=0..1e308 bn USD:3",), "grid", 2, "found '0..1e308 bn USD', wanted a smaller figure"),
        (("us.capex=1,1e308 bn USD",), "grid", 2, "found '1e308 bn USD', wanted a smaller figure"),
        (("us.capex=5e-324..1e290 bn USD:3log",), "grid", 2, "found ends that are too far apart to step between"),
        (("china.process.yield=-1e308..1e308:3",), "grid", 2, "found ends that are too far apart to step between"),
        (("us.capex=300..400 GW:3",), "grid", 2, "found unit 'GW', wanted one that measures the same as 'bn USD'"),
        (("us.capex=300..400 H100e:3",), "grid", 2, "found unit 'H100e', wanted one that measures the same"),
        (("us.capex=1e6,1",), "grid", 2, "in bn USD, which these can hardly be: wanted USD or bn USD"),
        (("us.capex=0.3e9..400e9:3",), "grid", 2, "in bn USD, which these can hardly be: wanted USD or bn USD"),
        (("us.capex=300..400,500",), "grid", 2, "found '300..400', wanted a single figure"),
        (("us.capex=a..b:3",), "grid", 2, "wanted a number such as"),
        (("us.capex=1..2:3", "us.capex.2025=1..2:3"), "grid", 2, "us.capex.2025 is varied already"),
        (("us.capex=1..2:3",), "lhs:9", 2, "wanted PATH=LOW..HIGH, or PATH=LOW..HIGH:log"),
        (("us.capex=300",), "lhs:9", 2, "wanted PATH=LOW..HIGH, or PATH=LOW..HIGH:log"),
        (("us.capex=-1..2:3",), "grid", 4, "found -1e+09 to 2e+09, wanted 0 or more"),
        (("us.capex=1..2",), "lhs:0", 2, "wanted grid or lhs:COUNT"),
        (("us.capex=1..2",), "12", 2, "wanted grid or lhs:COUNT"),
        (("us.capex=1..2",), "lhs:²", 2, "wanted grid or lhs:COUNT"),
        (("us.capex=1..2:²",), "grid", 2, "wanted PATH=LOW..HIGH:STEPS"),
        (("us.capex=1..2",), "lhs:many", 2, "wanted grid or lhs:COUNT"),
        (("us.capex=1..2",), "sobol", 2, "wanted grid or lhs:COUNT"),
        (("china.process.yield=0.5..1.5:3",), "grid", 4, "found 0.5 to 1.5, wanted a share between 0 and 1"),
    ],
)
def test_what_cannot_be_varied_so(vary: tuple[str, ...], design: str, code: int, said: str) -> None:
    with pytest.raises(ComputegapError) as caught:
        asked(*vary, design=design)
    assert said in str(caught.value)
    assert caught.value.exit_code == code


def test_a_sweep_cites_every_figure_that_its_quantities_rest_on() -> None:
    sweep = asked("china.process.yield=0.6..0.9:2", quantities=("ratio",), samples=16)
    result = sweep.answer([sweep.part(0, sweep.count)])
    cited = {source.id for source in result.sources}
    behind = compare("us", "china", samples=16)
    # A ratio knows nothing of what rules say of it, nor of what others publish.
    others = ("rules.", "published.", "measured_lags.")
    assert cited == {used.source for used in behind.inputs if not used.path.startswith(others)}
    (chart,) = charts_of(result)
    assert chart.caption.endswith(sources_line(result.sources))


def test_an_answer_states_what_was_set() -> None:
    found = swept("us", "china", vary=["us.capex=300,600"], overrides=["china.capex=80"], samples=64)
    assert json.loads(report(found, "json", Screen()))["overrides"] == ["china.capex=80"]
    assert "; set china.capex=80." in " ".join(report(found, "table", Screen()).split())


def test_a_figure_in_another_unit_is_turned_into_the_inputs_own() -> None:
    worlds = all_worlds(asked("chips.h20.tdp=0.3505 kW,400", "us.capex=300.5e9..400.25e9 USD:2"))
    assert worlds[:, 0].tolist() == pytest.approx([350.5, 350.5, 400, 400])
    assert worlds[:2, 1].tolist() == pytest.approx([300.5, 400.25])
    lives = all_worlds(asked("assumptions.service_life=30 month,4", "us.capex=1,2"))
    assert lives[::2, 0].tolist() == pytest.approx([2.5, 4])


def test_a_figure_in_the_inputs_own_unit_is_the_very_same() -> None:
    tariffs = [0.07 + place / 1000 for place in range(60)]
    plain = all_worlds(asked(f"us.electricity_tariff={','.join(map(repr, tariffs))}"))
    assert plain[:, 0].tolist() == tariffs


def test_great_figures_are_stepped_between_as_far_as_numbers_go() -> None:
    worlds = all_worlds(asked("us.capex=1e170..3e170 USD:3"))
    assert worlds[:, 0].tolist() == pytest.approx([1e161, 2e161, 3e161])


def test_a_quantity_without_a_side_is_the_first_ones() -> None:
    measured = asked("us.capex=300,400", quantities=("added_compute", "china.added_compute")).measured
    assert [item.full for item in measured] == ["us.added_compute", "china.added_compute"]


def test_an_axis_is_logarithmic_where_its_steps_are() -> None:
    grid = asked("us.capex=300..400:2log", "china.capex=60..80:2", "china.process.yield=0.6,0.9")
    listed = asked("us.capex", design="list", listed=(("300",), ("400",)))
    cube = asked("us.capex=300..400:log", "china.capex=60..80", design="lhs:4")
    told = [[axis.is_log for axis in sweep.answer([]).axes] for sweep in (grid, listed, cube)]
    assert told == [[True, False, False], [False], [True, False]]


def test_a_quantity_that_no_world_has_leaves_the_others_their_ends() -> None:
    found = swept(
        "us",
        "china",
        vary=["china.process.yield=0.92,0.95"],
        quantities=["china.subsidy_offset", "china.yield_cost_inflation"],
        samples=16,
    )
    without, with_ends = found.summaries
    assert (without.least_at, without.without) == ({}, 2)
    assert with_ends.least_at == {"china.process.yield": 0.95}
    assert with_ends.most_at == {"china.process.yield": 0.92}
