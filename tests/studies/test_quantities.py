"""Quantities go by names that users can guess."""

from __future__ import annotations

import numpy as np
import pytest

from computegap.errors import UsageError
from computegap.studies.comparison import Question
from computegap.studies.quantities import full_name, quantities


def test_every_quantity_has_a_name_a_unit_and_values() -> None:
    question = Question("us", "china", samples=16)
    found = quantities(question.work_out())
    assert found["compute_ratio"].unit == "1"
    assert found["china.added_compute"].unit == "H100e"
    assert found["china.h20.unit_price"].unit == "USD"
    assert found["capability_lag"].unit == "s"
    np.testing.assert_allclose(
        found["compute_ratio"].values, found["us.added_compute"].values / found["china.added_compute"].values
    )
    assert all(np.ndim(item.values) < 2 for item in found.values())


def test_the_gap_is_that_of_the_rule_in_force() -> None:
    article = quantities(Question("us", "china", samples=16).work_out())["performance_gap"].values
    kaplan = quantities(Question("us", "china", samples=16, rule="kaplan").work_out())["performance_gap"].values
    assert np.all(np.asarray(kaplan) < np.asarray(article))


@pytest.mark.parametrize(
    ("given", "full"),
    [
        ("ratio", "compute_ratio"),
        ("gap", "performance_gap"),
        ("added_compute", "us.added_compute"),
        ("china.cost_per_effective_h100e", "china.cost_per_effective_h100_equivalent"),
        ("china.h20.unit_price", "china.h20.unit_price"),
    ],
)
def test_short_names(given: str, full: str) -> None:
    names = quantities(Question("us", "china", samples=2).work_out())
    assert full_name(given, names, "us") == full


def test_a_mistyped_name_gets_a_suggestion() -> None:
    names = quantities(Question("us", "china", samples=2).work_out())
    with pytest.raises(UsageError, match=r"did you mean china\.added_compute\?"):
        full_name("china.aded_compute", names, "us")


def test_the_names_that_are_wanted_begin_with_the_shorter_ones() -> None:
    names = quantities(Question("us", "china", samples=2).work_out())
    told = r"wanted one of ratio, effective_ratio, gap, lag, compute_ratio, .*china\.added_compute"
    with pytest.raises(UsageError, match=told):
        full_name("x", names, "us")
