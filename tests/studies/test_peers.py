"""The sampler against closed forms and against squigglepy, on a model of a dozen inputs."""

from __future__ import annotations

import math
import warnings
from functools import reduce
from operator import mul
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.core.distributions import NORMAL_DEVIATE_OF_P95, Belief
from computegap.core.sampling import PERCENTILES, SAMPLERS, Plan, draws
from computegap.studies.inputs import quantity

if TYPE_CHECKING:
    from computegap.units import Array

SAMPLES = 65_536
LOGNORMALS = [(1.0, 2.0), (0.5, 4.0), (10.0, 12.0), (3.0, 30.0), (0.2, 0.3), (7.0, 9.0)]
"""5th and 95th percentiles."""
UNIFORMS = [(0.7, 0.8), (0.1, 0.9), (5.0, 10.0), (1.55, 1.61), (0.8, 1.2), (2.0, 3.0)]


def drawn(sampler: str) -> tuple[list[Array], list[Array]]:
    plan = Plan(1, SAMPLES, sampler)
    first = [
        Belief(f"l{place}", "lognormal", low, math.sqrt(low * high), high, place)
        for place, (low, high) in enumerate(LOGNORMALS)
    ]
    second = [
        Belief(f"u{place}", "uniform", low, (low + high) / 2, high, 6 + place)
        for place, (low, high) in enumerate(UNIFORMS)
    ]
    return [np.asarray(draws(item, plan)) for item in first], [np.asarray(draws(item, plan)) for item in second]


def within_three_errors(values: Array, expected: dict[int, float], others: dict[int, float] | None = None) -> None:
    found = quantity(values, "1")
    assert found.standard_error is not None
    for percent, wanted in expected.items():
        error = math.hypot(getattr(found.standard_error, f"p{percent}"), (others or {}).get(percent, 0.0))
        assert getattr(found, f"p{percent}") == pytest.approx(wanted, abs=3 * error), percent


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_products_and_ratios_of_lognormals_have_their_closed_form(sampler: str) -> None:
    lognormals, _ = drawn(sampler)
    spreads = [math.log(high / low) / 2 / NORMAL_DEVIATE_OF_P95 for low, high in LOGNORMALS]
    middles = [math.log(low * high) / 2 for low, high in LOGNORMALS]
    spread = math.hypot(*spreads)
    for values, middle in (
        (reduce(mul, lognormals), sum(middles)),
        (reduce(mul, lognormals[:3]) / reduce(mul, lognormals[3:]), sum(middles[:3]) - sum(middles[3:])),
    ):
        closed = NormalDist(middle, spread)
        within_three_errors(values, {percent: math.exp(closed.inv_cdf(percent / 100)) for percent in PERCENTILES})


def test_the_sum_of_two_like_uniforms_is_a_triangle() -> None:
    plan = Plan(0, SAMPLES)
    total = sum(np.asarray(draws(Belief(name, "uniform", 0.0, 0.5, 1.0, ord(name) - 97), plan)) for name in "ac")
    within_three_errors(np.asarray(total), {5: math.sqrt(0.1), 50: 1.0, 95: 2 - math.sqrt(0.1)})


def model(lognormals: list[Array], uniforms: list[Array]) -> dict[str, Array]:
    """Budgets, prices, yields and ratios, in the manner of a comparison."""
    ours = lognormals[0] * lognormals[1] / (lognormals[2] * uniforms[0])
    theirs = lognormals[3] * lognormals[4] * uniforms[1] / (lognormals[5] * uniforms[2])
    return {
        "ours": ours,
        "ratio": ours / theirs,
        "inflation": (0.9 / uniforms[0]) ** uniforms[3] - 1,
        "total": ours * uniforms[4] + theirs * uniforms[5],
    }


def test_percentiles_agree_with_squigglepys() -> None:
    with warnings.catch_warnings():
        # What a peer's dependencies warn of while being imported is not ours to answer for.
        warnings.simplefilter("ignore")
        squigglepy = pytest.importorskip("squigglepy", reason="squigglepy cannot be installed here")
    squigglepy.set_seed(1)
    theirs = model(
        [squigglepy.sample(squigglepy.lognorm(low, high, credibility=90), n=SAMPLES) for low, high in LOGNORMALS],
        [squigglepy.sample(squigglepy.uniform(low, high), n=SAMPLES) for low, high in UNIFORMS],
    )
    for name, values in model(*drawn("lattice")).items():
        # Their draws are random, and so are parts of them: replicates tell their errors as they do ours.
        other = quantity(np.asarray(theirs[name]), "1")
        assert other.standard_error is not None
        expected = {percent: getattr(other, f"p{percent}") for percent in PERCENTILES}
        errors = {percent: getattr(other.standard_error, f"p{percent}") for percent in PERCENTILES}
        within_three_errors(values, expected, errors)
