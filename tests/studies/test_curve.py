"""The curve of a rule: what it says at a ratio, in the unit that answers have it in."""

from __future__ import annotations

import math

import pytest

from computegap.results.shared import Quantity
from computegap.studies.compare import compare
from computegap.studies.curve import compare_picture, gap_curve, span
from computegap.studies.gap import gap, rule_sources


@pytest.mark.parametrize(("rule", "unit"), [("capability-lag", "month"), ("catch-up", "month"), ("article", "1")])
def test_the_curve_meets_the_answer_at_its_ratio(rule: str, unit: str) -> None:
    answer = compare("us", "china", rule=rule, samples=512)
    curve = compare_picture(answer, "us", "china", rule=rule, samples=512).curve
    leader, follower = curve.marks
    assert leader.ratio == 1.0
    assert leader.worth.p50 == pytest.approx(0.0, abs=1e-9)
    assert follower.worth.unit == unit
    # Between the points beside the follower's ratio lies its own median.
    below = [point for point in curve.points if point.ratio <= follower.ratio][-1]
    above = next(point for point in curve.points if point.ratio > follower.ratio)
    assert below.worth.unit == above.worth.unit == unit
    low, high = sorted([below.worth.p50, above.worth.p50])
    assert low * 0.9 <= follower.worth.p50 <= high * 1.1


def test_a_curve_spans_whole_tenfolds_in_equal_steps() -> None:
    found = span([30.0])
    assert found[0] == 1.0
    assert found[-1] == pytest.approx(100.0)
    assert len(found) == 25
    assert math.log10(found[1] / found[0]) == pytest.approx(1 / 12)
    assert span([0.02])[0] == pytest.approx(0.01)
    assert span([0.02])[-1] == pytest.approx(1.0)
    assert span([100.0])[-1] == pytest.approx(100.0)
    assert span([101.0])[-1] == pytest.approx(1000.0)


@pytest.mark.parametrize("rule", ["article", "kaplan", "catch-up"])
def test_ratios_are_marked_beside_1_on_their_rules_curve(rule: str) -> None:
    found = gap_curve(["30", "200"], rule=rule)
    (told,) = [answer for answer in gap(30, rule=rule).rules if answer.rule == rule]
    assert (found.rule, found.title) == (rule, told.title)
    assert found.sources == rule_sources(rule)
    assert [mark.ratio for mark in found.marks] == [1, 30, 200]
    assert [point.ratio for point in found.points] == span([30, 200])
    for place in (*found.marks, *found.points):
        alone = gap(place.ratio, rule=rule)
        assert place.worth == (alone.performance_gap or alone.lag_months)


@pytest.mark.parametrize(
    ("ratios", "lowest", "highest"),
    [([1.0], 1, 100), ([5.0], 1, 100), ([0.5], 0.1, 10), ([0.001], 0.001, 1), ([0.05, 400.0], 0.01, 1000)],
)
def test_a_curve_holds_1_and_spans_a_hundredfold_at_least(ratios: list[float], lowest: float, highest: float) -> None:
    found = span(ratios)
    assert (found[0], found[-1]) == pytest.approx((lowest, highest))


@pytest.mark.parametrize("rule", ["capability-lag", "kaplan"])
def test_a_curve_says_what_the_rule_does(rule: str) -> None:
    answer = compare("us", "china", rule=rule, samples=512)
    curve = compare_picture(answer, "us", "china", rule=rule, samples=512).curve
    for point in curve.points[1:]:
        alone = gap(point.ratio, rule=rule)
        worth = alone.performance_gap or alone.lag_months
        assert isinstance(worth, Quantity)
        assert point.worth.p50 == pytest.approx(worth.p50, rel=0.02)


def test_a_picture_of_an_answer_rests_on_4096_draws_at_most() -> None:
    answer = compare("us", "china", samples=16)
    of_most = compare_picture(answer, "us", "china", samples=4096).curve
    assert compare_picture(answer, "us", "china", samples=8192).curve == of_most
    assert compare_picture(answer, "us", "china", samples=2048).curve != of_most
