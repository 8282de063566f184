"""Compute against published counts and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from computegap.core import compute
from computegap.core.control import total_processing_performance


def test_epoch_counts_of_h20() -> None:
    """1,489,899 H20 at 296 TOPS over 1,979 are 222,845 H100e (Epoch prints 222,844)."""
    assert float(1_489_899 * compute.h100_equivalent(296e12, 1979e12, 1.0)) == pytest.approx(222_845, abs=0.5)


@pytest.mark.parametrize(("tops", "expected"), [(296e12, 2368), (1979e12, 15_832)])
def test_published_tpp(tops: float, expected: float) -> None:
    assert total_processing_performance(tops, 8.0) == expected


def test_h20_performance_density() -> None:
    assert total_processing_performance(296e12, 8.0) / 814 == pytest.approx(2.9, abs=0.05)


def test_money_route_by_hand() -> None:
    """90 of money, a third of the compute at 10 and two thirds at 40 an H100e: 30 on average, so 3 H100e."""
    share = compute.compute_share(np.array([[1.0], [2.0]]))
    price = compute.blended_price_per_h100_equivalent(share, np.array([[10.0], [40.0]]))
    added = compute.added_compute(90.0, price)
    count = compute.chip_count(added, share, np.array([[1.0], [0.5]]))
    assert price == pytest.approx(30)
    assert added == pytest.approx(3)
    assert np.asarray(count).ravel().tolist() == pytest.approx([1.0, 4.0])
    # What the chips cost is what was spent: 1 x 10 + 4 x 20.
    prices = np.array([[10.0], [20.0]])
    assert compute.domestic_spending(count, prices, 1.0) == pytest.approx(90)
    assert compute.domestic_spending(count, prices, np.array([[0.0], [1.0]])) == pytest.approx(80)


def test_ratio_of_swapped_sides_is_the_inverse() -> None:
    assert compute.compute_ratio(30.0, 4.0) == 1 / compute.compute_ratio(4.0, 30.0)


def test_the_budget_for_accelerators_by_hand() -> None:
    """100 and half of 60 are 130; 40 % of that is for AI, a quarter of which buys accelerators: 13."""
    found = compute.accelerator_budget(
        capex=100.0,
        subsidy=60.0,
        separate_subsidy_share=0.5,
        artificial_intelligence_share=0.4,
        accelerator_share=0.25,
    )
    assert found == pytest.approx(13.0)
