"""Draws from what is believed of an input, and what a set of draws says.

One input, one draw: each input has a stream of its own, derived from the seed and the input's name, so adding an
input changes no other's draws. The points are a rank-1 lattice, in replicates that are shifted at random and
independently, but for each input's own even spread: the spread over replicates tells how far the answer is from what
more samples would give, and rather too much than too little.

Inputs that are known beforehand keep a component of a good generating vector each, as their names cannot do better by
themselves: components that are drawn independently have, on average over all names, the error of a Latin hypercube.
Any other input draws its component from its name.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from computegap.core.distributions import (
    BY_DEVIATE,
    NORMAL_DEVIATE_OF_P95,
    Belief,
    normal_deviate,
    normal_probability,
    quantile,
    value_at_deviate,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from computegap.units import Array, Values

PERCENTILES = (5, 25, 50, 75, 95)
STATISTICS = ("mean", *(f"p{percent}" for percent in PERCENTILES))
SAMPLERS = ("lattice", "random")
REPLICATES = 8
LEAST_REPLICATE = 64
"""Fewest points from which a replicate's percentiles are worth comparing."""
BINS = 4096
FEWEST_BINNED = 2**15
"""Fewest values of which percentiles are found sooner by sorting what is near them than by sorting them all."""

# Components of a lattice that is good for every power of two from 2^9 to 2^16 points, the better ones first; searched
# for by benchmarks/generating_vector.py. Published vectors, made for 2^10 points and more, have pairs of components
# that coincide among the few points of a replicate.
GENERATING_VECTOR = (
    1, 9877, 6947, 6953, 22895, 13413, 20931, 18487, 21361, 24015, 10707, 17089, 5237, 11317, 3181, 14943, 3609,
    22949, 22131, 29427, 29231, 3331, 25495, 8011, 21573, 15517, 30293, 18149, 22277, 31871, 9817, 15281, 17235,
    11733, 14951, 32137, 21335, 9235, 17571, 18923, 25573, 3545, 19245, 24855, 21171, 24101, 2577, 29473, 995,
    1095, 24447, 21473, 4665, 30267, 15939, 11339, 10513, 17931, 13049, 373, 25493, 31391, 19423, 25447, 901,
    8617, 28359, 7231, 6159, 30489, 419, 10227, 19321, 18673, 7365, 8917, 28427, 22367, 16579, 30595, 28937,
    12595, 32475, 2747, 26737, 13497, 12051, 4243, 2569, 6061, 28361, 32291, 29873, 31881, 32593, 27995,
)  # fmt: skip

STANDARD_NORMAL = Belief("", "normal", -NORMAL_DEVIATE_OF_P95, 0.0, NORMAL_DEVIATE_OF_P95)


class Stream(NamedTuple):
    """Where an input's probabilities come from."""

    name: str
    place: int | None = None


class Plan(NamedTuple):
    """How a block of samples is drawn."""

    seed: int
    samples: int
    sampler: str = "lattice"
    block: int = 0
    """Blocks of one run are independent."""
    mixing: Mapping[str, Mapping[Stream, float]] = {}
    """Weights of the streams that each correlated input is made of, as `correlation.mixing` gives them."""


def replicate_sizes(samples: int) -> tuple[int, ...]:
    """Points in each replicate: one where there are too few samples to part."""
    if samples < REPLICATES * LEAST_REPLICATE:
        return (samples,)
    least, more = divmod(samples, REPLICATES)
    return tuple(least + (index < more) for index in range(REPLICATES))


def strata(samples: int) -> tuple[float, ...]:
    """Middles of equally likely strata, ascending. [1]"""
    return tuple((index + 0.5) / samples for index in range(samples))


@lru_cache(maxsize=16)
def ordered_draws(belief: Belief, samples: int) -> tuple[float, ...]:
    """Plain-number draws of one input, ascending: all that a run with one ranged input needs."""
    return tuple(float(quantile(belief, probability)) for probability in strata(samples))


def _is_power_of_two(count: int) -> bool:
    return count.bit_count() == 1


@lru_cache(maxsize=4)
def _even_points(count: int) -> NDArray[np.uint64]:
    """Points that are evenly spread from 0 to 1, as 64-bit words: in order, where there is a power of two of them.

    Otherwise 0, 1/2, 1/4, 3/4 ..., of which any first power of two is evenly spread.
    """
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    if _is_power_of_two(count):
        return np.arange(count, dtype=np.uint64) * np.uint64(2**64 // count % 2**64)
    found = np.zeros(1, np.uint64)
    bit = 63
    while len(found) < count:
        found = np.concatenate((found, found + np.uint64(1 << bit)))
        bit -= 1
    return found[:count]


def _words(stream: Stream, plan: Plan) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.intp]]:
    """Component of the generating vector, shift and turn of each replicate of a block's stream."""
    import hashlib  # noqa: PLC0415 - single numbers draw nothing

    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    count = len(replicate_sizes(plan.samples))
    texts = (f"{plan.seed}\n{plan.block * REPLICATES + index}\n{stream.name}" for index in range(count))
    digests = b"".join([hashlib.blake2b(text.encode(), digest_size=24).digest() for text in texts])
    components, shifts, turns = np.frombuffer(digests, "<u8").reshape(count, 3).T.astype(np.uint64)
    if stream.place is None:
        # Odd components keep each input's own points evenly spread.
        components |= np.uint64(1)
    else:
        components[:] = GENERATING_VECTOR[stream.place]
    # Each replicate's points lie elsewhere in their strata, so that together they stand at the middles of finer ones.
    return components, shifts, turns.argsort()


def _middles(cells: NDArray[np.uint64]) -> Array:
    """The middles of 2^52 cells, which 64-bit words are cut to: never 0 or 1."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    found = (cells >> np.uint64(12)).astype(float)
    found *= 2.0**-52
    found += 2.0**-53
    return found


def _within(stratum: int, turn: int, turns: int) -> int:
    """Where a turn's points lie in a stratum of so many words: in the middle of its share of it."""
    return stratum * (2 * turn + 1) // (2 * turns)


def _lattice(stream: Stream, plan: Plan) -> Array:
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    sizes = replicate_sizes(plan.samples)
    cells = np.empty(plan.samples, np.uint64)
    start = 0
    for size, component, shift, turn in zip(sizes, *_words(stream, plan), strict=True):
        stratum = 2**64 // size
        within = _within(stratum, int(turn), len(sizes))
        # Integer arithmetic wraps as the lattice does, and is the same on every machine. A replicate at a time, in
        # place, is worked out in the processor's cache.
        part = cells[start : start + size]
        np.multiply(_even_points(size), component, out=part)
        part += np.uint64((int(shift) // stratum * stratum + within) % 2**64)
        start += size
    return _middles(cells)


@lru_cache(maxsize=4)
def _strata_probabilities(size: int) -> Array:
    """Probabilities at each turn's lattice of a power of two of points, turn after turn, ascending."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    stratum = 2**64 // size
    within = [_within(stratum, turn, REPLICATES) for turn in range(REPLICATES)]
    return _middles((_even_points(size) + np.array(within, np.uint64)[:, None]).ravel())


@lru_cache(maxsize=4)
def _strata_deviates(size: int) -> Values:
    """Normal deviates at the same: most inputs are drawn from them, and they are dear."""
    return normal_deviate(_strata_probabilities(size))


@lru_cache(maxsize=len(GENERATING_VECTOR))
def _unshifted_quantiles(belief: Belief, component: int, size: int) -> Array:
    """Quantiles at each turn's lattice, not shifted, of a power of two of points: shape (turn, point)."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    if belief.shape in BY_DEVIATE and belief.floor is None and belief.ceiling is None:
        ascending = value_at_deviate(belief, _strata_deviates(size))
    else:
        ascending = quantile(belief, _strata_probabilities(size))
    return np.asarray(ascending).reshape(REPLICATES, size).take(np.arange(size) * component % size, axis=1)


def _rotated(belief: Belief, stream: Stream, plan: Plan) -> Array:
    """`quantile` at `_lattice`, to the last bit, of replicates of a power of two whose component is the same.

    A shift by whole strata turns the lattice round, so that what is dear is the same in every block of every seed.
    """
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    size = plan.samples // REPLICATES
    components, shifts, turns = _words(stream, plan)
    component = int(components[0])
    unshifted = _unshifted_quantiles(belief, component, size)
    # The point that the lattice, shifted, begins with.
    first = shifts // np.uint64(2**64 // size) * np.uint64(pow(component, -1, size)) % np.uint64(size)
    found = np.empty((REPLICATES, size))
    for row, turn, start in zip(found, turns.tolist(), first.tolist(), strict=True):
        row[: size - start] = unshifted[turn, start:]
        row[size - start :] = unshifted[turn, :start]
    return found.ravel()


def _random(stream: Stream, plan: Plan) -> Array:
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    seeds = np.random.SeedSequence([plan.seed, plan.block, *stream.name.encode()])
    found: Array = np.random.Generator(np.random.PCG64(seeds)).random(plan.samples)
    return np.maximum(found, 2.0**-54)


def probabilities(stream: Stream, plan: Plan) -> Array:
    """Probabilities at which one input is drawn, shape (sample,), replicate after replicate. [1]"""
    return _random(stream, plan) if plan.sampler == "random" else _lattice(stream, plan)


def draws(belief: Belief, plan: Plan) -> Values:
    """Draws of one input in the order of its own stream.

    Parameters
    ----------
    belief : Belief
        What is believed of the input.
    plan : Plan
        Seed, samples and sampler of the run.

    Returns
    -------
    draws : float or array, shape (sample,)
        A single number where the input is exact. [base unit of the input]
    """
    if belief.shape == "exact":
        return belief.middle
    if belief.name not in plan.mixing:
        return _quantiles(belief, Stream(belief.name, belief.place), plan)
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    mixed = np.zeros(plan.samples)
    for stream, weight in plan.mixing[belief.name].items():
        mixed += weight * _quantiles(STANDARD_NORMAL, stream, plan)
    return quantile(belief, normal_probability(mixed))


def _quantiles(belief: Belief, stream: Stream, plan: Plan) -> Values:
    """Quantiles at the probabilities of a stream."""
    even = _is_power_of_two(plan.samples) and len(replicate_sizes(plan.samples)) == REPLICATES
    if even and plan.sampler == "lattice" and stream.place is not None:
        return _rotated(belief, stream, plan)
    return quantile(belief, probabilities(stream, plan))


# What draws say ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _place(count: int, percent: float) -> tuple[int, int, float]:
    """Neighbours, among so many sorted values, between which a percentile lies, and how far beyond the first."""
    last = count - 1
    place = min(max(count * percent / 100 - 0.5, 0.0), last)
    below = math.floor(place)
    return below, min(below + 1, last), place - below


def percentile(ascending: Sequence[float] | Array, percent: float) -> float:
    """Value below which a share of sorted values lies, by linear interpolation.

    The values stand for the middles of equally likely strata, so that of evenly spread draws it is exact.
    """
    below, above, beyond = _place(len(ascending), percent)
    start = float(ascending[below])
    return start + beyond * (float(ascending[above]) - start)


def summary(values: Sequence[float] | Values) -> dict[str, float]:
    """Mean and percentiles of a quantity.

    Parameters
    ----------
    values : float, sequence of float or array, shape (sample,)
        Samples of the quantity; a single number is exact.

    Returns
    -------
    summary : dict
        `mean`, `p5`, `p25`, `p50`, `p75`, `p95`, in the unit of the values.
    """
    if isinstance(values, (float, int)):
        return dict.fromkeys(STATISTICS, float(values))
    if isinstance(values, (list, tuple)):
        ascending = sorted(values)
        mean = math.fsum(ascending) / len(ascending)
        found = [mean, *(percentile(ascending, percent) for percent in PERCENTILES)]
    else:
        import numpy as np  # noqa: PLC0415 - only arrays need numpy

        array = np.asarray(values)
        neighbours = {end for percent in PERCENTILES for end in _place(len(array), percent)[:2]}
        # Only they need to stand where sorting would put them: five times faster.
        with np.errstate(over="ignore", invalid="ignore"):
            mean = float(array.mean())
        placed = np.partition(array, sorted(neighbours))
        found = [mean, *(percentile(placed, percent) for percent in PERCENTILES)]
    return dict(zip(STATISTICS, found, strict=True))


def spread(values: Sequence[float] | Values) -> tuple[dict[str, float], dict[str, float] | None]:
    """Mean and percentiles, and how far they may be from those of ever more draws: one standard error each.

    Parameters
    ----------
    values : float, sequence of float or array, shape (sample,)
        Samples of the quantity in the order of their draws; a sequence holds the strata of a lone input.

    Returns
    -------
    summary : dict
        As `summary` gives it.
    errors : dict or None
        By the same keys, from the spread over replicates; None where there is but one, or nothing was drawn.
    """
    if isinstance(values, (float, int, list, tuple)) or len(sizes := replicate_sizes(len(values))) == 1:
        return summary(values), None
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    array = np.asarray(values)
    replicates = np.split(array, np.cumsum(sizes)[:-1])
    # What is too large to add up has no finite mean or error, and is refused by name where it is reported.
    with np.errstate(over="ignore", invalid="ignore"):
        means = [float(part.mean()) for part in (*replicates, array)]
        found = [[mean, *row] for mean, row in zip(means, _percentiles(array, sizes), strict=True)]
        errors = np.std(np.array(found[:-1]).T.copy(), axis=1, ddof=1) / math.sqrt(len(sizes))
    return dict(zip(STATISTICS, found[-1], strict=True)), dict(zip(STATISTICS, errors.tolist(), strict=True))


def _percentiles(values: Array, sizes: tuple[int, ...]) -> list[list[float]]:
    """Percentiles of each replicate, and of all together."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    ranks = _ranks(sizes)
    if len(values) >= FEWEST_BINNED and np.isfinite(values.max() - values.min()):
        ordered = _at_ranks(values, sizes, ranks)
    else:
        parts = (*np.split(values, np.cumsum(sizes)[:-1]), values)
        ordered = [np.sort(part)[row] for part, row in zip(parts, ranks, strict=True)]
    found = []
    for count, row in zip((*sizes, sum(sizes)), ordered, strict=True):
        ends = row.tolist()
        neighbours = zip(PERCENTILES, ends[::2], ends[1::2], strict=True)
        found.append([start + _place(count, percent)[2] * (end - start) for percent, start, end in neighbours])
    return found


@lru_cache(maxsize=8)
def _ranks(sizes: tuple[int, ...]) -> NDArray[np.intp]:
    """Ranks of both neighbours of each percentile, of each replicate and of all: shape (replicate + 1, rank)."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.array(
        [[end for percent in PERCENTILES for end in _place(count, percent)[:2]] for count in (*sizes, sum(sizes))]
    )


@lru_cache(maxsize=2)
def _rows(sizes: tuple[int, ...]) -> NDArray[np.intp]:
    """First bin of the replicate that each value belongs to."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.repeat(np.arange(len(sizes)) * BINS, sizes)


def _at_ranks(values: Array, sizes: tuple[int, ...], ranks: NDArray[np.intp]) -> list[Array]:
    """Values at ranks of each replicate, and of all: only what shares a bin with one of them is sorted."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    above = values - values.min()
    with np.errstate(over="ignore", divide="ignore"):
        scale = (BINS - 1) / above.max()
    above *= scale if np.isfinite(scale) else 0.0
    bins = above.astype(np.intp)
    counts = np.bincount(bins + _rows(sizes), minlength=len(sizes) * BINS).reshape(len(sizes), BINS)
    counts = np.vstack((counts, counts.sum(axis=0)))
    reached = counts.cumsum(axis=1)
    at = np.stack([row.searchsorted(wanted, "right") for row, wanted in zip(reached, ranks, strict=True)])
    wanted = np.zeros(BINS, np.bool_)
    wanted[at] = True
    # Ranks among what is kept: less by what the bins below hold that are not.
    left_out = np.where(wanted, 0, counts).cumsum(axis=1)
    kept = np.flatnonzero(wanted[bins])
    near = values[kept]
    parts = (*np.split(near, kept.searchsorted(np.cumsum(sizes)[:-1])), near)
    return [
        np.sort(part)[rank - left[place]] for part, rank, left, place in zip(parts, ranks, left_out, at, strict=True)
    ]
