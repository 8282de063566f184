"""What was set and makes no difference is said to make none, in every answer that takes overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from computegap.cli import main
from computegap.errors import ScenarioError
from computegap.library.overrides import Override
from computegap.studies.cases import compare_cases
from computegap.studies.compare import compare
from computegap.studies.explain import explain
from computegap.studies.forecast import forecast
from computegap.studies.sensitivity import sensitivity
from computegap.studies.solve import solve
from computegap.studies.sweep import sweep

if TYPE_CHECKING:
    from pathlib import Path

NOT_IN_THE_MIX = [Override("chips.b300.price", "1")]
NOTE = "Set but not used: chips.b300.price."


def _notes(*overrides: tuple[str, str], scenario: str = "article", year: int | None = None) -> list[str]:
    found = compare(
        "us", "china", overrides=[Override(*item) for item in overrides], samples=64, scenario=scenario, year=year
    )
    return [note for note in found.notes if note.startswith("Set")]


def test_every_answer_names_a_figure_that_it_does_not_use() -> None:
    for found in (
        compare("us", "china", overrides=NOT_IN_THE_MIX, samples=64),
        compare_cases("us", "china", overrides=NOT_IN_THE_MIX, samples=64).cases[0],
        forecast("us", "china", to=2026, overrides=NOT_IN_THE_MIX, samples=64),
        sensitivity("us", "china", overrides=NOT_IN_THE_MIX, samples=256),
        solve("us", "china", target="ratio=30", vary="china.capex", overrides=NOT_IN_THE_MIX, samples=64),
        explain("china.added_compute", "us", "china", depth=0, overrides=NOT_IN_THE_MIX, samples=64),
        sweep("us", "china", vary=["china.capex=60,90"], overrides=NOT_IN_THE_MIX, samples=64),
    ):
        assert NOTE in found.notes


def test_a_case_names_its_own() -> None:
    found = compare_cases("us", "china", cases=["cheap: chips.b300.price=1"], samples=64)
    assert [NOTE in case.notes for case in found.cases] == [False, True]


@pytest.mark.parametrize(
    "used",
    [
        ("china.process.yield", "0.85"),
        # A dated figure with its year and without, and a chip by another of its names.
        ("us.capex", "350..450 bn USD"),
        ("us.capex.2025", "400"),
        ("chips.H100_SXM.peak.fp8", "2000 TOP/s"),
        ("chips.H20.price", "15000"),
        ("rules.kaplan.rule_exponent", "0.05"),
    ],
)
def test_what_is_used_is_not_named(used: tuple[str, str]) -> None:
    assert _notes(used) == []


@pytest.mark.parametrize("path", ["chips", "chips.b300", "chips.h20"])
def test_what_names_no_figure_of_a_chip_is_refused_before_its_use_is_asked(path: str) -> None:
    with pytest.raises(ScenarioError, match=f"^--set {path}=1: "):
        _notes((path, "1"))


def test_another_year_or_party_is_not_used() -> None:
    assert _notes(("us.capex.2026", "500"), ("uk.capex", "9")) == [
        "Set but not used: us.capex.2026.",
        "Set but not used: uk.capex.",
    ]


def test_a_switch_says_itself_what_no_longer_counts() -> None:
    assert _notes(("china.counted.smuggled.on", "false"), scenario="evidence") == []


SWITCHED = Override("china.counted.smuggled.on", "off")


def test_a_switch_that_no_route_reads_is_named() -> None:
    """What the money of a year buys is no matter of what was counted, except where all routes stand beside it."""
    note = "Set but not used: china.counted.smuggled.on."
    for route, told in (("money", True), ("counted", False)):
        found = explain(
            "ratio", "us", "china", scenario="evidence", route=route, overrides=[SWITCHED], samples=64, depth=0
        )
        assert (note in found.notes) is told
    beside = compare("us", "china", scenario="evidence", route="money", overrides=[SWITCHED], samples=64)
    assert note not in beside.notes


def test_so_is_one_of_a_party_or_a_chip_that_has_no_part() -> None:
    named = ["us.chips.h100.domestic", "uk.chips.h100.domestic", "us.chips.b300.domestic"]
    set_up = [Override("us.chips.b300.compute_share.2024", "0.1"), *(Override(path, "yes") for path in named)]
    found = explain("ratio", "us", "china", overrides=set_up, samples=64, depth=0)
    assert [note for note in found.notes if note.endswith("domestic.")] == [
        f"Set but not used: {path}." for path in named[1:]
    ]


def test_a_subsidy_that_capital_expenditure_holds_already_buys_nothing() -> None:
    (note,) = _notes(("us.subsidy", "100"))
    assert note == (
        "Set, but buys nothing: us.subsidy, as the capital expenditure holds all of it already "
        "(us.separate_subsidy_share is 0); --set us.separate_subsidy_share=1 counts it beside."
    )
    assert _notes(("us.subsidy", "100"), ("us.separate_subsidy_share", "0.5")) == []


def test_none_at_all_is_meant_to_buy_nothing() -> None:
    assert _notes(("us.subsidy", "0"), ("china.subsidy", "0")) == []
    # Most likely none is some.
    (note,) = _notes(("us.subsidy", "triangular(0, 0, 30) bn USD"))
    assert note.startswith("Set, but buys nothing: us.subsidy, ")


def test_a_share_that_is_most_likely_none_buys_something() -> None:
    assert _notes(("us.subsidy", "100"), ("us.separate_subsidy_share", "triangular(0, 0, 1)")) == []


def test_so_does_one_that_overlaps_in_full() -> None:
    """China's government spends 56: of 30 nothing is beside it, of 70 there are 14."""
    (note,) = _notes(("china.subsidy", "30"))
    assert "(china.subsidy_overlap is 1); --set china.separate_subsidy_share=1" in note
    assert _notes(("china.subsidy", "70")) == []
    # A range within which some draws lie above, and one whose ends are no bounds.
    assert _notes(("china.subsidy", "30..60 bn USD")) == []
    assert _notes(("china.subsidy", "lognormal(30, 50) bn USD")) == []
    assert _notes(("china.subsidy", "30"), ("china.subsidy_overlap", "0.5")) == []
    assert _notes(("china.subsidy", "30"), ("china.subsidy_overlap", "0.5..1")) == []
    # Up to all that the government spends, in every draw.
    assert len(_notes(("china.subsidy", "56"))) == 1
    assert len(_notes(("china.subsidy", "50"), ("china.government_capex", "50..60 bn USD"))) == 1
    assert _notes(("china.subsidy", "55"), ("china.government_capex", "50..60 bn USD")) == []


def test_a_forecast_says_nothing_of_subsidies_that_grow() -> None:
    for override, told in ((Override("us.subsidy", "100"), True), (Override("china.subsidy", "30"), False)):
        notes = forecast("us", "china", to=2026, overrides=[override], samples=64).notes
        assert any(note.startswith("Set, but buys nothing") for note in notes) is told


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_it_is_told_where_notes_are(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "china", "--set", "chips.b300.price=1", "--samples", "64", "--format", form]) == 0
    assert NOTE in capsys.readouterr().out


SET = ("--set", "chips.b300.price=1", "--set", "china.capex=80")
TOLD = "computegap: Set but not used: chips.b300.price.\n"
REPLACED = "computegap: Set but not used: china.capex.\n"
"""As other values stand in its place."""


def test_an_answer_that_is_data_has_it_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("china.capex\n90\n", "utf-8")
    for argv, told in (
        (["eval", "ratio", "--input", str(rows)], TOLD + REPLACED),
        (["sweep", "us", "china", "--vary", "china.capex=60,90", "--samples", "64"], TOLD + REPLACED),
        (["explain", "ratio", "us", "china", "--depth", "0", "--samples", "64", "--format", "csv"], TOLD),
        (["explain", "ratio", "us", "china", "--depth", "0", "--samples", "64", "--field", "tree.value.p50"], TOLD),
    ):
        assert main([*argv, *SET]) == 0
        out, err = capsys.readouterr()
        assert err == told
        assert "Set but" not in out
        assert main([*argv, *SET, "--quiet"]) == 0
        assert capsys.readouterr() == (out, "")


def test_rows_that_ask_for_a_ratio_use_no_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("china.capex\n90\n", "utf-8")
    for quantity, told in (("ratio", "computegap: Set but not used: rules.kaplan.rule_exponent.\n"), ("gap", "")):
        argv = ["eval", quantity, "--input", str(rows), "--rule", "kaplan", "--set", "rules.kaplan.rule_exponent=0.05"]
        assert main(argv) == 0
        assert capsys.readouterr().err == told


def test_what_varies_with_the_worlds_is_not_said_to_buy_nothing() -> None:
    found = sweep(
        "us", "china", vary=["us.separate_subsidy_share=0,1"], overrides=[Override("us.subsidy", "100")], samples=64
    )
    assert found.notes == ()
