"""Quantities go by names that users can guess."""

from __future__ import annotations

import numpy as np
import pytest

from computegap.core.model import PAIR
from computegap.errors import UsageError
from computegap.studies.comparison import Question
from computegap.studies.quantities import full_name, quantities, wanted


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
        # China alone has a penalty that subsidies offset.
        ("subsidy_offset", "china.subsidy_offset"),
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


@pytest.mark.parametrize(
    ("names", "given"),
    [
        (("ratio", "a.x", "b.wafers", "c.wafers"), "wafers"),
        (("ratio", "a.x", "b.chip.wafers"), "wafers"),
    ],
)
def test_whose_quantity_is_meant_is_not_guessed_among_two_nor_from_a_chips(names: tuple[str, ...], given: str) -> None:
    with pytest.raises(UsageError, match=f"no quantity '{given}', wanted one of ratio, a.x"):
        full_name(given, names, "a")


def test_chips_quantities_do_not_fill_the_screen() -> None:
    with pytest.raises(UsageError) as told:
        full_name("zzz", ("compute_ratio", "us.capex", "us.b200.unit_price"), "us")
    assert str(told.value) == "no quantity 'zzz', wanted one of ratio, compute_ratio, us.capex"


@pytest.mark.parametrize("route", ["money", "wafers", "power", "counted"])
def test_what_is_wanted_of_a_comparison_suffices_for_it_along_any_route(route: str) -> None:
    question = Question("us", "china", scenario="evidence", route=route, samples=8)
    whole = question.work_out()
    for name, values in whole.pair.items():
        if name in PAIR:
            again = quantities(question.work_out(question.draws(0, 8), wanted(whole, [name])))
            np.testing.assert_array_equal(again[name].values, values)
            assert len(again) < len(quantities(whole))
