"""How figures change over the years."""

from __future__ import annotations

import numpy as np
import pytest

from computegap.core.growth import package_h100_equivalent


def test_a_package_is_worth_the_mean_of_what_the_wafers_are_made_into() -> None:
    """Of 12 and 4 of compute, from chips worth 2 and 0.5: six packages and eight."""
    weights, worths = (np.array(pair).reshape(2, 1, 1) for pair in ([12.0, 4.0], [2.0, 0.5]))
    found = np.asarray(package_h100_equivalent(weights, worths))
    assert found.shape == (1, 1)
    assert found.item() == pytest.approx(16 / 14)
