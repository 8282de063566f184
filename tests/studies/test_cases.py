"""Cases side by side: differences, not noise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from computegap.cli import main
from computegap.errors import ScenarioError, UsageError
from computegap.library.overrides import Override
from computegap.reports import Screen, as_chart
from computegap.reports.charts import charts_of
from computegap.reports.figures import TIMES, figure
from computegap.results.shared import Quantity
from computegap.studies.cases import compare_cases
from computegap.studies.compare import compare

GOOD = Path(__file__).parents[1] / "good_data"
FABS = "better fabs: china.process.yield=0.85, china.capex=150 bn USD"


def test_every_case_is_what_compare_answers_alone() -> None:
    found = compare_cases("us", "china", scenarios=["article", "evidence"], cases=[FABS], samples=256)
    assert [case.name for case in found.cases] == ["article", "evidence", "better fabs"]
    overrides = [Override("china.process.yield", "0.85"), Override("china.capex", "150 bn USD")]
    alone = (
        compare("us", "china", samples=256),
        compare("us", "china", scenario="evidence", samples=256),
        compare("us", "china", overrides=overrides, samples=256),
    )
    for case, wanted in zip(found.cases, alone, strict=True):
        assert case.values["ratio"] == wanted.ratio
        assert case.values["performance_gap"] == wanted.performance_gap
        assert case.values["lag_months"] == wanted.lag_months
        for side in wanted.sides:
            assert case.values[f"{side.party}.added_compute"] == side.added_compute
            assert case.values[f"{side.party}.yield"] == side.yield_
            assert case.values.get(f"{side.party}.subsidy_offset") == side.subsidy_offset


def test_a_change_has_a_range_of_its_own() -> None:
    """With common random numbers a case that changes nothing differs by nothing, and a certain gain is certain."""
    found = compare_cases("us", "china", cases=["same: us.capex=400 bn USD", "more: us.capex=440 bn USD"], samples=256)
    base, same, more = found.cases
    assert base.changes == {}
    nothing = Quantity(*(0.0,) * 6, unit="1")
    assert same.changes["ratio"] == nothing
    # A tenth more money is a tenth more compute, in every sample.
    assert more.changes["ratio"].p5 == pytest.approx(0.1 * base.values["ratio"].p5)
    assert more.changes["ratio"].p95 == pytest.approx(0.1 * base.values["ratio"].p95)
    assert more.changes["china.added_compute"].p95 == 0


def test_what_all_cases_share_is_set_in_all() -> None:
    found = compare_cases(
        "us",
        "china",
        cases=["more: us.capex=500 bn USD"],
        overrides=[Override("china.capex", "100 bn USD")],
        samples=16,
    )
    assert {case.values["china.capex"].p50 for case in found.cases} == {100e9}
    assert found.overrides == ("china.capex=100 bn USD",)
    assert found.cases[1].overrides == ("us.capex=500 bn USD",)


def test_under_a_rule_of_lags_there_is_no_gap() -> None:
    (case,) = compare_cases("us", "china", rule="catch-up", samples=16).cases
    assert "performance_gap" not in case.values
    assert case.values["lag_months"] == compare("us", "china", rule="catch-up", samples=16).lag_months


@pytest.mark.parametrize(
    ("cases", "error", "told"),
    [
        (["a: china.capex"], ScenarioError, "--case 'a: china.capex': wanted PATH=VALUE"),
        (["a: china.capx=1"], ScenarioError, r"case 'a': .*did you mean capex\?"),
        (["a: china.process.yield=2"], ScenarioError, "case 'a': .*between 0 and 1"),
        ([" : us.capex=1"], UsageError, "--case ' : us.capex=1': found no name before the colon, wanted one"),
        (["a: us.capex=1", "a: us.capex=2"], UsageError, "2 cases that go by 'a'"),
    ],
)
def test_refusals(cases: list[str], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        compare_cases("us", "china", cases=cases, samples=16)


def test_a_case_may_go_without_a_name() -> None:
    found = compare_cases("us", "china", cases=["us.capex=500 bn USD"], samples=16)
    assert found.cases[1].name == "us.capex=500 bn USD"


def test_diff_draws_changes_with_their_sign(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "china", "--diff", "--case", FABS]) == 0
    text = capsys.readouterr().out
    assert "better fabs, change" in text
    assert "-20 (-29 to -13)" in text
    assert "better fabs: china.process.yield=0.85, china.capex=150 bn USD." in text


def test_changes_without_cases_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "china", "--diff"]) == 2
    assert "wanted several --scenario, or a --case" in capsys.readouterr().err


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_chart_has_a_bar_a_case_at_any_width(width: int) -> None:
    found = compare_cases("us", "china", scenarios=["article", "evidence"], cases=[FABS], samples=256)
    text = as_chart.render(found, Screen(width, unicode=False))
    assert max(map(len, text.splitlines())) <= width
    assert text.isascii()
    told = text.replace("\n", " ")
    assert told.startswith("Compute that the US adds, as a multiple of China's: ")
    for title in ("Compute ratio, the US / China, times, in equal ratios.", "Gap in leading-edge AI performance, %."):
        assert f"Across: {title}" in told
    for case in found.cases:
        assert figure(case.values["lag_months"], TIMES) in text
        assert sum(line.startswith(case.name) for line in text.splitlines()) >= 3
    assert told.count("Sources: ") == 1


def test_a_chart_of_differences_has_their_signs_and_no_bar_of_the_first_case(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "cases.svg"
    asked = [
        "compare",
        "us",
        "china",
        "--diff",
        "--case",
        FABS,
        "--samples",
        "1024",
        "--chart",
        "--chart-file",
        str(file),
    ]
    assert main(asked) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Against article, the compute ratio, the US / China, changes by -20 (-29 to -13) in better fabs" in told
    assert "Across: Change of the gap in leading-edge AI performance, percentage points." in told
    assert "Across: Change of the lag, months." in told
    assert "changes are from article, sample by sample" in told
    assert "Change of the compute ratio, the US / China, times" in file.read_text("utf-8")


def test_a_chart_under_a_rule_of_lags_has_no_gap() -> None:
    growth = "at the growth of China's training runs"
    found = compare_cases("us", "china", rule="catch-up", cases=["more: us.capex=500 bn USD"], samples=64)
    titles = [chart.axis.title for chart in charts_of(found)]
    assert titles == ["Compute ratio, the US / China, times", "AI compute, million H100e", f"Lag {growth}, months"]
    changes = [chart.axis.title for chart in charts_of(found._replace(diff=True))]
    assert changes == ["Change of the compute ratio, the US / China, times", f"Change of the lag {growth}, months"]


def test_many_cases_are_told_in_several_grids(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "china", "-s", "article", "-s", "evidence", "--diff", "--case", FABS]) == 0
    lines = capsys.readouterr().out.splitlines()
    titles = [line.split(maxsplit=1)[1] for line in lines if line.startswith("                   unit")]
    assert [" ".join(title.split()) for title in titles] == ["article evidence, change", "better fabs, change"]
    assert sum(line.startswith("... cost an H100e  $ thousand") for line in lines) == 4
    assert max(map(len, lines)) <= 80


def test_cases_of_different_questions_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "us", "china", "-s", "article", "-s", "h200", "--samples", "64"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "year 2025 in article, year 2026 in h200; basis flow (added in the year); money route in article" in text
    assert "yardstick 8bit in article, yardstick tpp in h200; rule article;" in text
    assert "Note: the cases are not of one question: give one --year, --route, --yardstick for all" in text


def test_what_cancels_is_no_change() -> None:
    found = compare_cases("us", "china", cases=["more: china.capex=150 bn USD"], samples=64)
    assert found.cases[1].changes["china.cost_per_effective_h100e"].mean == 0
    assert (found.cases[0].year, found.cases[0].route, found.cases[0].yardstick) == (2025, "money", "8bit")


def test_cases_along_another_route() -> None:
    found = compare_cases(
        "us", "china", scenarios=["evidence"], cases=["none smuggled: china.counted.smuggled.on=false"],
        route="counted", samples=64,
    )  # fmt: skip
    assert found.route == "counted"
    assert found.cases[1].changes["china.added_compute"].p95 < 0
    assert "effective_ratio" not in found.cases[0].values


def test_json_contract(capsys: pytest.CaptureFixture[str]) -> None:
    small = str(GOOD / "small.toml")
    assert main(["compare", "here", "there", "-s", small, "--case", "x: there.capex=1 bn USD", "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "computegap/cases/1"
    assert [case["name"] for case in found["cases"]] == [small, "x"]
    assert found["cases"][1]["changes"]["there.capex"]["p50"] < 0
    assert [item["path"] for item in found["run"]["files"]] == [small]


def test_commas_of_a_distribution_are_its_own() -> None:
    case = "tri: china.capex=triangular(80, 95, 98) bn USD, us.capex=normal(390,410), china.process.yield=0.8"
    found = compare_cases("us", "china", cases=[case], samples=64).cases[1]
    assert found.overrides == (
        "china.capex=triangular(80, 95, 98) bn USD",
        "us.capex=normal(390,410)",
        "china.process.yield=0.8",
    )


def test_sources_are_told_to_be_those_of_all_cases(capsys: pytest.CaptureFixture[str]) -> None:
    """No cell bears a number, so the list says of what it is."""
    assert main(["compare", "us", "china", "--case", "cheap: chips.b200.price=20000 USD", "--samples", "64"]) == 0
    assert "\nSources of all cases\n[1] " in capsys.readouterr().out


def test_the_first_case_is_told_as_precisely_as_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others differ from it, and one that knows next to nothing must not make all of them long."""
    monkeypatch.setattr("computegap.studies.blocks.BLOCK", 1024)
    wide = ["wide: china.capex=1..900 bn USD"]
    alone = compare("us", "china", precision=0.01, samples=512)
    found = compare_cases("us", "china", cases=wide, precision=0.01, samples=512)
    assert found.samples == alone.samples
    overrides = [Override("china.capex", "1..900 bn USD")]
    assert compare("us", "china", overrides=overrides, precision=0.01, samples=512).samples > alone.samples
