"""Where figures are from."""

from __future__ import annotations

import pytest

from computegap.library.overrides import Override
from computegap.studies.compare import compare
from computegap.studies.provenance import show


@pytest.mark.parametrize("path", ["us", "china", "assumptions", "chips.h20", "rules", "processes.tsmc-5nm", "claims"])
def test_every_figure_has_its_source_told(path: str) -> None:
    for figure in show(path).numbers:
        assert figure.citation is not None
        assert figure.citation.id == figure.source
        assert figure.citation.title
        assert figure.citation.url


@pytest.mark.parametrize(
    ("path", "value"),
    [("us.capex.2025", "300"), pytest.param("chips.h20.peak.fp4", "300 TOP/s", id="a figure that nobody had stated")],
)
def test_what_was_set_has_neither_source_nor_date(path: str, value: str) -> None:
    (figure,) = show(path, overrides=[Override(path, value)]).numbers
    assert (figure.value, figure.source, figure.citation, figure.as_of) == (300, "command-line", None, "")
    assert figure.note == f"set by the user: --set {path}={value}"


def test_an_answer_dates_what_a_file_states_and_nothing_that_was_set() -> None:
    asked = ["china.capex us.capex 0.5"]
    answer = compare("us", "china", samples=100, overrides=[Override("us.capex", "300..400")], correlations=asked)
    dates = {used.path: used.as_of for used in answer.inputs if used.source != "command-line"}
    assert {used.as_of for used in answer.inputs if used.path not in dates} == {""}
    assert "2020" <= min(dates.values()) < max(dates.values()) < "2027"
