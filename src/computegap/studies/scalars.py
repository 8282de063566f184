"""Answers to single numbers, without numpy where at most one input has a range.

With one ranged input the draws may be taken in ascending order, and the answer is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap import results
from computegap.core.sampling import Belief, draws, ordered_draws, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from computegap.units import Quantity

STRATA = 512
"""Strata of a lone ranged input: percentiles agree with many more to six digits, as nothing is random."""


def evaluated(
    function: Callable[[Mapping[str, Quantity]], Mapping[str, Quantity]],
    beliefs: Sequence[Belief],
    units: Mapping[str, str],
    *,
    seed: int,
    samples: int,
) -> dict[str, results.Quantity | float]:
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
    """
    ranged = [belief for belief in beliefs if belief.shape != "exact"]
    exact: dict[str, Quantity] = {belief.name: belief.middle for belief in beliefs if belief.shape == "exact"}
    if len(ranged) > 1:
        drawn = {belief.name: draws(belief, seed, samples) for belief in ranged}
        return {name: _answer(value, units[name]) for name, value in function(exact | drawn).items()}
    if not ranged:
        return {name: _answer(value, units[name]) for name, value in function(exact).items()}
    lone = ranged[0]
    rows = [function(exact | {lone.name: value}) for value in ordered_draws(lone, STRATA)]
    answers = {name: _answer([float(row[name]) for row in rows], units[name]) for name in rows[0]}
    if lone.shape == "uniform":
        # Every formula is monotone in each of its inputs, so the ends of the input are the ends of the answer.
        ends = [function(exact | {lone.name: end}) for end in (lone.low, lone.high)]
        for name, answer in answers.items():
            if isinstance(answer, results.Quantity):
                low, high = sorted(float(end[name]) for end in ends)
                answers[name] = answer._replace(low=low, high=high)
    return answers


def _answer(values: Quantity | list[float], unit: str) -> results.Quantity | float:
    found = results.Quantity(**summary(values), unit=unit)
    return found.p50 if found.is_exact else found
