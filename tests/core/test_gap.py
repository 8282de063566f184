"""Rules against their anchors, published lags, and the symmetry that all share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from computegap.core import gap

RATIOS = st.floats(1e-4, 1e4)
EXPONENTS = st.floats(0.01, 0.5)


@pytest.mark.parametrize(("anchor", "exponent"), [(0.30, 0.0775), (0.50, 0.1505)])
def test_article_anchor(anchor: float, exponent: float) -> None:
    found = gap.rule_exponent(anchor, 100.0)
    assert found == pytest.approx(exponent, abs=5e-5)
    assert gap.performance_gap(100.0, found) == pytest.approx(anchor)
    assert gap.loglinear_performance_gap(100.0, anchor, 100.0) == pytest.approx(anchor)


def test_kaplan_at_a_hundred() -> None:
    assert gap.performance_gap(100.0, 0.050) == pytest.approx(0.206, abs=5e-4)


def test_epoch_china_lag() -> None:
    """Ratio 2.12, growth 2.93 a year, released 2.50 months later: 10.9 months."""
    assert 12 * gap.catch_up_lag(2.12, 2.93, 1.0) + 2.50 == pytest.approx(10.9, abs=0.05)


@pytest.mark.parametrize(("ratio", "months"), [(5.0, 5.8), (10.0, 8.3), (31.0, 12.4), (100.0, 16.6)])
def test_capability_law(ratio: float, months: float) -> None:
    assert 12 * gap.capability_lag(ratio, 0.1683, 0.559) == pytest.approx(months, abs=0.05)


@pytest.mark.parametrize(("growth", "months"), [(3.3, 7.0), (5.0, 5.2), (2.5, 9.1)])
def test_published_doubling_times(growth: float, months: float) -> None:
    assert 12 * gap.catch_up_lag(2.0, growth, 1.0) == pytest.approx(months, abs=0.06)


@given(RATIOS, EXPONENTS)
def test_swapping_sides_turns_the_sign_and_nothing_else(ratio: float, exponent: float) -> None:
    assert gap.performance_gap(1 / ratio, exponent) == pytest.approx(-gap.performance_gap(ratio, exponent))
    assert gap.capability_lag(1 / ratio, exponent, 0.5) == pytest.approx(-gap.capability_lag(ratio, exponent, 0.5))
    turned = gap.loglinear_performance_gap(1 / ratio, 0.4, 100.0)
    assert turned == pytest.approx(-gap.loglinear_performance_gap(ratio, 0.4, 100.0))


@pytest.mark.parametrize(("ratio", "expected"), [(1e3, 0.75), (1e4, 1.0), (1e6, 1.0), (1e-4, -1.0), (1e-6, -1.0)])
def test_a_loglinear_gap_is_no_more_than_all_of_it(ratio: float, expected: float) -> None:
    """A quarter for each tenfold."""
    assert gap.loglinear_performance_gap(ratio, 0.5, 100.0) == pytest.approx(expected)


@given(RATIOS, EXPONENTS)
def test_gap_grows_with_the_ratio_and_stays_below_one(ratio: float, exponent: float) -> None:
    here = gap.performance_gap(ratio, exponent)
    assert -1 < here < 1
    assert gap.performance_gap(ratio * 1.1, exponent) > here
    assert gap.performance_gap(1.0, exponent) == 0


@given(st.floats(-0.95, 0.95).filter(lambda value: abs(value) > 1e-6), EXPONENTS)
def test_inverse_of_the_power_law(wanted: float, exponent: float) -> None:
    ratio = gap.ratio_of_gap(wanted, exponent)
    assert gap.performance_gap(ratio, exponent) == pytest.approx(wanted, rel=1e-6)


@given(st.floats(-30.0, 30.0), st.floats(1.5, 6.0))
def test_inverse_of_the_lags(months: float, growth: float) -> None:
    assert gap.catch_up_lag(gap.ratio_of_catch_up_lag(months, growth, 12.0), growth, 12.0) == pytest.approx(months)
    ratio = gap.ratio_of_capability_lag(months, 0.1683, 0.05)
    assert gap.capability_lag(ratio, 0.1683, 0.05) == pytest.approx(months)
    loglinear = gap.ratio_of_loglinear_gap(months / 100, 0.4, 100.0)
    assert gap.loglinear_performance_gap(loglinear, 0.4, 100.0) == pytest.approx(months / 100)


@given(st.lists(RATIOS, min_size=1, max_size=5))
def test_arrays_and_plain_numbers_agree(ratios: list[float]) -> None:
    array = gap.performance_gap(np.array(ratios), 0.1)
    assert np.asarray(array).tolist() == pytest.approx([gap.performance_gap(ratio, 0.1) for ratio in ratios])


def test_better_algorithms_of_the_first_side_raise_the_ratio_and_those_of_the_second_lower_it() -> None:
    assert gap.algorithm_adjusted_ratio(30.0, 2.0, 1.6) == pytest.approx(37.5)
    assert gap.algorithm_adjusted_ratio(30.0, 0.5, 3.0) == pytest.approx(5.0)
