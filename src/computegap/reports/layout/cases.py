"""Cases side by side, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import TIMES, figure, scale_for
from computegap.reports.layout.blocks import LABEL, Block, Column, Grid, Text, source_list
from computegap.reports.layout.conditions import conditions

if TYPE_CHECKING:
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
MOST_ON_A_LINE = 3
"""Cases whose figures stay on one line at 80 columns."""


def blocks(result: CasesResult) -> tuple[Block, ...]:
    """Lay out a column a case."""
    base = result.cases[0]
    more = ["common random numbers", *(f"set {override}" for override in result.overrides)]
    if result.diff:
        more.append(f"changes are from {base.name}, sample by sample")
    scenarios = ", ".join(dict.fromkeys(case.scenario for case in result.cases))
    return (
        Text(_headline(result), "headline"),
        conditions(result, scenarios, *more),
        _grid(result),
        *(Text(_what(case), "quiet") for case in result.cases if case.overrides),
        *(
            Text(f"Note: {note}", "quiet")
            for note in dict.fromkeys(note for case in result.cases for note in case.notes)
        ),
        *source_list(result.sources),
    )


def _headline(result: CasesResult) -> str:
    told = [f"{figure(case.values['ratio'], TIMES)} in {case.name}" for case in result.cases]
    verb = "has" if result.basis == "stock" else "adds"
    return f"Compute that {result.sides[0]} {verb}, as a multiple of {result.sides[1]}'s: {', '.join(told)}."


def _what(case: Case) -> str:
    return f"{case.name}: {', '.join(case.overrides)}."


def _grid(result: CasesResult) -> Grid:
    names = dict.fromkeys(name for case in result.cases for name in case.values)
    fixed = len(result.cases) <= MOST_ON_A_LINE
    rows: list[tuple[str, ...]] = []
    told_side = ""
    for name in names:
        side, _, kind = name.rpartition(".")
        if side != told_side:
            rows.append((side,))
            told_side = side
        scale = scale_for(kind, _unit(result, name), *(case.values.get(name) for case in result.cases))
        rows.append((LABELS[kind], scale.name, *(_cell(case, name, scale, diff=result.diff) for case in result.cases)))
    titles = [case.name if not (result.diff and case.changes) else f"{case.name}, change" for case in result.cases]
    columns = (LABEL, Column("unit", "left"), *(Column(title, fixed=fixed) for title in titles))
    return Grid("", columns, tuple(rows))


def _cell(case: Case, name: str, scale: Scale, *, diff: bool) -> str:
    if diff and case.changes:
        return _change(case.changes.get(name), scale)
    return figure(case.values.get(name), scale)


def _unit(result: CasesResult, name: str) -> str:
    return next(case.values[name].unit for case in result.cases if name in case.values)


def _change(value: Quantity | None, scale: Scale) -> str:
    """Write a change with its sign."""
    if value is None:
        return "-"
    if value.p5 == value.p95 == 0:
        return "0"
    return f"{'+' if value.p50 > 0 else ''}{figure(value, scale)}"
