"""`validate` in words."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from computegap.reports.figures import TIMES, exact, figure, scale_of, span
from computegap.reports.layout.blocks import Block, Column, Grid, Text, reference_numbers, source_list
from computegap.reports.layout.compare import HEDGES, HELD, WEAK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from computegap.results.validate import Validated, ValidateResult


def blocks(result: ValidateResult) -> tuple[Block, ...]:
    """Lay out theirs beside ours, why they differ, and what was not run."""
    numbers = reference_numbers(result.sources)
    columns = (
        Column("Published, and the case", "left", fixed=False),
        Column("theirs"),
        Column("ours"),
        Column("ours / theirs"),
    )
    weak = (Text(f"{WEAK} stands on a weak source alone.", "quiet"),) if any(map(_is_weak, result.estimates)) else ()
    return (
        Text(_headline(result), "headline"),
        Text(_conditions(result), "quiet"),
        Grid("", columns, tuple(_rows(result.estimates, numbers))),
        *(Text(f"Note: {note}", "quiet") for note in result.notes),
        *weak,
        Text("Why they differ", "headline"),
        *(Text(f"{item.title}, {item.scenario}: {item.why}") for item in result.estimates),
        *(Text(f"Not run: {item.title} [{numbers[item.source]}]: {item.reason}.", "quiet") for item in result.not_run),
        *source_list(result.sources),
    )


def _headline(result: ValidateResult) -> str:
    within = sum(_agrees(item) for item in result.estimates)
    return (
        f"{len(result.estimates)} runs of published estimates: our range meets theirs in {within} of them, and the "
        "others differ for the reasons given."
    )


def _conditions(result: ValidateResult) -> str:
    return f"Seed {result.seed}; {result.samples:,} samples; ranges are p5-p95, or bounds as published. {HELD}"


def _agrees(item: Validated) -> bool:
    """Whether the ranges meet, on the side of a bound that it leaves open."""
    low, high = span(item.theirs)
    return (item.ours.p95 >= low or item.bound == "at most") and (item.ours.p5 <= high or item.bound == "at least")


def _is_weak(item: Validated) -> bool:
    return item.confidence is not None


def _rows(estimates: Iterable[Validated], numbers: dict[str, int]) -> Iterator[tuple[str, ...]]:
    """Tell each estimate once, above the cases that it is held to."""
    for title, cases in groupby(estimates, key=lambda item: f"{item.title}{WEAK if item.confidence else ''}"):
        held = tuple(cases)
        yield (f"{title} [{numbers[held[0].source]}]",)
        yield from map(_row, held)


def _row(item: Validated) -> tuple[str, ...]:
    scale = scale_of(item.unit, item.theirs)
    low, high = span(item.theirs)
    stated = exact(low) if low == high else f"{exact(low)}-{exact(high)}"
    theirs = f"{HEDGES.get(item.bound or '', '')}{stated if item.unit == '1' else figure(item.theirs, scale)}"
    return (
        f"{item.scenario}, {item.basis} {item.year}{f', {scale.name}' if scale.name else ''}",
        theirs,
        figure(item.ours, scale),
        figure(item.ours_over_it, TIMES),
    )
