"""Draws follow what is believed, come from streams of their own, and do not depend on chunks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from computegap.core.gap import performance_gap
from computegap.core.sampling import Belief, draws, ordered_draws, percentile, summary
from computegap.core.yields import yield_cost_inflation

UNIFORM = Belief("a", "uniform", 0.7, 0.75, 0.8)
LOGNORMAL = Belief("b", "lognormal", 0.124, 0.1683, 0.205)
SHARE = Belief("c", "logit-normal", 0.34, 0.40, 0.54)
PINNED = [0.75625, 0.79375, 0.73125, 0.71875]


@pytest.mark.parametrize("belief", [UNIFORM, LOGNORMAL, SHARE])
def test_percentiles_are_those_stated(belief: Belief) -> None:
    found = summary(draws(belief, 0, 4096))
    assert found["p50"] == pytest.approx(belief.middle, rel=1e-3)
    if belief.shape == "uniform":
        assert found["p5"] == pytest.approx(0.705, rel=1e-3)
        assert found["p95"] == pytest.approx(0.795, rel=1e-3)
    else:
        assert found["p5"] == pytest.approx(belief.low, rel=1e-3)
        assert found["p95"] == pytest.approx(belief.high, rel=1e-3)


def test_shares_stay_shares() -> None:
    values = np.asarray(draws(Belief("wide", "logit-normal", 0.05, 0.9, 0.999), 0, 4096))
    assert values.min() > 0
    assert values.max() < 1


def test_same_seed_same_answer_and_names_have_streams_of_their_own() -> None:
    first = np.asarray(draws(UNIFORM, 7, 512))
    assert np.array_equal(first, np.asarray(draws(UNIFORM, 7, 512)))
    assert not np.array_equal(first, np.asarray(draws(UNIFORM, 8, 512)))
    other = np.asarray(draws(UNIFORM._replace(name="another"), 7, 512))
    assert not np.array_equal(first, other)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.15


def test_streams_are_pinned() -> None:
    """The same on any machine: these four were drawn when the streams were laid down."""
    found = np.asarray(draws(UNIFORM, 0, 8))[:4]
    assert sorted(np.asarray(draws(UNIFORM, 0, 8)).tolist()) == pytest.approx(list(ordered_draws(UNIFORM, 8)))
    assert found.tolist() == pytest.approx(PINNED)


def test_an_exact_input_is_a_plain_number() -> None:
    assert draws(Belief("x", "exact", 3.0, 3.0, 3.0), 0, 100) == 3.0
    assert set(summary(3.0).values()) == {3.0}


def test_a_lone_range_in_order_gives_the_summary_of_its_draws() -> None:
    shuffled = summary(draws(LOGNORMAL, 0, 256))
    assert summary(ordered_draws(LOGNORMAL, 256)) == pytest.approx(shuffled)


@given(st.floats(0.3, 0.6), st.floats(0.01, 0.3), st.floats(0.0, 0.1))
def test_a_wider_input_never_narrows_the_answer(low: float, width: float, more: float) -> None:
    def spread(belief: Belief) -> float:
        found = summary(yield_cost_inflation(draws(belief, 0, 256), 0.9, 1.58))
        return found["p95"] - found["p5"]

    narrow = Belief("yield", "uniform", low, low, low + width)
    wide = Belief("yield", "uniform", low - more, low, low + width + more)
    assert spread(wide) >= spread(narrow) - 1e-12


@given(st.integers(1, 255))
def test_quantities_do_not_depend_on_where_samples_are_cut(cut: int) -> None:
    ratios = np.asarray(draws(Belief("r", "uniform", 0.5, 1.0, 50.0), 0, 256))
    exponents = np.asarray(draws(LOGNORMAL, 0, 256))
    whole = np.asarray(performance_gap(ratios, exponents))
    parts = [performance_gap(ratios[part], exponents[part]) for part in (slice(None, cut), slice(cut, None))]
    assert np.array_equal(np.concatenate([np.asarray(part) for part in parts]), whole)


def test_percentile_by_hand() -> None:
    assert percentile([0.0, 1.0, 2.0, 3.0, 4.0], 25) == 1.0
    assert percentile([0.0, 10.0], 5) == pytest.approx(0.5)
    assert percentile([7.0], 95) == 7.0


def test_unknown_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="triangular"):
        draws(Belief("x", "triangular", 0.0, 1.0, 2.0), 0, 10)
