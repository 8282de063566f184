"""Answers to single numbers, without numpy where at most one input has a range.

With one ranged input the draws may be taken in ascending order, and the answer is the same.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from computegap.core.distributions import BOUNDED
from computegap.core.sampling import Plan, draws, ordered_draws
from computegap.errors import NoAnswerError
from computegap.results.shared import Quantity
from computegap.studies.inputs import NOTHING_FINITE, finite, summarised

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from computegap.core.distributions import Belief
    from computegap.studies.blocks import Watch
    from computegap.units import Values

STRATA = 128
"""Strata of a lone ranged input: nothing is random, so few give the percentiles to four digits and more."""


class Evaluated(NamedTuple):
    """What a function of inputs comes to."""

    answers: dict[str, Quantity | float]
    """A bare number where nothing under the quantity has a range."""
    samples: int
    """0 where fewer than two inputs have one."""
    notes: tuple[str, ...]


def evaluated(
    function: Callable[[Mapping[str, Values]], Mapping[str, Values]],
    beliefs: Sequence[Belief],
    units: Mapping[str, str],
    *,
    seed: int,
    samples: int,
    watch: Watch | None = None,
) -> Evaluated:
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
    watch : Watch, optional
        Hears how the draws go.

    Returns
    -------
    evaluated : Evaluated

    Raises
    ------
    NoAnswerError
        If a quantity is too large or too small for a number.
    """
    try:
        return _evaluated(function, beliefs, units, seed, samples, watch)
    except ArithmeticError:
        raise NoAnswerError(NOTHING_FINITE) from None


def _evaluated(
    function: Callable[[Mapping[str, Values]], Mapping[str, Values]],
    beliefs: Sequence[Belief],
    units: Mapping[str, str],
    seed: int,
    samples: int,
    watch: Watch | None,
) -> Evaluated:
    ranged = [belief for belief in beliefs if belief.shape != "exact"]
    exact: dict[str, Values] = {belief.name: belief.middle for belief in beliefs if belief.shape == "exact"}
    drawn = 0
    notes: tuple[str, ...] = ()
    if len(ranged) > 1:
        from computegap.studies.blocks import in_blocks  # noqa: PLC0415 - one range needs none

        def answered(block: int, size: int) -> tuple[dict[str, Quantity | float]]:
            values = {belief.name: draws(belief, Plan(seed, size, block=block)) for belief in ranged}
            return ({name: _answer(value, units[name]) for name, value in function(exact | values).items()},)

        run = in_blocks(answered, samples, watch=watch)
        (answers,), drawn, notes = run.result, run.samples, run.notes
    elif ranged:
        (lone,) = ranged
        rows = [function(exact | {lone.name: value}) for value in ordered_draws(lone, STRATA)]
        answers = {name: _answer([float(row[name]) for row in rows], units[name]) for name in rows[0]}
    else:
        answers = {name: _answer(value, units[name]) for name, value in function(exact).items()}
    if any(belief.shape not in BOUNDED for belief in ranged):
        return Evaluated(answers, drawn, notes)
    # Every formula is monotone in each of its inputs, so an answer's bounds lie at corners of the inputs' bounds.
    names = [belief.name for belief in ranged]
    ends = [(belief.low, belief.high) for belief in ranged]
    corners = [function(exact | dict(zip(names, corner, strict=True))) for corner in itertools.product(*ends)]
    for name, answer in answers.items():
        if isinstance(answer, Quantity):
            found = [float(corner[name]) for corner in corners]
            answers[name] = finite(answer._replace(low=min(found), high=max(found)))
    return Evaluated(answers, drawn, notes)


def _answer(values: Values | list[float], unit: str) -> Quantity | float:
    found = finite(summarised(values, unit))
    return found.p50 if found.is_exact else found
