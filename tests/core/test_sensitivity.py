"""Indices against closed forms, the Ishigami function's published values, and SALib."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.core.distributions import Belief
from computegap.studies.sensitivity import variance_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from computegap.units import Array

# A hint of SALib's own is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore")
CIRCLE = [Belief(name, "uniform", -math.pi, 0.0, math.pi) for name in ("x1", "x2", "x3")]
# Ishigami and Homma 1990 with a = 7 and b = 0.1, in closed form as in Saltelli et al. 2008.
FIRST_ORDER = np.array([0.3139, 0.4424, 0.0])
TOTAL = np.array([0.5576, 0.4424, 0.2437])


def ishigami(given: Mapping[str, Array], size: int) -> Array:
    found: Array = np.sin(given["x1"]) + 7 * np.sin(given["x2"]) ** 2 + 0.1 * given["x3"] ** 4 * np.sin(given["x1"])
    assert found.shape == (size,)
    return found


def test_ishigami_within_three_standard_errors_of_the_published_values() -> None:
    effects = variance_shares(ishigami, CIRCLE, seed=0, samples=1 << 14)
    for found, wanted in ((effects.first_order, FIRST_ORDER), (effects.total, TOTAL)):
        error = found.std(axis=1, ddof=1) / found.shape[1] ** 0.5
        assert np.all(np.abs(found.mean(axis=1) - wanted) < 3 * error + 1e-9)
        assert np.all(error < 0.03)


def test_ishigami_as_salib_has_it() -> None:
    from SALib.analyze import sobol as analysis  # noqa: PLC0415 - half a second that one test needs
    from SALib.sample import sobol  # noqa: PLC0415

    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-math.pi, math.pi]] * 3}
    points = sobol.sample(problem, 1 << 12, calc_second_order=False, seed=1)
    answers = ishigami(dict(zip(("x1", "x2", "x3"), points.T, strict=True)), len(points))
    theirs = analysis.analyze(problem, answers, calc_second_order=False, seed=1)
    ours = variance_shares(ishigami, CIRCLE, seed=0, samples=1 << 14)
    np.testing.assert_allclose(ours.first_order.mean(axis=1), theirs["S1"], atol=0.03)
    np.testing.assert_allclose(ours.total.mean(axis=1), theirs["ST"], atol=0.03)


def test_a_product_of_lognormals_in_closed_form() -> None:
    """V_i = exp(s_i ** 2) - 1, and the product of (1 + V_i) is 1 + V."""
    sigmas = {"a": 0.5, "b": 0.3}
    reach = 1.6448536269514722
    beliefs = [Belief(name, "lognormal", math.exp(-reach * s), 1.0, math.exp(reach * s)) for name, s in sigmas.items()]
    effects = variance_shares(lambda given, _: given["a"] * given["b"], beliefs, seed=2, samples=1 << 16)
    parts = np.expm1(np.array(list(sigmas.values())) ** 2)
    whole = np.prod(1 + parts) - 1
    np.testing.assert_allclose(effects.first_order.mean(axis=1), parts / whole, atol=0.03)
    np.testing.assert_allclose(effects.total.mean(axis=1), parts * (1 + parts[::-1]) / whole, atol=0.03)


def test_an_input_that_does_nothing_brings_nothing() -> None:
    beliefs = [*CIRCLE[:2], Belief("idle", "uniform", 0.0, 0.5, 1.0)]
    effects = variance_shares(lambda given, _: given["x1"] + given["x2"], beliefs, seed=0, samples=1024)
    assert np.all(effects.first_order[2] == 0)
    assert np.all(effects.total[2] == 0)


def test_memory_does_not_bound_the_rows() -> None:
    """More rows than are worked out at once give the same indices."""
    few = variance_shares(ishigami, CIRCLE, seed=0, samples=1 << 14)
    many = variance_shares(ishigami, CIRCLE, seed=0, samples=1 << 18)
    np.testing.assert_allclose(many.total.mean(axis=1), few.total.mean(axis=1), atol=0.02)
