"""Yield models against published and hand-worked cases, and the properties that tie them together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from computegap.core import yields

AREAS = st.floats(1.0, 900.0)
DENSITIES = st.floats(1e-5, 0.02)
SHARES = st.floats(0.05, 0.99)


@pytest.mark.parametrize(
    ("name", "parameter", "expected"),
    [
        ("poisson", (), 0.922),
        ("murphy", (), 0.923),
        ("negative-binomial", (3.0,), 0.923),
        ("seeds", (), 0.925),
        ("bose-einstein", (12.0,), 0.393),
    ],
)
def test_published_yields_at_the_same_defects(name: str, parameter: tuple[float, ...], expected: float) -> None:
    """The legitlads calculator: area times density is 0.081."""
    assert yields.YIELD_MODELS[name](100.0, 0.00081, *parameter) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(("square_centimetres", "expected"), [(2.3, 0.100), (1.0, 0.368)])
def test_textbook_poisson(square_centimetres: float, expected: float) -> None:
    assert yields.poisson_die_yield(100 * square_centimetres, 0.01) == pytest.approx(expected, abs=5e-4)


@given(AREAS, DENSITIES)
def test_negative_binomial_runs_from_seeds_to_poisson(area: float, density: float) -> None:
    assert yields.negative_binomial_die_yield(area, density, 1.0) == pytest.approx(
        yields.seeds_die_yield(area, density)
    )
    poisson = yields.poisson_die_yield(area, density)
    assert yields.negative_binomial_die_yield(area, density, 1e7) == pytest.approx(poisson, rel=1e-3)


@given(AREAS, DENSITIES, st.sampled_from(sorted(yields.YIELD_MODELS)))
def test_more_defects_never_raise_the_yield(area: float, density: float, name: str) -> None:
    parameter = {"negative-binomial": (3.0,), "bose-einstein": (12.0,)}.get(name, ())
    model = yields.YIELD_MODELS[name]
    assert 0 < model(area, density, *parameter) <= 1
    assert model(area, density * 1.1, *parameter) <= model(area, density, *parameter)


def test_one_loss_at_the_articles_yields_is_not_the_articles_band() -> None:
    """12.5 % and 28.6 % by hand: 0.9 / 0.8 and 0.9 / 0.7."""
    assert yields.yield_cost_inflation(0.8, 0.9, 1.0) == pytest.approx(0.125)
    assert yields.yield_cost_inflation(0.7, 0.9, 1.0) == pytest.approx(0.2857, abs=1e-4)


@given(SHARES, SHARES, st.floats(0.5, 4.0))
def test_inflation_falls_as_the_yield_rises_and_turns_sign_at_the_reference(
    share: float, reference: float, stages: float
) -> None:
    better = min(1.0, share * 1.05)
    assert yields.yield_cost_inflation(better, reference, stages) < yields.yield_cost_inflation(
        share, reference, stages
    )
    assert yields.yield_cost_inflation(reference, reference, stages) == 0


@given(st.floats(0.05, 0.8), st.floats(1.0, 3.0))
def test_stages_invert_inflation(share: float, stages: float) -> None:
    inflation = yields.yield_cost_inflation(share, 0.9, stages)
    assert yields.yield_stages(inflation, share, 0.9) == pytest.approx(stages)
