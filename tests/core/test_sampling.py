"""Draws follow what is believed, come from streams of their own, and do not depend on chunks."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from computegap.core.correlation import ContradictionError, Pair, mixing
from computegap.core.distributions import Belief, quantile
from computegap.core.gap import performance_gap
from computegap.core.sampling import (
    GENERATING_VECTOR,
    PERCENTILES,
    REPLICATES,
    STATISTICS,
    Plan,
    Stream,
    draws,
    ordered_draws,
    percentile,
    probabilities,
    replicate_sizes,
    spread,
    summary,
)
from computegap.core.yields import yield_cost_inflation
from computegap.library.shipped import place_of

UNIFORM = Belief("a", "uniform", 0.7, 0.75, 0.8)
LOGNORMAL = Belief("b", "lognormal", 0.124, 0.1683, 0.205)
SHARE = Belief("c", "logit-normal", 0.34, 0.40, 0.54)
PINNED = [0.9375, 0.8125, 0.6875, 0.5625]


@pytest.mark.parametrize("belief", [UNIFORM, LOGNORMAL, SHARE])
@pytest.mark.parametrize("sampler", ["lattice", "random"])
def test_percentiles_are_those_stated(belief: Belief, sampler: str) -> None:
    values = draws(belief, Plan(0, 4096, sampler))
    found = summary(values)
    errors = spread(values)[1]
    assert errors is not None
    ends = (0.705, 0.75, 0.795) if belief.shape == "uniform" else belief[2:5]
    for name, wanted in zip(("p5", "p50", "p95"), ends, strict=True):
        assert found[name] == pytest.approx(wanted, abs=4 * errors[name])
        assert found[name] == pytest.approx(wanted, rel=1e-3 if sampler == "lattice" else 0.05)


def test_shares_stay_shares() -> None:
    values = np.asarray(draws(Belief("wide", "logit-normal", 0.05, 0.9, 0.999), Plan(0, 4096)))
    assert values.min() > 0
    assert values.max() < 1


@pytest.mark.parametrize("sampler", ["lattice", "random"])
def test_same_seed_same_answer_and_names_have_streams_of_their_own(sampler: str) -> None:
    plan = Plan(7, 1024, sampler)
    first = np.asarray(draws(UNIFORM, plan))
    assert np.array_equal(first, np.asarray(draws(UNIFORM, plan)))
    assert not np.array_equal(first, np.asarray(draws(UNIFORM, plan._replace(seed=8))))
    assert not np.array_equal(first, np.asarray(draws(UNIFORM, plan._replace(block=1))))
    other = np.asarray(draws(UNIFORM._replace(name="another"), plan))
    assert not np.array_equal(first, other)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.15


def test_a_draw_of_nothing_at_all_stays_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The generator gives 0, below which no value lies, about once in 10^16 draws."""
    monkeypatch.setattr(np.random, "Generator", lambda _: SimpleNamespace(random=np.zeros))
    values = np.asarray(draws(LOGNORMAL, Plan(0, 64, "random")))
    assert np.all((values > 0) & (values < LOGNORMAL.low))


def test_streams_are_pinned() -> None:
    """The same on any machine, as only whole numbers are reckoned with: drawn when streams were laid down."""
    found = probabilities(Stream("a"), Plan(0, 8))
    assert found[:4].tolist() == pytest.approx(PINNED, abs=1e-15)
    kept = probabilities(Stream("a", 3), Plan(0, 8))
    assert np.sort(kept % 0.125).tolist() == pytest.approx([kept[0] % 0.125] * 8)
    # Where one replicate ends and the next begins.
    later = probabilities(Stream("a"), Plan(0, 512, block=1))[62:67]
    assert later.tolist() == pytest.approx([0.2490234375, 0.9521484375, 0.8994140625, 0.8525390625, 0.8056640625])
    uneven = probabilities(Stream("a", 3), Plan(0, 520, block=2))[62:67]
    assert uneven.tolist() == pytest.approx([0.6776442308, 0.1776442308, 0.1385817308, 0.9317307692, 0.43173076923])
    at_random = probabilities(Stream("a"), Plan(0, 8, "random"))[:2]
    assert at_random.tolist() == pytest.approx([0.056771997068, 0.385131815123])


@given(st.integers(0, 10**6), st.sampled_from([None, 0, 5]), st.sampled_from([1, 2, 64, 512, 4096]))
def test_each_input_is_evenly_spread(seed: int, place: int | None, samples: int) -> None:
    """Every replicate has one point in each of its equally likely strata, and all together in each of theirs."""
    points = probabilities(Stream("x", place), Plan(seed, samples))
    sizes = replicate_sizes(samples)
    for part in np.split(points, np.cumsum(sizes)[:-1]):
        assert np.array_equal(np.sort(np.floor(part * part.size)), np.arange(part.size))
    assert np.sort(points).tolist() == pytest.approx(((np.arange(samples) + 0.5) / samples).tolist(), abs=1e-12)


@pytest.mark.parametrize("samples", [3, 100, 520, 4104])
def test_the_first_power_of_two_of_any_count_is_evenly_spread(samples: int) -> None:
    points = probabilities(Stream("x"), Plan(0, samples))
    for part in np.split(points, np.cumsum(replicate_sizes(samples))[:-1]):
        for count in (2**power for power in range(part.size.bit_length())):
            assert np.array_equal(np.sort(np.floor(part[:count] * count)), np.arange(count))


def test_no_replicate_of_a_run_is_another_again() -> None:
    blocks = [probabilities(Stream("x"), Plan(0, 512, block=block)) for block in range(4)]
    strata = {tuple(np.floor(part * part.size)) for points in blocks for part in np.split(points, REPLICATES)}
    assert len(strata) == 4 * REPLICATES


@pytest.mark.parametrize(
    "belief",
    [
        UNIFORM,
        LOGNORMAL,
        SHARE,
        LOGNORMAL._replace(ceiling=0.2),
        LOGNORMAL._replace(floor=0.15),
        Belief("d", "triangular", 1.0, 2.0, 5.0),
    ],
    ids=["uniform", "lognormal", "logit-normal", "cut above", "cut below", "triangular"],
)
@pytest.mark.parametrize("samples", [256, 512, 4096, 4099])
@pytest.mark.parametrize("place", [None, 0, 7])
def test_draws_are_the_quantiles_at_the_streams_probabilities(belief: Belief, samples: int, place: int | None) -> None:
    """To the last bit, though blocks share what they have in common."""
    for seed, block in ((0, 0), (0, 3), (9, 3)):
        plan = Plan(seed, samples, block=block)
        expected = quantile(belief, probabilities(Stream(belief.name, place), plan))
        assert np.array_equal(draws(belief._replace(place=place), plan), expected)


@pytest.mark.parametrize("place", [None, 7])
def test_draws_at_random_are_so_wherever_an_input_has_its_place(place: int | None) -> None:
    plan = Plan(0, 4096, "random")
    expected = quantile(UNIFORM, probabilities(Stream("a"), plan))
    assert np.array_equal(draws(UNIFORM._replace(place=place), plan), expected)


@pytest.mark.parametrize("samples", [1, 2, 100, 511, 512, 1000, 4099])
def test_any_count_of_samples_is_drawn(samples: int) -> None:
    assert sum(replicate_sizes(samples)) == samples
    assert probabilities(Stream("x"), Plan(0, samples)).size == samples
    assert (spread(probabilities(Stream("x"), Plan(0, samples)))[1] is None) == (samples < 512)


def test_kept_components_make_even_pairs() -> None:
    """Two-dimensional projections: counts in the cells of a 16 by 16 grid vary far less than at random."""
    variances = []
    for first in range(12):
        for second in range(first):
            pair = [probabilities(Stream(f"input-{place}", place), Plan(0, 4096)) for place in (first, second)]
            rows, columns = (np.floor(points * 16).astype(int) for points in pair)
            variances.append(np.var(np.bincount(16 * rows + columns, minlength=256)))
    at_random = 4096 / 16**2
    assert np.median(variances) < at_random / 4
    assert np.mean(variances) < at_random / 3
    # A replicate has 512 points: some pairs of so many components must fall into few lines.
    assert max(variances) < 4 * at_random


def test_components_and_places_are_each_their_own() -> None:
    assert len(set(GENERATING_VECTOR)) == len(GENERATING_VECTOR)
    assert all(component % 2 for component in GENERATING_VECTOR)
    assert place_of("assumptions.accelerator_share") == 0
    assert place_of("of.no.such.figure") is None


def test_an_exact_input_is_a_plain_number() -> None:
    assert draws(Belief("x", "exact", 3.0, 3.0, 3.0), Plan(0, 100)) == 3.0
    assert set(summary(3.0).values()) == {3.0}
    assert spread(3.0)[1] is None


def test_a_lone_range_in_order_gives_the_summary_of_its_draws() -> None:
    drawn = summary(draws(LOGNORMAL, Plan(0, 4096)))
    assert summary(ordered_draws(LOGNORMAL, 256)) == pytest.approx(drawn, rel=2e-3)


@given(st.floats(0.3, 0.6), st.floats(0.01, 0.3), st.floats(0.0, 0.1))
def test_a_wider_input_never_narrows_the_answer(low: float, width: float, more: float) -> None:
    def spread(belief: Belief) -> float:
        found = summary(yield_cost_inflation(draws(belief, Plan(0, 256)), 0.9, 1.58))
        return found["p95"] - found["p5"]

    narrow = Belief("yield", "uniform", low, low, low + width)
    wide = Belief("yield", "uniform", low - more, low, low + width + more)
    assert spread(wide) >= spread(narrow) - 1e-12


@given(st.integers(1, 255))
def test_quantities_do_not_depend_on_where_samples_are_cut(cut: int) -> None:
    ratios = np.asarray(draws(Belief("r", "uniform", 0.5, 1.0, 50.0), Plan(0, 256)))
    exponents = np.asarray(draws(LOGNORMAL, Plan(0, 256)))
    whole = np.asarray(performance_gap(ratios, exponents))
    parts = [performance_gap(ratios[part], exponents[part]) for part in (slice(None, cut), slice(cut, None))]
    assert np.array_equal(np.concatenate([np.asarray(part) for part in parts]), whole)


def test_percentile_by_hand() -> None:
    # Of five values the middles of the strata are at 10, 30, 50, 70 and 90 %.
    assert percentile([0.0, 1.0, 2.0, 3.0, 4.0], 50) == 2.0
    assert percentile([0.0, 1.0, 2.0, 3.0, 4.0], 25) == pytest.approx(0.75)
    assert percentile([0.0, 10.0], 5) == 0.0
    assert percentile([0.0, 10.0], 50) == pytest.approx(5)
    assert percentile([7.0], 95) == 7.0


def test_percentiles_of_an_array_are_those_of_its_sorted_values() -> None:
    values = np.random.default_rng(0).random(1001)
    assert summary(values) == pytest.approx(summary(values.tolist()))


@pytest.mark.parametrize("samples", [512, 4096, 4099, 62_500])
def test_a_spread_merges_replicates_to_the_very_summary(samples: int) -> None:
    values = np.random.default_rng(0).standard_normal(samples)
    drifting = np.sort(values)
    tied = np.where(values > 0, 1.0, values.round(1))
    endless = np.where(values > 1, np.inf, values)
    long_tailed = np.exp(8 * values)
    tiny, huge, even = values * 1e-310, values * 1e307, np.full(samples, 3.0)
    too_far_apart = values / np.abs(values).max() * 1.7e308
    for one in (values, drifting, tied, endless, long_tailed, tiny, huge, even, too_far_apart):
        with np.errstate(over="ignore", invalid="ignore"):
            assert repr(spread(one)[0]) == repr(summary(one))  # a NaN is no other's equal


@pytest.mark.parametrize("samples", [4096, 40_001, 2**16])
def test_standard_errors_are_the_scatter_of_the_replicates_own_percentiles(samples: int) -> None:
    values = np.exp(np.random.default_rng(0).standard_normal(samples))
    parts = np.split(values, np.cumsum(replicate_sizes(samples))[:-1])
    scatter = {name: np.std([summary(part)[name] for part in parts], ddof=1) / REPLICATES**0.5 for name in STATISTICS}
    assert spread(values)[1] == pytest.approx(scatter)


def test_standard_errors_tell_how_far_the_answer_is() -> None:
    """Over many seeds: the errors found are of the size of the errors told, and not above it."""

    def ratio(seed: int) -> tuple[float, float]:
        plan = Plan(seed, 1024)
        first = np.asarray(draws(Belief("f", "lognormal", 1.5, 2.0, 3.0), plan))
        second = np.asarray(draws(Belief("s", "lognormal", 1.2, 1.5, 1.9), plan))
        values = np.log(first) / np.log(second)
        errors = spread(values)[1]
        assert errors is not None
        return summary(values)["p50"], errors["p50"]

    found = np.array([ratio(seed) for seed in range(60)])
    told = np.sqrt(np.mean(found[:, 1] ** 2))
    assert 0.4 * told < np.std(found[:, 0]) < 1.3 * told


# Correlations


def ranks(values: object) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.argsort(np.argsort(np.asarray(values)))


@pytest.mark.parametrize("correlation", [-0.8, 0.3, 0.9])
def test_ranks_are_correlated_as_asked_and_each_input_keeps_its_own_spread(correlation: float) -> None:
    plan = Plan(0, 8192, mixing=mixing([Pair(Stream("a"), Stream("b"), correlation)]))
    first, second = draws(UNIFORM, plan), draws(LOGNORMAL, plan)
    assert np.corrcoef(ranks(first), ranks(second))[0, 1] == pytest.approx(correlation, abs=0.02)
    assert summary(second)["p95"] == pytest.approx(LOGNORMAL.high, rel=0.01)
    assert summary(second)["p50"] == pytest.approx(LOGNORMAL.middle, rel=0.01)


def test_a_correlation_changes_no_other_input() -> None:
    plan = Plan(0, 4096)
    mixed = plan._replace(mixing=mixing([Pair(Stream("a"), Stream("b"), 0.5)]))
    assert np.array_equal(np.asarray(draws(SHARE, plan)), np.asarray(draws(SHARE, mixed)))
    # The first of a pair keeps its own draws too, but for the way through the normal deviates.
    assert np.allclose(np.asarray(draws(UNIFORM, plan)), np.asarray(draws(UNIFORM, mixed)), rtol=1e-12)
    assert not np.allclose(np.asarray(draws(LOGNORMAL, plan)), np.asarray(draws(LOGNORMAL, mixed)))


def test_inputs_that_hang_together_are_mixed_together() -> None:
    a, b, c, d = (Stream(name) for name in "abcd")
    found = mixing([Pair(a, b, 0.5), Pair(c, d, 0.2), Pair(b, c, -0.3)])
    plan = Plan(0, 65536, mixing=found)
    values = {name: draws(Belief(name, "uniform", 0, 0.5, 1), plan) for name in "abcd"}
    for first, second, wanted in (("a", "b", 0.5), ("c", "d", 0.2), ("b", "c", -0.3), ("a", "c", 0), ("a", "d", 0)):
        assert np.corrcoef(values[first], values[second])[0, 1] == pytest.approx(wanted, abs=0.01)


def test_a_contradiction_names_its_inputs() -> None:
    a, b, c = (Stream(name) for name in "abc")
    with pytest.raises(ContradictionError) as told:
        mixing([Pair(a, b, 0.9), Pair(b, c, 0.9), Pair(a, c, -0.9)])
    assert told.value.names == ("a", "b", "c")


def test_replicates_are_as_many_as_they_are_said_to_be() -> None:
    assert len(replicate_sizes(4096)) == REPLICATES


def test_pairs_that_do_not_touch_are_mixed_apart() -> None:
    pairs = [Pair(Stream("a"), Stream("b"), 0.5), Pair(Stream("c"), Stream("d"), -0.3)]
    assert mixing(pairs) == {**mixing(pairs[:1]), **mixing(pairs[1:])}


def test_the_generating_vector_is_the_one_that_was_searched_for() -> None:
    # A component that changes changes answers that were given: a new one goes to the end.
    text = " ".join(map(str, GENERATING_VECTOR[:96]))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "327160b8d39649e1"
    assert all(component % 2 and 0 < component < 2**15 for component in GENERATING_VECTOR)
    assert len(set(GENERATING_VECTOR)) == len(GENERATING_VECTOR)


def test_answers_have_their_quartiles_and_ends() -> None:
    assert PERCENTILES == (5, 25, 50, 75, 95)
    assert STATISTICS == ("mean", "p5", "p25", "p50", "p75", "p95")


@pytest.mark.parametrize(
    ("samples", "sizes"),
    [
        (1, (1,)),
        (511, (511,)),
        (512, (64,) * 8),
        (513, (65, *(64,) * 7)),
        (519, (*(65,) * 7, 64)),
        (4096, (512,) * 8),
    ],
)
def test_replicates_are_eight_of_sixty_four_and_more(samples: int, sizes: tuple[int, ...]) -> None:
    assert replicate_sizes(samples) == sizes


@pytest.mark.parametrize("samples", [4096, 2**15])
@pytest.mark.parametrize("extreme", [np.inf, -np.inf])
def test_what_is_beyond_all_numbers_at_one_end_leaves_the_other_percentiles(samples: int, extreme: float) -> None:
    values = np.linspace(1, 2, samples)
    values[7] = extreme
    found = spread(values)[0]
    assert [found[f"p{percent}"] for percent in PERCENTILES] == pytest.approx([1.05, 1.25, 1.5, 1.75, 1.95], abs=2e-3)
