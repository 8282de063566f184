"""How figures change over the years."""

from __future__ import annotations

import numpy as np
import pytest

from computegap.core.growth import domestic_compute_share, growth_factor, package_h100_equivalent


def test_a_figure_grows_with_each_year_and_part_of_one() -> None:
    """Of 1.44 times a year: nothing yet, half a year, a year, and two."""
    elapsed = np.array([[0.0], [6.0], [12.0], [24.0]])
    found = np.asarray(growth_factor(np.array([1.44]), elapsed, 12.0))
    assert found.ravel().tolist() == pytest.approx([1, 1.2, 1.44, 2.0736])


def test_a_package_is_worth_the_mean_of_what_the_wafers_are_made_into() -> None:
    """Of 15 and 2 of compute, from chips worth 2 and 0.8: 7.5 packages and 2.5."""
    weights, worths = (np.array(pair).reshape(2, 1, 1) for pair in ([15.0, 2.0], [2.0, 0.8]))
    found = np.asarray(package_h100_equivalent(weights, worths))
    assert found.shape == (1, 1)
    assert found.item() == pytest.approx(17 / 10)


def test_only_chips_of_ones_own_process_count_as_domestic() -> None:
    shares, domestic = (np.array(three).reshape(3, 1, 1) for three in ([0.25, 0.35, 0.4], [1.0, 0.0, 1.0]))
    assert np.asarray(domestic_compute_share(shares, domestic)).item() == pytest.approx(0.65)
