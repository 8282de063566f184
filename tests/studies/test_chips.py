"""Figures of chips as they are reported: in base units, beside what others say."""

from __future__ import annotations

import pytest

from computegap.results.chips import ChipAnswer, ChipFigure
from computegap.studies.chips import chips


def figures(answer: ChipAnswer) -> list[ChipFigure]:
    return [value for value in answer if isinstance(value, ChipFigure)]


def test_a_single_figure_is_reported_in_the_unit_of_formulas_as_it_was_stated() -> None:
    found = [figure for answer in chips().chips for figure in figures(answer) if isinstance(figure.estimate, float)]
    assert {figure.unit for figure in found} > {"B", "B/s", "W"}
    for figure in found:
        assert figure.stated == pytest.approx(figure.estimate)


def test_what_others_say_is_in_the_same_unit() -> None:
    disputed = [figure for answer in chips().chips for figure in figures(answer) if figure.disputed_by]
    assert disputed
    for figure in disputed:
        middle = figure.estimate if isinstance(figure.estimate, float) else figure.estimate.p50
        for value, _ in figure.disputed_by:
            assert middle / 10 < value < middle * 10
