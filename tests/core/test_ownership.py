"""What work costs where a side's chips are of several kinds."""

from __future__ import annotations

import numpy as np
import pytest

from computegap.core.ownership import cost_of_years_work


def test_years_work_costs_what_all_chips_cost_over_what_all_do() -> None:
    """Ten chips of 7,000 dollars that do 2,000, and 30 of 1,000 that do 500: 100,000 dollars for 35,000."""
    counts, costs, work = (np.array(pair).reshape(2, 1) for pair in ([10.0, 30.0], [7000.0, 1000.0], [2000.0, 500.0]))
    assert np.asarray(cost_of_years_work(counts, costs, work)) == pytest.approx(100 / 35)
