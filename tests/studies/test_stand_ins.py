"""Values that stand in for inputs of a comparison."""

from __future__ import annotations

import numpy as np
import pytest

from computegap import evaluate
from computegap.studies.comparison import Question
from computegap.studies.stand_ins import input_names


@pytest.mark.parametrize(
    ("path", "within", "beyond"),
    [
        ("chips.h20.price", 13_000, -13_000),
        ("rules.kaplan.rule_exponent", 0.2, -0.2),
        ("assumptions.accelerator_share", 0.5, 1.5),
        ("china.process.yield", 0.8, 1.2),
        ("china.chips.h20.compute_share", 0.4, -0.4),
    ],
)
def test_a_row_beyond_what_its_input_may_be_has_no_answer(path: str, within: float, beyond: float) -> None:
    found = evaluate({path: [within, beyond]}, ["performance_gap"], rule="kaplan")["performance_gap"]
    assert np.isfinite(found).tolist() == [True, False]


def test_an_input_of_the_year_goes_by_its_name_without_the_year_too() -> None:
    question = Question("us", "china", samples=8)
    names = input_names(question, question.work_out().draws)
    assert names["china.capex"] == names["china.capex.2025"] == "china.capex.2025"
    assert {path for path in names.values() if path.endswith(".2025")} == {
        path for path in names if path.endswith(".2025")
    }
    assert names["chips.h20.price"] == "chips.h20.price"
