"""`gap` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.figures import PERCENT, TIMES, exact, figure, range_only
from computegap.reports.layout.blocks import Block, Column, Grid, Text, source_list
from computegap.reports.layout.conditions import after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from computegap.results.gap import GapResult, GapTable
    from computegap.results.shared import Quantity

BOUNDS = "hard bounds"
BELIEF = "p5-p95"
"""What a range is."""


def blocks(result: GapTable) -> tuple[Block, ...]:
    """Lay out what ratios are worth."""
    if not result.rows:
        return (Text("No ratios were given.", "quiet"),)
    if result.inverse:
        return _inverse(result.rows)
    below = (*_ranges(_answers(result.rows)), *source_list(result.rows[0].sources))
    if len(result.rows) == 1:
        return (Text(headline(result.rows[0]), "headline"), _rules(result.rows[0]), *below)
    rules = [answer.rule for answer in result.rows[0].rules]
    columns = (
        Column("ratio"),
        *(Column(f"{answer.rule}\n{'%' if answer.performance_gap else 'months'}") for answer in result.rows[0].rules),
    )
    rows = tuple((_ratio(row), *(_value(row, index, full=False) for index in range(len(rules)))) for row in result.rows)
    return (Grid("", columns, rows), *below)


def headline(row: GapResult) -> str:
    """Return one answer as a sentence."""
    lag = f"{figure(row.lag_months, TIMES)} months of lag"
    if row.performance_gap is None:
        return f"A compute ratio of {_ratio(row)} is {lag}{after(row.terms)} by the rule {row.rule!r}."
    gap = f"{_gap(row)} of {range_only(row.performance_gap, PERCENT)} %{after(row.terms)}"
    return f"A compute ratio of {_ratio(row)} is {gap} by the rule {row.rule!r}, and {lag}."


def _gap(row: GapResult) -> str:
    return "a gap" if row.terms else "a performance gap"


def _ratio(row: GapResult) -> str:
    return exact(row.ratio, 6) if isinstance(row.ratio, (float, int)) else figure(row.ratio, TIMES)


def _value(row: GapResult, index: int, *, full: bool = True) -> str:
    answer = row.rules[index]
    value, scale = (answer.performance_gap, PERCENT) if answer.performance_gap else (answer.lag_months, TIMES)
    if value is None:  # pragma: no cover - a rule gives one or the other
        return "-"
    return figure(value, scale) if full else range_only(value, scale)


def _rules(row: GapResult) -> Grid:
    rows = tuple(
        (
            f"{answer.rule}{' (chosen)' if answer.rule == row.rule else ''}",
            _value(row, index) if answer.performance_gap else "",
            "" if answer.performance_gap else _value(row, index),
            answer.title,
        )
        for index, answer in enumerate(row.rules)
    )
    columns = (
        Column("rule", "left"),
        Column("gap, %"),
        Column("lag, months"),
        Column("what it says", "left", fixed=False),
    )
    return Grid("", columns, rows)


def _answers(rows: tuple[GapResult, ...]) -> Iterator[tuple[str, Quantity | None]]:
    return ((answer.rule, answer.performance_gap or answer.lag_months) for row in rows for answer in row.rules)


def _ranges(answers: Iterable[tuple[str, Quantity | float | None]]) -> tuple[Text, ...]:
    """Say of which rules a range is what: bounds and beliefs stand in one table."""
    found: dict[str, dict[str, None]] = {BOUNDS: {}, BELIEF: {}}
    for rule, value in answers:
        if value is not None and not isinstance(value, (float, int)) and not value.is_exact:
            found[BELIEF if value.low is None else BOUNDS][rule] = None
    told = [f"{meaning} by {_joined(list(rules))}" for meaning, rules in found.items() if rules]
    return (Text(f"Ranges are {', and '.join(told)}.", "quiet"),) if told else ()


def _joined(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _inverse(rows: tuple[GapResult, ...]) -> tuple[Block, ...]:
    found: list[Block] = []
    for row in rows:
        if row.performance_gap is None:
            asked = f"{figure(row.lag_months, TIMES)} months of lag{after(row.terms)}"
        else:
            asked = f"{_gap(row).capitalize()} of {figure(row.performance_gap, PERCENT)} %{after(row.terms)}"
        found.append(
            Text(f"{asked} corresponds to a compute ratio of {_ratio(row)} by the rule {row.rule!r}.", "headline")
        )
    return (*found, *_ranges((row.rule, row.ratio) for row in rows), *source_list(rows[0].sources))
