"""Sums over the chips that wafers or power are shared among."""

from __future__ import annotations

import numpy as np
import pytest

from computegap.core.routes import compute_through_power, compute_through_wafers


def test_chips_of_both_kinds_add_up() -> None:
    """In the first sample 100 of 0.5 and 30 of 2, in the second 200 of 0.25 and none."""
    chips = np.array([[100.0, 200.0], [30.0, 0.0]])
    worth = np.array([[0.5, 0.25], [2.0, 2.0]])
    assert np.asarray(compute_through_wafers(chips, worth)).tolist() == [110, 50]


def test_power_is_shared_as_the_mix_of_compute_needs_it() -> None:
    """A quarter at 2,000 W and three quarters at 800 W: an H100's worth takes 1,100 W of the 6,050."""
    share = np.array([[0.25], [0.75]])
    needed = np.array([[2000.0], [800.0]])
    assert np.asarray(compute_through_power(np.array([6050.0]), share, needed)) == pytest.approx(5.5)
