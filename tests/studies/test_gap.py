"""What a ratio is worth by each rule, and which ratio is worth a gap."""

from __future__ import annotations

import math

import pytest

from computegap.cli import main
from computegap.errors import NoAnswerError, UsageError
from computegap.reports import Screen, report
from computegap.results.shared import Quantity
from computegap.studies.gap import gap, inverse_table, parsed_ratio, ratio_of, rule_sources

RULES = ("article", "article-loglinear", "kaplan", "capability-lag", "catch-up")


def middle(value: Quantity | float | None) -> float:
    assert value is not None
    return value.p50 if isinstance(value, Quantity) else value


@pytest.mark.parametrize("rule", RULES)
def test_a_ratio_and_what_it_is_worth_are_each_others_inverse(rule: str) -> None:
    found = gap(31.0, rule=rule)
    is_lag = found.performance_gap is None
    back = ratio_of(middle(found.lag_months if is_lag else found.performance_gap), rule=rule)
    assert middle(back.ratio) == pytest.approx(31, rel=0.01)
    assert (back.performance_gap is None, back.lag_months is None) == (is_lag, not is_lag)
    assert back.rules == ()
    assert back.sources == rule_sources(rule)


def test_every_rule_stands_beside_the_one_in_force() -> None:
    found = gap(31.0, rule="kaplan")
    worth = {answer.rule: answer for answer in found.rules}
    assert tuple(worth) == RULES
    for answer in found.rules:
        value, unit = (answer.lag_months, "month") if answer.performance_gap is None else (answer.performance_gap, "1")
        assert value is not None
        assert value.unit == unit
    assert found.performance_gap == worth["kaplan"].performance_gap
    # A rule of gaps says nothing of lags, so another does.
    assert found.lag_months == worth["capability-lag"].lag_months
    assert worth["kaplan"].lag_months is None
    lag = gap(31.0, rule="catch-up")
    assert lag.performance_gap is None
    assert lag.lag_months == worth["catch-up"].lag_months != worth["capability-lag"].lag_months


@pytest.mark.parametrize("ratio", [0.0, -1.0, -0.5, math.inf, math.nan])
def test_a_ratio_is_above_0_and_finite(ratio: float) -> None:
    told = "wanted a number above 0, such as 100$"
    with pytest.raises(UsageError, match=f"ratio: found {ratio:g}, {told}"):
        gap(ratio)
    with pytest.raises(UsageError, match=f"ratio: found '{ratio}', {told}"):
        parsed_ratio(str(ratio))


def test_a_ratio_is_a_number() -> None:
    with pytest.raises(UsageError, match="ratio: found 'ten', wanted a number above 0"):
        parsed_ratio("ten")


def test_a_ratio_below_1_turns_the_sign() -> None:
    assert parsed_ratio("0.5") == 0.5
    assert middle(gap(0.5).performance_gap) == pytest.approx(-middle(gap(2.0).performance_gap))


@pytest.mark.parametrize("answer", [1.0, -1.0, 1.5, math.inf, -math.inf, math.nan])
def test_no_finite_ratio_is_all_of_a_gap(answer: float) -> None:
    with pytest.raises(NoAnswerError, match=f"--inverse: found {answer:g}, and under kaplan no finite ratio gives"):
        ratio_of(answer, rule="kaplan")


def test_months_may_be_any_number_that_is_one() -> None:
    assert middle(ratio_of(12.0, rule="catch-up").ratio) > middle(ratio_of(1.0, rule="catch-up").ratio) > 1
    with pytest.raises(NoAnswerError, match="--inverse: found inf"):
        ratio_of(math.inf, rule="catch-up")


def test_a_gap_with_two_ends_has_a_ratio_at_each() -> None:
    table = inverse_table("20%..30%", rule="kaplan")
    assert [row.performance_gap for row in table.rows] == [0.2, 0.3]
    # A gap of 1 - ratio ** -0.05.
    assert [middle(row.ratio) for row in table.rows] == pytest.approx([0.8**-20, 0.7**-20])
    (row,) = inverse_table("20%", rule="kaplan").rows
    assert row == table.rows[0]
    text = " ".join(report(table, "table", Screen()).split())
    assert "A gap of 20 % in training loss corresponds to a compute ratio of 86.7362 by the rule 'kaplan'." in text
    assert "A gap of 30 % in training loss corresponds to a compute ratio of 1,253.25 by the rule 'kaplan'." in text


def test_what_is_no_gap_is_told_by_its_option() -> None:
    with pytest.raises(UsageError, match="--inverse: found 'much', wanted a number such as"):
        inverse_table("much")


def test_what_a_rule_answers_with_is_asked_of_it() -> None:
    (months,) = inverse_table("12", rule="catch-up").rows
    for written in ("12 month", "1 yr"):
        (row,) = inverse_table(written, rule="catch-up").rows
        assert (row.lag_months, row.ratio) == (12, months.ratio)
    assert [row.lag_months for row in inverse_table("1..2 yr", rule="catch-up").rows] == [12, 24]
    with pytest.raises(UsageError, match=r"^--inverse: found '20%', wanted a lag in months, as catch-up answers"):
        inverse_table("20%", rule="catch-up")
    with pytest.raises(UsageError, match=r"^--inverse: found '3 month', wanted a gap, such as 40%, as kaplan answers"):
        inverse_table("3 month", rule="kaplan")


@pytest.mark.parametrize("rule", ["kaplann", ""])
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(UsageError, match=f"no rule '{rule}', wanted one of {', '.join(RULES)}"):
        gap(10.0, rule=rule)


def test_a_table_says_of_each_rule_what_its_range_is(capsys: pytest.CaptureFixture[str]) -> None:
    """The article's rules rest on bounds, those of lags on beliefs: 30-50 is no p5-p95, which is 31-49."""
    said = "Ranges are hard bounds by article and article-loglinear, and p5-p95 by capability-lag and catch-up."
    for asked in (["100"], ["3", "100"], ["100", "--format", "markdown"]):
        assert main(["gap", *asked]) == 0
        assert said in " ".join(capsys.readouterr().out.replace("*", "").split()), asked
    for gap_wanted in ("20%", "-20%"):
        assert main(["gap", f"--inverse={gap_wanted}"]) == 0
        assert "Ranges are hard bounds by article." in capsys.readouterr().out
    assert main(["gap", "--inverse=12", "--rule", "catch-up"]) == 0
    assert "Ranges are p5-p95 by catch-up." in capsys.readouterr().out
    for asked in (["1"], ["--inverse=20%", "--rule=kaplan"]):
        assert main(["gap", *asked]) == 0
        assert "Ranges" not in capsys.readouterr().out
