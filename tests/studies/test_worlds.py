"""Worlds of one's own: given values for some inputs, and the middle of every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.library.overrides import Override
from computegap.results.shared import Quantity
from computegap.studies.comparison import Question
from computegap.studies.gap import gap
from computegap.studies.worlds import Worlds

if TYPE_CHECKING:
    from computegap.units import Values


def worlds() -> Worlds:
    return Worlds(Question("us", "china"))


@pytest.mark.parametrize("yields", [[0.75], [0.95], [0.75, 0.95], [0.95, 0.95, 0.95], [0.75, 0.95, 0.8, 0.95, 0.6]])
def test_a_world_without_a_quantity_takes_it_from_no_other(yields: list[float]) -> None:
    """Nothing is to be offset where the yield is better than the one compared with."""
    ours = worlds()
    name = "china.subsidy_offset"
    given: dict[str, Values] = {"china.process.yield": np.array(yields), "china.capex.2025": 100e9}
    found = ours.values((name, "compute_ratio"), given, len(yields))
    assert found[name].shape == found["compute_ratio"].shape == (len(yields),)
    assert np.isfinite(found["compute_ratio"]).all()
    alone = [ours.values((name,), {**given, "china.process.yield": share}, 1)[name][0] for share in yields]
    np.testing.assert_array_equal(found[name], alone)
    assert np.isnan(found[name]).tolist() == [share > 0.9 for share in yields]


def test_a_world_in_which_a_side_buys_nothing_has_no_answer() -> None:
    nothing = np.array([0.0, 0.0, 400e9])
    given: dict[str, Values] = {"us.capex.2025": nothing, "china.subsidy.2025": 0.0}
    found = worlds().values(
        ("compute_ratio", "us.accelerator_budget"), {**given, "china.capex.2025": np.array([0.0, 89e9, 89e9])}, 3
    )
    for values in found.values():
        assert np.isnan(values).tolist() == [True, True, False]


def test_the_middle_is_the_median_of_what_is_believed() -> None:
    skewed = [Override("china.capex", "triangular(80, 80, 98) bn USD")]
    ours = Worlds(Question("us", "china", overrides=skewed))
    # Half of the triangle's area lies beyond.
    assert ours.middle("china.capex.2025") == pytest.approx((98 - 18 / 2**0.5) * 1e9)
    assert ours.middle("us.capex.2025") == 400e9
    assert ours.middle("chips.h20.price") == pytest.approx(13_500)


def test_an_input_without_a_value_is_at_its_middle() -> None:
    ours = worlds()
    alone = ours.values(("compute_ratio",), {}, 1)["compute_ratio"]
    middles = {path: ours.middle(path) for path in ours.draws.beliefs}
    assert ours.values(("compute_ratio",), middles, 1)["compute_ratio"] == alone
    assert set(ours.ranged) < set(middles)
    assert "us.capex.2025" not in ours.ranged
    assert "china.process.yield" in ours.ranged


def test_every_quantity_of_worlds_is_the_one_asked_for_by_itself() -> None:
    ours = worlds()
    given = {"china.process.yield": np.array([0.7, 0.8])}
    whole = ours.values(tuple(ours.quantities), given, 2)
    assert set(whole) == set(ours.quantities)
    for name in ("compute_ratio", "capability_lag", "china.h20.unit_price", "us.added_compute"):
        np.testing.assert_array_equal(ours.values((name,), given, 2)[name], whole[name])


def test_names_and_units_are_those_of_answers() -> None:
    ours = worlds()
    assert ours.full_name("added_compute") == "us.added_compute"
    assert ours.full_name("lag") == "capability_lag"
    assert ours.unit("capability_lag") == "month"
    found = ours.values(("capability_lag", "algorithm_adjusted_ratio"), {}, 1)
    alone = gap(float(found["algorithm_adjusted_ratio"][0]), rule="capability-lag").lag_months
    assert isinstance(alone, Quantity)
    assert found["capability_lag"][0] == pytest.approx(alone.p50, rel=0.01)
