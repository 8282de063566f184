"""Paths into the facts, what `--set` makes of a figure, and what a file may be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_origin

import pytest

from computegap.data.literal import TABLES
from computegap.errors import DataError, ScenarioError, UsageError
from computegap.library.overrides import BOOLEANS, DATED, Override
from computegap.library.reading import DEEPEST, LARGEST_TOML, fingerprint, read_toml
from computegap.library.shipped import (
    DEFAULT_SCENARIO,
    chip_ids,
    find_chip,
    place_of,
    scenario_ids,
    scenario_text,
    shipped_number,
)
from computegap.library.view import IMPORTED_TABLE, Library
from computegap.records.number import Cut, Number
from computegap.records.party import Channel, Holding, Party
from computegap.records.supply import Supply

GOOD = Path(__file__).parents[1] / "good_data"


def after(*settings: str, scenario: str = "article") -> Library:
    """A library with what was set."""
    return Library(scenario, [Override.read(text, f"--set {text}") for text in settings])


def refusal(setting: str, scenario: str = "article") -> str:
    with pytest.raises(ScenarioError) as refused:
        after(setting, scenario=scenario)
    return str(refused.value)


@pytest.mark.parametrize("text", ["us.capex", "=5", " = 5", "us.capex=", "us.capex= "])
def test_an_override_has_a_path_and_a_value(text: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        Override.read(text, "--set it")
    assert str(refused.value) == "--set it: wanted PATH=VALUE, such as china.process.yield=0.85"


def test_an_override_is_split_at_its_first_equals_sign() -> None:
    assert Override.read(" us.capex = 1=2 ", "") == ("us.capex", "1=2")


def test_what_is_set_takes_the_place_of_every_year_and_says_who_set_it() -> None:
    capex = after("us.capex=300").scenario().parties["us"].capex
    assert {year: number.value for year, number in capex.items()} == dict.fromkeys(capex, 300.0)
    number = capex["2025"]
    assert (number.basis, number.source, number.unit, number.interval) == ("judged", "command-line", "bn USD", "exact")
    assert number.note == "set by the user: --set us.capex=300"


def test_a_range_keeps_its_ends_middle_and_distribution() -> None:
    number = after("us.capex.2025=pert(80, 95, 98) bn USD").find("us.capex.2025")["us.capex.2025"]
    assert (number.low, number.value, number.high, number.distribution) == (80, 95, 98, "pert")


@pytest.mark.parametrize("word", ["true", "on", "yes", "Yes", "ON"])
def test_a_channel_is_switched_on(word: str) -> None:
    found = after("china.counted.smuggled.on=off", f"china.counted.smuggled.on={word}", scenario="evidence")
    assert found.scenario().parties["china"].counted["smuggled"].on


@pytest.mark.parametrize("word", ["false", "off", "no", "No"])
def test_a_channel_is_switched_off(word: str) -> None:
    found = after(f"china.counted.smuggled.on={word}", scenario="evidence")
    assert not found.scenario().parties["china"].counted["smuggled"].on


def test_a_party_may_be_called_as_a_switch_is(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    small = (Path(__file__).parents[1] / "good_data" / "small.toml").read_text("utf-8")
    file.write_text(small.replace("[parties.here", "[parties.on"), "utf-8")
    paths = {"on.capex.2025": "120 bn USD", "on.electricity_tariff": "0.2"}
    library = Library(str(file), [Override(path, value) for path, value in paths.items()])
    assert [library.find(path)[path].value for path in paths] == [120, 0.2]


@pytest.mark.parametrize("word", ["0", "1", "0.5", "maybe", "50%"])
def test_a_switch_is_no_figure(word: str) -> None:
    path = "china.counted.smuggled.on"
    wanted = f"{path} is a switch, wanted true, on or yes, or false, off or no"
    assert refusal(f"{path}={word}", scenario="evidence") == f"--set {path}={word}: {wanted}"


def test_what_records_hold_by_year_and_as_switches_is_known_to_overrides() -> None:
    by_year, switches = set(), set()
    for record in (Party, Holding, Channel, Supply):
        for name, field in record.model_fields.items():
            if get_origin(field.annotation) is dict and Number in get_args(get_args(field.annotation)[1]):
                by_year.add(name)
            if field.annotation is bool:
                switches.add(name)
    assert (by_year, switches) == (DATED, BOOLEANS)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("chips.h100=5", "wanted the path of a figure, such as china.process.yield"),
        ("us=5", "us is a group, wanted one of its figures: name, capex, "),
        ("us.chips=5", "us.chips is a group, wanted one of its figures: b200, h100"),
        ("us.name=5", "us.name is 'the US', wanted the path of a figure"),
        ("us.capex=on", "us.capex is no switch, wanted a figure"),
        ("china.chips.h20.domestic=7", "china.chips.h20.domestic is a switch, wanted true, on or yes, or false, off"),
        ("us.growth.capex=20%", "found '20%', wanted how many times the year before, without %: 1.2 for +20% a year"),
        ("us.growth.wafer_starts=10%..15%", "found '10%..15%', wanted how many times the year before, without %: 1.15"),
        ("us.chips.b200.improvement=30%", "found '30%', wanted how many times the year before, without %: 1.3 for +30"),
        ("china.process.defect_change=-10%", "found '-10%', wanted how many times the year before, without %: 0.9 for"),
        ("rules.catch-up.training_compute_growth=400%", "found '400%', wanted how many times the year before, "),
        ("us.chips.h200.compute_share=0.1", "us.chips.h200.compute_share is stated by year, wanted a year behind it, "),
        ("us.chips.h200.compute_share=0.1 1", "us.chips.h200.compute_share is stated by year, wanted a year behind it"),
        ("us.facility_power=5 GW", "us.facility_power is stated by year, wanted a year behind it, as in us.fac"),
        ("us.chips.h200.price=5", "no 'price', wanted a unit with it to add it: 'us.chips.h200.price=5 UNIT', in USD"),
        ("us.capx.2025=5", "no 'capx', wanted one of "),
        ("us.chips.h9000.compute_share.2025=1", "no chip 'h9000'"),
        ("us.fresh=5", "no 'fresh', wanted one of "),
        ("us.capex.2030.low=5", "no '2030', wanted one of 2025, 2026"),
        ("us.chips.b200.growth.capex=5", "no 'growth', wanted one of "),
        ("china.process.yeld.low=1", "no 'yeld', wanted one of "),
        ("rules.article.growth.capex=1.2", "no 'growth', wanted one of anchor_gap, anchor_ratio"),
        ("us.capex=5 H100e", "found unit 'H100e', wanted one that measures the same as 'bn USD'"),
        ("us.separate_subsidy_share=5 H100e", "found unit 'H100e', wanted one that measures the same as '1'"),
        ("us.capex=5 W", "found unit 'W', wanted one that measures the same as 'bn USD'"),
        ("us.capex=150e6", "a figure without a unit is in bn USD, which these can hardly be: wanted USD or bn USD"),
        ("claims.us-capex.figures.amount=1", "only figures of a scenario, a chip, a rule or clusters can be set"),
        ("chips=5", "chips: wanted one of them, such as chips.a100: a100, "),
        ("processes=5", "processes: wanted one of them, such as processes.tsmc-5nm: tsmc-5nm, tsmc-7nm"),
        (
            "processes.tsmc-6nm.wafer_price=5",
            "no process 'tsmc-6nm', wanted one of tsmc-5nm, tsmc-7nm; did you mean tsmc-",
        ),
        ("processes.tsmc-5nm.wafer_price=5", "only figures of a scenario, a chip, a rule or clusters can be set"),
        ("uss.capex=5", "uss.capex: no 'uss', wanted one of us, china, uk, assumptions, chips, processes, rules, "),
        ("china.process.yield=2", "parties.china.process.yield: found 2, wanted a share between 0 and 1"),
    ],
)
def test_what_cannot_be_set_is_told(setting: str, told: str) -> None:
    assert refusal(setting).startswith(f"--set {setting}: {told}")


@pytest.mark.parametrize(
    "path",
    [
        "chips.h100.price",
        "processes.tsmc-5nm.wafer_price",
        "cluster.availability",
        "us.capex.2025",
        "assumptions.yield_stages",
    ],
)
def test_a_figure_is_found_by_its_path(path: str) -> None:
    assert list(Library().find(path)) == [path]


def test_all_that_is_said_of_a_figure_is_found_with_it() -> None:
    (number,) = Library().find("chips.h800.interconnect").values()
    assert [(rival.value, rival.source) for rival in number.disputed_by] == [(300, "asiatimes-h800")]
    found = Library(str(GOOD / "distributions.toml")).find("there")
    assert [part.weight for part in found["there.capex.2025"].parts] == [3, 1]
    assert [(item.value, item.weight) for item in found["there.subsidy.2025"].outcomes] == [(0, 1), (2, 1)]
    (cut,) = Library(str(GOOD / "distributions.toml")).find("here.capex").values()
    assert cut.truncate == Cut(low=10)


def test_figures_below_a_path_are_found_by_their_own() -> None:
    assert list(Library().find("us.capex")) == ["us.capex.2025", "us.capex.2026"]


def test_a_path_that_leads_nowhere_tells_what_stands_there() -> None:
    with pytest.raises(UsageError, match=re.escape("us.capex.2030: no '2030', wanted one of 2025, 2026")):
        Library().find("us.capex.2030")


def test_almost_a_scale_is_a_figure_in_the_unit() -> None:
    # 149,999,999 bn USD is absurd, but not for its unit: from a thousandth of 1e9 on, dollars are meant.
    assert after("us.capex=999999").scenario().parties["us"].capex["2025"].value == 999_999
    assert "can hardly be" in refusal("us.capex=1000000")


def test_a_new_figure_takes_its_unit_from_the_year_beside_it_or_states_one() -> None:
    assert after("us.capex.2030=5").find("us.capex.2030")["us.capex.2030"].unit == "bn USD"
    assert after("us.chips.b200.utilisation=0.3").find("us.chips.b200.utilisation")
    assert after("us.growth.capex=1.2").find("us.growth.capex")["us.growth.capex"].unit == "1"
    tdp = after("us.chips.b200.tdp=1.2 kW").find("us.chips.b200.tdp")["us.chips.b200.tdp"]
    assert (tdp.value, tdp.unit) == (1.2, "kW")
    assert after("uk.chips.a100.compute_share.2025=1").find("uk.chips.a100.compute_share.2025")


def test_a_count_is_of_chips_or_of_what_they_are_worth() -> None:
    path = "china.counted.ascend.added.2026"
    for value, unit in (("5000", "1"), ("5000 H100e", "H100e")):
        number = after(f"{path}={value}", scenario="aggressive-exports").find(path)[path]
        assert (number.value, number.unit) == (5000, unit)
    told = refusal(f"{path}=5000 GW", scenario="aggressive-exports")
    assert told == f"--set {path}=5000 GW: found unit 'GW', wanted one that measures the same as '1'"


@pytest.mark.parametrize("name", ["h100", "H100", "h100-sxm"])
def test_a_chip_goes_by_its_other_names(name: str) -> None:
    assert find_chip(name) == "h100"


def test_every_chip_is_found_however_it_is_written() -> None:
    for chip in chip_ids():
        assert find_chip(chip.upper().replace("-", "_")) == find_chip(chip.replace("-", " ")) == chip


def test_a_chip_that_was_brought_goes_by_its_id() -> None:
    assert find_chip("my-chip", ["my-chip"]) == "my-chip"
    with pytest.raises(UsageError, match=r"no chip 'my-chip'"):
        find_chip("my-chip")


def test_inputs_known_beforehand_have_a_place_of_their_own() -> None:
    assert place_of("nothing.of.the.kind") is None
    places = [place_of(path) for path in Library().find("us.capex")]
    assert None not in places
    assert len(set(places)) == len(places)


def test_a_shipped_figure_is_had_without_its_record() -> None:
    assert shipped_number("chips/h100.toml", "price").base_unit == "USD"


@pytest.mark.parametrize(("parts", "holds"), [(DEEPEST, True), (DEEPEST + 1, False)])
def test_a_key_has_twenty_parts_at_most(parts: int, *, holds: bool, tmp_path: Path) -> None:
    assert DEEPEST == 20
    file = tmp_path / "deep.toml"
    file.write_text(".".join("k" * parts) + " = 1\n", "utf-8")
    with pytest.raises(DataError) as refused:
        Library(str(file)).scenario()
    assert ("a key of more than 20 parts" in str(refused.value)) != holds


@pytest.mark.parametrize(("more", "holds"), [(0, True), (1, False)])
def test_a_file_of_facts_is_a_megabyte_at_most(more: int, *, holds: bool, tmp_path: Path) -> None:
    assert LARGEST_TOML == 2**20
    file = tmp_path / "large.toml"
    file.write_text("#" + "x" * (LARGEST_TOML - 2 + more) + "\n", "utf-8")
    with pytest.raises(DataError) as refused:
        Library(str(file)).scenario()
    assert ("title" in str(refused.value)) == holds


def test_a_scenario_that_grows_nothing_may_be_given_growth_and_no_other_group_may() -> None:
    small = str(GOOD / "small.toml")
    assert after("here.growth.capex=1.2", scenario=small).find("here.growth.capex")
    told = refusal("assumptions.yield_stages.growth.capex=1", scenario=small)
    assert ": no 'growth', wanted one of " in told


@pytest.mark.parametrize("name", ["small.toml", "party.toml", "claims.toml"])
def test_what_a_file_brings_along_is_cited(name: str) -> None:
    library = Library(str(GOOD / "small.toml"))
    if name == "party.toml":
        library.add_party(GOOD / name)
        assert library.source("own-survey").title == "A survey of our own"
    elif name == "claims.toml":
        library.use_claims(GOOD / name)
        assert library.source("own-report").title == "A report of our own"
    # What is shipped goes by its id beside them, before and after theirs in the alphabet.
    for source_id in ("article-2025-10-20", "kaplan-2020", "computegap-judgement"):
        assert library.source(source_id).title == library.sources()[source_id].title


def test_a_scenario_cites_what_it_brings_along(tmp_path: Path) -> None:
    text = (GOOD / "small.toml").read_text("utf-8")
    own = (GOOD / "party.toml").read_text("utf-8").partition("[sources.")[2]
    file = tmp_path / "small.toml"
    file.write_text(text.replace('"computegap-judgement"', '"own-survey"', 1) + f"\n[sources.{own}", "utf-8")
    library = Library(str(file))
    library.scenario()
    assert library.source("own-survey").title == "A survey of our own"
    assert library.brought == {str(file): fingerprint(file)}


def test_a_chip_of_a_table_is_found_by_its_path_and_cites_the_table(tmp_path: Path) -> None:
    table = tmp_path / "chips.csv"
    table.write_text("Hardware name,FP8 performance (FLOP/s),TDP (W)\nMy Chip,5e14,300\nH100,1e15,500\n", "utf-8")
    library = Library(chips_from=table)
    assert list(library.find("chips.my-chip.peak")) == ["chips.my-chip.peak.fp8"]
    number = library.find("chips.my-chip.tdp")["chips.my-chip.tdp"]
    assert (number.value, number.source) == (300, IMPORTED_TABLE)
    assert "chips.csv" in library.source(IMPORTED_TABLE).title + library.source(IMPORTED_TABLE).url
    # A chip that was brought goes before a shipped one of its id; the others are still there.
    assert library.find("chips.h100.tdp")["chips.h100.tdp"].value == 500
    assert library.find("chips.h200.tdp")["chips.h200.tdp"].value == 700
    tdps = [library.chip(name).tdp for name in ("my-chip", "h100", "H200")]
    assert [tdp and tdp.value for tdp in tdps] == [300, 500, 700]
    assert library.brought == {str(table): fingerprint(table)}
    changed = Library(overrides=[Override("chips.my-chip.tdp", "250")], chips_from=table)
    assert changed.find("chips.my-chip.tdp")["chips.my-chip.tdp"].value == 250


def test_what_can_be_set_is_the_same_in_a_file_of_any_name(tmp_path: Path) -> None:
    for name in ("a.toml", "zz.toml"):
        file = tmp_path / name
        file.write_text((GOOD / "small.toml").read_text("utf-8"), "utf-8")
        told = refusal("claims.us-capex.figures.amount=1", scenario=str(file))
        assert told.endswith("only figures of a scenario, a chip, a rule or clusters can be set")
        assert after("here.capex=5", scenario=str(file)).find("here.capex.2025")["here.capex.2025"].value == 5


@pytest.mark.parametrize(
    "name", ["rules.toml", "claims.toml", "chips/h100.toml", "chips/mine.toml", "scenarios/article.toml"]
)
def test_a_scenario_may_be_called_as_a_file_of_ours(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file, table = Path(name), Path("chips.csv")
    file.parent.mkdir(exist_ok=True)
    file.write_text((GOOD / "small.toml").read_text("utf-8"), "utf-8")
    table.write_text("Hardware name,FP8 performance (FLOP/s),TDP (W)\nMine,5e14,300\n", "utf-8")
    library = Library(name, [Override("here.capex", "5"), Override("chips.h100.price", "7")], table)
    library.use_claims(GOOD / "claims.toml")
    assert library.scenario().parties["here"].capex["2025"].value == 5
    assert library.scenario_id == file.stem
    assert library.brought[name] == fingerprint(file)
    assert library.chip("h100").price is not None
    assert library.chip("mine").tdp is not None
    assert set(library.rules().rules) == set(Library().rules().rules)
    file.write_text(file.read_text("utf-8").replace('"computegap-judgement"', '"hearsay"', 1), "utf-8")
    with pytest.raises(DataError) as refused:
        Library(name).scenario()
    assert "found 'hearsay', wanted the id of a source" in str(refused.value)


def test_a_scenario_file_needs_its_ending_or_to_be_there(tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text((GOOD / "small.toml").read_text("utf-8"), "utf-8")
    assert Library(str(file)).party_ids() == ("here", "there")
    with pytest.raises(DataError, match=r"none\.toml: no such file"):
        Library(str(tmp_path / "none.toml"))
    with pytest.raises(
        ScenarioError, match=r"no scenario 'artikle', wanted article, .* or a \.toml file; did you mean"
    ):
        Library("artikle")


def test_the_scenario_that_answers_by_default_is_listed_first() -> None:
    first, *others = scenario_ids()
    assert first == DEFAULT_SCENARIO == Library().scenario_id == "article"
    assert others == sorted(others)


def test_a_shipped_scenario_is_had_with_its_comments(tmp_path: Path) -> None:
    file = tmp_path / "copy.toml"
    file.write_text(scenario_text("evidence"), "utf-8")
    assert file.read_text("utf-8").startswith("# ")
    assert read_toml(file) == TABLES["scenarios/evidence.toml"]
    with pytest.raises(
        ScenarioError, match=r"no scenario 'evidense', wanted one of article, .*; did you mean evidence\?"
    ):
        scenario_text("evidense")
