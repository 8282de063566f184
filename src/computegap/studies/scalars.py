"""Answers to single numbers, without numpy where at most one input has a range.

With one ranged input the draws may be taken in ascending order, and the answer is the same.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from computegap.core.distributions import BOUNDED
from computegap.core.sampling import Plan, draws, ordered_draws
from computegap.errors import NoAnswerError
from computegap.results.shared import Quantity
from computegap.studies.inputs import NOTHING_FINITE, finite, summarised

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from computegap.core.distributions import Belief
    from computegap.units import Values

STRATA = 128
"""Strata of a lone ranged input: nothing is random, so few give the percentiles to four digits and more."""


def evaluated(
    function: Callable[[Mapping[str, Values]], Mapping[str, Values]],
    beliefs: Sequence[Belief],
    units: Mapping[str, str],
    *,
    seed: int,
    samples: int,
) -> dict[str, Quantity | float]:
    """Evaluate a function of named inputs, and summarise each quantity it returns.

    Parameters
    ----------
    function : callable
        From inputs by name to quantities by name; the same for plain numbers and arrays.
    beliefs : sequence of Belief
        What is believed of each input.
    units : mapping of str to str
        Unit of each quantity.
    seed, samples : int
        Of the draws, where more than one input has a range.

    Returns
    -------
    answers : dict
        A bare number where nothing under the quantity has a range.

    Raises
    ------
    NoAnswerError
        If a quantity is too large or too small for a number.
    """
    try:
        return _evaluated(function, beliefs, units, seed=seed, samples=samples)
    except ArithmeticError:
        raise NoAnswerError(NOTHING_FINITE) from None


def _evaluated(
    function: Callable[[Mapping[str, Values]], Mapping[str, Values]],
    beliefs: Sequence[Belief],
    units: Mapping[str, str],
    *,
    seed: int,
    samples: int,
) -> dict[str, Quantity | float]:
    ranged = [belief for belief in beliefs if belief.shape != "exact"]
    exact: dict[str, Values] = {belief.name: belief.middle for belief in beliefs if belief.shape == "exact"}
    if len(ranged) > 1:
        import numpy as np  # noqa: PLC0415 - one range needs none

        drawn = {belief.name: draws(belief, Plan(seed, samples)) for belief in ranged}
        # What is too large for a number is refused below, not warned of.
        with np.errstate(all="ignore"):
            answers = {name: _answer(value, units[name]) for name, value in function(exact | drawn).items()}
    elif ranged:
        lone = ranged[0]
        rows = [function(exact | {lone.name: value}) for value in ordered_draws(lone, STRATA)]
        answers = {name: _answer([float(row[name]) for row in rows], units[name]) for name in rows[0]}
    else:
        answers = {name: _answer(value, units[name]) for name, value in function(exact).items()}
    if any(belief.shape not in BOUNDED for belief in ranged):
        return answers
    # Every formula is monotone in each of its inputs, so an answer's bounds lie at corners of the inputs' bounds.
    names = [belief.name for belief in ranged]
    ends = [(belief.low, belief.high) for belief in ranged]
    corners = [function(exact | dict(zip(names, corner, strict=True))) for corner in itertools.product(*ends)]
    for name, answer in answers.items():
        if isinstance(answer, Quantity):
            found = [float(corner[name]) for corner in corners]
            answers[name] = answer._replace(low=min(found), high=max(found))
    return answers


def _answer(values: Values | list[float], unit: str) -> Quantity | float:
    found = finite(summarised(values, unit))
    return found.p50 if found.is_exact else found
