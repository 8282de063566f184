"""What `compare` prints beside its own ratio."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pytest

from computegap.cli import main
from computegap.library.view import Library
from computegap.reports.charts import charts_of
from computegap.reports.layout.compare import lag_title
from computegap.studies.compare import compare, measured_lags, published_ratios
from computegap.studies.comparison import Question
from computegap.units import UNITS

if TYPE_CHECKING:
    from computegap.records.published import PublishedRatio
    from computegap.results.compare import MeasuredLag


def test_published_ratios_of_the_same_basis_and_year_are_told_as_stated() -> None:
    found = {other.id: other for other in compare("us", "china", year=2026).published}
    assert set(found) == {
        "ifp-b30a-2026",
        "ifp-b30a-exported-2026",
        "ifp-aggressive-2026",
        "ifp-hopper-2026",
        "ifp-hopper-exported-2026",
    }
    hopper = found["ifp-hopper-2026"].ratio
    assert (hopper.low, hopper.high) == (21, 49)
    # Its headline is the range's upper end: ours is held to the middle, as in every range.
    assert found["ifp-b30a-2026"].ratio[1:6] == (10, 10, 20.5, 31, 31)
    assert [other.id for other in compare("us", "china").published] == ["bernstein-2025"]
    assert compare("us", "uk").published == ()


def test_published_ratios_turn_with_the_sides() -> None:
    (here,) = compare("us", "china").published
    (there,) = compare("china", "us").published
    assert there.ratio.p50 == pytest.approx(1 / here.ratio.p50)
    assert (here.bound, there.bound) == ("at least", "at most")
    assert there.ours_over_it.p50 == pytest.approx(1 / here.ours_over_it.p50, rel=1e-2)
    assert here.ours_over_it.p50 == pytest.approx(compare("us", "china").ratio.p50 / 25)


def test_a_published_ratio_turns_whichever_side_leads() -> None:
    class Turned(Library):
        def published(self) -> dict[str, PublishedRatio]:
            sides = {"leader": "china", "follower": "us"}
            return {name: record.model_copy(update=sides) for name, record in super().published().items()}

    draws = Question("us", "china", samples=16).draws()
    (found,) = published_ratios(Turned("article"), draws, ("us", "china"), "flow", 2025, 50.0)
    assert found.ratio.p50 == 1 / 25
    assert found.bound == "at most"
    assert found.ours_over_it.p50 == 50 * 25


def test_of_published_ratios_a_scenario_of_its_own_case_shows_that_alone() -> None:
    found = compare("us", "china", scenario="h20", samples=16)
    assert [other.id for other in found.published] == ["ifp-hopper-2026"]
    assert found.published[0].why


def test_measured_lags_turn_with_the_sides() -> None:
    records = Library().rules().measured_lags
    ends = {name: [value / UNITS["month"].scale for value in lag.lag.in_base_unit()] for name, lag in records.items()}
    assert {(lag.leader, lag.follower) for lag in records.values()} == {("us", "china")}
    for sides, sign in ((("us", "china"), 1), (("china", "us"), -1)):
        found = {lag.id: lag for lag in compare(*sides, samples=16).measured_lags}
        assert list(found) == list(records)
        for name, (low, middle, high) in ends.items():
            months = found[name].months
            assert months.unit == "month"
            assert months.p50 == pytest.approx(sign * middle)
            assert (months.p5, months.p95) == pytest.approx((low, high) if sign == 1 else (-high, -low))
    assert compare("us", "uk", samples=16).measured_lags == ()


def lags_stated_as(
    interval: Literal["range", "p5-p95"], low: float, middle: float, high: float
) -> tuple[MeasuredLag, ...]:
    """Measured lags, each stated with such ends and middle. [month]"""
    question = Question("us", "china", samples=16)
    lags = {
        name: lag.model_copy(update={"lag": replace(lag.lag, interval=interval, low=low, value=middle, high=high)})
        for name, lag in question.rules.measured_lags.items()
    }
    rules = question.rules.model_copy(update={"measured_lags": lags})
    return measured_lags(rules, question.draws(), ("us", "china"))


def test_a_measured_lag_between_bounds_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    found = {lag.id: lag.months for lag in compare("us", "china", samples=16).measured_lags}
    assert found["epoch-eci"][7:9] == (4, 14)
    assert found["caisi"][7:9] == (None, None)
    turned = {lag.id: lag.months for lag in compare("china", "us", samples=16).measured_lags}
    assert turned["epoch-eci"][7:9] == (-14, -4)
    assert main(["compare", "us", "china", "--samples", "16"]) == 0
    assert "behind the US since 2023 (least to most)" in capsys.readouterr().out
    for lag in lags_stated_as("p5-p95", 4, 7, 14):
        assert lag.months[7:9] == (None, None)
        assert lag_title(lag) == f"Measured: {lag.title}"


def test_a_measured_lag_may_be_a_part_of_a_month() -> None:
    for lag in lags_stated_as("range", 4.5, 7.25, 14.5):
        assert lag.months[1:6] == pytest.approx((4.5, 4.5, 7.25, 14.5, 14.5))


FOURFOLD = ["rules.catch-up.training_compute_growth=4"]


def test_a_rule_tells_of_a_gap_or_of_months() -> None:
    """Compute that quadruples in a year makes a sixteenfold lead two years long."""
    found = compare("us", "china", samples=64, overrides=FOURFOLD)
    told = {answer.rule: answer for answer in found.rules}
    assert {name for name, answer in told.items() if answer.lag_months} == {"capability-lag", "catch-up"}
    assert {name for name, answer in told.items() if answer.performance_gap} == {*told} - {"capability-lag", "catch-up"}
    lag = told["catch-up"].lag_months
    assert lag is not None
    assert lag.unit == "month"
    assert lag.p50 == pytest.approx(12 * math.log(found.ratio.p50) / math.log(4), rel=1e-3)
    assert found.lag_months == told["capability-lag"].lag_months
    assert found.performance_gap == told[found.rule].performance_gap


def test_an_efficiency_that_one_side_alone_states_is_held_against_1() -> None:
    found = compare("us", "google", route="counted", scenario="evidence", samples=64, overrides=FOURFOLD)
    assert "No algorithmic efficiency of Google is stated: none is counted." in found.notes
    lag = next(answer.lag_months for answer in found.rules if answer.rule == "catch-up")
    assert lag is not None
    assert lag.p50 == pytest.approx(12 * math.log(found.ratio.p50) / math.log(4), rel=1e-3)


def test_quantities_of_one_draw_follow_from_one_another() -> None:
    found = compare("us", "china", samples=1)
    us, china = found.sides
    assert us.effective_compute is not None
    assert china.effective_compute is not None
    assert found.effective_ratio is not None
    assert found.effective_ratio.p50 == pytest.approx(us.effective_compute.p50 / china.effective_compute.p50)
    assert (us.yield_penalty, us.subsidy_offset) == (None, None)
    assert china.subsidy is not None
    assert china.yield_penalty is not None
    assert china.subsidy_offset is not None
    assert china.subsidy_offset.p50 == pytest.approx(china.subsidy.p50 / china.yield_penalty.p50)
    # No algorithms are counted as better than others' here.
    assert found.ratio.p50 == pytest.approx(us.added_compute.p50 / china.added_compute.p50)


def test_stock_is_never_held_against_flow() -> None:
    for year in (2025, 2026):
        assert {other.basis for other in compare("us", "china", year=year).published} == {"flow"}


def test_no_derived_figure_is_shown_as_published() -> None:
    assert {record.ratio.basis for record in Library().published().values()} == {"reported"}


def test_sources_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "--check"]) == 0
    assert capsys.readouterr().out.endswith("sources are in order.\n")


def test_the_evidence_lies_where_the_published_ratios_do() -> None:
    """By datasheets and paid prices the ratio is 10 to 25, where the article's claims make it some tens."""
    evidence = compare("us", "china", scenario="evidence")
    article = compare("us", "china")
    assert 10 < evidence.ratio.p5 < evidence.ratio.p95 < 25
    assert evidence.ratio.p95 < article.ratio.p5
    assert {chip.measured_by for side in evidence.sides for chip in side.chips} == {"FP8", "BF16"}


def test_without_claims_every_yardstick_reads_datasheets() -> None:
    for yardstick in ("8bit", "bf16", "fp4", "tpp", "bandwidth"):
        found = compare("us", "china", scenario="evidence", yardstick=yardstick)
        assert "claim" not in {chip.measured_by for side in found.sides for chip in side.chips}


def test_an_hour_costs_a_share_of_what_a_chip_and_its_power_cost_over_its_life() -> None:
    side = compare("us", "china", samples=512).sides[0]
    hour, bought = side.cost_per_effective_h100e_hour, side.cost_per_effective_h100e
    assert hour is not None
    assert bought is not None
    assert hour.unit == "USD/H100e/h"
    # Three to eight years of use, and power and buildings beside the chip.
    assert bought.p50 / (8 * 8766) < hour.p50 < 2 * bought.p50 / (3 * 8766)


def test_a_chart_tells_published_bounds_from_single_figures() -> None:
    found = compare("us", "china", year=2026, samples=16)
    labels = [bar.label for bar in charts_of(found)[1].bars if bar.group == "published"]  # type: ignore[union-attr]
    titles = {other.title: other.ratio.low != other.ratio.high for other in found.published}
    assert labels == [f"{title} (bounds)" if is_range else title for title, is_range in titles.items()]
    assert len({*titles.values()}) == 2


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main([*argv, "--samples", "16"] if argv[0] != "gap" else [*argv]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_no_rule_is_told_beyond_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Kaplan's law is of loss, and catch-up goes by the growth of China's training runs, whoever is behind."""
    us, case = ("us", "china"), ("--case", "us.capex=300 bn USD")
    for argv, wanted in (
        (("compare", *us), "behind the US in training loss; or China"),
        (("compare", *us, "--chart"), "behind the US in training loss"),
        (("compare", *us, *case), "By the rule 'kaplan' the gap is in training loss."),
        (("compare", *us, *case, "--chart"), "Across: Gap in training loss, %."),
        (("forecast", *us, "--to", "2026"), "the gap in training loss goes from"),
        (("gap", "100"), "is a gap of 20.57 % in training loss by the rule 'kaplan'"),
        (("gap", "--inverse", "20%"), "A gap of 20 % in training loss corresponds"),
        (("gap", "100", "--chart"), "as a gap in training loss by the rule 'kaplan'"),
    ):
        text = said(capsys, *argv, "--rule", "kaplan")
        assert wanted in text, argv
        assert "leading-edge" not in text, argv
    growth = "at the growth of China's training runs"
    for argv, wanted in (
        (("compare", *us), f"months behind {growth}, by the rule 'catch-up'"),
        (("compare", *us, "--chart"), f"behind the US {growth}"),
        (("compare", *us, *case), f"By the rule 'catch-up' the lag is {growth}."),
        (("compare", *us, *case, "--chart"), f"Across: Lag {growth}, months."),
        (("forecast", *us, "--to", "2026"), f"the lag {growth} goes from"),
        (("gap", "100"), f"months of lag {growth} by the rule 'catch-up'"),
        (("gap", "--inverse", "12"), f"12 months of lag {growth} corresponds"),
    ):
        assert wanted in said(capsys, *argv, "--rule", "catch-up"), argv


def test_growth_of_one_partys_training_runs_is_told_of_another_with_a_note() -> None:
    def told(first: str, second: str) -> list[str]:
        return [note for note in compare(first, second, samples=16).notes if note.startswith("Rule catch-up tells")]

    assert told("us", "china") == told("china", "us") == []
    of_the_uk = (
        "Rule catch-up tells the lag at the growth of China's training runs: no growth of the UK's is known here."
    )
    assert told("us", "uk") == told("uk", "china") == told("china", "uk") == [of_the_uk]
