"""`sensitivity` in words: a tornado of bars, and shares of variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import decimals_for, ends, figure, number, scale_for
from computegap.reports.layout.blocks import LABEL, Block, Column, Grid, Text, reference_numbers, source_list
from computegap.reports.layout.conditions import conditions

if TYPE_CHECKING:
    from computegap.reports.figures import Scale
    from computegap.results.sensitivity import InputEffect, SensitivityResult

WIDTH = 21
"""Characters of the longest bar."""


def blocks(result: SensitivityResult) -> tuple[Block, ...]:
    """Lay out what an answer hangs on."""
    scale = scale_for(result.of, result.unit, result.answer)
    notes = [*result.notes]
    if result.left_out:
        plural = "s have" if result.left_out > 1 else " has"
        notes.append(f"{result.left_out} more input{plural} less effect; --top lists so many.")
    return (
        Text(_headline(result, scale), "headline"),
        conditions(result, result.scenario),
        _tornado(result, scale),
        _variance(result),
        *(Text(f"Note: {note}", "quiet") for note in notes),
        *source_list(result.sources),
    )


def _headline(result: SensitivityResult, scale: Scale) -> str:
    most = result.inputs[0]
    low, high = sorted((most.answer_at_low, most.answer_at_high))
    told = ends(low / scale.divisor, high / scale.divisor, _decimals(result, scale))
    answer = f"{figure(result.answer, scale)} {scale.name}".rstrip()
    moved = f"{told} {scale.name}".rstrip()
    return f"{result.of} is {answer}. It hangs most on {most.path}, which alone moves it over {moved}."


def _decimals(result: SensitivityResult, scale: Scale) -> int:
    return max(0, decimals_for(max(effect.swing for effect in result.inputs) / scale.divisor))


def _tornado(result: SensitivityResult, scale: Scale) -> Grid:
    numbers = reference_numbers(result.sources)
    decimals = _decimals(result, scale)
    reached = [
        result.answer_at_middle,
        *(end for effect in result.inputs for end in (effect.answer_at_low, effect.answer_at_high)),
    ]
    least, most = min(reached), max(reached)
    axis_ends = [number(end / scale.divisor, decimals) for end in (least, most)]
    axis = axis_ends[0] + axis_ends[1].rjust(WIDTH - len(axis_ends[0]))
    rows = [
        (
            effect.path + (f" [{numbers[effect.source]}]" if effect.source in numbers else ""),
            _span(effect),
            _bar(effect, result.answer_at_middle, least, most),
            # One decimal more than the largest swing supports tells the smaller ones apart.
            " to ".join(
                number(end / scale.divisor, decimals + 1) for end in (effect.answer_at_low, effect.answer_at_high)
            ),
        )
        for effect in result.inputs
    ]
    unit = f", {scale.name}" if scale.name else ""
    middle = number(result.answer_at_middle / scale.divisor, decimals)
    title = f"{result.of}{unit}, with one input at its p5 (-) and p95 (+), the others at their middle (|, {middle})"
    columns = (LABEL._replace(title="input"), Column("p5-p95"), Column(axis, "left"), Column("answer"))
    return Grid(title, columns, tuple(rows))


def _span(effect: InputEffect) -> str:
    scale = scale_for(effect.path, effect.unit, effect.middle)
    low, high = effect.low / scale.divisor, effect.high / scale.divisor
    return f"{ends(low, high, decimals_for(high - low))} {scale.name}".rstrip()


def _bar(effect: InputEffect, middle: float, least: float, most: float) -> str:
    """A row of the tornado: `-` where the input at its p5 moves the answer to, `+` at its p95."""
    step = (most - least) / (WIDTH - 1) or 1.0
    centre, at_low, at_high = (
        round((value - least) / step) for value in (middle, effect.answer_at_low, effect.answer_at_high)
    )
    marks = ["."] * WIDTH
    for end, mark in sorted(((at_low, "-"), (at_high, "+")), key=lambda item: -abs(item[0] - centre)):
        for place in range(min(end, centre), max(end, centre) + 1):
            marks[place] = mark
    marks[centre] = "|"
    return "".join(marks)


def _variance(result: SensitivityResult) -> Grid:
    rows = [
        (effect.path, _share(effect.first_order, effect.first_order_error), _share(effect.total, effect.total_error))
        for effect in result.inputs
    ]
    rows.append(
        ("interactions: what no input brings alone", _share(result.interactions, result.interactions_error), "")
    )
    columns = (
        Column("Share of the variance, % (standard error)", "left", fixed=False),
        Column("alone"),
        Column("with others"),
    )
    return Grid("", columns, tuple(rows))


def _share(value: float, error: float) -> str:
    return f"{number(value * 100, 1)} ({number(error * 100, 1)})"
