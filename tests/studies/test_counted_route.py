"""Compute by counts of chips, channel by channel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from computegap import compare
from computegap.cli import main
from computegap.data.literal import TABLES
from computegap.errors import DataError, ScenarioError
from computegap.library.overrides import Override
from computegap.library.view import Library
from computegap.reports import Screen, report
from computegap.reports.charts import charts_of
from computegap.reports.charts.shapes import Bars
from computegap.studies.comparison import Question
from computegap.studies.explain import explain

SMALL = (Path(__file__).parents[1] / "good_data" / "small.toml").read_text("utf-8")
FIGURE = 'interval = "exact", basis = "judged", source = "computegap-judgement", note = "a test", as_of = 2026-11-24'
CHANNELS = f"""
[parties.firm]
name = "Firm"
unknown = ["what it rents."]
[parties.firm.counted.bought]
title = "bought"
channel = "owned"
stock.2025 = {{ value = 1000, unit = "H100e", {FIGURE} }}
stock.2024 = {{ value = 400, unit = "H100e", {FIGURE} }}

[parties.land]
name = "Land"
members = ["firm"]
[parties.land.counted.made]
title = "made at home"
channel = "domestic"
chip = "ascend-910c"
stock.2025 = {{ value = 500, unit = "1", {FIGURE} }}
added.2025 = {{ low = 100, high = 200, unit = "1", {FIGURE.replace("exact", "range")} }}
[parties.land.counted.hidden]
title = "hidden"
channel = "smuggled"
chip = "h100"
on = false
stock.2025 = {{ value = 70, unit = "1", bound = "at least", {FIGURE} }}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    file = tmp_path / "counted.toml"
    file.write_text(SMALL + CHANNELS, "utf-8")
    return str(file)


def test_channels_add_up_by_hand(scenario: str) -> None:
    found = compare(
        "land",
        "firm",
        route="counted",
        scenario=scenario,
        overrides=[Override("chips.ascend-910c.peak.bf16", "780 TOP/s")],
    )
    made = 500 * 780 / 1978.9
    assert (found.route, found.basis, found.year) == ("counted", "stock", 2025)
    assert found.ratio.p50 == pytest.approx((made + 1000) / 1000)
    land = found.sides[0]
    assert [(item.party, item.name, item.channel) for item in land.channels] == [
        ("land", "made", "domestic"),
        ("firm", "bought", "owned"),
    ]
    first = land.channels[0]
    assert first.units is not None
    assert first.units.p50 == 500
    assert first.compute.p50 == pytest.approx(made)
    assert first.compute_share.p50 == pytest.approx(made / (made + 1000))
    assert first.measured_by == "BF16"
    assert land.channels[1].measured_by == "count"
    assert land.capex is None
    assert sum(item.compute_share.p50 for item in land.channels) == pytest.approx(1)


def test_a_channel_is_switched_on_by_a_path(scenario: str) -> None:
    off = compare("land", "firm", route="counted", scenario=scenario)
    assert "Land, smuggled: hidden: switched off." in off.notes
    on = compare(
        "land", "firm", route="counted", scenario=scenario, overrides=[Override("land.counted.hidden.on", "true")]
    )
    assert on.sides[0].added_compute.p50 - off.sides[0].added_compute.p50 == pytest.approx(70)
    assert on.sides[0].channels[1].bound == "at least"
    assert on.overrides == ("land.counted.hidden.on=true",)


def test_a_count_is_set_in_chips_or_in_h100e(scenario: str) -> None:
    path = "land.counted.made.stock.2025"
    found = compare("land", "firm", route="counted", scenario=scenario, overrides=[Override(path, "90 H100e")])
    assert found.sides[0].channels[0].compute.p50 == 90
    assert found.sides[0].channels[0].units is None
    with pytest.raises(ScenarioError, match="chip: found none, wanted the id of the chip"):
        Library(scenario, [Override("firm.counted.bought.stock.2025", "90 1")])
    with pytest.raises(ScenarioError, match="found unit 'USD', wanted one that measures the same as '1'"):
        Library(scenario, [Override(path, "90 USD")])
    # What the message on a missing year says can be done.
    with pytest.raises(ScenarioError, match=r"--set 'land\.counted\.made\.stock\.2030=NUMBER 1'"):
        compare("land", "firm", route="counted", scenario=scenario, year=2030)
    later = [Override("land.counted.made.stock.2030", "5 1"), Override("firm.counted.bought.stock.2030", "5 H100e")]
    assert compare("land", "firm", route="counted", scenario=scenario, year=2030, overrides=later).year == 2030


def test_the_basis_is_one_that_both_sides_have_figures_of_in_the_year(scenario: str) -> None:
    """Of 2026 additions alone, of less than one H100; in 2025 one side has no additions."""
    added = [Override("land.counted.made.added.2026", "0 1"), Override("firm.counted.bought.added.2026", "0.5 H100e")]
    found = compare("land", "firm", route="counted", scenario=scenario, year=2026, overrides=added)
    assert (found.basis, found.ratio.p50) == ("flow", 1)
    assert [side.added_compute.p50 for side in found.sides] == [0.5, 0.5]
    assert compare("land", "firm", route="counted", scenario=scenario, year=2025).basis == "stock"


def test_a_kind_of_count_that_a_channel_lacks_is_set_as_the_refusal_says(scenario: str) -> None:
    with pytest.raises(ScenarioError, match=r"--set 'firm\.counted\.bought\.added\.2025=NUMBER H100e'"):
        compare("land", "firm", route="counted", scenario=scenario, basis="flow")
    added = [Override("firm.counted.bought.added.2025", "5 H100e")]
    assert compare("land", "firm", route="counted", scenario=scenario, basis="flow", overrides=added).basis == "flow"
    with pytest.raises(ScenarioError, match="no 'addd', wanted one of stock"):
        Library(scenario, [Override("firm.counted.bought.addd.2025", "5 H100e")])


def test_what_is_unknown_is_said(scenario: str) -> None:
    found = compare("land", "firm", route="counted", scenario=scenario, year=2025)
    assert "Unknown of Firm: what it rents." in found.notes
    assert "No algorithmic efficiency of Land or Firm is stated: none is counted." in found.notes
    earlier = compare("land", "firm", route="counted", scenario=scenario, year=2024)
    assert earlier.ratio.p50 == 1
    assert "Land, domestic: made at home: no stock of 2024, only of 2025, so left out." in earlier.notes


def test_an_efficiency_that_is_not_stated_is_explained_as_none(scenario: str) -> None:
    found = explain("algorithm_adjusted_ratio", "land", "firm", scenario=scenario, route="counted", samples=8)
    told = {(child.quantity, child.of): child for child in found.tree.children}
    for party in ("land", "firm"):
        leaf = told["algorithmic_efficiency", party]
        assert (leaf.value.mean, leaf.input, leaf.children) == (1, None, ())


@pytest.mark.parametrize("member", ["afar", "zone"])
def test_a_members_channel_is_told_by_whose_it_is(member: str, tmp_path: Path) -> None:
    file = tmp_path / "counted.toml"
    renamed = CHANNELS.replace("parties.firm", f"parties.{member}").replace('["firm"]', f'["{member}"]')
    file.write_text(SMALL + renamed, "utf-8")
    question = Question("land", member, route="counted", scenario=str(file), samples=8)
    land, own = question.work_out().sides
    assert list(land.parts) == ["made", f"{member}.bought"]
    assert list(own.parts) == ["bought"]


def test_published_h100_equivalents_hold_at_8_bits_alone(tmp_path: Path) -> None:
    file = tmp_path / "counted.toml"
    bought = 'unit = "H100e", interval = "exact", basis = "judged", source = "computegap-judgement"'
    for source in ("article-2025-10-20", "epoch-ai-chip-counts"):
        cited = CHANNELS.replace(bought, bought.replace("computegap-judgement", source)).replace("11-24", "11-01")
        file.write_text(SMALL + cited, "utf-8")
        with pytest.raises(ScenarioError, match="is in H100e of 8-bit peak, and says nothing at yardstick bf16"):
            compare("land", "firm", route="counted", scenario=str(file), yardstick="bf16")
    path = "firm.counted.bought.stock.2025"
    own = compare(
        "land", "firm", route="counted", scenario=str(file), yardstick="bf16", overrides=[Override(path, "90 H100e")]
    )
    assert own.sides[1].added_compute.p50 == 90


def test_shared_members_are_drawn_once() -> None:
    """A side compared with a side that it is a part of: the common chips cancel, draw by draw."""
    found = compare("us", "google", route="counted", scenario="evidence")
    shares = [item.compute_share for item in found.sides[0].channels if item.party == "google"]
    assert found.ratio.p5 >= 1
    assert 1 / found.ratio.p50 == pytest.approx(sum(share.p50 for share in shares), rel=0.02)


@pytest.mark.parametrize(
    ("first", "second", "asked", "told"),
    [
        ("here", "firm", {}, "here has no counted chips, which the counted route needs"),
        ("here", "firm", {}, "or --route money, for which it has figures"),
        ("land", "firm", {"basis": "flow"}, "firm has no counted added.2025, only stock of 2024, 2025"),
        ("land", "firm", {"year": 2030}, "land has no counted stock.2030, only stock of 2024, 2025; added of 2025"),
        ("land", "firm", {"yardstick": "bf16"}, "firm.counted.bought.stock.2025 is in H100e of 8-bit peak"),
        ("land", "firm", {"fall_back": False}, "Ascend 910C has no figure for yardstick 8bit"),
        (
            "land",
            "firm",
            {"overrides": [Override("firm.counted.bought.on", "off")]},
            "every channel of firm is off: turn one on, --set firm.counted.bought.on=true",
        ),
        (
            "land",
            "firm",
            {"overrides": [Override(f"{path}.on", "off") for path in ("land.counted.made", "firm.counted.bought")]},
            "every channel of land is off: turn one on, --set land.counted.made.on=true",
        ),
        (
            "land",
            "firm",
            {"overrides": [Override("firm.counted.bought.stock.2025", "0")]},
            "firm has no counted compute in 2025",
        ),
    ],
)
def test_what_is_missing_is_named(scenario: str, first: str, second: str, asked: dict[str, object], told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        compare(first, second, route="counted", scenario=scenario, **asked)  # type: ignore[arg-type]  # a mix of kinds
    assert told in str(error.value)


def test_the_money_route_says_which_figures_a_party_lacks(scenario: str) -> None:
    with pytest.raises(ScenarioError, match=r"firm has no capex, .*chips, which the money .* or --route counted"):
        compare("here", "firm", scenario=scenario)
    with pytest.raises(ScenarioError, match=r"here has no counted additions before 2025 .* or --basis flow"):
        compare("here", "there", scenario=scenario, basis="stock")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('chip = "h100"\n', "", "parties.land.counted.hidden: chip: found none, wanted the id of the chip"),
        ('members = ["firm"]', 'members = ["firn"]', "parties.land.members: found 'firn', wanted one of"),
        ('members = ["firm"]', 'members = ["here"]', "found 'here', which has no counted chips of its own"),
        ('channel = "smuggled"', 'channel = "stolen"', "parties.land.counted.hidden.channel: found 'stolen'"),
        ("value = 70,", "value = -70,", "parties.land.counted.hidden.stock.2025: found -70, wanted 0 or more"),
        ('chip = "h100"', 'chip = "h10"', "parties.land.counted.hidden.chip: no chip 'h10'; did you mean h100?"),
        ("stock.2025 = { value = 70", "stok.2025 = { value = 70", "parties.land.counted.hidden.stok: unknown key"),
    ],
)
def test_files_that_do_not_hold(
    old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in CHANNELS
    file = tmp_path / "bad.toml"
    file.write_text(SMALL + CHANNELS.replace(old, new), "utf-8")
    assert main(["scenario", "check", str(file)]) == 3
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("override", "told"),
    [
        (Override("land.counted.hidden.on", "perhaps"), "is a switch, wanted true, on or yes, or false, off or no"),
        (Override("land.counted.hidden.on", "3"), "is a switch, wanted true, on or yes, or false, off or no"),
        (Override("land.counted.hidden.stock.2025", "true"), "is no switch, wanted a figure"),
        (Override("land.counted.hidden.onn", "true"), "unknown key"),
    ],
)
def test_switches_that_do_not_fit(scenario: str, override: Override, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        Library(scenario, [override])


def test_the_shipped_channels(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["compare", "us", "china", "--scenario", "evidence", "--route", "counted", "--format", "json"]
    assert main(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["basis"], answer["route"]) == ("stock", "counted")
    assert {item["channel"] for item in answer["sides"][1]["channels"]} == {"licensed", "domestic", "smuggled"}
    assert answer["published"]
    cited = {source["id"] for source in answer["sources"]}
    assert all(item["source"] in cited for side in answer["sides"] for item in side["channels"])
    # Sums of percentiles would overstate the range.
    us = answer["sides"][0]
    assert us["added_compute"]["p5"] > sum(item["compute"]["p5"] for item in us["channels"])
    assert main([*arguments[:-2], "--set", "china.counted.smuggled.on=false", "--basis", "flow"]) == 0
    table = capsys.readouterr().out
    assert "basis flow" in table
    assert "China, smuggled: Nvidia, counted as H100: switched off." in " ".join(table.split())


@pytest.mark.parametrize(("year", "ratio"), [(2022, 4.9), (2023, 4.3), (2024, 9.0), (2025, 21.6)])
def test_licensed_nvidia_alone_is_as_the_facts_have_it(year: int, ratio: float) -> None:
    """Five owners' Nvidia over China's, by sums of medians, which draws come near."""
    others = ("meta.counted.amd", "microsoft.counted.amd", "oracle.counted.amd", "google.counted.tpu",
              "amazon.counted.trainium", "china.counted.amd", "china.counted.ascend", "china.counted.zhenwu",
              "china.counted.smuggled", "baidu.counted.p800")  # fmt: skip
    off = [Override(f"{path}.on", "false") for path in others]
    found = compare("us", "china", route="counted", scenario="evidence", year=year, overrides=off)
    assert found.ratio.p50 == pytest.approx(ratio, rel=0.03)


PARTIES = TABLES["scenarios/evidence.toml"]["parties"]
assert isinstance(PARTIES, dict)


@pytest.mark.parametrize("party", sorted(PARTIES))
def test_every_party_can_be_a_side(party: str, capsys: pytest.CaptureFixture[str]) -> None:
    year = "2026" if party == "bytedance" else "2025"
    other = "china" if party in {"bytedance", "us"} else "us"
    assert main(["compare", party, other, "-s", "evidence", "--route", "counted", "--year", year]) == 0
    assert "Unknown of" in capsys.readouterr().out


def test_a_bad_scenario_file_is_bad_data(tmp_path: Path) -> None:
    file = tmp_path / "nothing.toml"
    file.write_text(SMALL + '\n[parties.nobody]\nname = "Nobody"\n', "utf-8")
    with pytest.raises(DataError, match=r"parties\.nobody: found no chips, neither bought nor counted"):
        Library(str(file)).scenario()


def test_only_what_is_rented_or_used_is_told_to_be_among_what_others_own() -> None:
    told = "Some of it is rented or used, not owned"
    owners = compare("meta", "google", route="counted", scenario="evidence", samples=16)
    assert not any(note.startswith(told) for note in owners.notes)


@pytest.mark.parametrize(
    ("sides", "kind", "bars"),
    [
        (("us", "china"), "owned", ("the US, owned", "China, owned")),
        (("openai", "china"), "owned or used", ("OpenAI, used", "China, owned")),
        (("openai", "anthropic"), "used", ("OpenAI, used", "Anthropic, used")),
    ],
)
def test_what_a_side_uses_is_not_said_to_be_its_own(sides: tuple[str, str], kind: str, bars: tuple[str, str]) -> None:
    found = compare(*sides, scenario="evidence", route="counted", samples=16)
    first, second = found.sides
    verb = "owns" if kind == "owned" else "has"
    text = " ".join(report(found, "table", Screen()).split())
    assert text.startswith(f"At the end of 2025 {first.name} {verb} ")
    assert f"basis stock ({kind} at its end)" in text
    assert f"Compute {kind}, {first.name} / {second.name}" in text
    assert f"Compute {kind} million H100e" in text
    assert ("owned at its end" in text) == (kind == "owned")
    chart = charts_of(found)[0]
    assert isinstance(chart, Bars)
    assert tuple(bar.label for bar in chart.bars) == bars
    assert chart.axis.title.startswith(f"AI compute {kind} at its end")
