"""What a cost answer carries of how it was worked out."""

from __future__ import annotations

import pytest

from computegap.results.shared import Quantity
from computegap.studies import blocks
from computegap.studies.cost import cost


def test_a_range_beside_the_articles_band_is_sampled() -> None:
    found = cost(die_yield="0.7..0.8", stages="2..3", samples=64, seed=5)
    assert (found.seed, found.samples) == (5, 64)


def test_the_articles_band_alone_needs_no_seed() -> None:
    found = cost(die_yield="0.75", stages="2", reference_yield="0.9", samples=64)
    assert (found.seed, found.samples) == (None, 0)
    assert found.inflation == pytest.approx(0.9 / 0.75 - 1)
    assert found.inflation_compounded == pytest.approx((0.9 / 0.75) ** 2 - 1)


def test_many_samples_are_taken_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cost("0.7..0.8", stages="2..3", samples=10_000).inflation_compounded
    monkeypatch.setattr(blocks, "BLOCK", 4096)
    found = cost("0.7..0.8", stages="2..3", samples=10_000)
    assert found.samples == 10_000
    assert isinstance(whole, Quantity)
    assert isinstance(found.inflation_compounded, Quantity)
    assert found.inflation_compounded[:6] == pytest.approx(whole[:6], rel=0.01)
    assert found.inflation_compounded.standard_error != whole.standard_error


def test_a_bill_adds_up_and_its_inflation_is_over_what_it_would_be_at_the_reference() -> None:
    bill = cost(die_yield="0.75", stages="2", reference_yield="0.9", chip="h100").bill
    assert bill is not None
    assert [line.item for line in bill.lines] == ["logic", "memory", "packaging", "test"]
    # Logic bears the yield of two stages, and the rest that of its own.
    assert bill.lines[0].cost == pytest.approx(300 * (0.9 / 0.75) ** 2)
    assert bill.lines[1].cost == pytest.approx(1350 * 0.9 / 0.75)
    assert bill.reference_unit_cost == pytest.approx(3320)
    assert bill.unit_cost == pytest.approx(432 + 1620 + 900 + 1104)
    assert bill.inflation == pytest.approx(4056 / 3320 - 1)
