"""A question asked of worlds of one's own: given values for some inputs, and the middle of every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from computegap.core.distributions import quantile
from computegap.studies.inputs import Draws
from computegap.studies.quantities import TOLD_IN, full_name, quantities, wanted
from computegap.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from computegap.core.distributions import Belief
    from computegap.results.shared import Input
    from computegap.studies.comparison import Question
    from computegap.studies.quantities import Named
    from computegap.units import Array, Truths, Values


def at_percent(belief: Belief, percent: float) -> float:
    """Percentile of what is believed of an input. [base unit of the input]"""
    return float(quantile(belief, percent / 100))


def median(belief: Belief) -> float:
    """Middle of what is believed of an input, wherever an answer speaks of one. [base unit of the input]"""
    return belief.middle if belief.shape == "exact" else at_percent(belief, 50)


def as_told(item: Named) -> tuple[Values, str]:
    """Values of a quantity in the unit that answers have it in: a lag in months."""
    unit = TOLD_IN.get(item.unit, item.unit)
    return (item.values if unit == item.unit else item.values / UNITS[unit].scale), unit


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

    @property
    def basis(self) -> str:
        """What the question's route compares: what is added, or what is there."""
        return self._middle.basis

    def _middle_of(self, belief: Belief) -> float:
        if belief.name not in self._middles:
            self._middles[belief.name] = median(belief)
        return self._middles[belief.name]

    def middle(self, path: str) -> float:
        """Value of an input at its middle: the median of what is believed. [base unit of the input]"""
        return self._middles[path]

    def answer(self) -> str:
        """Full name of what the rule in force answers."""
        return self._middle.rules[self.question.rule].target

    def full_name(self, name: str) -> str:
        """Full name of a quantity from a shorter one."""
        return full_name(name, self.quantities, self.question)

    def unit(self, name: str) -> str:
        """Unit that `values` gives a quantity in."""
        return as_told(self.quantities[name])[1]

    def inputs(self, names: Iterable[str]) -> tuple[Input, ...]:
        """Figures that quantities, by their full names, rest on."""
        run = Draws(self._middle_of, 1)
        self.question.work_out(run, wanted(self._middle, names))
        return run.inputs

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
        names = tuple(names)
        run = _Worldly(lambda belief: given[belief.name] if belief.name in given else self._middle_of(belief), size)
        found = quantities(self.question.work_out(run, wanted(self._middle, names)))
        if size == 1 or all(name in found for name in names):
            return {name: np.where(run.answers, _filled(found.get(name), size), np.nan) for name in names}
        # One world without a quantity, such as what offsets no penalty, must not take it from the others.
        half = size // 2
        parts = [
            self.values(names, {path: _part(value, part) for path, value in given.items()}, length)
            for part, length in ((slice(half), half), (slice(half, None), size - half))
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in names}


class _Worldly(Draws):
    """Values of the inputs of many worlds; remembers which have an answer."""

    def __init__(self, value_of: Callable[[Belief], Values], samples: int) -> None:
        super().__init__(value_of, samples)
        self.answers: Truths = True

    def require(self, holds: Truths, otherwise: str) -> None:  # noqa: ARG002 - no world is told why it has none
        self.answers = self.answers & holds


def _filled(item: Named | None, size: int) -> Array:
    """Values of every world, in the unit that answers have them in."""
    return np.broadcast_to(np.nan if item is None else np.asarray(as_told(item)[0]), (size,))


def _part(value: Values, part: slice) -> Values:
    return value[part] if isinstance(value, np.ndarray) and value.ndim else value
