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


def test_a_formula_of_several_lines_is_told_to_the_end_of_its_paragraph() -> None:
    def twice(count: Count) -> Count:
        """Twice by hand.

        Notes
        -----
        twice = 2
        * count

        Not told.
        """
        return 2 * count

    assert Graph([twice]).formula("twice").expression == "twice = 2 * count"


def test_where_the_notes_stand_does_not_matter() -> None:
    def half(count: Count) -> Count:
        """Half by hand.

        Of a count,
        which is told
        in some words.

        Notes
        -----
        half = count / 2
        """
        return count / 2

    assert Graph([half]).formula("half").expression == "half = count / 2"


def test_the_unit_of_a_quantity_is_that_of_its_annotation() -> None:
    graph = Graph([cost, count])
    assert (graph.unit("cost"), graph.unit("count"), graph.unit("cost")) == ("USD", "1", "USD")


def test_what_is_needed_stands_before_what_needs_it() -> None:
    def value(cost: Usd, price: Usd) -> Usd:
        return cost + price

    def worth(value: Usd, count: Count, cost: Usd) -> Usd:
        return value * count - cost

    order = Graph([cost, count, value, worth]).needed(("worth", "cost"), ("in_a_box",))
    assert sorted(order) == ["boxes", "cost", "count", "in_a_box", "price", "value", "worth"]
    assert order.index("count") < order.index("cost") < order.index("value") < order.index("worth")
