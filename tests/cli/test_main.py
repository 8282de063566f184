"""The command line as a user meets it: answers, refusals, exit codes, streams, pipes and files."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from computegap.cli import COMMANDS, main

if TYPE_CHECKING:
    from collections.abc import Iterator

GOOD = Path(__file__).parents[1] / "good_data"
PROGRAM = [sys.executable, "-m", "computegap"]


def answer(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(argv) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def refusal(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    code = main(argv)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("computegap: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return code, err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, command, "--help")
    assert "Examples:" in text
    assert f"computegap {command}" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_help_tells_one_default_of_an_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for option in answer(capsys, command, "--help").split("\n  -"):
        assert "by default" not in option or "[default:" not in option


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("scenario", "check", "--help")])
def test_help_draws_no_boxes(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, *arguments).isascii()


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (("compar", "us", "china"), 2, "Did you mean 'compare'"),
        (("compare", "us", "chna"), 2, "did you mean china?"),
        (("compare", "us"), 2, "Missing argument"),
        (("completion",), 2, "Choose from: bash, zsh, fish; computegap completion --help"),
        (("compare", "us", "china", "--rule", "artcle"), 2, "did you mean article?"),
        (("compare", "us", "china", "--yardstick", "8bits"), 2, "8bit"),
        (("compare", "us", "china", "--samples", "0"), 2, "--samples"),
        (("compare", "us", "china", "--samples", "1e2.5"), 2, "such as 4096 or 1e6"),
        (("compare", "us", "china", "--samples", "10.5"), 2, "found '10.5', wanted a whole number"),
        (("compare", "us", "china", "--sampler", "sobol"), 2, "lattice"),
        (("compare", "us", "china", "--precision", "2"), 2, "wanted a share above 0 and below 1"),
        (("compare", "us", "china", "--precision", "abc"), 2, "found 'abc'"),
        (
            ("compare", "us", "china", "--correlate", "china.capex", "china.subsidy"),
            2,
            "as in: china.capex us.capex 0.5",
        ),
        (("compare", "us", "china", "--correlate", "china.capex", "china.subsidy", "1"), 2, "between -1 and 1"),
        (("compare", "us", "china", "--correlate", "china.capx", "china.subsidy", "0.5"), 2, "did you mean capex?"),
        (("compare", "a", "b", "--counts", "x.csv", "--correlate", "a", "b", "0.5"), 2, "drawn independently"),
        (("compare", "a", "b", "--counts", "x.csv", "--basis", "flow"), 2, "of a stock"),
        (("compare", "a", "b", "--counts", "x.csv", "--year", "2025"), 2, "--as-of picks the date"),
        (("compare", "a", "b", "--counts", "x.csv", "--yardstick", "bf16"), 2, "of 8-bit peak"),
        (("compare", "a", "b", "--counts", "x.csv", "--route", "money"), 2, "the counted route"),
        (("compare", "a", "b", "--counts", "x.csv", "--fall-back"), 2, "no format"),
        (("compare", "a", "b", "--counts", "x.csv", "--scenario", "evidence"), 2, "found --scenario with --counts"),
        (("compare", "a", "b", "--counts", "x.csv", "--case", "c: china.capex=1"), 2, "found --case with --counts"),
        (("compare", "a", "b", "--counts", "x.csv", "--diff"), 2, "found --diff with --counts"),
        (("compare", "a", "b", "--counts", "x.csv", "--set", "china.capex=1"), 2, "found --set with --counts"),
        (("compare", "a", "b", "--counts", "x.csv", "--chips-from", "y.csv"), 2, "found --chips-from with --counts"),
        (("compare", "us", "china", "--as-of", "2025-12-31"), 2, "--as-of goes with --counts FILE"),
        (("compare", "us", "china", "--our-chips"), 2, "--our-chips goes with --counts FILE"),
        (("compare", "us", "china", "uk"), 2, "found a third side, 'uk', wanted two"),
        (
            ("solve", "us", "china", "--target", "ratio=half", "--target", "ratio=2x", "--vary", "us.capex"),
            2,
            "--target: found 2 values, wanted one\n",
        ),
        (("compare", "us", "china", "--year", "2025", "--year=2026", "--year", "2027"), 2, "--year: found 3 values"),
        (("compare", "us", "china", "-f", "json", "--format", "csv"), 2, "--format: found 2 values, wanted one"),
        (("scenario", "list", "-f", "json", "-f", "json"), 2, "--format: found 2 values, wanted one"),
        (("gap", "-5", "--rule", "kaplan", "--rule", "capability-lag"), 2, "--rule: found 2 values, wanted one"),
        (("cost", "--yield", "normal(0.7, 0.8)"), 2, "wanted hard bounds"),
        (("compare", "us", "china", "--scenario", "artcle"), 4, "did you mean article?"),
        (("compare", "us", "china", "--year", "2031"), 4, "us.capex has no figure for 2031, only for 2025, 2026"),
        (("compare", "us", "china", "--set", "china.process.yeild=0.8"), 4, "did you mean yield?"),
        (("compare", "us", "US"), 2, "found 'us' twice, wanted two sides"),
        (("compare", "us", "china", "--set", "china.process.yield=1.2"), 4, "wanted a share between 0 and 1"),
        (("compare", "us", "china", "--set", "china.process.yield"), 4, "wanted PATH=VALUE"),
        (("compare", "us", "china", "--set", "china.process=0.8"), 4, "is a group"),
        (
            ("compare", "us", "china", "--set", "china.capex=150e6"),
            4,
            "which these can hardly be: wanted USD or bn USD",
        ),
        (("compare", "us", "china", "--set", "us.capex=400 mm2"), 4, "measures the same as 'bn USD'"),
        (("compare", "us", "china", "--field", "ratioo.p50"), 2, "did you mean ratio?"),
        (("compare", "us", "china", "--yardstick", "fp4", "--no-fall-back"), 4, "has no figure for yardstick fp4"),
        (("chips", "h10"), 2, "did you mean h100?"),
        (("chips", "--diff"), 2, "--diff goes with --from FILE"),
        (("chips", "h100", "--from", "x.csv"), 2, "found names of chips with --from"),
        (("chips", "--control", "--from", "x.csv"), 2, "found --control with --from"),
        (("chips", "--set", "chips.h100.tdp=1", "--from", "x.csv"), 2, "found --set with --from"),
        (("show", "china.proces.yield"), 2, "did you mean process?"),
        (("explain", "performance_gab", "us", "china"), 2, "did you mean performance_gap?"),
        (("scenario", "new", "artcle"), 4, "did you mean article?"),
        (("cost",), 2, "wanted --yield"),
        (("cost", "--yield", "0.75", "--chip", "p800"), 4, "no bill of materials is published for Kunlun P800"),
        (("cost", "--yield", "0.75", "--die-area", "814", "--defect-density", "0.1"), 2, "wanted one of them"),
        (("cost", "--yield", "0.75", "--defect-density", "0.1"), 2, "--defect-density needs --die-area"),
        (("cost", "--die-area", "70000"), 2, "fits a wafer"),
        (("cost", "--die-area", "814", "--yield-model", "murphi"), 2, "did you mean murphy?"),
        (("cost", "--die-area", "814", "--yield-model", "negative-binomial"), 2, "negative-binomial:ALPHA"),
        (("cost", "--die-area", "814", "--yield-model", "poisson:3"), 2, "without a parameter"),
        (("cost", "--die-area", "814", "--yield-model", "bose-einstein:1_0"), 2, "found 'bose-einstein:1_0'"),
        (("compare", "us", "china", "--samples", "1_000"), 2, "found '1_000', wanted a whole number"),
        (("compare", "us", "china", "--correlate", "china.capex us.capex 0_0"), 2, "wanted two inputs and a number"),
        (("solve", "us", "china", "--target", "ratio=1_0", "--vary", "china.capex"), 2, "found '1_0', wanted a number"),
        (("cost", "--die-area", "814", "--process", "tsmc-6nm"), 2, "did you mean tsmc-"),
        (("cost", "--yield", "0.75", "--subsidy", "1.5%..3%"), 2, "wanted a rate"),
        (("gap",), 2, "wanted a compute ratio"),
        (("gap", "0"), 2, "found '0', wanted a number above 0"),
        (("gap", "-5"), 2, "found '-5'"),
        (("gap", "ten"), 2, "found 'ten'"),
        (("gap", "1_0"), 2, "found '1_0'"),
        (("gap", "\u0663"), 2, "found '\u0663'"),
        (("gap", "100", "--rule", "kaplann"), 2, "did you mean kaplan?"),
        (("gap", "100", "--inverse", "20%"), 2, "wanted one of them"),
        (("gap", "--inverse", "100%"), 5, "no finite ratio"),
        (("cost", "--yield", "1.5e-260"), 5, "no finite answer"),
        (("cost", "--yield", "1.9e-158", "--chip", "h100", "--subsidy", "1.5e64"), 5, "no finite value"),
    ],
)
def test_refusals_say_what_is_wanted(
    argv: tuple[str, ...], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, error = refusal(capsys, *argv)
    assert (found, told in error) == (code, True), error


@pytest.mark.parametrize("written", ["0", "1.2", "-1", "nan", "high", "0.8..0.7..0.6", "inf", ""])
def test_what_is_no_yield_is_refused_with_the_accepted_form(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, error = refusal(capsys, "cost", "--yield", written)
    assert code == 2
    assert "0.75, 75% or 0.7..0.8" in error


@pytest.mark.parametrize("written", ["0.75", "75%", "75e-2", "0.75 1", "75 %"])
def test_ways_to_write_a_yield(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "cost", "--yield", written, "--field", "inflation") == "0.2\n"


def test_a_range_of_yields_carries_the_articles_ends(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "cost", "--yield", "70%..80%", "--format", "json"))
    assert found["inflation"]["low"] == pytest.approx(0.125)
    assert found["inflation"]["high"] == pytest.approx(0.9 / 0.7 - 1)
    assert found["yield"]["unit"] == "1"


def test_compare_contract(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "compare", "us", "china", "--format", "json"))
    assert found["schema"] == "computegap/compare/1"
    for key in ("ratio", "performance_gap", "lag_months"):
        assert list(found[key]) == ["mean", "p5", "p25", "p50", "p75", "p95", "unit", "standard_error"]
        assert list(found[key]["standard_error"]) == ["mean", "p5", "p25", "p50", "p75", "p95"]
        assert found[key]["p5"] < found[key]["p50"] < found[key]["p95"]
    assert (found["rule"], found["scenario"], found["basis"], found["yardstick"]) == (
        "article",
        "article",
        "flow",
        "8bit",
    )
    assert (found["seed"], found["samples"]) == (0, 4096)
    assert [side["party"] for side in found["sides"]] == ["us", "china"]
    for side in found["sides"]:
        for key in ("capex", "added_compute", "cost_per_effective_h100e", "yield", "yield_cost_inflation"):
            assert set(side[key]) >= {"mean", "p5", "p50", "p95", "unit"}
    assert all(set(source) >= {"id", "title", "date"} for source in found["sources"])
    # The rule of thumb at the scenario's own ratio: the span of 30-50 % is carried.
    assert 0.2 < found["performance_gap"]["p5"] < found["performance_gap"]["p95"] < 0.5


def test_swapped_sides_mirror_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    here = json.loads(answer(capsys, "compare", "us", "china", "--format", "json"))
    there = json.loads(answer(capsys, "compare", "china", "us", "--format", "json"))
    assert there["sides"] == here["sides"][::-1]
    assert there["ratio"]["p5"] == pytest.approx(1 / here["ratio"]["p95"], rel=1e-2)
    for key in ("performance_gap", "lag_months"):
        assert there[key]["p5"] == pytest.approx(-here[key]["p95"])
        assert there[key]["p50"] == pytest.approx(-here[key]["p50"])
    assert there["measured_lags"][0]["months"]["p50"] == -here["measured_lags"][0]["months"]["p50"]


def test_same_seed_same_answer_and_another_seed_another(capsys: pytest.CaptureFixture[str]) -> None:
    first = answer(capsys, "compare", "us", "china", "--seed", "3", "--format", "json")
    assert answer(capsys, "compare", "us", "china", "--seed", "3", "--format", "json") == first
    assert answer(capsys, "compare", "us", "china", "--seed", "4", "--format", "json") != first


@pytest.mark.parametrize("yardstick", ["8bit", "bf16", "fp4", "tpp", "bandwidth"])
def test_every_yardstick_answers(yardstick: str, capsys: pytest.CaptureFixture[str]) -> None:
    ratio = float(answer(capsys, "compare", "us", "china", "--yardstick", yardstick, "--field", "ratio.p50"))
    assert ratio > 1


@pytest.mark.parametrize("rule", ["article", "article-loglinear", "kaplan", "capability-lag", "catch-up"])
def test_every_rule_answers(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "compare", "us", "china", "--rule", rule, "--format", "json"))
    assert found["rule"] == rule
    assert f"'{rule}'" in answer(capsys, "compare", "us", "china", "--rule", rule)


def test_a_better_yield_at_home_narrows_the_gap(capsys: pytest.CaptureFixture[str]) -> None:
    def ratio(share: str) -> float:
        setting = f"china.process.yield={share}"
        return float(answer(capsys, "compare", "us", "china", "--set", setting, "--field", "ratio.mean"))

    assert ratio("0.85") < ratio("0.7..0.8") < ratio("0.6")


def test_settings_are_told_and_reach_years_chips_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["us.capex=500 bn USD", "chips.b200.price=30000..35000", "rules.article.anchor_gap=0.4"]
    argv = [part for setting in settings for part in ("--set", setting)]
    found = json.loads(answer(capsys, "compare", "us", "china", *argv, "--format", "json"))
    assert found["overrides"] == settings
    assert found["sides"][0]["capex"]["p50"] == 500e9
    assert "set us.capex=500 bn USD" in " ".join(answer(capsys, "compare", "us", "china", *argv).split())


def test_a_scenario_worked_out_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """Here: 50 bn at 20,000 x 1.2 a chip; there: 11 bn, half of it, at 20,000. Ratio 2083333.3 / 275000."""
    small = str(GOOD / "small.toml")
    found = json.loads(answer(capsys, "compare", "here", "there", "--scenario", small, "--format", "json"))
    assert found["sides"][0]["added_compute"]["p50"] == pytest.approx(50e9 / 24_000)
    assert found["sides"][1]["added_compute"]["p50"] == pytest.approx(5.5e9 / 20_000)
    assert found["ratio"]["p50"] == pytest.approx(50e9 / 24_000 / 275_000)
    power = 700 * 1.25 * 0.1 / 3.6e6 * 4 * 31_556_952
    assert found["sides"][1]["cost_per_effective_h100e"]["p50"] == pytest.approx(20_000 + power)
    assert found["sides"][0]["yield_cost_inflation"]["p50"] == pytest.approx(0.2)
    assert found["sides"][0]["yield_penalty"]["p50"] == pytest.approx(50e9 * 0.2 / 1.2)
    assert found["sides"][0]["subsidy_offset"]["p50"] == 0
    assert found["sides"][1]["subsidy_offset"] is None


def test_a_party_file_is_a_side(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "compare", "us", str(GOOD / "party.toml"), "--format", "json"))
    assert found["sides"][1]["name"] == "Elsewhere"
    assert "own-survey" in {source["id"] for source in found["sources"]}


def test_uk_is_a_side_as_far_as_the_article_gives_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "compare", "us", "uk", "--format", "json"))
    capex = next(item for item in found["inputs"] if item["path"] == "uk.capex.2025")
    assert capex["basis"] == "judged"
    assert "private AI investment" in capex["note"]


def test_cost_contract(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "cost", "--yield", "0.75", "--format", "json"))
    assert found["schema"] == "computegap/cost/1"
    assert (found["yield"], found["reference_yield"], found["inflation"]) == (0.75, 0.9, 0.2)
    assert found["implied_stages"]["low"] == pytest.approx(1.548, abs=5e-4)
    assert found["implied_stages"]["high"] == pytest.approx(1.613, abs=5e-4)
    assert 0.32 < found["inflation_compounded"]["p50"] < 0.35
    assert found["article_band"]["position"] == "within"
    assert found["article_band"]["straight_line_inflation"] == 0.35


@pytest.mark.parametrize(("share", "position"), [("0.6", "below"), ("0.85", "above"), ("0.6..0.75", "partly within")])
def test_place_in_the_articles_band(share: str, position: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "cost", "--yield", share, "--field", "article_band.position") == f"{position}\n"


def test_die_cost_contract(capsys: pytest.CaptureFixture[str]) -> None:
    die = ("--die-area", "814", "--defect-density", "0.15", "--yield-model", "negative-binomial:3")
    found = json.loads(answer(capsys, "cost", *die, "--wafer-price", "9346", "--format", "json"))
    assert found["die_yield"] == pytest.approx(0.3590, abs=5e-5)
    assert found["dies_per_wafer"] == pytest.approx(63.48, abs=5e-3)
    assert found["good_die_cost"] == pytest.approx(410.09, abs=5e-3)
    assert found["yield"] == found["die_yield"]
    # Scribe lanes take wafer area, and leave the die's own yield alone.
    scribed = json.loads(answer(capsys, "cost", *die, "--scribe", "0.2", "--edge", "3", "--format", "json"))
    assert scribed["die_yield"] == found["die_yield"]
    assert scribed["dies_per_wafer"] < found["dies_per_wafer"]


def test_subsidies_offset_inflation(capsys: pytest.CaptureFixture[str]) -> None:
    one = ("cost", "--yield", "0.75", "--stages", "1")
    # 1.2 x (1 - 0.3) - 1 by hand; and of 360 bn spent, 60 bn are inflation.
    assert float(answer(capsys, *one, "--subsidy", "30%", "--field", "subsidy.net_inflation")) == pytest.approx(-0.16)
    spending = answer(capsys, *one, "--subsidy", "60 bn USD", "--field", "subsidy.covers_spending")
    assert float(spending) == pytest.approx(360e9)


def test_gap_contract(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n10\n\n100\n"))
    lines = answer(capsys, "gap", "-", "--format", "ndjson").splitlines()
    found = [json.loads(line) for line in lines]
    assert [item["ratio"] for item in found] == [1, 10, 100]
    assert found[0]["performance_gap"]["p50"] == 0
    assert found[2]["performance_gap"]["low"] == pytest.approx(0.30)
    assert found[2]["performance_gap"]["high"] == pytest.approx(0.50)
    assert found[2]["lag_months"]["p50"] == pytest.approx(16.6, abs=0.05)
    assert json.loads(answer(capsys, "gap", "100", "--format", "json")) == found[2:]


def test_a_line_that_is_no_ratio_ends_ratios_and_is_told_by_its_number(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = "computegap: stdin, line 4: ratio: found 'abc', wanted a number above 0, such as 100\n"

    def stopped(*argv: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("1\n\n20\nabc\n4\n"))
        assert main(["gap", "-", *argv]) == 3
        out, err = capsys.readouterr()
        assert err == told
        return out

    assert [json.loads(line)["ratio"] for line in stopped("--format", "ndjson").splitlines()] == [1, 20]
    assert stopped("--field", "ratio") == "1\n20\n"
    assert [stopped("--format", name) for name in ("table", "json", "markdown")] == [""] * 3
    assert stopped("--field", "0.ratio") == ""
    table = stopped("--format", "csv")
    # At a ratio of 1 nothing has a range, so that fewer columns are filled.
    assert len({len(row) for row in csv.reader(io.StringIO(table))}) == 1
    assert answer(capsys, "gap", "20", "--format", "csv").splitlines() == table.splitlines()[::2]
    # A file is whole or not there.
    assert stopped("--format", "ndjson", "--output", str(tmp_path / "answers")) == ""
    assert list(tmp_path.iterdir()) == []


def test_ratios_are_answered_one_by_one(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def lines() -> Iterator[str]:
        for ratio in (10, 20):
            yield f"{ratio}\n"
            assert json.loads(capsys.readouterr().out)["ratio"] == ratio

    monkeypatch.setattr("sys.stdin", lines())
    assert main(["gap", "-", "--format", "ndjson"]) == 0


def test_gap_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "gap", "100")
    assert "a performance gap of 30-50 % by the rule 'article'" in " ".join(text.split())
    assert "gap of 0 %" in answer(capsys, "gap", "1")
    assert "-50 to -30 %" in answer(capsys, "gap", "0.01")


def test_inverse_gap(capsys: pytest.CaptureFixture[str]) -> None:
    low = float(answer(capsys, "gap", "--inverse", "30%", "--field", "ratio.high"))
    assert low == pytest.approx(100)
    months = answer(capsys, "gap", "--inverse", "8.318", "--rule", "capability-lag", "--field", "ratio.p50")
    assert float(months) == pytest.approx(10, rel=0.01)


def test_chips_contract(capsys: pytest.CaptureFixture[str]) -> None:
    found = {chip["id"]: chip for chip in json.loads(answer(capsys, "chips", "--format", "json"))}
    assert found["h100"]["peak"]["bf16"] == 989.4e12
    assert found["h100"]["h100e"] == 1
    assert found["h20"]["tpp"] == 2368
    assert found["p800"]["peak"]["fp8"] is None
    assert found["p800"]["die_area"] is None
    assert {rival["source"] for rival in found["p800"]["peak"]["bf16"]["disputed_by"]} == {"kunlun-notes"}
    assert found["h100"]["cited"]["tdp"]["source"] == "nvidia-h100-whitepaper"


def test_chips_side_by_side_and_unknown_is_never_zero(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "chips", "h100", "kunlun")
    assert "H100 SXM" in text
    assert "Kunlun P800" in text
    assert "unknown" in text
    rows = {line.split("  ")[0]: line.split()[-1] for line in text.splitlines() if line}
    assert rows["die area, mm2"] == "unknown"


def test_show_tells_the_whole_story(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "show", "china.process.yield")
    for part in ("0.7 to 0.8", "hard bounds", "reported", "article-2025-10-20", "cn-yield", "2025-10-20"):
        assert part in text
    disputed = answer(capsys, "show", "chips.p800.peak.bf16")
    assert "kunlun-notes" in disputed
    assert answer(capsys, "show", "claims.ppu", "--format", "csv").count("\n") == 4


@pytest.mark.parametrize(
    ("path", "meaning"),
    [
        ("china.process.yield", "hard bounds, anything between as likely"),
        # 0.34 to 0.54, of which a source says 0.4, and is drawn evenly even so.
        ("us.chips.b200.utilisation", "hard bounds, anything between as likely: in the middle 0.44, not 0.4"),
        ("us.capex.2025", "a single figure"),
        # Stands beside answers as it was published.
        ("measured_lags.epoch-eci.lag", "hard bounds"),
    ],
)
def test_show_says_what_is_drawn_of_a_figure(path: str, meaning: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [line.split(maxsplit=1) for line in answer(capsys, "show", path).splitlines()]
    assert ["meaning", meaning] in rows


def test_sources_say_what_each_is_used_for(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "sources", "--format", "json"))["sources"]
    assert all(source["used_for"] for source in found)


def test_scenario_commands(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "article" in answer(capsys, "scenario", "list")
    assert "china.process.yield" in answer(capsys, "scenario", "show", "article", "--format", "csv")
    schema = json.loads(answer(capsys, "scenario", "schema"))
    assert {"assumptions", "parties"} <= set(schema["properties"])
    mine = tmp_path / "my own.toml"
    mine.write_text(answer(capsys, "scenario", "new", "article"), "utf-8")
    assert mine.read_text("utf-8").startswith("#")
    assert main(["scenario", "check", str(mine)]) == 0
    capsys.readouterr()
    shipped = json.loads(answer(capsys, "compare", "us", "china", "--format", "json"))
    copied = json.loads(answer(capsys, "compare", "us", "china", "--scenario", str(mine), "--format", "json"))
    assert copied["scenario"] == "my own"
    assert copied["ratio"] == shipped["ratio"]


def test_explain_reaches_inputs_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    def leaves(node: dict[str, object]) -> list[dict[str, object]]:
        children = node["children"]
        assert isinstance(children, list)
        return [leaf for child in children for leaf in leaves(child)] or [node]

    found = json.loads(answer(capsys, "explain", "performance_gap", "us", "china", "--format", "json"))
    ends = leaves(found["tree"])
    used = {end["input"]["path"] for end in ends if isinstance(end["input"], dict)}
    assert {"us.capex.2025", "china.process.yield", "rules.article.anchor_gap", "chips.h20.price"} <= used
    text = " ".join(answer(capsys, "explain", "performance_gap", "us", "china").split())
    assert "compute_ratio = first_added_compute / second_added_compute" in text
    assert "china.process.yield, reported [1]" in text


@pytest.mark.parametrize("target", ["capability_lag", "cost_per_effective_h100_equivalent", "subsidy_offset"])
def test_explain_other_quantities(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert target in answer(capsys, "explain", target, "china", "us")


@pytest.mark.parametrize(
    "argv",
    [
        ("compare", "us", "china"),
        ("cost", "--yield", "0.7..0.8", "--chip", "h100"),
        ("gap", "1", "10", "100"),
        ("chips",),
        ("show", "us"),
        ("show", "chips.p800.peak"),
        ("sources",),
        ("scenario", "list"),
        ("scenario", "show", "article"),
        ("explain", "compute_ratio", "us", "china"),
        ("sensitivity", "us", "china", "--of", "ratio"),
        ("solve", "us", "china", "--target", "ratio=half", "--vary", "china.capex"),
        ("compare", "us", "china", "-s", "article", "-s", "evidence", "--case", "x: us.capex=500 bn USD"),
        ("compare", "us", "china", "--case", "x: us.capex=500 bn USD", "--diff"),
    ],
)
def test_every_answer_in_every_format(argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    table = answer(capsys, *argv)
    assert max(map(len, table.splitlines())) <= 80
    assert "\x1b" not in table
    assert table.isascii()
    json.loads(answer(capsys, *argv, "--format", "json"))
    for line in answer(capsys, *argv, "--format", "ndjson").splitlines():
        json.loads(line)
    rows = list(csv.reader(io.StringIO(answer(capsys, *argv, "--format", "csv"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 1
    assert answer(capsys, *argv, "--format", "markdown").strip()


def test_fields_come_bare(capsys: pytest.CaptureFixture[str]) -> None:
    float(answer(capsys, "compare", "us", "china", "--field", "sides.1.yield.p50"))
    assert answer(capsys, "gap", "1", "100", "--field", "rule") == "article\narticle\n"
    assert answer(capsys, "chips", "p800", "--field", "die_area") == "null\n"
    assert answer(capsys, "cost", "--yield", "0.75", "--field", "inflation.p50") == "0.2\n"


def test_a_file_is_written_whole_or_not_at_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    assert answer(capsys, "cost", "--yield", "0.75", "--format", "json", "--output", str(target)) == ""
    before = target.read_text("utf-8")
    json.loads(before)
    code, _ = refusal(capsys, "cost", "--yield", "2", "--output", str(target))
    assert code == 2
    assert target.read_text("utf-8") == before
    assert [path.name for path in tmp_path.iterdir()] == ["answer.json"]
    code, error = refusal(capsys, "cost", "--yield", "0.75", "--output", str(tmp_path / "no" / "where.txt"))
    assert code == 2
    assert "cannot be written" in error


def test_a_closed_pipe_ends_quietly() -> None:
    if os.name != "posix":
        pytest.skip("pipes of a POSIX shell")
    run = subprocess.run(
        ["/bin/sh", "-c", f"seq 1 500 | '{sys.executable}' -m computegap gap - --format ndjson | head -n 1"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stderr == ""
    assert json.loads(run.stdout)["ratio"] == 1


@pytest.mark.parametrize("completing", ["", "complete_fish"])
@pytest.mark.parametrize("argv", ["--help", "completion fish", "man", "show chips.h100 --format json"])
def test_a_reader_that_is_gone_is_no_fault(argv: str, completing: str) -> None:
    """Neither of an answer's nor of what typer writes itself; fish leaves names unread now and then."""
    read, write = os.pipe()
    os.close(read)
    asked = {"_COMPUTEGAP_COMPLETE": completing, "_TYPER_COMPLETE_ARGS": "computegap compare u"} if completing else {}
    run = subprocess.run(
        [sys.executable, "-m", "computegap", *argv.split()],
        stdout=write, stderr=subprocess.PIPE, check=False,
        env={**os.environ, **asked, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    )  # fmt: skip
    os.close(write)
    assert (run.returncode, run.stderr) == (0, b"")


def shell(command: str) -> tuple[int, str, str]:
    """Exit code, output and messages of a shell's command."""
    if not Path("/dev/full").exists():
        pytest.skip("streams as Linux has them")
    program = f"'{sys.executable}' -m computegap"
    run = subprocess.run(
        ["/bin/sh", "-c", command.replace("computegap", program, 1)], capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout, run.stderr


@pytest.mark.parametrize(
    "command", ["gap 50", "compare us china --samples 64 --field samples --set chips.b300.price=1"]
)
def test_an_answer_needs_no_stderr(command: str) -> None:
    whole = shell(f"computegap {command}")
    for missing in ("2>&-", "2>/dev/full"):
        code, out, _ = shell(f"computegap {command} {missing}")
        assert (code, out) == whole[:2]
        assert code == 0


def test_rows_are_answered_and_counted_without_a_stderr() -> None:
    rows = "printf 'china.process.yield\\n0.8\\n2\\n0.9\\n' | computegap eval ratio --samples 64"
    code, out, err = shell(rows)
    assert err
    assert shell(f"{rows} 2>&-") == (code, out, "")
    assert shell(f"{rows} >&-") == (2, "", "computegap: stdout is closed, wanted it open\n")


@pytest.mark.parametrize(
    "command",
    [
        "gap 50",
        "gap 50 --field ratio",
        "gap 50 --chart",
        "chips h100",
        "sweep us china --vary china.capex=80,90 --samples 16",
        "completion bash",
        "man",
        "--version",
        "--help",
        "compare --help",
    ],
)
def test_a_stdout_that_takes_nothing_is_told_as_such(command: str) -> None:
    assert shell(f"computegap {command} >&-") == (2, "", "computegap: stdout is closed, wanted it open\n")
    full = "computegap: stdout: cannot be written: No space left on device\n"
    assert shell(f"computegap {command} >/dev/full") == (2, "", full)


def test_a_file_is_written_without_a_stdout(tmp_path: Path) -> None:
    assert shell(f"computegap gap 50 --output '{tmp_path}/answer' <&- >&- 2>&-") == (0, "", "")
    assert (tmp_path / "answer").read_text("utf-8").startswith("A compute ratio of 50")


@pytest.mark.parametrize(
    ("command", "code"),
    [("compare us china --set nosuch=1", 4), ("gap --inverse 100%", 5), ("chips h10", 2), ("", 2)],
)
def test_a_message_that_nobody_reads_leaves_the_exit_code(command: str, code: int) -> None:
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run([*PROGRAM, *command.split()], stdout=subprocess.PIPE, stderr=write, check=False)
    os.close(write)
    assert (run.returncode, run.stdout) == (code, b"")


def test_debug_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    from computegap.errors import UsageError  # noqa: PLC0415

    monkeypatch.setenv("COMPUTEGAP_DEBUG", "1")
    with pytest.raises(UsageError):
        main(["chips", "h10"])


def test_a_fault_of_ours_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "unforeseen"
        raise RuntimeError(message)

    monkeypatch.setattr("computegap.studies.cost.cost", broken)
    code, error = refusal(capsys, "cost", "--yield", "0.75")
    assert code == 1
    assert "unforeseen" in error


def test_switches_may_be_set_again_and_lists_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    switches = ("--quiet", "--quiet", "--fall-back", "--no-fall-back")
    sets = ("--set", "us.capex=400 bn USD", "--set", "china.capex=40 bn USD")
    assert main(["compare", "us", "china", *switches, *sets, "--samples", "64", "--field", "overrides"]) == 0
    assert "us.capex=400 bn USD" in capsys.readouterr().out


def test_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("computegap.studies.cost.cost", interrupted)
    assert refusal(capsys, "cost", "--yield", "0.75") == (130, "computegap: interrupted\n")


def test_an_error_shows_control_characters_and_does_not_send_them(capsys: pytest.CaptureFixture[str]) -> None:
    _, error = refusal(capsys, "chips", "h100\x1b[31m")
    assert "\x1b" not in error


def test_as_a_module_and_with_colour_off() -> None:
    run = subprocess.run(
        [*PROGRAM, "gap", "100"], capture_output=True, text=True, check=True, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    assert "30-50 %" in run.stdout
    assert subprocess.run([*PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout == (
        "computegap 0.1.0\n"
    )


def ids(text: str) -> list[str]:
    return text.split()[1:]


def test_chips_filter_sort_and_pick_columns(capsys: pytest.CaptureFixture[str]) -> None:
    def listed(*argv: str) -> list[str]:
        return ids(answer(capsys, "chips", *argv, "--columns", "id", "--format", "csv"))

    assert len(listed()) >= 40
    assert {"h100", "tpu-v7"} <= set(listed("--country", "us"))
    assert listed("--vendor", "amd") == ["mi300x", "mi325x", "mi355x"]
    assert set(listed("--domestic")) == set(listed("--country", "china"))
    assert listed("--released", "2024..2024", "--vendor", "Nvidia") == ["b200", "h200"]
    assert listed("--released", "2024", "--vendor", "Nvidia") == ["b200", "h200"]
    assert "h100" not in listed("--released", "2023..")
    by_bf16 = listed("--sort", "bf16")
    assert by_bf16.index("gb200") < by_bf16.index("h100") < by_bf16.index("a100") < by_bf16.index("siyuan-690")
    table = answer(capsys, "chips", "--columns", "id,bf16,h100e", "--domestic")
    assert "910c" in table
    assert answer(capsys, "chips", "--vendor", "amd", "--domestic") == "No chip fits.\n"
    code, error = refusal(capsys, "chips", "--vendor", "nvidai")
    assert (code, "did you mean Nvidia?" in error) == (2, True)
    code, error = refusal(capsys, "chips", "--country", "chna")
    assert (code, "did you mean china?" in error) == (2, True)
    for dates in ("2025..2024", "..", "soon", "2024-1"):
        code, error = refusal(capsys, "chips", "--released", dates)
        assert (code, f"--released {dates}: wanted dates such as" in error) == (2, True)
    code, error = refusal(capsys, "compare", "microsoft", "china")
    assert (code, "--scenario evidence has it" in error) == (2, True)
    code, error = refusal(capsys, "chips", "--columns", "bf17")
    assert (code, "did you mean bf16?" in error) == (2, True)


def test_weak_figures_carry_their_mark(capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "show", "chips.p800.tdp")
    assert "weak" in told
    assert "note, docs/cards/" in told  # the kind of source, and where it is
    cited = json.loads(answer(capsys, "chips", "p800", "--format", "json"))[0]["cited"]
    assert cited["tdp"] == {"source": "mirrorfrog-p800", "basis": "reported", "confidence": "weak"}


def test_figures_are_shown_with_every_digit(capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "show", "microsoft.counted.nvidia.stock.2025", "--scenario", "evidence")
    assert "3,151,494 (2,424,281 to 4,075,897) H100e" in told


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (("compare", "us", "china", "--set", "us.capex=0"), 4, "us has no money for accelerators in 2025"),
        (("compare", "us", "china", "--set", "us.chips.b200.compute_share=0", "--set", "us.chips.h100.compute_share=0"),
         4, "us has no compute_share among its chips"),
        (("compare", "us", "china", "--set", "rules.article.anchor_gap=1"), 4, "wanted less than 1"),
        (("compare", "us", "china", "--set", "rules.article.anchor_ratio=1"), 4, "wanted more than 1"),
        (("compare", "us", "china", "--set", "us.chips.h100.utilisation=0"), 4, "wanted more than 0"),
        (("compare", "us", "china", "--set", "us.capex=1e308 bn USD"), 4, "a finite number"),
        # Each sample is finite, their sum or their squares are not.
        (("compare", "us", "china", "--set", "us.capex=1e299 bn USD"), 5, "no finite value"),
        (("compare", "us", "china", "--set", "us.capex=1..2e190 bn USD"), 5, "no finite value"),
        (("cost", "--yield", "0.75", "--subsidy", "30"), 2, "wanted a rate below 1"),
        (("cost", "--yield", "0.75", "--stages", "0"), 2, "found 0, wanted more than 0\n"),
        (("gap", "--inverse", "50000", "--rule", "catch-up"), 5, "no finite answer"),
        (("show", "chips"), 2, "chips.a100"),
    ],
)  # fmt: skip
def test_figures_at_their_limits_are_refused_in_words(
    argv: tuple[str, ...], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, error = refusal(capsys, *argv)
    assert (found, told in error) == (code, True), error


def test_a_sum_with_nothing_to_offset(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "cost", "--yield", "0.9", "--subsidy", "60 bn USD", "--format", "json"))
    assert found["subsidy"]["covers_spending"] is None
    assert any("has no bound" in note for note in found["notes"])


def test_extreme_ratios_stay_readable(capsys: pytest.CaptureFixture[str]) -> None:
    assert "1e+308" in answer(capsys, "gap", "1e308")
    assert max(map(len, answer(capsys, "gap", "--inverse", "99.99%").splitlines())) <= 80


@pytest.mark.parametrize("argv", [(), ("scenario",)])
def test_nothing_asked_shows_the_help(argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert capsys.readouterr().err.startswith("Usage: computegap")


def test_a_pipe_or_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert main(["gap", "100", "--format", "json", "--output", str(pipe)]) == 0
        assert os.read(reader, 2**16).startswith(b"[")
        assert pipe.is_fifo()
    finally:
        os.close(reader)


# Long runs


def test_samples_may_be_written_as_powers_of_ten(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "compare", "us", "china", "--samples", "1e3", "--field", "samples") == "1000\n"


def test_a_precision_is_reached(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("compare", "us", "china", "--precision", "0.2%", "--format", "json")
    found = json.loads(answer(capsys, *asked))
    assert found["samples"] > 4096
    for name in ("p5", "p50", "p95"):
        assert found["ratio"]["standard_error"][name] <= 0.002 * found["ratio"][name]


def test_correlated_inputs_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("compare", "us", "china", "--correlate", "china.capex", "china.subsidy", "-0.5")
    found = json.loads(answer(capsys, *asked, "--format", "json"))
    assert found["correlations"] == [{"inputs": ["china.capex", "china.subsidy"], "rank_correlation": -0.5}]
    assert "rank correlation -0.5 of china.capex and china.subsidy" in " ".join(answer(capsys, *asked).split())


def test_random_samples_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compare", "us", "china", "--sampler", "random", "--samples", "512")
    assert "512 random samples" in " ".join(found.split())
    assert "other draws may move the last digit of" in " ".join(found.split())


def test_an_interrupt_while_modules_are_loaded_is_told_in_a_line(tmp_path: Path) -> None:
    # In the place of the library that is loaded first, and takes longest.
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    run = subprocess.run(
        [*PROGRAM, "gap", "100"], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": paths}
    )
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "computegap: interrupted\n")
    program = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert program == {"computegap": "computegap.__main__:run"}
