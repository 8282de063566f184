"""`solve` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import PERCENT, exact, figure, percent, scale_for
from computegap.reports.layout.blocks import LABEL, Block, Column, Grid, Text, source_list
from computegap.reports.layout.conditions import conditions

if TYPE_CHECKING:
    from computegap.results.shared import Quantity
    from computegap.results.solve import SolveResult


def blocks(result: SolveResult) -> tuple[Block, ...]:
    """Lay out the value that does it, and how sure it is."""
    return (
        Text(headline(result), "headline"),
        conditions(result, result.scenario),
        _grid(result),
        *(Text(f"Note: {note}", "quiet") for note in (*_notes(result), *result.notes)),
        *source_list(result.sources, "Sources of all inputs"),
    )


def headline(result: SolveResult) -> str:
    """Return the answer as a sentence."""
    if result.value is None:
        near = _told(result.vary, result.unit, result.nearest.value)
        return f"No {result.vary} makes {result.target.text}; {near} comes nearest."
    value = _told(result.vary, result.unit, result.value)
    if result.crossings and result.reached == 1:
        return f"{result.target.text} takes {result.vary} of {value}."
    if result.crossings:
        return (
            f"{result.target.text} takes {result.vary} of {value} in {exact(100 * result.reached)} % of the samples; "
            "in the others no value within the bounds does it."
        )
    return (
        f"With every other input at its middle no {result.vary} makes {result.target.text}; "
        f"in {exact(100 * result.reached)} % of the samples {value} does."
    )


def _told(name: str, unit: str, value: Quantity | float) -> str:
    scale = scale_for(name, unit, value)
    return percent(value) if scale is PERCENT else f"{figure(value, scale)} {scale.name}".rstrip()


def _grid(result: SolveResult) -> Grid:
    def input_told(value: Quantity | float) -> str:
        return _told(result.vary, result.unit, value)

    def answer_told(value: Quantity | float) -> str:
        return _told(result.target.of, result.target.wanted.unit, value)

    low, high = result.within
    near = result.nearest
    nearest = f"none; {input_told(near.value)} comes nearest"
    rows = [
        (f"{result.vary} now", input_told(result.present)),
        (f"{result.vary} that does it", "none" if result.value is None else input_told(result.value)),
        ("... with every other input at its middle", ", ".join(map(input_told, result.crossings)) or nearest),
        (f"{result.target.of} then", answer_told(near.answer if result.value is None else result.target.wanted)),
        *([("... wanted", answer_told(near.wanted))] if result.value is None else []),
        ("Looked between", f"{input_told(low)} and {input_told(high)}"),
        ("Samples in which a value does it", f"{exact(100 * result.reached)} %"),
    ]
    return Grid("", (LABEL, Column("")), tuple(rows))


def _notes(result: SolveResult) -> tuple[str, ...]:
    notes = []
    if 0 < result.reached < 1:
        notes.append("the range is of the samples in which a value does it.")
    if not result.is_monotone:
        several = len(result.crossings) > 1
        more = (
            f", and comes to the target {len(result.crossings)} times: each sample's value is the one nearest to the "
            "middle case's crossing that lies nearest to now"
            if several
            else ""
        )
        notes.append(f"{result.target.of} both rises and falls as {result.vary} grows{more}.")
    return tuple(note[0].upper() + note[1:] for note in notes)
