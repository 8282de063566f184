"""Rows of a table: which columns are read, what a cell may hold, and what a range comes to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.errors import UsageError
from computegap.studies import rows
from computegap.studies.comparison import Question
from computegap.studies.rows import RowQuestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from computegap.units import Array


def asked(
    quantities: Sequence[str], columns: Sequence[str], *mapped: str, ranges: bool = True, samples: int = 4096
) -> RowQuestion:
    return RowQuestion(Question("us", "china", samples=samples), quantities, mapped, columns, {}, ranges=ranges)


def answered(question: RowQuestion, *cells: Sequence[float | str]) -> tuple[Array, dict[int, str]]:
    """Answer columns of cells, in the order of those that are read."""
    numbers = np.array([[cell if isinstance(cell, float) else math.nan for cell in column] for column in cells])
    return question.answer(numbers, lambda column, row: cells[column][row])


def test_percentiles_of_a_range_are_the_answers_at_its_percentiles() -> None:
    """The ratio falls as China spends more."""
    found, faults = answered(asked(["ratio"], ["china.capex"]), ["20..100", 24.0, 60.0, 96.0])
    assert faults == {}
    assert found[:, 0] == pytest.approx([found[0, 3], found[0, 2], found[0, 1]], rel=1e-3)
    assert (found[:, 1:] == found[0, 1:]).all()


def test_a_range_from_nothing_on_has_an_answer_though_nothing_has_none() -> None:
    question = asked(["ratio"], ["china.capex", "china.subsidy"])
    found, faults = answered(question, ["0..90", 0.0], [0.0, 0.0])
    assert faults == {1: "china has no money for accelerators in 2025, so it adds no compute: wanted more than 0"}
    at_hand, _ = answered(question, [45.0, 85.5], [0.0, 0.0])
    assert found[:2, 0] == pytest.approx([at_hand[0, 1], at_hand[0, 0]], rel=1e-3)


@pytest.mark.parametrize("quantity", ["ratio", "china.added_compute"])
def test_a_range_that_ends_where_there_is_no_answer_has_none(quantity: str) -> None:
    """Of 50 bn of subsidies, 80 bn of the state's own spending leave nothing beside it; 45 bn, the middle, do."""
    columns = ["china.capex", "china.subsidy", "china.government_capex"]
    question = asked([quantity], columns)
    cells: dict[str, Sequence[float | str]] = {
        "china.capex": [0.0],
        "china.subsidy": [50.0],
        "china.government_capex": ["10..80"],
    }
    _, faults = answered(question, *(cells[name] for name in question.inputs))
    assert faults == {0: "china has no money for accelerators in 2025, so it adds no compute: wanted more than 0"}


def test_however_many_samples_are_worked_out_at_once_the_answers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    question = asked(["ratio", "gap"], ["china.capex", "china.process.yield"], samples=64)
    cells: tuple[list[float | str], ...] = (
        ["70..90", 80.0, "80..100", 85.0, 70.0],
        [0.7, "0.6..0.8", 0.8, 0.75, 0.9],
    )
    whole, _ = answered(question, *cells)
    for at_once in (1, 2, 32):
        monkeypatch.setattr(rows, "AT_ONCE", at_once)
        parts, faults = answered(question, *cells)
        assert faults == {}
        assert parts == pytest.approx(whole, rel=1e-12)


def test_rows_of_ranges_are_cut_by_the_samples_that_they_are() -> None:
    block = b"80,0.7..0.8\n" * 256
    columns = ("china.capex", "china.process.yield")
    assert asked(["ratio"], columns, samples=4096).pieces(block) == 4
    assert asked(["ratio"], columns, samples=2048).pieces(block) == 2
    assert asked(["ratio"], columns, ranges=False).pieces(block) == 1


def test_a_quantity_without_a_side_is_the_first_ones() -> None:
    found, _ = answered(asked(["added_compute", "us.added_compute", "china.added_compute"], ["us.capex"]), [400.0])
    assert found[0] == found[3] != found[6]


@pytest.mark.parametrize("text", ["a", "=china.capex", "a=", "="])
def test_a_mapping_names_a_column_and_an_input(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        asked(["ratio"], ["a"], text)
    assert str(raised.value) == f"--map {text}: wanted COLUMN=INPUT, such as capex_bn=china.capex"


def test_a_table_without_an_input_is_told_two_that_there_are() -> None:
    with pytest.raises(UsageError) as raised:
        asked(["ratio"], ["x", "y"])
    assert str(raised.value) == (
        "no column is an input: found x, y, wanted a name such as us.capex.2025, us.subsidy.2025, or --map COLUMN=INPUT"
    )


@pytest.mark.parametrize("unit", ["GB", "W", "yr"])
def test_a_unit_measures_what_the_input_does(unit: str) -> None:
    with pytest.raises(UsageError) as raised:
        asked(["ratio"], ["a"], f"a=china.capex:{unit}")
    reason = f"found unit '{unit}', wanted one that measures the same as 'bn USD'"
    assert str(raised.value) == f"--map a=china.capex:{unit}: {reason}"
    _, faults = answered(asked(["ratio"], ["china.capex"]), [f"80 {unit}", f"80..90 {unit}"])
    assert faults == dict.fromkeys((0, 1), f"column china.capex: {reason}")


def test_a_figure_that_can_hardly_be_in_billions_begins_at_a_million_of_them() -> None:
    _, faults = answered(asked(["ratio"], ["china.capex"]), [999_999.0, 1e6, "80..999999", "80..1e6", "80..1e6 bn USD"])
    hardly = "a figure without a unit is in bn USD, which these can hardly be: wanted USD or bn USD"
    assert faults == dict.fromkeys((1, 3), f"column china.capex: {hardly}")


def test_both_ends_of_a_range_are_within_the_limits() -> None:
    _, faults = answered(asked(["ratio"], ["china.process.yield"]), ["0.7..1.2", "-0.2..0.8", "0.7..0.8"])
    share = "wanted a share between 0 and 1 (75 % is 0.75)"
    assert faults == {
        0: f"column china.process.yield: found 0.7 to 1.2, {share}",
        1: f"column china.process.yield: found -0.2 to 0.8, {share}",
    }


@pytest.mark.parametrize("shape", ["lognormal(70, 90)", "normal(70, 90)", "triangular(70, 75, 90)"])
def test_a_distribution_is_not_taken_for_a_range(shape: str) -> None:
    name = shape.partition("(")[0]
    _, faults = answered(asked(["ratio"], ["china.capex"]), [shape, "uniform(70, 90)", "70..90"])
    assert faults == {
        0: f"column china.capex: found a {name} distribution, wanted hard bounds, such as 0.7..0.8",
    }


def test_the_first_result_without_a_finite_value_is_named() -> None:
    quantities = ["ratio", "a=china.subsidy_offset", "b=china.subsidy_offset"]
    plain, ranged = (asked(quantities, ["china.process.yield"], ranges=ranges) for ranges in (False, True))
    for question, said in ((plain, "a has no finite value"), (ranged, "a.p5 has no finite value")):
        _, faults = answered(question, [0.7, 0.95])
        assert faults == {1: said}


@pytest.mark.parametrize(
    ("columns", "found"),
    [({}, "none"), ({"us.capex": [400.0], "china.capex": [80.0, 90.0]}, "{'us.capex': 1, 'china.capex': 2}")],
)
def test_columns_have_one_length(columns: dict[str, list[float]], found: str) -> None:
    with pytest.raises(UsageError) as raised:
        rows.evaluate(columns, ["ratio"])
    assert str(raised.value) == f"columns: found {found}, wanted columns of one length"
