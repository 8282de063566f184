"""Rows of a table: which columns are read, what a cell may hold, and what a range comes to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from computegap.errors import UsageError
from computegap.results.shared import Quantity
from computegap.studies import rows
from computegap.studies.comparison import Question
from computegap.studies.gap import gap
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


def test_a_cell_that_may_be_read_in_two_ways_is_no_figure() -> None:
    found, faults = answered(asked(["ratio"], ["china.process.yield"]), ["0.7..80%", "70..80%", "70%..0.8"])
    assert faults == {
        0: "column china.process.yield: found '0.7..80%', which may be 0.7%..80% or 70%..80%: "
        "wanted % behind each figure, or behind none"
    }
    assert found[:, 1] == pytest.approx(found[:, 2])


def test_a_cell_of_times_a_year_has_no_percent_sign() -> None:
    name = "rules.catch-up.training_compute_growth"
    question = RowQuestion(Question("us", "china", rule="catch-up"), ["catch_up_lag"], (), [name], {}, ranges=False)
    _, faults = answered(question, ["400%", "5"])
    wanted = "wanted how many times the year before, without %: 5 for +400% a year"
    assert faults == {0: f"column {name}: found '400%', {wanted}"}
    mapped = f"g={name}:%"
    with pytest.raises(UsageError, match=rf"^--map {mapped}: found unit '%', wanted how many times the year before"):
        RowQuestion(Question("us", "china", rule="catch-up"), ["catch_up_lag"], [mapped], ["g"], {}, ranges=False)


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
    assert asked(["ratio"], columns, samples=2047).pieces(block) == 1
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
    cells: list[float | str] = [999_999.0, 1e6, "80..999999", "80..1e6", "80..1e6 bn USD", 80e9, "70e9..90e9"]
    _, faults = answered(asked(["ratio"], ["china.capex"]), cells)
    hardly = "a figure without a unit is in bn USD, which these can hardly be: wanted USD or bn USD"
    assert faults == dict.fromkeys((1, 3, 5, 6), f"column china.capex: {hardly}")


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


@pytest.mark.parametrize(
    ("held", "found"),
    [(None, "nothing"), ("", "nothing"), ("  ", "'  '"), (True, "true"), ([0.7], "[0.7]"), ({"a": 1}, '{"a": 1}')],
)
def test_a_cell_without_a_figure_is_shown(held: object, found: str) -> None:
    question = asked(["ratio"], ["china.process.yield"])
    _, faults = question.answer(np.array([[math.nan, 0.7]]), lambda column, row: [[held, 0.7]][column][row])
    assert faults == {0: f"column china.process.yield: found {found}, wanted a number"}


def test_a_plain_number_is_within_the_limits_too() -> None:
    _, faults = answered(asked(["ratio"], ["china.process.yield"]), [1.2, 0.0, 0.7, "0.4..1", -0.25])
    share = "wanted a share between 0 and 1 (75 % is 0.75)"
    assert faults == {
        0: f"column china.process.yield: found 1.2, {share}",
        1: "column china.process.yield: found 0, wanted more than 0",
        4: f"column china.process.yield: found -0.25, {share}",
    }


@pytest.mark.parametrize(
    ("quantities", "name"),
    [(["ratio", "ratio"], "ratio"), (["a=ratio", "gap", "a=lag"], "a"), (["gap", "china.capex=ratio"], "china.capex")],
)
def test_each_column_of_a_result_has_a_name_of_its_own(quantities: list[str], name: str) -> None:
    with pytest.raises(UsageError) as raised:
        asked(quantities, ["china.capex"])
    assert str(raised.value) == (
        f"a column '{name}' is there already: give the result another name, as in our_{name}={name}"
    )


def test_an_input_has_one_column() -> None:
    with pytest.raises(UsageError) as raised:
        asked(["ratio"], ["a", "china.capex.2025"], "a=china.capex")
    assert str(raised.value) == "columns 'a' and 'china.capex.2025' are both china.capex.2025, wanted one"


def test_a_lag_is_in_months() -> None:
    found, _ = answered(asked(["algorithm_adjusted_ratio", "lag"], ["china.capex"], ranges=False), [80.0])
    ratio, lag = found[:, 0]
    alone = gap(float(ratio), rule="capability-lag").lag_months
    assert isinstance(alone, Quantity)
    assert lag == pytest.approx(alone.p50, rel=0.01)


def test_quantities_of_a_range_are_those_of_each_by_itself() -> None:
    cells: list[float | str] = ["70..90", 80.0, "60..100"]
    both, _ = answered(asked(["ratio", "china.added_compute"], ["china.capex"], samples=64), cells)
    for place, name in enumerate(("ratio", "china.added_compute")):
        alone, _ = answered(asked([name], ["china.capex"], samples=64), cells)
        assert both[3 * place : 3 * place + 3] == pytest.approx(alone)


def test_without_ranges_a_cell_may_have_a_unit_and_be_no_range() -> None:
    found, faults = answered(asked(["ratio"], ["china.capex"], ranges=False), ["8e10 USD", 80.0, "80", "70..90"])
    assert found[0, 0] == found[0, 1] == found[0, 2]
    assert faults == {
        3: "column china.capex: found a range, '70..90', wanted a number as in the first row, or --ranges"
    }


@pytest.mark.parametrize(
    ("first", "ranges"),
    [
        ({"china.capex": "80..90"}, True),
        ({"china.capex": "80"}, False),
        ({"china.capex": 80}, False),
        ({"china.capex": 80, "note": "as in a..b"}, False),
        ({}, False),
    ],
)
def test_the_first_row_says_whether_there_are_ranges(first: dict[str, object], *, ranges: bool) -> None:
    question = RowQuestion(Question("us", "china"), ["ratio"], [], ["china.capex", "note"], first)
    assert question.ranges is ranges
    assert question.added == (("ratio.p5", "ratio.p50", "ratio.p95") if ranges else ("ratio",))


@pytest.mark.parametrize("values", [None, 80.0, "80", ["a"], [[80.0], [90.0]], object(), [None, object()]])
def test_a_column_is_a_sequence_of_numbers(values: Sequence[float]) -> None:
    with pytest.raises(UsageError) as raised:
        rows.evaluate({"us.capex": [400.0], "china.capex": values}, ["ratio"])
    assert str(raised.value) == (
        f"columns: china.capex: found {values!r:.60}, wanted a sequence of numbers in the scenario's units"
    )


def test_a_column_in_dollars_is_not_taken_for_billions() -> None:
    """From a million billions on; of two rows one is enough, and one below passes."""
    told = "columns: us.capex: a figure without a unit is in bn USD, which these can hardly be: wanted USD or bn USD"
    for dollars in (1e6, 4e11):
        with pytest.raises(UsageError) as raised:
            rows.evaluate({"us.capex": [400.0, dollars]}, ["ratio"])
        assert str(raised.value) == told
    assert np.isfinite(rows.evaluate({"us.capex": [400.0, 999_999.0]}, ["ratio"])["ratio"]).all()
