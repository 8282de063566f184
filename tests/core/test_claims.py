"""What a text states, turned round."""

from __future__ import annotations

import pytest

from computegap.core.claims import implied_reference_yield, implied_yield
from computegap.core.yields import yield_cost_inflation


@pytest.mark.parametrize("stages", [1.0, 2.0, 3.0])
def test_yields_that_a_cost_inflation_implies_bring_that_inflation(stages: float) -> None:
    assert yield_cost_inflation(implied_yield(0.9, 0.44, stages), 0.9, stages) == pytest.approx(0.44)
    assert yield_cost_inflation(0.6, implied_reference_yield(0.6, 0.44, stages), stages) == pytest.approx(0.44)


def test_a_loss_over_two_stages_by_hand() -> None:
    """A good part that costs 1.44 times as much has lost 1.2 times as much at each."""
    assert implied_yield(0.9, 0.44, 2.0) == pytest.approx(0.75)
    assert implied_reference_yield(0.75, 0.44, 2.0) == pytest.approx(0.9)
