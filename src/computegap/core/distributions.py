"""What is believed of an input, and the value that it has at a probability.

Every shape is drawn by its inverse distribution function, so that evenly spread probabilities give evenly spread values
and a copula can bind two inputs whatever their shapes.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from computegap.core.elementwise import exp, magnitude, minimum

if TYPE_CHECKING:
    from computegap.units import Array, Values

NORMAL_DEVIATE_OF_P95 = 1.6448536269514722
BOUNDED = ("uniform", "triangular", "pert", "discrete", "mixture")
"""Shapes whose low and high are hard bounds; of the others they are the 5th and 95th percentiles."""
BY_DEVIATE = ("normal", "lognormal", "logit-normal")
"""Shapes that are a normal distribution, warped."""
BY_SCIPY = ("pert", "beta")
"""Shapes whose inverse needs scipy."""


class Belief(NamedTuple):
    """What is believed of an input, in base units.

    `shape` is exact; between hard bounds uniform, triangular or pert (`middle` is the most likely value), discrete or
    mixture; or, with low and high the 5th and 95th percentiles and `middle` the median, normal, lognormal,
    logit-normal or beta.
    """

    name: str
    shape: str
    low: float
    middle: float
    high: float
    place: int | None = None
    """Component of the generating vector that is kept for the input; None where its name has none."""
    floor: float | None = None
    """Where the shape is cut below, with the rest scaled up."""
    ceiling: float | None = None
    """Where it is cut above."""
    parts: tuple[tuple[float, Belief], ...] = ()
    """Weight and belief of each part of a mixture, or of each outcome of a discrete figure."""


# Normal deviates -----------------------------------------------------------------------------------------------------

# Wichura's algorithm AS 241 (PPND16), coefficients from the highest power down. The standard library's NormalDist
# uses the same; scipy.special costs twice numpy's time to import.
_CENTRE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
_TAIL = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0),
)  # fmt: skip
_FAR_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0),
)  # fmt: skip
_CENTRAL = 0.425
_FAR = 5.0


def _rational(over: tuple[float, ...], under: tuple[float, ...], at: Array) -> Array:
    top = over[0] * at
    bottom = under[0] * at
    # In place, as fresh memory costs more than the arithmetic.
    for upper, lower in zip(over[1:-1], under[1:-1], strict=True):
        top += upper
        top *= at
        bottom += lower
        bottom *= at
    top += over[-1]
    bottom += under[-1]
    top /= bottom
    return top


def normal_deviate(probability: Values) -> Values:
    """Standard normal deviate below which a probability between 0 and 1 lies."""
    if isinstance(probability, (float, int)):
        from statistics import NormalDist  # noqa: PLC0415 - few plain numbers need it

        return NormalDist().inv_cdf(probability)
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    centred = probability - 0.5
    found: Array = centred * _rational(*_CENTRE, _CENTRAL * _CENTRAL - centred * centred)
    tails = np.flatnonzero(np.abs(centred) > _CENTRAL)
    outer = np.sqrt(-np.log(np.minimum(probability[tails], 1 - probability[tails])))
    deviates = _rational(*_TAIL, outer - 1.6)
    far = np.flatnonzero(outer > _FAR)
    deviates[far] = _rational(*_FAR_TAIL, outer[far] - _FAR)
    found[tails] = np.copysign(deviates, centred[tails])
    return found


def normal_probability(deviates: Array) -> Array:
    """Probability that lies below standard normal deviates."""
    import numpy as np  # noqa: PLC0415 - only arrays need numpy

    # numpy has no error function; the standard library's is exact and fast enough for the few correlated inputs.
    halves = map(math.erfc, (deviates * -math.sqrt(0.5)).tolist())
    return 0.5 * np.fromiter(halves, float, deviates.size)


# Shapes --------------------------------------------------------------------------------------------------------------


def _warp(deviate: Values, low: float, middle: float, high: float) -> Values:
    """Place a normal deviate so that the 5th, 50th and 95th percentiles fall where they are wanted."""
    below = (middle - low) / NORMAL_DEVIATE_OF_P95
    above = (high - middle) / NORMAL_DEVIATE_OF_P95
    # Half the sum and half the difference of the two slopes: a kink at the median without a branch.
    return middle + (above + below) / 2 * deviate + (above - below) / 2 * magnitude(deviate)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _triangular(low: float, mode: float, high: float, probability: Values) -> Values:
    below_mode = (mode - low) / (high - low)
    under = minimum(probability, below_mode)
    over = 1 - (probability + below_mode - under)
    # Each side rests at the mode while the other moves: no branch.
    rising = low + (under * (high - low) * (mode - low)) ** 0.5
    falling = high - (over * (high - low) * (high - mode)) ** 0.5
    return rising + falling - mode


def _pert(low: float, mode: float, high: float, probability: Values) -> Values:
    from scipy.special import betaincinv  # noqa: PLC0415 - an extra, and dear to import

    rise = 1 + 4 * (mode - low) / (high - low)
    found: Values = low + (high - low) * betaincinv(rise, 6 - rise, probability)
    return found


@lru_cache(maxsize=64)
def _beta_exponents(low: float, high: float) -> tuple[float, float]:
    """Exponents of the beta distribution whose 5th and 95th percentiles are these."""
    from scipy.special import betainc, btdtria  # noqa: PLC0415 - an extra, and dear to import

    narrow, wide = 30.0, -10.0
    for _ in range(100):
        trial = (narrow + wide) / 2
        second = math.exp(trial)
        first = float(btdtria(0.05, second, low))
        # A larger second exponent, with the first that keeps the 5th percentile, makes the distribution narrower.
        narrow, wide = (trial, wide) if betainc(first, second, high) > 0.95 else (narrow, trial)  # noqa: PLR2004
    return first, second


def _beta(low: float, high: float, probability: Values) -> Values:
    from scipy.special import betaincinv  # noqa: PLC0415 - an extra, and dear to import

    found: Values = betaincinv(*_beta_exponents(low, high), probability)
    return found


def _discrete(parts: tuple[tuple[float, Belief], ...], probability: Values) -> Values:
    import numpy as np  # noqa: PLC0415 - rare

    ascending = sorted((part.middle, weight) for weight, part in parts)
    reached = np.cumsum([weight for _, weight in ascending])
    place = np.searchsorted(reached[:-1] / reached[-1], probability)
    found: Values = np.array([value for value, _ in ascending])[place]
    return found


@lru_cache(maxsize=64)
def _mixture_table(parts: tuple[tuple[float, Belief], ...]) -> tuple[Array, Array]:
    """Values of a mixture, and the probability below each.

    The grid is even in the normal deviate, so that tails are as well resolved as the middle.
    """
    import numpy as np  # noqa: PLC0415 - rare

    probabilities = normal_probability(np.linspace(-8, 8, 8193))
    tables = [np.asarray(quantile(part, probabilities)) for _, part in parts]
    values = np.unique(np.concatenate(tables))
    total = math.fsum(weight for weight, _ in parts)
    below = np.zeros(values.size)
    for (weight, _), table in zip(parts, tables, strict=True):
        below += weight / total * np.interp(values, table, probabilities)
    return values, below


def _mixture(parts: tuple[tuple[float, Belief], ...], probability: Values) -> Values:
    import numpy as np  # noqa: PLC0415 - rare

    values, below = _mixture_table(parts)
    found: Values = np.interp(probability, below, values)
    return found


def quantile(belief: Belief, probability: Values) -> Values:
    """Value of an input below which a probability lies.

    Parameters
    ----------
    belief : Belief
        What is believed of the input.
    probability : float or array
        Between 0 and 1, exclusive. [1]

    Returns
    -------
    value : float or array
        Ascending with the probability. [base unit of the input]

    Raises
    ------
    ValueError
        If the belief has a shape that is not known.
    """
    if belief.floor is not None or belief.ceiling is not None:
        below, kept = _cut(belief)
        probability = below + probability * kept
        belief = belief._replace(floor=None, ceiling=None)
    shape = belief.shape
    if shape == "uniform":
        return belief.low + probability * (belief.high - belief.low)
    if shape == "exact":
        return belief.middle
    if shape in BY_DEVIATE:
        return value_at_deviate(belief, normal_deviate(probability))
    return _rarer(belief, probability)


def value_at_deviate(belief: Belief, deviate: Values) -> Values:
    """Value of an input, of a shape in `BY_DEVIATE` that is not cut, at a standard normal deviate."""
    ends = (belief.low, belief.middle, belief.high)
    if belief.shape == "normal":
        return _warp(deviate, *ends)
    if belief.shape == "lognormal":
        return exp(_warp(deviate, *map(math.log, ends)))
    odds = exp(_warp(deviate, *map(_logit, ends)))
    return odds / (1 + odds)


def _rarer(belief: Belief, probability: Values) -> Values:
    if belief.shape == "triangular":
        return _triangular(belief.low, belief.middle, belief.high, probability)
    if belief.shape == "pert":
        return _pert(belief.low, belief.middle, belief.high, probability)
    if belief.shape == "beta":
        return _beta(belief.low, belief.high, probability)
    if belief.shape == "discrete":
        return _discrete(belief.parts, probability)
    if belief.shape == "mixture":
        return _mixture(belief.parts, probability)
    raise ValueError(belief.shape)


@lru_cache(maxsize=64)
def _cut(belief: Belief) -> tuple[float, float]:
    """Probability that a truncation takes away below, and what it leaves."""
    whole = belief._replace(floor=None, ceiling=None)
    below = 0.0 if belief.floor is None else _probability_below(whole, belief.floor)
    above = 1.0 if belief.ceiling is None else _probability_below(whole, belief.ceiling)
    if not below < above:
        message = f"{belief.name}: nothing lies between {belief.floor} and {belief.ceiling}"
        raise ValueError(message)
    return below, above - below


def _probability_below(belief: Belief, value: float) -> float:
    """Inverse of `quantile`, by halving: any shape, and rare."""
    low, high = 0.0, 1.0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if float(quantile(belief, middle)) < value:
            low = middle
        else:
            high = middle
