"""Which tables of a file are figures."""

from __future__ import annotations

import re

import pytest

from computegap.errors import DataError
from computegap.library.tables import Table, as_table, is_number, number_tables

FIGURE: Table = {"value": 1, "unit": "1", "interval": "exact"}


@pytest.mark.parametrize(
    ("value", "found"),
    [(FIGURE, True), ({"interval": FIGURE}, False), ({"unit": FIGURE}, False), ("unit", False), (5, False)],
)
def test_a_figure_has_a_unit_and_an_interval(value: object, *, found: bool) -> None:
    """A chip may be called as either of them."""
    assert is_number(value) == found


def test_figures_are_found_at_any_depth_beside_what_is_none() -> None:
    table: Table = {"title": "some", "a": {"b": FIGURE, "c": {"unit": FIGURE}}, "d": FIGURE, "year": 2025}
    assert list(number_tables(table, "root")) == [("root.a.b", FIGURE), ("root.a.c.unit", FIGURE), ("root.d", FIGURE)]
    assert list(number_tables(FIGURE, "root")) == [("root", FIGURE)]


def test_what_must_be_a_table_is_refused_otherwise() -> None:
    with pytest.raises(DataError, match=re.escape("found 'some', wanted a table")):
        as_table("some")
