"""Wafers, memory and power beside money: published cases, what binds, and what is missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from computegap.cli import main
from computegap.core import routes
from computegap.errors import DataError, ScenarioError
from computegap.library.overrides import Override
from computegap.library.shipped import scenario_text
from computegap.studies.compare import compare
from computegap.studies.explain import explain
from computegap.studies.forecast import forecast

STARTS = 84_000
"""7,000 wafers a month."""


def settled(**figures: str) -> list[Override]:
    """Figures of the evidence scenario with every range of China's wafer route closed."""
    closed = {
        "die_yield.2025": "0.3",
        "package_yield": "1",
        "banked_dies.2025": "0 1",
        "memory_stacks.2025": "13e6",
        **figures,
    }
    return [Override(f"china.supply.ascend-910c.{name}", value) for name, value in closed.items()]


def test_morgan_stanley() -> None:
    """7,000 wafers a month, 78 dies of a 910B or 39 of a 910C on each, 30 % good."""
    dies = routes.good_dies(STARTS, 1.0, 78.0, 0.3)
    assert dies == pytest.approx(1_965_600)
    assert routes.chips_through_logic(dies, 0.0, 2.0, 1.0) == pytest.approx(STARTS * 39 * 0.3)


def test_semianalysis() -> None:
    """13 million stacks make 1.6 million 910C; in 2026 memory binds, at about 300,000."""
    assert routes.chips_through_memory(13e6, 8.0) == pytest.approx(1.6e6, rel=0.02)
    logic = routes.chips_through_logic(routes.good_dies(13_000 * 12, 1.0, 78.0, 0.3), 0.0, 2.0, 1.0)
    assert routes.chips_through_wafers(logic, routes.chips_through_memory(2.4e6, 8.0)) == pytest.approx(300_000)


def test_cloudmatrix_power() -> None:
    """560 kW for 384 cards of 700 W."""
    assert routes.chips_through_power(560e3, 700.0, 560 / (384 * 0.7), 1.0) == pytest.approx(384)


def test_the_wafer_route_of_a_comparison_by_hand() -> None:
    found = compare("us", "china", scenario="evidence", overrides=settled())
    (wafers,) = (item for item in found.routes if item.route == "wafers")
    china = wafers.sides[1]
    h20 = next(chip for chip in found.sides[1].chips if chip.chip == "h20")
    ascend = next(chip for chip in found.sides[1].chips if chip.chip == "ascend-910c")
    made = STARTS * 39 * 0.3 * ascend.h100_equivalent.mean
    assert china.compute is not None
    assert china.compute.mean == pytest.approx(made + h20.units.mean * h20.h100_equivalent.mean, rel=1e-6)


@pytest.fixture
def unbanked(tmp_path: Path) -> str:
    """Scenario file of the evidence without the dies that were banked."""
    text = scenario_text("evidence")
    for year in ("2025", "2026"):
        banked = text[text.index(f"[parties.china.supply.ascend-910c.banked_dies.{year}]") :]
        text = text.replace(banked[: banked.index("\n[", 1)], "")
    file = tmp_path / "unbanked.toml"
    file.write_text(text, "utf-8")
    return str(file)


FEW = {"wafer_starts": "10 1/month", "die_yield.2025": "0.3", "package_yield": "1", "memory_stacks": "13e6"}


def few(**more: str) -> list[Override]:
    """Settings of so few wafers that a single die would show."""
    return [Override(f"china.supply.ascend-910c.{name}", value) for name, value in {**FEW, **more}.items()]


def test_a_supply_without_banked_dies_has_none(unbanked: str) -> None:
    found = explain(
        "china.ascend-910c.chips_through_wafers", "us", "china", scenario=unbanked, route="wafers", samples=64,
        overrides=few(),
    )  # fmt: skip
    assert found.tree.value.mean == pytest.approx(10 * 12 * 78 * 0.3 / 2)


SMALL = (Path(__file__).parents[1] / "good_data" / "small.toml").read_text("utf-8")
FIGURE = 'interval = "exact", basis = "judged", source = "computegap-judgement", note = "a test", as_of = 2026-11-24'


def exact(value: float, unit: str = "1") -> str:
    return f'{{ value = {value}, unit = "{unit}", {FIGURE} }}'


def supply(party: str, chip: str, wafers: float, more: str = "") -> str:
    """What a side is said to have of wafers with 39 packages each, of which half are good."""
    return f"""
[parties.{party}]
growth.wafer_starts = {exact(2)}
[parties.{party}.supply.{chip}]
wafer_starts.2025 = {exact(wafers, "1/month")}
wafer_share.2025 = {exact(1)}
die_yield.2025 = {exact(0.5)}
dies_per_wafer = {exact(78)}
dies_per_package = {exact(2)}
package_yield = {exact(1)}
{more}
"""


def maker(party: str, wafers: float) -> str:
    counted = f'{{ title = "its own", channel = "owned", stock.2025 = {exact(1, "H100e")} }}'
    head = f'[parties.{party}]\nname = "{party.title()}"\ncounted.own = {counted}'
    return supply(party, "ascend-910c", wafers).replace(f"[parties.{party}]", head, 1)


def test_a_side_of_which_the_wafers_alone_are_known_is_told_by_year(tmp_path: Path) -> None:
    """It buys no chips, so that there is no mix of them: 10 wafers a month of 19.5 chips each, twice as many later."""
    file = tmp_path / "makers.toml"
    file.write_text(SMALL + maker("maker", 10) + maker("rival", 5), "utf-8")
    overrides = [Override("chips.ascend-910c.peak.bf16", "780 TOP/s")]
    asked = forecast(
        "maker", "rival", to=2027, scenario=str(file), route="wafers", samples=8, overrides=overrides
    )  # fmt: skip
    made = 120 * 19.5 * 780 / 1978.9
    computes = [[side.added_compute.p50 for side in year.sides] for year in asked.years]
    assert computes[0] == pytest.approx([made, made / 2])
    assert computes[1] == pytest.approx([2 * made, made])
    assert computes[2] == pytest.approx([4 * made, 2 * made])
    alone = compare("maker", "rival", scenario=str(file), route="wafers", samples=8, overrides=overrides)
    assert alone.sides[0].added_compute == asked.years[0].sides[0].added_compute


@pytest.fixture
def mixed(tmp_path: Path) -> str:
    """A side that makes two kinds of chip of its wafers, worth 0.5 and 0.2, and brings as much compute by either.

    The first gets twice as good every year.
    """
    figures = f"""h100_equivalent = {exact(0.5, "H100e")}
improvement = {exact(2)}
"""
    other = f"""
[parties.here.chips.h20]
domestic = true
compute_share.2025 = {exact(1)}
h100_equivalent = {exact(0.2, "H100e")}
price = {exact(10_000, "USD")}
utilisation = {exact(0.4)}
"""
    text = SMALL.replace("domestic = true\n", f"{figures}domestic = true\n")
    head, process, tail = text.partition("process = ")
    text = f"{head}growth.wafer_starts = {exact(2)}\n{process}{tail}"
    made = supply("here", "h100", 10, 'also_makes = ["h20"]').partition("[parties.here.supply")
    there = supply("there", "h100", 10).partition("[parties.there.supply")
    text = text.replace("[parties.there]\n", f"[parties.there]\ngrowth.wafer_starts = {exact(1)}\n")
    file = tmp_path / "mixed.toml"
    file.write_text(text + other + "".join((*made[1:], *there[1:])), "utf-8")
    return str(file)


def test_a_package_is_worth_the_mean_of_the_chips_that_are_made_of_the_wafers(mixed: str) -> None:
    """One of 0.5 to two and a half of 0.2; in a year one of 1 to five of 0.2, of twice as many wafers."""
    here, there = compare("here", "there", scenario=mixed, route="wafers", samples=8).sides
    assert here.added_compute.p50 == pytest.approx(120 * 19.5 * 1 / 3.5)
    assert there.added_compute.p50 == pytest.approx(120 * 19.5)
    years = forecast("here", "there", to=2026, scenario=mixed, route="wafers", samples=8).years
    assert [year.sides[0].added_compute.p50 for year in years] == pytest.approx([120 * 19.5 / 3.5, 240 * 19.5 * 2 / 6])
    assert [year.sides[1].added_compute.p50 for year in years] == pytest.approx([120 * 19.5, 120 * 19.5])


def test_stacks_of_memory_need_to_be_told_how_many_go_into_a_package(tmp_path: Path) -> None:
    file = tmp_path / "stacks.toml"
    stacks = f"memory_stacks.2025 = {exact(100)}\n"
    file.write_text(SMALL + maker("rival", 5) + maker("maker", 10) + stacks, "utf-8")
    told = "parties.maker.supply.ascend-910c: stacks_per_package: found nothing, wanted a value, because memory_stacks"
    with pytest.raises(DataError, match=re.escape(told)):
        compare("maker", "rival", scenario=str(file), route="wafers", samples=8)


def test_a_mix_that_is_stated_for_later_years_alone_is_refused_as_along_the_money(mixed: str) -> None:
    later = Path(mixed)
    later.write_text(later.read_text("utf-8").replace("compute_share.2025", "compute_share.2026"), "utf-8")
    told = "here.chips: no compute_share for 2025, wanted one of 2026; supply it with --set"
    with pytest.raises(ScenarioError, match=re.escape(told)):
        forecast("here", "there", to=2026, scenario=mixed, route="wafers", samples=8)
    with pytest.raises(ScenarioError, match=re.escape(told)):
        compare("here", "there", scenario=mixed, route="money", samples=8)


def test_a_package_of_one_kind_of_chip_is_explained_by_its_datasheet(mixed: str) -> None:
    tree = explain("there.h100.h100_equivalent", "here", "there", scenario=mixed, route="wafers", samples=8).tree
    assert [child.input.path for child in tree.children if child.input] == [
        "chips.h100.peak.fp8",
        "chips.h100.peak.fp8",
    ]


def test_banked_dies_are_used_up_once_no_more_are_stated(unbanked: str) -> None:
    """What the evidence says of 2025 and 2026 leaves nothing for 2027."""

    def compute(scenario: str, overrides: list[Override]) -> list[float]:
        asked = forecast("us", "china", to=2028, scenario=scenario, route="wafers", samples=64, overrides=overrides)
        return [year.sides[1].added_compute.p50 for year in asked.years]

    banked = compute("evidence", few(banked_dies="1e6 1"))
    none = compute(unbanked, few())
    assert [more > less for more, less in zip(banked, none, strict=True)] == [True, True, False, False]
    assert banked[2:] == none[2:]


def test_memory_binds_where_it_is_short() -> None:
    found = {
        stacks: compare("us", "china", scenario="evidence", overrides=settled(**{"memory_stacks.2025": stacks}))
        for stacks in ("13e6", "1e6")
    }
    computes = [item.compute for work in found.values() for item in [work.routes[1].sides[1]]]
    assert computes[0] is not None
    assert computes[1] is not None
    ascend = next(chip for chip in found["1e6"].sides[1].chips if chip.chip == "ascend-910c").h100_equivalent.mean
    lost = (STARTS * 39 * 0.3 - 1e6 / 8) * ascend
    assert computes[0].mean - computes[1].mean == pytest.approx(lost, rel=1e-6)


def test_the_smallest_known_route_binds() -> None:
    found = compare("us", "china", scenario="evidence")
    assert [item.route for item in found.routes] == ["money", "wafers", "power", "counted"]
    for place, party in enumerate(("us", "china")):
        medians = {item.route: item.sides[place].compute for item in found.routes if item.route != "counted"}
        smallest = min(medians, key=lambda route: getattr(medians[route], "p50", float("inf")))
        assert [item.route for item in found.routes if party in item.binds] == [smallest]
    rich = compare("us", "china", scenario="evidence", overrides=[Override("us.facility_power.2025", "100 GW")])
    assert "us" in rich.routes[0].binds


def test_semianalysis_count_of_ascends_lies_near_the_wafer_route() -> None:
    """805,000 units in 2025, by SemiAnalysis; the BIS has 200,000 at most."""
    found = compare("us", "china", scenario="evidence", route="wafers")
    ascend = next(
        chip for chip in compare("us", "china", scenario="evidence").sides[1].chips if chip.chip == "ascend-910c"
    )
    h20 = next(chip for chip in compare("us", "china", scenario="evidence").sides[1].chips if chip.chip == "h20")
    units = (
        found.sides[1].added_compute.mean - h20.units.mean * h20.h100_equivalent.mean
    ) / ascend.h100_equivalent.mean
    assert 1 / 1.5 < units / 805_000 < 1.5


@pytest.mark.parametrize("route", ["wafers", "power"])
def test_the_answer_follows_the_route_that_is_asked_for(route: str) -> None:
    found = compare("us", "china", scenario="evidence", route=route)
    (asked,) = (item for item in found.routes if item.route == route)
    assert found.route == route
    assert found.ratio == asked.ratio
    assert (found.effective_ratio, found.sides[0].chips) == (None, ())
    turned = compare("china", "us", scenario="evidence", route=route)
    assert turned.ratio.p50 == pytest.approx(1 / found.ratio.p50, rel=1e-3)


def test_a_route_without_figures_says_which_are_missing(capsys: pytest.CaptureFixture[str]) -> None:
    found = compare("us", "china")
    missing = {item.route: item.sides[0].missing for item in found.routes}
    assert missing["money"] == ""
    assert missing["wafers"].startswith("us.supply.b200 or us.supply.h100 is unknown, and the wafers route needs it")
    assert missing["power"].startswith("us.facility_power.2025 is unknown, and the power route needs it")
    for side in found.routes[3].sides:
        assert side.missing.startswith(f"{side.party} has no counted chips")
        assert f"as parties.{side.party}.counted.NAME" in side.missing
    assert [item.binds for item in found.routes] == [("us", "china"), (), (), ()]
    assert not any("--scenario" in text for text in missing.values())
    for route in ("wafers", "power"):
        assert main(["explain", "us.added_compute", "us", "china", "--route", route]) == 4
        assert capsys.readouterr().err == f"computegap: {missing[route]}; --scenario evidence has it\n"
    assert main(["compare", "us", "china", "--route", "power", "--year", "1999"]) == 4
    assert "--scenario" not in capsys.readouterr().err
    assert main(["compare", "us", "china", "--scenario", "evidence", "--route", "wafers", "--basis", "stock"]) == 2
    assert "wanted flow, which the wafers route gives" in capsys.readouterr().err


def test_a_route_that_one_side_alone_has_gives_no_ratio() -> None:
    found = compare("us", "examples/france.toml", scenario="evidence", samples=64)
    (power,) = (item for item in found.routes if item.route == "power")
    assert power.sides[0].compute is not None
    assert power.sides[0].missing == ""
    assert power.sides[1].compute is None
    assert power.sides[1].missing.startswith("france.facility_power.2025 is unknown")
    assert power.ratio is None
    (counted,) = (item for item in found.routes if item.route == "counted")
    assert (counted.sides[0].compute is None, counted.sides[0].missing) == (False, "")
    assert (counted.sides[1].compute, counted.ratio) == (None, None)
    assert counted.sides[1].missing.startswith("france has no counted chips")


def test_two_ways_to_a_stock_stand_beside_each_other_and_none_binds() -> None:
    routes = compare("us", "china", scenario="evidence", route="counted").routes
    assert [item.route for item in routes] == ["money", "counted"]
    assert all(side.compute for item in routes for side in item.sides)
    assert not any(item.binds for item in routes)
    flow = compare("us", "china", scenario="evidence", route="counted", basis="flow")
    assert flow.routes[3].ratio == flow.ratio
    assert flow.routes[0].ratio == compare("us", "china", scenario="evidence").ratio


def test_explain_tells_a_route(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["explain", "compute_through_wafers", "china", "us", "--scenario", "evidence", "--route", "wafers"]
    assert main(argv) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "chips_through_memory = memory_stacks / stacks_per_package" in text


def test_the_table_shows_every_route_and_marks_what_binds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "china", "--scenario", "evidence"]) == 0
    text = capsys.readouterr().out
    assert "Route, million H100e" in text
    assert "< binds: the smallest of the routes that are known; a count bounds" in text


def test_json_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "china", "--scenario", "evidence", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["routes"]
    assert {item["route"] for item in found} == {"money", "wafers", "power", "counted"}
    for item in found:
        assert {"route", "sides", "ratio", "binds"} == set(item)
        assert [side["party"] for side in item["sides"]] == ["us", "china"]
