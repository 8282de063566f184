"""What a cost answer carries of how it was worked out."""

from __future__ import annotations

import pytest

from computegap.studies.cost import cost


def test_a_lone_range_needs_no_seed() -> None:
    found = cost(die_yield="0.7..0.8", stages="2", samples=64)
    assert (found.seed, found.samples) == (None, 0)


def test_two_ranges_are_sampled() -> None:
    found = cost(die_yield="0.7..0.8", stages="2..3", samples=64, seed=5)
    assert (found.seed, found.samples) == (5, 64)


def test_single_figures_are_worked_out_as_they_are() -> None:
    found = cost(die_yield="0.75", stages="2", reference_yield="0.9", samples=64)
    assert (found.seed, found.samples) == (None, 0)
    assert found.inflation == pytest.approx(0.9 / 0.75 - 1)
    assert found.inflation_compounded == pytest.approx((0.9 / 0.75) ** 2 - 1)
