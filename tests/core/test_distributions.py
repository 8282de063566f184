"""Every distribution is the textbook's: closed forms, the standard library, or scipy."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from computegap.core.distributions import Belief, normal_deviate, normal_probability, quantile

PROBABILITIES = np.array([1e-9, 0.001, 0.05, 0.3, 0.5, 0.72, 0.95, 0.999])
TRIANGLE = Belief("t", "triangular", 80.0, 95.0, 98.0)
NORMAL = Belief("n", "normal", -1.0, 0.5, 2.0)
BELIEFS = [
    Belief("u", "uniform", 1.0, 2.0, 3.0),
    TRIANGLE,
    NORMAL,
    Belief("l", "lognormal", 1.0, 2.0, 5.0),
    Belief("s", "logit-normal", 0.2, 0.5, 0.6),
    NORMAL._replace(floor=0.0),
    NORMAL._replace(floor=-1.5, ceiling=2.5),
    Belief(
        "d", "discrete", 1.0, 2.0, 3.0, parts=((1, Belief("", "exact", 3, 3, 3)), (3, Belief("", "exact", 1, 1, 1)))
    ),
    Belief("m", "mixture", 80.0, 0.0, 98.0, parts=((1, TRIANGLE), (2, Belief("", "uniform", 85.0, 0.0, 90.0)))),
]


def test_normal_deviates_are_the_standard_librarys() -> None:
    probabilities = np.concatenate(
        [np.linspace(1e-6, 1 - 1e-6, 20_001), 10.0 ** -np.arange(1, 300, 3), 1 - 10.0 ** -np.arange(1, 16)]
    )
    expected = np.array([NormalDist().inv_cdf(probability) for probability in probabilities.tolist()])
    assert np.allclose(np.asarray(normal_deviate(probabilities)), expected, rtol=1e-15, atol=1e-15)


def test_normal_probabilities_turn_deviates_back() -> None:
    assert np.allclose(normal_probability(np.asarray(normal_deviate(PROBABILITIES))), PROBABILITIES, rtol=1e-12)


@pytest.mark.parametrize("belief", BELIEFS, ids=lambda belief: belief.shape)
def test_plain_numbers_and_arrays_agree_and_ascend(belief: Belief) -> None:
    values = np.asarray(quantile(belief, PROBABILITIES))
    assert np.all(np.diff(values) >= 0)
    for probability, value in zip(PROBABILITIES.tolist(), values, strict=True):
        assert float(quantile(belief, probability)) == pytest.approx(value, rel=1e-12)


@given(st.floats(0.001, 0.999))
def test_a_triangle_has_its_textbook_inverse(probability: float) -> None:
    low, mode, high = 80.0, 95.0, 98.0
    at_mode = (mode - low) / (high - low)
    expected = (
        low + math.sqrt(probability * (high - low) * (mode - low))
        if probability < at_mode
        else high - math.sqrt((1 - probability) * (high - low) * (high - mode))
    )
    assert quantile(TRIANGLE, probability) == pytest.approx(expected)


def test_percentiles_of_a_belief_are_where_it_states_them() -> None:
    for shape, ends in (
        ("normal", (-1.0, 0.2, 2.0)),
        ("lognormal", (1.0, 2.0, 5.0)),
        ("logit-normal", (0.2, 0.5, 0.6)),
    ):
        belief = Belief("x", shape, *ends)
        assert [quantile(belief, share) for share in (0.05, 0.5, 0.95)] == pytest.approx(ends)


def test_a_truncated_normal_has_the_closed_form() -> None:
    normal = NormalDist(0.5, 1.5 / 1.6448536269514722)
    cut = NORMAL._replace(floor=-1.5, ceiling=2.5)
    below, above = normal.cdf(-1.5), normal.cdf(2.5)
    for probability in (0.01, 0.4, 0.99):
        expected = normal.inv_cdf(below + probability * (above - below))
        assert quantile(cut, probability) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("floor", "ceiling"), [(3.0, 4.0), (0.6, 0.4), (0.5, 0.5)])
def test_a_cut_that_leaves_nothing_is_refused(floor: float, ceiling: float) -> None:
    with pytest.raises(ValueError, match=f"^x: nothing lies between {floor} and {ceiling}$"):
        quantile(Belief("x", "uniform", 0.0, 0.5, 1.0, floor=floor, ceiling=ceiling), 0.5)


def test_a_cut_keeps_what_lies_at_its_lower_end() -> None:
    assert [float(quantile(BELIEFS[7]._replace(floor=3.0), share)) for share in (0.1, 0.9)] == [3, 3]


def test_outcomes_come_as_often_as_they_weigh() -> None:
    belief = BELIEFS[7]
    assert [float(quantile(belief, share)) for share in (0.1, 0.74, 0.76)] == [1, 1, 3]


@pytest.mark.parametrize(
    ("probability", "value"), [(0.2, 1), (0.25, 1), (0.3, 3), (0.375, 3), (0.4, 7), (0.6, 7), (0.62, 7), (0.63, 9)]
)
def test_outcomes_ascend_whatever_their_order(probability: float, value: float) -> None:
    """Of sixteen 3 has two, 1 has four, 9 has six and 7 the other four."""
    outcomes = tuple((weight, Belief("", "exact", at, at, at)) for weight, at in ((2, 3), (4, 1), (6, 9), (4, 7)))
    assert float(quantile(Belief("d", "discrete", 1, 5, 9, parts=outcomes), probability)) == value


def test_a_mixture_is_the_weighed_sum_of_its_parts() -> None:
    parts = ((1.0, Belief("", "normal", -1.0, 0.0, 1.0)), (3.0, Belief("", "normal", 4.0, 5.0, 6.0)))
    mixed = Belief("m", "mixture", -9.0, 0.0, 15.0, parts=parts)
    first, second = (NormalDist(mean, 1 / 1.6448536269514722) for mean in (0.0, 5.0))
    for probability in (0.001, 0.2, 0.25, 0.26, 0.6, 0.999):
        value = float(quantile(mixed, probability))
        assert 0.25 * first.cdf(value) + 0.75 * second.cdf(value) == pytest.approx(probability, abs=1e-5)


@pytest.mark.parametrize("mode", [8.0, 30.5, 95.0, 98.0])
def test_pert_is_scipys(mode: float) -> None:
    stats = pytest.importorskip("scipy.stats", reason="the extra `distributions` is not installed")
    pert = Belief("p", "pert", 8.0, mode, 98.0)
    rise, fall = 1 + 4 * (mode - 8) / 90, 1 + 4 * (98 - mode) / 90
    expected = stats.beta(rise, fall, loc=8, scale=90).ppf(PROBABILITIES)
    assert np.allclose(np.asarray(quantile(pert, PROBABILITIES)), expected)


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.45), (0.05, 0.999), (0.001, 0.6), (0.5, 0.500001)])
def test_beta_has_its_percentiles_where_it_states_them(low: float, high: float) -> None:
    pytest.importorskip("scipy", reason="the extra `distributions` is not installed")
    beta = Belief("b", "beta", low, 0.3, high)
    assert quantile(beta, 0.05) == pytest.approx(low)
    assert quantile(beta, 0.95) == pytest.approx(high)


def test_unknown_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="cauchy"):
        quantile(Belief("x", "cauchy", 0.0, 1.0, 2.0), 0.5)


def test_what_is_exact_is_the_same_at_every_probability() -> None:
    assert quantile(Belief("x", "exact", 1.0, 2.0, 3.0), 0.9) == 2.0


def test_a_normal_cut_at_one_end_has_the_closed_form() -> None:
    normal = NormalDist(0.5, 1.5 / 1.6448536269514722)
    above, below = normal.cdf(2.0), normal.cdf(-1.0)
    for probability in (0.01, 0.4, 0.99):
        at_most = quantile(NORMAL._replace(ceiling=2.0), probability)
        assert at_most == pytest.approx(normal.inv_cdf(probability * above), rel=1e-9)
        at_least = quantile(NORMAL._replace(floor=-1.0), probability)
        assert at_least == pytest.approx(normal.inv_cdf(below + probability * (1 - below)), rel=1e-9)


@pytest.mark.parametrize(
    ("probability", "value"), [(0.0, 1.0), (0.125, 3.0), (0.5, 5.0), (0.875, 7.0), (0.92, 9 - 1.6), (1.0, 9.0)]
)
def test_a_triangle_by_hand(probability: float, value: float) -> None:
    """From 1 to 9 with its top at 5, the area below 3 is an eighth, and above 7.4 two twenty-fifths."""
    assert quantile(Belief("t", "triangular", 1.0, 5.0, 9.0), probability) == pytest.approx(value)


@pytest.mark.parametrize(("probability", "value"), [(1 / 9, 2.0), (0.5, 4.0), (0.875, 7.0), (1.0, 10.0)])
def test_a_triangle_with_a_long_side_by_hand(probability: float, value: float) -> None:
    """From 1 to 10 with its top at 2, a ninth lies below that, a half above 4 and an eighth above 7."""
    assert quantile(Belief("t", "triangular", 1.0, 2.0, 10.0), probability) == pytest.approx(value)
