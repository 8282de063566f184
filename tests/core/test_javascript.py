"""Formulas as JavaScript."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from computegap.core import model
from computegap.core.graph import Graph
from computegap.core.javascript import javascript

if TYPE_CHECKING:
    from collections.abc import Callable

GRAPHS = [
    graph
    for value in vars(model).values()
    for graph in (value.values() if isinstance(value, dict) else [value])
    if isinstance(graph, Graph)
]


@pytest.mark.parametrize("graph", GRAPHS)
def test_every_formula_of_the_graphs_can_be_translated(graph: Graph) -> None:
    for name in graph.names():
        text = javascript(graph.formula(name).function)
        assert text.startswith(f"const {name} = ({', '.join(graph.parameters(name))}) => {{")


def test_what_has_no_javascript_is_refused_with_its_formula_and_place() -> None:
    def rounded(value: float) -> float:
        """Not of this model."""
        return round(value)

    with pytest.raises(TypeError, match=r"rounded: found 'round\(value\)', which has no JavaScript"):
        javascript(rounded)


def test_a_branch_is_refused() -> None:
    def capped(value: float) -> float:
        """Not of this model."""
        if value > 1:
            return 1.0
        return value

    with pytest.raises(TypeError, match=r"capped: found 'if value > 1"):
        javascript(capped)


def test_what_is_no_function_by_a_name_is_refused() -> None:
    doubled: Callable[[float], float] = lambda value: 2 * value  # noqa: E731 - as the test's name says
    with pytest.raises(TypeError, match="<lambda>"):
        javascript(doubled)


def test_the_circle_has_its_number() -> None:
    def half_circumference(radius: float) -> float:
        """Not of this model."""
        return math.pi * radius

    assert "return multiply(3.141592653589793, radius);" in javascript(half_circumference)


def test_no_other_number_has_a_name() -> None:
    def grown(time: float) -> float:
        """Not of this model."""
        return math.e * time

    with pytest.raises(TypeError, match=r"grown: found 'math\.e'"):
        javascript(grown)


def test_one_value_under_two_names_is_refused() -> None:
    def both(value: float) -> float:
        """Not of this model."""
        first = second = 2 * value
        return first + second

    with pytest.raises(TypeError, match=r"both: found 'first = second = 2 \* value'"):
        javascript(both)
