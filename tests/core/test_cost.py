"""Costs against published cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from computegap.core import cost
from computegap.core.yields import negative_binomial_die_yield


def test_princeton_die() -> None:
    """814 mm2 at 0.15 per cm2, alpha 3, a wafer of $9,346: 0.3590, 63.48 dies, $410.09."""
    share = negative_binomial_die_yield(814.0, 0.0015, 3.0)
    dies = cost.dies_per_wafer(814.0, 300.0, 0.0)
    assert share == pytest.approx(0.3590, abs=5e-5)
    assert dies == pytest.approx(63.48, abs=5e-3)
    assert cost.good_die_cost(9346.0, dies, share) == pytest.approx(410.09, abs=5e-3)


def test_cset_five_nanometre_part() -> None:
    """$4,235 + $12,753 over 71.4 dies is $238; with $108 and $80 the part costs $426."""
    wafer = 4235.0 + 12753.0
    assert wafer == 16988.0
    die = cost.good_die_cost(wafer, 71.4, 1.0)
    assert die == pytest.approx(238, abs=0.5)
    assert die + 108 + 80 == pytest.approx(426, abs=0.5)


def test_bill_of_materials_by_hand() -> None:
    """H100: 300 of logic and 3,020 of the rest; one loss of 0.9/0.75 = 1.2 touches the logic alone."""
    assert cost.unit_cost(300.0, 3020.0, 0.75, 0.90, 1.0) == pytest.approx(300 * 1.2 + 3020)
    assert cost.unit_cost(300.0, 3020.0, 0.75, 0.90, 2.0) == pytest.approx((300 * 1.2 + 3020) * 1.2)
    assert cost.unit_cost(300.0, 3020.0, 0.90, 0.90, 2.0) == pytest.approx(3320)


def test_scribe_lanes_take_wafer_area_and_edges_take_dies() -> None:
    assert cost.effective_die_area(100.0, 0.2) == pytest.approx(10.2**2)
    assert cost.dies_per_wafer(104.04, 300.0, 3.0) < cost.dies_per_wafer(104.04, 300.0, 0.0)


@given(st.floats(20.0, 860.0), st.floats(0.1, 1.0))
def test_area_in_other_units_is_the_same_die(area: float, share: float) -> None:
    """Lengths in half millimetres: areas grow fourfold, counts and costs stay."""
    plain = cost.dies_per_wafer(area, 300.0, 2.0)
    assert cost.dies_per_wafer(4 * area, 600.0, 4.0) == pytest.approx(plain)
    assert cost.good_die_cost(2 * 5000.0, plain, share) == pytest.approx(2 * cost.good_die_cost(5000.0, plain, share))


def test_penalty_and_offset_by_hand() -> None:
    """Of 120 spent at an inflation of 20 %, 20 pay for lost parts; 70 of subsidies cover that 3.5 times."""
    assert cost.yield_penalty(120.0, 0.2) == pytest.approx(20)
    assert cost.subsidy_offset(70.0, 20.0) == 3.5


def test_a_rim_that_is_not_used_is_lost_on_both_sides() -> None:
    assert cost.dies_per_wafer(814.0, 300.0, 3.0) == cost.dies_per_wafer(814.0, 294.0, 0.0)
