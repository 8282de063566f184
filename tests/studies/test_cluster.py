"""Clusters by hand and against published ones, and what an unknown figure leaves open."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.errors import ScenarioError, UsageError
from computegap.library.overrides import Override
from computegap.results.shared import Quantity
from computegap.studies.cluster import cluster

if TYPE_CHECKING:
    from computegap.results.cluster import ClusterResult

DAY = 86_400
SMALL = Path(__file__).parents[1] / "good_data" / "small.toml"


def exact(value: Quantity | float | None) -> float:
    assert isinstance(value, float)
    return value


def ranged(value: Quantity | float | None) -> Quantity:
    assert isinstance(value, Quantity)
    return value


def settled() -> ClusterResult:
    """30,000 P800 with every figure settled, so that each answer can be worked out by hand."""
    figures = {
        "chips.p800.peak.bf16": "345 TOP/s",
        "chips.p800.price": "10000 USD",
        "cluster.server_power_overhead": "1.5",
        "cluster.server_cost_overhead": "1.62",
        "cluster.interconnect_cost_share": "0.19",
        "china.power_usage_effectiveness": "1.2",
        "china.tariff_subsidy_rate": "0",
        "china.electricity_tariff": "0.05 USD/kWh",
    }
    overrides = [Override(path, value) for path, value in figures.items()]
    return cluster("kunlun-p800", count=30_000, utilisation="0.4", overrides=overrides)


def test_every_answer_by_hand() -> None:
    found = settled()
    assert exact(found.peak) == pytest.approx(10.35e18)  # the article's cluster at 345 TFLOP/s
    assert exact(found.h100e) == pytest.approx(30_000 * 345 / 989.4)
    assert exact(found.effective) == pytest.approx(4.14e18)
    assert exact(found.power) == pytest.approx(30_000 * 400 * 1.5 * 1.2)
    assert exact(found.cost) == pytest.approx(30_000 * 10_000 * 1.62 / 0.81)
    assert exact(found.energy_cost) == pytest.approx(21_600 * 24 * 90 * 0.05)  # kW, hours, USD a kWh
    flop = 4.14e18 * 90 * DAY
    assert exact(found.training_flop) == pytest.approx(flop)
    assert exact(found.parameters) == pytest.approx((flop / 120) ** 0.5)
    # C = 6 N D, with D = 20 N.
    assert 6 * exact(found.parameters) * exact(found.tokens) == pytest.approx(flop)
    assert exact(found.tokens) == pytest.approx(20 * exact(found.parameters))


def test_owning_a_card_by_hand() -> None:
    """23,000 dollars at 46 % of the whole is 50,000; four years at 1.2 kW and 5 cents come on top; 0.8 is at work."""
    figures = {
        "chips.h100.price": "23000 USD",
        "assumptions.accelerator_share": "0.46",
        "assumptions.service_life": "4 yr",
        "assumptions.reference_utilisation": "0.4",
        "assumptions.scaling_efficiency": "0.8",
        "cluster.availability": "1 1",
        "us.chips.h100.utilisation": "0.4",
        "cluster.server_power_overhead": "1.5584415584",
        "us.power_usage_effectiveness": "1.1",
        "us.electricity_tariff": "0.05 USD/kWh",
    }
    overrides = [Override(path, value) for path, value in figures.items()]
    found = cluster("h100", count=1, overrides=overrides)
    hours = 4 * 365.2425 * 24
    assert exact(found.ownership_cost) == pytest.approx(50_000 + 1.2 * hours * 0.05, rel=1e-6)
    assert exact(found.cost_per_effective_h100e_hour) == pytest.approx(
        (50_000 + 60e-3 * hours) / (hours * 0.8), rel=1e-6
    )
    halved = cluster("h100", count=1, subsidy="50%", overrides=overrides)
    assert exact(found.ownership_cost) - exact(halved.ownership_cost) == pytest.approx(25_000, rel=1e-6)


def test_an_hour_of_an_h100_costs_near_what_it_rents_for() -> None:
    assert 1 < ranged(cluster("h100", count=1).cost_per_effective_h100e_hour).p50 < 3


def test_power_is_the_inverse_of_a_count() -> None:
    from_count = settled()
    figures = (item.partition("=") for item in from_count.overrides)
    overrides = [Override(path, value) for path, _, value in figures]
    from_power = cluster("p800", power=f"{exact(from_count.power)} W", utilisation=0.4, overrides=overrides)
    assert exact(from_power.count_) == pytest.approx(30_000)
    assert exact(from_power.training_flop) == pytest.approx(exact(from_count.training_flop))


def test_the_power_asked_for_is_the_power_drawn_whatever_the_overheads() -> None:
    found = cluster("h100", power="125GW")
    assert exact(found.power) == pytest.approx(125e9)
    count = ranged(found.count_)
    # At 1.2 kW of facility an H100 there would be 104 million.
    assert count.p5 < 104e6 < count.p95
    assert count.p95 / count.p5 == pytest.approx(2.08 / 1.39, rel=0.1)


def test_the_articles_cluster_carries_what_is_disputed() -> None:
    found = cluster("kunlun-p800", count="30000")
    peak = ranged(found.peak)
    assert 7.5e18 < peak.p5 < peak.p95 < 10.35e18
    assert (found.unit_price, found.cost) == (None, None)
    assert any("price of Kunlun P800 is unknown" in note for note in found.notes)
    assert any("other chips' from its vendor's country stands in" in note for note in found.notes)
    assert any(note.endswith("chips.p800.peak.bf16, chips.p800.tdp.") for note in found.notes)
    assert {"chinchilla-2022", "kaplan-2020", "mirrorfrog-p800"} <= {source.id for source in found.sources}


def test_cloudmatrix_draws_what_was_published() -> None:
    """SemiAnalysis: 384 Ascend 910C, 300 PFLOP/s, about 560 kW."""
    found = cluster("ascend-910c", count=384, overrides=[Override("china.power_usage_effectiveness", "1")])
    assert ranged(found.peak).p50 == pytest.approx(300e15, rel=0.02)
    power = ranged(found.power)
    assert power.p5 < power.p95 < 560e3 < power.p95 * 1.05


def test_llama_3_took_the_time_that_it_took() -> None:
    """405 bn parameters on 15.6 trillion tokens are 3.8e25; 16,000 H100 at 40 % need some 70 days of it."""
    found = cluster("h100", count=16_000, utilisation=0.40, days=69.4, tokens_per_parameter=15.6e12 / 405e9)
    assert exact(found.training_flop) == pytest.approx(3.8e25, rel=0.01)
    assert exact(found.parameters) == pytest.approx(405e9, rel=0.01)


def test_a_range_of_cards_or_utilisations_is_carried() -> None:
    assert ranged(cluster("h100", count="1000..2000").peak).p95 == pytest.approx(1950 * 989.4e12, rel=1e-3)
    assert ranged(cluster("h100", count=1000, utilisation="30%..40%").effective).p50 == pytest.approx(0.35 * 989.4e15)


def test_a_card_of_the_scenario_has_its_own_figures_there() -> None:
    """The article's PPU costs 0.6 of an H100, and an H20 cluster may stand in China."""
    ppu = ranged(cluster("ppu", count=16_384).unit_price)
    h100 = ranged(cluster("h100", count=1).unit_price)
    assert ppu.p50 == pytest.approx(0.6 * h100.p50)
    here, there = (cluster("h20", count=1000, place=place) for place in ("us", "china"))
    assert (here.party_name, there.party_name) == ("the US", "China")
    assert ranged(there.power).p50 / ranged(here.power).p50 == pytest.approx(1.25 / 1.1)


def test_what_follows_from_an_unknown_power_is_unknown() -> None:
    found = cluster("siyuan-590", count=1000)
    assert (found.power, found.energy_cost) == (None, None)
    with pytest.raises(ScenarioError, match=r"chips.siyuan-590.tdp is unknown"):
        cluster("siyuan-590", power="10MW")


def test_wider_format_where_allowed() -> None:
    found = cluster("p800", count=10, yardstick="8bit")
    assert found.format == "bf16"
    assert found.notes[0] == "Kunlun P800 has no 8bit: counted at its BF16 peak."
    assert not any("reference" in note for note in found.notes)


def test_four_bits_are_held_against_eight_of_the_h100() -> None:
    found = cluster("b200", count=1, yardstick="fp4", fall_back=False, samples=16)
    assert found.format == "fp4"
    assert exact(found.h100e) == pytest.approx(9000 / 1978.9)
    assert found.notes[0] == "The H100 has no fp4: its FP8 is the reference."


def test_an_answer_says_what_was_asked() -> None:
    assert cluster("h100", count=1, samples=1).asked == "count"
    assert cluster("h100", power="1 MW", samples=1).asked == "power"


def test_the_subsidised_tariff_is_for_domestic_chips_alone() -> None:
    """China's provinces have it for chips made in China; anybody else's would be for their own as well."""
    rates, none = (
        [Override(f"{party}.tariff_subsidy_rate", rate) for party in ("china", "us")] for rate in ("0.25", "0")
    )

    def discount(chip: str, place: str) -> float:
        costs = (cluster(chip, count=1, place=place, overrides=some, samples=16).energy_cost for some in (rates, none))
        with_it, without = (value if isinstance(value, float) else ranged(value).p50 for value in costs)
        return 1 - with_it / without

    assert discount("p800", "china") == pytest.approx(0.25)
    assert discount("h100", "us") == pytest.approx(0.25)
    assert discount("h20", "china") == pytest.approx(0)
    assert discount("p800", "us") == pytest.approx(0)


@pytest.mark.parametrize(
    ("share", "answer", "percentile"),
    [
        ("scaling_efficiency", "effective", "p25"),
        ("utilisation", "effective", "p25"),
        ("accelerator_share", "ownership_cost", "p75"),
        ("reference_utilisation", "cost_per_effective_h100e_hour", "p25"),
        ("tariff_subsidy_rate", "energy_cost", "p75"),
    ],
)
def test_percentiles_of_a_share_are_spread_by_its_odds(
    share: str, answer: str, percentile: str, tmp_path: Path
) -> None:
    """So that no draw is above the whole: odds of 1, 9 and 99 at 50, 90 and 99 % are evenly spread to either side."""
    known = 'unit = "1", basis = "judged", source = "computegap-judgement", note = "a test", as_of = 2026-11-24 }'
    chip = "[parties.us.chips.h100]"
    tariff = f'tariff_subsidy_rate = {{ value = 0, interval = "exact", {known}'
    small = SMALL.read_text("utf-8").replace("parties.here", "parties.us").replace(chip, f"{tariff}\n{chip}")
    settings = [Override(f"cluster.{name}", "1") for name in ("availability", "server_power_overhead")]

    def answered(figure: str) -> Quantity | float:
        file = tmp_path / "shares.toml"
        file.write_text(re.sub(rf"(?m)^{share} = .*", f"{share} = {{ {figure}, {known}", small), "utf-8")
        found: Quantity | float = getattr(
            cluster("h100", count=1, scenario=str(file), overrides=settings, samples=1024), answer
        )
        return found

    quarter = 9 ** (1 + NormalDist().inv_cdf(0.25) / NormalDist().inv_cdf(0.95))
    spread = ranged(answered('low = 0.5, value = 0.9, high = 0.99, interval = "p5-p95"'))
    at_quarter = exact(answered(f'value = {quarter / (1 + quarter)}, interval = "exact"'))
    assert getattr(spread, percentile) == pytest.approx(at_quarter, rel=0.01)


@pytest.mark.parametrize("days", [0.0, -1.0, math.inf, math.nan])
def test_a_run_takes_more_than_no_time_and_ends(days: float) -> None:
    with pytest.raises(UsageError, match=f"--days: found {days:g}, wanted a number above 0"):
        cluster("h100", count=1, days=days, samples=16)


def test_a_run_may_take_part_of_a_day() -> None:
    half, whole = (cluster("h100", count=1, utilisation=0.4, days=days, samples=1) for days in (0.5, 1))
    assert exact(half.training_flop) == pytest.approx(989.4e12 * 0.4 * DAY / 2)
    assert exact(whole.training_flop) == pytest.approx(2 * exact(half.training_flop))


@pytest.mark.parametrize("samples", [0, -1])
def test_an_answer_takes_a_sample_at_least(samples: int) -> None:
    assert cluster("h100", count=1, samples=1).samples == 1
    with pytest.raises(UsageError, match=f"--samples: found {samples}, wanted a number above 0"):
        cluster("h100", count=1, samples=samples)


def test_json_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cluster", "kunlun-p800", "--count", "30000", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "computegap/cluster/1"
    assert {"peak", "effective", "power", "cost", "h100e", "training_flop"} <= set(found)
    assert (found["count"], found["cost"]) == (30_000, None)
    assert found["training_flop"]["unit"] == "OP"


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (["p800"], 2, "--count, as in --count 30000, or --power"),
        (["p800", "--count", "1", "--power", "1GW"], 2, "one of them"),
        (["p800", "--power", "3"], 2, "wanted a unit with it, such as 125GW"),
        (["p800", "--power", "3 GB"], 2, "found unit 'GB', wanted W"),
        (["h100", "--count", "1.5"], 2, "--count: found '1.5', wanted whole cards, such as 30000 or 20000..30000"),
        (["h100", "--count", "1..2.5"], 2, "--count: found '1..2.5', wanted whole cards"),
        (["h100", "--count", "0.5..2"], 2, "--count: found '0.5..2', wanted whole cards"),
        (["kirin", "--count", "1"], 2, "no chip 'kirin'"),
        (["kirin", "--count", "1"], 2, "(--chips-from brings others)"),
        (["p800", "--count", "0"], 2, "--count: found 0, wanted more than 0"),
        (["p800", "--count", "1", "--days", "0"], 2, "--days: found 0"),
        (["p800", "--count", "1", "--utilisation", "1.2"], 2, "wanted a share above 0 and up to 1"),
        (["p800", "--count", "1", "--yardstick", "bandwidth"], 2, "wanted one of 8bit, bf16, fp4"),
        (
            ["p800", "--count", "1", "--in", "chna"],
            2,
            "--in: no party 'chna', wanted one of us, china, uk; did you mean",
        ),
        (
            ["h100", "--count", "1", "--scenario", str(SMALL)],
            2,
            "--in: no party 'us', the country of H100 SXM's vendor, wanted one of here, there",
        ),
        (["p80", "--count", "1"], 2, "did you mean p800?"),
        (["l2", "--count", "1"], 4, "only fp8: choose another --yardstick"),
    ],
)
def test_refusals(argv: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cluster", *argv]) == code
    assert told in capsys.readouterr().err
