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

from computegap.core.distributions import Belief, normal_deviate, normal_probability, quantile

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


def ordered_draws(belief: Belief, samples: int) -> tuple[float, ...]:
    """Plain-number draws of one input, ascending: all that a run with one ranged input needs."""
    return tuple(float(quantile(belief, probability)) for probability in strata(samples))


@lru_cache(maxsize=4)
def _radical_inverses(count: int) -> NDArray[np.uint64]:
    """0, 1/2, 1/4, 3/4 ... as 64-bit words: any first power of two of them is evenly spread."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    found = np.zeros(1, np.uint64)
    bit = 63
    while len(found) < count:
        found = np.concatenate((found, found + np.uint64(1 << bit)))
        bit -= 1
    return found[:count]


def _words(stream: Stream, seed: int, replicate: int) -> tuple[int, int, int]:
    """Three random 64-bit words of a stream's replicate."""
    import hashlib  # noqa: PLC0415 - single numbers draw nothing

    text = f"{seed}\n{replicate}\n{stream.name}"
    digest = hashlib.blake2b(text.encode(), digest_size=24).digest()
    return (
        int.from_bytes(digest[:8], "little"),
        int.from_bytes(digest[8:16], "little"),
        int.from_bytes(digest[16:], "little"),
    )


def _lattice(stream: Stream, plan: Plan) -> Array:
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    sizes = replicate_sizes(plan.samples)
    order = _radical_inverses(max(sizes))
    words = [_words(stream, plan.seed, plan.block * REPLICATES + index) for index in range(len(sizes))]
    # Each replicate's points lie elsewhere in their strata, so that together they stand at the middles of finer ones.
    turns = sorted(range(len(sizes)), key=lambda index: words[index][2])
    cells = np.empty(plan.samples, np.uint64)
    start = 0
    for index, size in enumerate(sizes):
        component, shift, _ = words[index]
        stratum = 2**64 // size
        shift += -(shift % stratum) + stratum * (2 * turns[index] + 1) // (2 * len(sizes))
        if stream.place is not None:
            component = GENERATING_VECTOR[stream.place]
        # Integer arithmetic wraps as the lattice does, and is the same on every machine. Odd components keep each
        # input's own points evenly spread. A replicate at a time, in place, is worked out in the processor's cache.
        part = cells[start : start + size]
        np.multiply(order[:size], np.uint64(component | 1), out=part)
        part += np.uint64(shift % 2**64)
        start += size
    # The middles of 2^52 cells: never 0 or 1.
    cells >>= np.uint64(12)
    found = cells.astype(float)
    found *= 2.0**-52
    found += 2.0**-53
    return found


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
        return quantile(belief, probabilities(Stream(belief.name, belief.place), plan))
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    mixed = np.zeros(plan.samples)
    for stream, weight in plan.mixing[belief.name].items():
        mixed += weight * normal_deviate(probabilities(stream, plan))
    return quantile(belief, normal_probability(mixed))


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


def _statistics(values: Array, placed: Array) -> Array:
    """Mean of values and percentiles of the same where the neighbours of percentiles are in place, as `STATISTICS`."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    return np.array([values.mean(), *(percentile(placed, percent) for percent in PERCENTILES)])


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
        found = _statistics(array, np.partition(array, sorted(neighbours))).tolist()
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
    ascending = [np.sort(replicate) for replicate in replicates]
    found = np.stack([_statistics(values, row) for values, row in zip(replicates, ascending, strict=True)], axis=1)
    errors = found.std(axis=1, ddof=1) / math.sqrt(len(sizes))
    whole = _merged(array, ascending) if all(np.isfinite(row[[0, -1]]).all() for row in ascending) else summary(array)
    return whole, dict(zip(STATISTICS, errors.tolist(), strict=True))


def _merged(values: Array, replicates: list[Array]) -> dict[str, float]:
    """Summary of values of which each replicate is sorted: half the time of sorting them all."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    found = {"mean": float(values.mean())}
    for percent in PERCENTILES:
        # The percentile lies between the replicates' lowest and highest: only what is there need be merged.
        ends = [_place(len(row), percent) for row in replicates]
        lowest = min(row[end[0]] for row, end in zip(replicates, ends, strict=True))
        highest = max(row[end[1]] for row, end in zip(replicates, ends, strict=True))
        first = [int(row.searchsorted(lowest)) for row in replicates]
        last = [int(row.searchsorted(highest, "right")) for row in replicates]
        parts = zip(replicates, first, last, strict=True)
        between = np.sort(np.concatenate([row[start:end] for row, start, end in parts]))
        below, above, beyond = _place(len(values), percent)
        start, end = float(between[below - sum(first)]), float(between[above - sum(first)])
        found[f"p{percent}"] = start + beyond * (end - start)
    return found
