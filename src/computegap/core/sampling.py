"""Draws from what is believed of an input, and what a set of draws says.

One input, one draw: each input has a stream of its own, derived from the seed and the input's name, so adding an
input changes no other's draws. Draws are stratified (a Latin hypercube): each of n samples takes one of n equally
likely strata, at its middle, in an order that the stream shuffles. With a single ranged input the order does not
matter, and plain Python gives the same answer as numpy.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from computegap.core.elementwise import exp, magnitude

if TYPE_CHECKING:
    from collections.abc import Sequence

    from computegap.units import Array, Values

PERCENTILES = (5, 25, 50, 75, 95)
NORMAL_DEVIATE_OF_P95 = 1.6448536269514722


class Belief(NamedTuple):
    """What is believed of an input, in base units.

    `shape` is exact, uniform (between hard bounds), lognormal or logit-normal (low and high are the 5th and 95th
    percentiles, and `middle` the median).
    """

    name: str
    shape: str
    low: float
    middle: float
    high: float


def strata(samples: int) -> tuple[float, ...]:
    """Middles of equally likely strata, ascending. [1]"""
    return tuple((index + 0.5) / samples for index in range(samples))


@lru_cache(maxsize=4)
def _normal_deviates(samples: int) -> tuple[float, ...]:
    # The standard library's inverse is exact to the last bits on every machine, and is called once a run.
    from statistics import NormalDist  # noqa: PLC0415 - only p5-p95 inputs need it

    inverse = NormalDist().inv_cdf
    half = tuple(inverse(probability) for probability in strata(samples)[: (samples + 1) // 2])
    return half + tuple(-value for value in reversed(half[: samples // 2]))


def _warp(deviate: Values, low: float, middle: float, high: float) -> Values:
    """Place a normal deviate so that the 5th, 50th and 95th percentiles fall where they are wanted."""
    below = (middle - low) / NORMAL_DEVIATE_OF_P95
    above = (high - middle) / NORMAL_DEVIATE_OF_P95
    # Half the sum and half the difference of the two slopes: a kink at the median without a branch.
    return middle + (above + below) / 2 * deviate + (above - below) / 2 * magnitude(deviate)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def quantile(belief: Belief, probability: Values, deviate: Values) -> Values:
    """Value of an input at a probability, and at the normal deviate of the same probability.

    Raises
    ------
    ValueError
        If the belief has a shape that is not known.
    """
    if belief.shape == "exact":
        return belief.middle
    if belief.shape == "uniform":
        return belief.low + probability * (belief.high - belief.low)
    if belief.shape == "lognormal":
        return exp(_warp(deviate, math.log(belief.low), math.log(belief.middle), math.log(belief.high)))
    if belief.shape == "logit-normal":
        odds = exp(_warp(deviate, _logit(belief.low), _logit(belief.middle), _logit(belief.high)))
        return odds / (1 + odds)
    raise ValueError(belief.shape)


def ordered_draws(belief: Belief, samples: int) -> tuple[float, ...]:
    """Plain-number draws of one input, ascending: all that a run with one ranged input needs."""
    deviates = _normal_deviates(samples) if "normal" in belief.shape else strata(samples)
    return tuple(
        float(quantile(belief, probability, deviate))
        for probability, deviate in zip(strata(samples), deviates, strict=True)
    )


def draws(belief: Belief, seed: int, samples: int) -> Values:
    """Draws of one input in the order of its own stream.

    Parameters
    ----------
    belief : Belief
        What is believed of the input.
    seed : int
        Seed of the run.
    samples : int
        How many draws.

    Returns
    -------
    draws : float or array, shape (sample,)
        A single number where the input is exact. [base unit of the input]
    """
    if belief.shape == "exact":
        return belief.middle
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    stream = np.random.SeedSequence([seed, *belief.name.encode()])
    order = np.random.Generator(np.random.PCG64(stream)).permutation(samples)
    probability = (order + 0.5) / samples
    deviate = np.array(_normal_deviates(samples))[order] if "normal" in belief.shape else probability
    return quantile(belief, probability, deviate)


def percentile(ascending: Sequence[float] | Array, percent: float) -> float:
    """Value below which a share of sorted values lies, by linear interpolation."""
    place = (len(ascending) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ascending) - 1)
    start = float(ascending[below])
    return start + (place - below) * (float(ascending[above]) - start)


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
        return dict.fromkeys(("mean", *(f"p{percent}" for percent in PERCENTILES)), float(values))
    if isinstance(values, (list, tuple)):
        ascending: Sequence[float] | Array = sorted(values)
    else:
        import numpy as np  # noqa: PLC0415 - only arrays need numpy

        ascending = np.sort(np.ravel(values))
    mean = math.fsum(ascending) / len(ascending)
    return {"mean": mean, **{f"p{percent}": percentile(ascending, percent) for percent in PERCENTILES}}
