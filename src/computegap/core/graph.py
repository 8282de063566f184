"""The graph that functions make when their parameters are named for the quantities they need."""

from __future__ import annotations

import graphlib
import inspect
from typing import TYPE_CHECKING, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from computegap.units import Values


class Formula(NamedTuple):
    """A function read as an edge list: what it returns, from what, in which units."""

    name: str
    function: Callable[..., Values]
    parameters: tuple[str, ...]
    unit: str
    parameter_units: tuple[str, ...]
    expression: str


class Graph:
    """Formulas that find each other by name.

    A name that no formula returns is an input. A mapping of inputs may also hold a name that a formula returns: the
    given value then stands in for the formula, and nothing below it is needed.
    """

    def __init__(self, functions: Iterable[Callable[..., Values]]) -> None:
        """Gather functions, each named for the quantity that it returns."""
        self._functions = {function.__name__: function for function in functions}
        codes = {name: function.__code__ for name, function in self._functions.items()}
        self._parameters = {name: code.co_varnames[: code.co_argcount] for name, code in codes.items()}
        self._units: dict[str, str] = {}
        self._orders: dict[tuple[tuple[str, ...], frozenset[str]], tuple[str, ...]] = {}

    def __contains__(self, name: str) -> bool:
        """Whether a formula returns the quantity."""
        return name in self._functions

    def names(self) -> tuple[str, ...]:
        """Quantities that have a formula."""
        return tuple(self._functions)

    def parameters(self, name: str) -> tuple[str, ...]:
        """Quantities that a formula needs directly."""
        return self._parameters[name]

    def formula(self, name: str) -> Formula:
        """Everything that a formula says of itself."""
        function = self._functions[name]
        signature = inspect.signature(function, eval_str=True)
        return Formula(
            name=name,
            function=function,
            parameters=tuple(signature.parameters),
            unit=get_args(signature.return_annotation)[1],
            parameter_units=tuple(get_args(item.annotation)[1] for item in signature.parameters.values()),
            expression=_expression(function),
        )

    def unit(self, name: str) -> str:
        """Unit of a quantity that has a formula."""
        if name not in self._units:
            annotation = inspect.get_annotations(self._functions[name], eval_str=True)["return"]
            self._units[name] = str(get_args(annotation)[1])
        return self._units[name]

    def needed(self, targets: Iterable[str], given: Iterable[str]) -> tuple[str, ...]:
        """Names below the targets, inputs first, each after all that it needs.

        Raises
        ------
        graphlib.CycleError
            If formulas need each other in a circle.
        """
        known = frozenset(given)
        asked = tuple(targets)
        if (asked, known) in self._orders:
            return self._orders[asked, known]
        edges: dict[str, tuple[str, ...]] = {}
        waiting = list(asked)
        while waiting:
            name = waiting.pop()
            if name in edges:
                continue
            edges[name] = () if name in known or name not in self else self.parameters(name)
            waiting.extend(edges[name])
        order = self._orders[asked, known] = tuple(graphlib.TopologicalSorter(edges).static_order())
        return order

    def evaluate(self, targets: Iterable[str], inputs: Mapping[str, Values]) -> dict[str, Values]:
        """Work out quantities from inputs.

        Parameters
        ----------
        targets : iterable of str
            Quantities wanted.
        inputs : mapping of str to float or array
            Quantities given, in base units, of shapes that broadcast.

        Returns
        -------
        values : dict of str to float or array
            The targets and everything they were worked out from.

        Raises
        ------
        KeyError
            If an input is missing; the key is its name.
        """
        values: dict[str, Values] = {}
        for name in self.needed(targets, inputs):
            if name in inputs:
                values[name] = inputs[name]
            elif name in self._functions:
                values[name] = self._functions[name](*[values[parameter] for parameter in self._parameters[name]])
            else:
                raise KeyError(name)
        return values


def _expression(function: Callable[..., Values]) -> str:
    """Return the first sentence of the docstring's Notes, where the formula stands."""
    lines = (inspect.getdoc(function) or "").splitlines()
    start = lines.index("Notes") + 2
    notes: list[str] = []
    for line in lines[start:]:
        if not line:
            break
        notes.append(line)
    return " ".join(notes)
