"""Figures are rounded by the width of their range and scaled for a reader."""

from __future__ import annotations

import pytest

from computegap.reports import figures
from computegap.results.shared import Quantity


def ranged(low: float, middle: float, high: float, unit: str = "1") -> Quantity:
    return Quantity(middle, low, middle, middle, middle, high, unit)


@pytest.mark.parametrize(
    ("low", "middle", "high", "expected"),
    [
        (13.2, 24.1, 41.5, "24 (13-42)"),
        (0.459, 0.567, 0.701, "0.57 (0.46-0.70)"),
        (221.9, 496.2, 973.4, "500 (220-970)"),
        (1.548, 1.581, 1.613, "1.58 (1.55-1.61)"),
        (-50.2, -40.1, -30.3, "-40 (-50 to -30)"),
        (4.97, 6.81, 9.67, "6.8 (5.0-9.7)"),
        (7.0, 7.0, 7.0, "7"),
        (0.0, 0.0, 5e-324, "0 (0-4.941e-324)"),
        (-1e-300, 0.0, 1e-300, "0 (-1e-300 to 1e-300)"),
        (-1e308, 0.0, 1e308, "0 (-1e+308 to 1e+308)"),
        (0.0, 5e299, 1e300, "5e+299 (0-1e+300)"),
        # Of a range as wide as these, no more digits are supported than would leave a lower end of 0.
        (440.3, 3869.2, 136_834.1, "3,900 (440-140,000)"),
        (0.44, 3.87, 136.8, "3.9 (0.44-140)"),
        (4_000.0, 21_000.0, 749_999.0, "21,000 (4,000-750,000)"),
        (50_001.0, 60_000.0, 749_999.0, "60,000 (50,000-750,000)"),
        (0.0, 3869.2, 136_834.1, "3,900 (0-140,000)"),
        (2.0, 50.0, 3_000.0, "50 (2-3,000)"),
    ],
)
def test_rounding_follows_the_range(low: float, middle: float, high: float, expected: str) -> None:
    assert figures.figure(ranged(low, middle, high), figures.TIMES) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(989.4, "989.4"), (0.14957, "0.1496"), (15_832.0, "15,832"), (0.0, "0"), (-0.0, "0")]
)
def test_exact_figures_keep_four_digits(value: float, expected: str) -> None:
    assert figures.exact(value) == expected


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("USD", 98e9, "$ bn"),
        ("USD", 410.0, "$"),
        ("USD", 35_000.0, "$ thousand"),
        ("H100e", 2.8e7, "million H100e"),
        ("H100e", 5e4, "thousand H100e"),
        ("share", 0.75, "%"),
        ("B/s", 3.35e12, "TB/s"),
    ],
)
def test_units_that_a_reader_thinks_in(unit: str, value: float, expected: str) -> None:
    assert figures.scale_of(unit, value).name == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.2, "+20.0 %"), (-0.05, "-5.0 %"), (0.0, "+0.0 %"), (-0.0001, "+0.0 %")]
)
def test_changes_carry_their_sign(value: float, expected: str) -> None:
    assert figures.change(value) == expected


def test_hard_bounds_stand_where_they_are_known() -> None:
    bounded = Quantity(0.4, 0.31, 0.35, 0.4, 0.45, 0.49, "1", low=0.30, high=0.50)
    assert figures.percent(bounded) == "40 % (30-50)"
    assert figures.range_only(bounded, figures.PERCENT) == "30-50"
    assert figures.range_only(ranged(440.3, 3869.2, 136_834.1), figures.TIMES) == "440-140,000"
