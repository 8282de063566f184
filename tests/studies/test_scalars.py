"""Answers to single numbers, of which at most one need have a range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from computegap.core.distributions import Belief
from computegap.errors import NoAnswerError
from computegap.results.shared import Quantity
from computegap.studies.scalars import Evaluated, evaluated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from computegap.units import Values

EXACT = Belief("divisor", "exact", 2.0, 2.0, 2.0)
RANGED = Belief("price", "uniform", 10.0, 15.0, 20.0)
OTHER = Belief("divisor", "uniform", 1.0, 1.5, 2.0)


def quotient(given: Mapping[str, Values]) -> dict[str, Values]:
    return {"part": given["price"] / given["divisor"]}


def asked(*beliefs: Belief) -> Evaluated:
    return evaluated(quotient, beliefs, {"part": "USD"}, seed=0, samples=64)


def test_what_has_no_range_is_a_bare_number_and_draws_nothing() -> None:
    assert asked(Belief("price", "exact", 9.0, 9.0, 9.0), EXACT) == ({"part": 4.5}, 0, ())


@pytest.mark.parametrize("beliefs", [(RANGED, EXACT), (EXACT, RANGED)])
def test_one_range_is_summarised_by_strata(beliefs: tuple[Belief, ...]) -> None:
    found, samples, _ = asked(*beliefs)
    part = found["part"]
    assert isinstance(part, Quantity)
    assert (part.p5, part.p50, part.p95) == pytest.approx((5.25, 7.5, 9.75), abs=0.01)
    assert (part.low, part.high, part.unit, samples) == (5, 10, "USD", 0)


def test_a_lone_range_is_summarised_by_128_strata_of_equal_probability() -> None:
    found, _, _ = asked(Belief("price", "exact", 9.0, 9.0, 9.0), OTHER)
    part = found["part"]
    assert isinstance(part, Quantity)
    assert part.mean == pytest.approx(sum(9 / (1 + (stratum + 0.5) / 128) for stratum in range(128)) / 128, rel=1e-12)
    assert part.p50 == pytest.approx(6, rel=1e-4)


def test_two_ranges_are_drawn() -> None:
    found, samples, _ = asked(RANGED, OTHER)
    part = found["part"]
    assert isinstance(part, Quantity)
    assert (part.low, part.high, samples) == (5, 20, 64)


def test_what_no_number_holds_is_told() -> None:
    with pytest.raises(NoAnswerError, match=r"^there is no finite answer: "):
        asked(RANGED, Belief("divisor", "exact", 0.0, 0.0, 0.0))
