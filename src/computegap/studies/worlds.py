"""A question asked of worlds of one's own: given values for some inputs, and the middle of every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from computegap.core.distributions import quantile
from computegap.errors import ScenarioError
from computegap.studies.inputs import Draws
from computegap.studies.quantities import full_name, quantities
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from computegap.core.distributions import Belief
    from computegap.studies.comparison import Question
    from computegap.studies.quantities import Named
    from computegap.units import Array, Values


def at_percent(belief: Belief, percent: float) -> float:
    """Percentile of what is believed of an input. [base unit of the input]"""
    return float(quantile(belief, percent / 100))


def as_told(item: Named) -> tuple[Values, str]:
    """Values of a quantity in the unit that answers have it in: a lag in months."""
    if item.unit == "s":
        return item.values / UNITS["month"].scale, "month"
    return item.values, item.unit


class Worlds:
    """A question, and what its inputs and quantities are with every input at its middle."""

    def __init__(self, question: Question) -> None:
        """Work the question out once, at the middle of everything."""
        self.question = question
        self._middles: dict[str, float] = {}
        self._middle = question.work_out(Draws(self._middle_of, 1))
        self.draws = self._middle.draws
        self.quantities = quantities(self._middle)
        self.ranged = tuple(path for path, belief in self.draws.beliefs.items() if belief.shape != "exact")
        """Paths of the inputs that have a range."""

    def _middle_of(self, belief: Belief) -> float:
        if belief.name not in self._middles:
            self._middles[belief.name] = belief.middle if belief.shape == "exact" else at_percent(belief, 50)
        return self._middles[belief.name]

    def middle(self, path: str) -> float:
        """Value of an input at its middle: the median of what is believed. [base unit of the input]"""
        return self._middles[path]

    def answer(self) -> str:
        """Full name of what the rule in force answers."""
        return self._middle.rules[self.question.rule].target

    def full_name(self, name: str) -> str:
        """Full name of a quantity from a shorter one."""
        return full_name(name, self.quantities, self.question.parties[0])

    def unit(self, name: str) -> str:
        """Unit that `values` gives a quantity in."""
        return as_told(self.quantities[name])[1]

    def values(self, names: Iterable[str], given: Mapping[str, Values], size: int) -> dict[str, Array]:
        """Work quantities out in many worlds at once.

        Parameters
        ----------
        names : iterable of str
            Full names of the quantities.
        given : mapping of str to float or array, shape (world,)
            Values of some inputs by path; the others are at their middle. [base unit of the input]
        size : int
            How many worlds.

        Returns
        -------
        values : dict of str to array, shape (world,)
            NaN in a world that has no such quantity, such as one in which a side buys nothing. [as `unit` says]
        """
        wanted = tuple(names)
        found: dict[str, Named] = {}
        draws = Draws(lambda belief: given[belief.name] if belief.name in given else self._middle_of(belief), size)
        try:
            # An extreme of an input may overflow on the way; what is not finite is no answer, and is told as such.
            with np.errstate(all="ignore"):
                found = quantities(self.question.work_out(draws))
        except ScenarioError:
            # In one of these worlds a side buys nothing.
            if size == 1:
                return {name: np.full(1, np.nan) for name in wanted}
        if all(name in found for name in wanted):
            return {name: np.broadcast_to(np.asarray(as_told(found[name])[0]), (size,)) for name in wanted}
        if size == 1:
            return {name: _alone(found.get(name)) for name in wanted}
        # One world without an answer must not take it from the others.
        half = size // 2
        parts = [
            self.values(wanted, {path: _part(value, part) for path, value in given.items()}, length)
            for part, length in ((slice(half), half), (slice(half, None), size - half))
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in wanted}


def _alone(item: Named | None) -> Array:
    return np.full(1, np.nan) if item is None else np.broadcast_to(np.asarray(as_told(item)[0]), (1,))


def _part(value: Values, part: slice) -> Values:
    return value[part] if isinstance(value, np.ndarray) and value.ndim else value
