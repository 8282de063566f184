"""Cases side by side, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import TIMES, figure, scale_for
from computegap.reports.layout.blocks import LABEL, Block, Column, Grid, Text, source_list
from computegap.reports.layout.conditions import conditions_of_cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from computegap.reports.figures import Scale
    from computegap.results.cases import Case, CasesResult
    from computegap.results.shared import Quantity

LABELS = {
    "ratio": "Compute ratio",
    "effective_ratio": "... at work",
    "performance_gap": "Gap",
    "lag_months": "Lag",
    "capex": "AI capex",
    "subsidy": "Subsidies",
    "accelerator_budget": "Accelerators",
    "added_compute": "Compute added",
    "effective_compute": "... at work",
    "cost_per_effective_h100e": "... cost an H100e",
    "yield": "Own yield",
    "yield_cost_inflation": "Cost inflation",
    "yield_penalty": "... on own chips",
    "subsidy_offset": "Subsidies cover",
}
"""What a reader calls what is told."""
GAP = 2
"""Blanks between columns."""
WIDTH = 80
"""Columns of text that a grid keeps within, by telling the cases in several."""


def blocks(result: CasesResult) -> tuple[Block, ...]:
    """Lay out a column a case."""
    return (
        Text(headline(result), "headline"),
        conditions(result),
        *_grids(result),
        *(Text(told, "quiet") for told in settings(result)),
        *(
            Text(f"Note: {note}", "quiet")
            for note in (
                *_incomparable(result),
                *_terms(result),
                *dict.fromkeys(note for case in result.cases for note in case.notes),
                *result.notes,
            )
        ),
        *source_list(result.sources, "Sources of all cases"),
    )


def conditions(result: CasesResult) -> Text:
    """Lay out what the cases hold under."""
    base = result.cases[0]
    more = ["common random numbers"]
    if result.diff:
        more.append(f"changes are from {base.name}, sample by sample")
    scenarios = ", ".join(dict.fromkeys(case.scenario for case in result.cases))
    return conditions_of_cases(result, scenarios, {case.name: case for case in result.cases}, *more)


def headline(result: CasesResult) -> str:
    """Return the answer as a sentence."""
    told = [f"{figure(case.values['ratio'], TIMES)} in {case.name}" for case in result.cases]
    verb = "has" if result.basis == "stock" else "adds"
    return f"Compute that {result.names[0]} {verb}, as a multiple of {result.names[1]}'s: {', '.join(told)}."


def _incomparable(result: CasesResult) -> tuple[str, ...]:
    """Say so where one figure measures another thing in one case than in another."""
    differing = [
        f"--{name}"
        for name in ("year", "basis", "route", "yardstick", "rule")
        if len({getattr(case, name) for case in result.cases}) > 1
    ]
    if not differing:
        return ()
    return (f"the cases are not of one question: give one {', '.join(differing)} for all to make them so.",)


def _terms(result: CasesResult) -> tuple[str, ...]:
    """Say what gaps and lags are in or by, where that is not leading-edge AI performance."""
    found = {case.rule: ("performance_gap" in case.values, case.terms) for case in result.cases if case.terms}
    return tuple(
        f"By the rule {rule!r} the {'gap' if is_gap else 'lag'} is {terms}." for rule, (is_gap, terms) in found.items()
    )


def settings(result: CasesResult) -> tuple[str, ...]:
    """Tell what each case sets beside what all share."""
    return tuple(f"{case.name}: {', '.join(case.overrides)}." for case in result.cases if case.overrides)


def _grids(result: CasesResult) -> Iterator[Grid]:
    """Lay out a column a case, in as many grids as it takes to keep every figure on one line."""
    labels, columns = _columns(result)
    fixed = _width(label[0] for label in labels if len(label) > 1) + _width(label[-1] for label in labels) + GAP
    chunk: list[Sequence[str]] = []
    room = WIDTH - fixed
    for column in columns:
        needed = GAP + _width(column)
        if chunk and needed > room:
            yield _grid(labels, chunk)
            chunk, room = [], WIDTH - fixed
        chunk.append(column)
        room -= needed
    yield _grid(labels, chunk)


def _width(cells: Iterable[str]) -> int:
    return max(map(len, cells))


def _grid(labels: Sequence[tuple[str, ...]], columns: Sequence[Sequence[str]]) -> Grid:
    titles, *cells = zip(*columns, strict=True)
    rows = tuple(label if len(label) == 1 else (*label, *figures) for label, figures in zip(labels, cells, strict=True))
    return Grid("", (LABEL, Column("unit", "left"), *map(Column, titles)), rows)


def _columns(result: CasesResult) -> tuple[list[tuple[str, ...]], list[list[str]]]:
    """Labels of the rows, of which a side's name is one alone; and a title and the cells of every case."""
    names = dict.fromkeys(name for case in result.cases for name in case.values)
    titles = [case.name if not (result.diff and case.changes) else f"{case.name}, change" for case in result.cases]
    labels: list[tuple[str, ...]] = []
    columns = [[title] for title in titles]
    told_side = ""
    for name in names:
        side, _, kind = name.rpartition(".")
        if side != told_side:
            labels.append((dict(zip(result.sides, result.names, strict=True))[side],))
            told_side = side
            for column in columns:
                column.append("")
        scale = scale_for(kind, _unit(result, name), *(case.values.get(name) for case in result.cases))
        labels.append((LABELS[kind], scale.name or "times"))
        for column, case in zip(columns, result.cases, strict=True):
            column.append(_cell(case, name, scale, diff=result.diff))
    return labels, columns


def _cell(case: Case, name: str, scale: Scale, *, diff: bool) -> str:
    if diff and case.changes:
        return change(case.changes.get(name), scale)
    return figure(case.values.get(name), scale)


def _unit(result: CasesResult, name: str) -> str:
    return next(case.values[name].unit for case in result.cases if name in case.values)


def change(value: Quantity | None, scale: Scale) -> str:
    """Write a change with its sign."""
    if value is None:
        return "-"
    if value.p5 == value.p95 == 0:
        return "0"
    return f"{'+' if value.p50 > 0 else ''}{figure(value, scale)}"
