"""Worlds of one's own: given values for some inputs, and the middle of every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.studies.comparison import Question
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
    assert ours.unit("capability_lag") == "month"
