"""The graph finds formulas by the names of their parameters."""

from __future__ import annotations

import graphlib

import pytest

from computegap.core.graph import Graph
from computegap.units import Count, Usd  # noqa: TC001 - the graph reads annotations


def cost(price: Usd, count: Count) -> Usd:
    """Cost by hand.

    Notes
    -----
    cost = price * count
    """
    return price * count


def count(boxes: Count, in_a_box: Count) -> Count:
    """Count by hand.

    Notes
    -----
    count = boxes * in_a_box
    """
    return boxes * in_a_box


def test_evaluates_through_the_formulas_between() -> None:
    found = Graph([cost, count]).evaluate(("cost",), {"price": 2.0, "boxes": 3.0, "in_a_box": 4.0})
    assert found == {"price": 2.0, "boxes": 3.0, "in_a_box": 4.0, "count": 12.0, "cost": 24.0}


def test_a_given_value_stands_in_for_its_formula() -> None:
    assert Graph([cost, count]).evaluate(("cost",), {"price": 2.0, "count": 5.0})["cost"] == 10.0


def test_a_missing_input_is_named() -> None:
    with pytest.raises(KeyError, match="in_a_box"):
        Graph([cost, count]).evaluate(("cost",), {"price": 2.0, "boxes": 3.0})


def test_a_circle_is_refused() -> None:
    def price(cost: Usd) -> Usd:
        return cost

    with pytest.raises(graphlib.CycleError):
        Graph([cost, price]).evaluate(("cost",), {"count": 1.0})


def test_a_formula_tells_its_units_and_itself() -> None:
    formula = Graph([cost, count]).formula("cost")
    assert formula.parameters == ("price", "count")
    assert formula.parameter_units == ("USD", "1")
    assert formula.unit == "USD"
    assert formula.expression == "cost = price * count"
