"""What money buys, by hand: in a scenario of exact figures, one chip a side."""

from __future__ import annotations

from pathlib import Path

import pytest

from computegap.errors import ScenarioError
from computegap.library.overrides import Override
from computegap.studies.compare import compare
from computegap.studies.forecast import forecast

SMALL = (Path(__file__).parents[1] / "good_data" / "small.toml").read_text("utf-8")
FIGURE = 'interval = "exact", basis = "judged", source = "computegap-judgement", note = "a test", as_of = 2026-11-24'


def written(folder: Path, *changes: tuple[str, str], more: str = "") -> str:
    """The small scenario with some of its text replaced, and more after it."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "money.toml"
    file.write_text(text + more, "utf-8")
    return str(file)


def settings(*changes: str) -> list[Override]:
    return [Override.read(change, change) for change in changes]


def test_what_money_buys_by_hand(tmp_path: Path) -> None:
    """Half of 100 bn at a price that a yield of 0.75 for 0.9 raises by a fifth, and half of 11 bn as quoted."""
    found = compare("here", "there", scenario=written(tmp_path), samples=8)
    here, there = found.sides
    assert here.added_compute.p50 == pytest.approx(50e9 / 24_000)
    assert there.added_compute.p50 == pytest.approx(5.5e9 / 20_000)
    for side in found.sides:
        # As well used as the reference, and no loss by scale.
        assert side.effective_compute is not None
        assert side.effective_compute.p50 == pytest.approx(side.added_compute.p50)
    assert here.yield_penalty is not None
    assert here.yield_penalty.p50 == pytest.approx(50e9 - 50e9 / 1.2)
    assert there.yield_penalty is None


def test_a_subsidy_offsets_a_penalty_where_there_is_one(tmp_path: Path) -> None:
    """10 bn against a sixth of the 50 bn that are spent; the other side makes none of its chips."""
    here, there = compare(
        "here", "there", scenario=written(tmp_path), samples=8, overrides=settings("here.subsidy.2025=10 bn USD")
    ).sides
    assert here.subsidy_offset is not None
    assert here.subsidy_offset.p50 == pytest.approx(10 * 6 / 50)
    assert there.subsidy_offset is None


def test_the_least_penalty_is_offset_and_a_better_yield_has_none(tmp_path: Path) -> None:
    scenario = written(tmp_path, ("separate_subsidy_share = { value = 0", "separate_subsidy_share = { value = 1"))

    def offset(*changes: str) -> float | None:
        side = compare("here", "there", scenario=scenario, samples=8, overrides=settings(*changes)).sides[0]
        return side.subsidy_offset.p50 if side.subsidy_offset else None

    # Of the 3 USD spent a sixth is the yield's.
    assert offset("here.capex.2025=4 USD", "here.subsidy.2025=2 USD") == pytest.approx(4)
    assert offset("here.subsidy.2025=10 bn USD", "here.process.yield=0.9") is None
    assert offset("here.subsidy.2025=10 bn USD", "here.process.yield=0.95") is None


@pytest.mark.parametrize(
    ("setting", "what"),
    [
        ("here.capex.2025=0", "money for accelerators"),
        ("here.chips.h100.compute_share.2025=0", "compute_share among its chips"),
    ],
)
def test_a_side_that_adds_nothing_is_refused(setting: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as raised:
        compare("here", "there", scenario=written(tmp_path), samples=8, overrides=settings(setting))
    assert str(raised.value).startswith(f"here has no {what} in 2025, so it adds no compute: wanted more than 0")


@pytest.mark.parametrize("figure", ["capex", "subsidy"])
def test_money_of_another_year_is_named(figure: str, tmp_path: Path) -> None:
    scenario = written(tmp_path, (f"{figure}.2025", f"{figure}.2026"))
    with pytest.raises(ScenarioError) as raised:
        compare("here", "there", scenario=scenario, samples=8)
    assert str(raised.value) == (
        f"here.{figure} has no figure for 2025, only for 2026: "
        f"choose one with --year, or supply it with --set here.{figure}.2025=VALUE"
    )


def test_a_mix_of_another_year_is_named(tmp_path: Path) -> None:
    scenario = written(tmp_path, ("compute_share.2025", "compute_share.2026"))
    with pytest.raises(ScenarioError) as raised:
        compare("here", "there", scenario=scenario, samples=8)
    assert str(raised.value) == (
        "here.chips: no compute_share for 2025, wanted one of 2026; "
        "supply it with --set here.chips.h100.compute_share.2025=1"
    )


@pytest.mark.parametrize("source", ["article-2025-10-20", "computegap-judgement", "epoch-ai-chip-counts"])
@pytest.mark.parametrize(("own", "asked", "format_read"), [("8bit", "bf16", "BF16"), ("bf16", "8bit", "FP8")])
def test_a_claim_counts_at_the_scenarios_own_yardstick(
    source: str, own: str, asked: str, format_read: str, tmp_path: Path
) -> None:
    """Of an H100 that is said to be worth half of one; what the user says of it holds at any yardstick."""
    claim = f'h100_equivalent = {{ value = 0.5, unit = "H100e", {FIGURE} }}\ndomestic = true'
    claim = claim.replace("computegap-judgement", source).replace("11-24", "11-01")
    scenario = written(tmp_path, ("domestic = true", claim), ('yardstick = "8bit"', f'yardstick = "{own}"'))
    for yardstick, changes, measured_by, worth in (
        (own, (), "claim", 0.5),
        (asked, (), format_read, 1),
        (asked, ("here.chips.h100.h100_equivalent=0.25",), "claim", 0.25),
    ):
        found = compare(
            "here", "there", scenario=scenario, yardstick=yardstick, samples=8, overrides=settings(*changes)
        )
        (chip,) = found.sides[0].chips
        assert chip.measured_by == measured_by
        assert chip.h100_equivalent.p50 == pytest.approx(worth)
        assert ("H100 SXM: H100-equivalent as claimed." in found.notes) is (measured_by == "claim")


def test_a_claim_stands_in_for_a_figure_that_no_datasheet_has(tmp_path: Path) -> None:
    claim = f'\nh100_equivalent = {{ value = 0.5, unit = "H100e", {FIGURE} }}\nutilisation = '
    scenario = written(tmp_path, ("\nutilisation = ", claim))
    found = compare("here", "there", scenario=scenario, yardstick="fp4", fall_back=False, samples=8)
    assert [chip.measured_by for side in found.sides for chip in side.chips] == ["claim", "claim"]
    assert "H100 SXM: H100-equivalent as claimed, as no figure for yardstick fp4 is known." in found.notes


def test_a_price_in_another_currency_is_refused(tmp_path: Path) -> None:
    scenario = written(tmp_path, ('value = 20000, unit = "USD"', 'value = 150000, unit = "CNY"'))
    with pytest.raises(ScenarioError) as raised:
        compare("here", "there", scenario=scenario, samples=8)
    assert str(raised.value) == (
        "here.chips.h100.price is in CNY, and no exchange rate is shipped: --set 'here.chips.h100.price=NUMBER USD'"
    )


def test_a_tariff_is_subsidised_for_chips_of_the_sides_own_making_alone(tmp_path: Path) -> None:
    def hours(rate: float | None) -> list[float]:
        line = f'tariff_subsidy_rate = {{ value = {rate}, unit = "1", {FIGURE} }}\nelectricity_tariff = '
        scenario = written(tmp_path, ("electricity_tariff = ", line)) if rate is not None else written(tmp_path)
        costs = [side.cost_per_effective_h100e_hour for side in compare("here", "there", scenario=scenario).sides]
        return [cost.p50 for cost in costs if cost]

    none, nothing, half = hours(None), hours(0.0), hours(0.5)
    assert none == nothing
    assert half[0] < none[0]
    assert half[1] == none[1]


def test_a_party_with_a_process_and_no_money_lacks_the_rest(tmp_path: Path) -> None:
    firm = f"""
[parties.firm]
name = "Firm"
process = {{ name = "own", yield = {{ value = 0.9, unit = "1", {FIGURE} }} }}
[parties.firm.counted.bought]
title = "bought"
channel = "owned"
stock.2025 = {{ value = 1000, unit = "H100e", {FIGURE} }}
"""
    with pytest.raises(ScenarioError) as raised:
        compare("firm", "there", scenario=written(tmp_path, more=firm), samples=8)
    assert str(raised.value) == (
        "firm has no capex, subsidy, separate_subsidy_share, algorithmic_efficiency, electricity_tariff, "
        "power_usage_effectiveness, chips, which the money route needs: wanted them in a scenario or party file, "
        "or --route counted, for which it has counted chips"
    )


@pytest.mark.parametrize(("made", "better"), [("", 2.0), ("domestic = true\n", 1.0)])
def test_what_is_bought_elsewhere_gets_better_whatever_the_sides_own_process_lags(
    made: str, better: float, tmp_path: Path
) -> None:
    """Twice as good in a year; a chip of the side's own waits two years for its next node."""
    process = 'process = { name = "own", '
    lag = f'{process}node_lag = {{ value = 2, unit = "yr", {FIGURE} }}, '
    figures = f'improvement = {{ value = 2, unit = "1", {FIGURE} }}\n{made}'
    scenario = written(
        tmp_path, (process, lag), ("domestic = true\n", ""), ("compute_share.2025", f"{figures}compute_share.2025")
    )
    found = forecast(
        "here", "there", to=2026, scenario=scenario, samples=8, overrides=settings(*(
            f"{side}.growth.{figure}=1" for side in ("here", "there") for figure in ("capex", "subsidy")
        ))
    )  # fmt: skip
    first, later = (year.sides[0].added_compute.p50 for year in found.years)
    assert later / first == pytest.approx(better)


@pytest.mark.parametrize(
    ("share", "told"), [("0.89", True), ("0.9", False), ("1", False), ("0.84..1", False), ("0.7..1", True)]
)
def test_a_mix_that_does_not_add_up_is_told(share: str, *, told: bool, tmp_path: Path) -> None:
    """Within a tenth it passes, as judged ranges do not add up for every draw; of one chip it is all the same."""
    asked = settings(f"here.chips.h100.compute_share.2025={share}")
    found = compare("here", "there", scenario=written(tmp_path), samples=64, overrides=asked)
    note = "The mix of chips of Here does not add up to 1: each share is taken as its part of the sum."
    assert (note in found.notes) == told
    assert found.sides[0].added_compute.p50 == pytest.approx(50e9 / 24_000)
