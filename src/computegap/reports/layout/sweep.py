"""`sweep` in words: over which span each quantity runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.errors import counted
from computegap.reports.figures import exact, scale_for
from computegap.reports.layout.blocks import LABEL, Block, Column, Grid, Text, source_list
from computegap.reports.layout.conditions import conditions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from computegap.results.sweep import SweepResult, SweepSummary


def blocks(result: SweepResult) -> tuple[Block, ...]:
    """Lay out the least and the most median of each quantity, and where they are."""
    names = " and ".join(axis.name for axis in result.axes)
    worlds = len(result.rows) // max(1, len(result.summaries))
    columns = (LABEL, Column("median"), Column("at", "left", fixed=False))
    rows: list[tuple[str, ...]] = []
    for summary in result.summaries:
        rows.append((_titled(summary),))
        for label, value, world in (
            ("least", summary.least, summary.least_at),
            ("most", summary.most, summary.most_at),
        ):
            rows.append((label, "-" if value is None else _shown(summary, value), _at(world)))
        if summary.without:
            rows.append(("worlds without an answer", f"{summary.without:,}", ""))
    return (
        Text(f"{worlds:,} worlds, in which {names} {'vary' if len(result.axes) > 1 else 'varies'}.", "headline"),
        conditions(result, result.scenario),
        Grid("", columns, tuple(rows)),
        *(Text(f"Note: {note}", "quiet") for note in result.notes),
        *source_list(result.sources, "Sources of all inputs"),
    )


def told(summary: SweepSummary) -> str:
    """Write a summary in a line."""
    have = "has" if summary.without == 1 else "have"
    without = f"; {counted(summary.without, 'worlds')} {have} no answer" if summary.without else ""
    if summary.least is None or summary.most is None:
        return f"{summary.quantity}: no world has an answer"
    least, most = (_shown(summary, value) for value in (summary.least, summary.most))
    return f"{_titled(summary)}: median {least} ({_at(summary.least_at)}) to {most} ({_at(summary.most_at)}){without}"


def _titled(summary: SweepSummary) -> str:
    scale = scale_for(summary.quantity, summary.unit, summary.most)
    return f"{summary.quantity}, {scale.name or summary.unit}".removesuffix(", 1")


def _shown(summary: SweepSummary, value: float) -> str:
    return exact(value / scale_for(summary.quantity, summary.unit, summary.most).divisor)


def _at(world: Mapping[str, float]) -> str:
    return ", ".join(f"{name}={exact(value).replace(',', '')}" for name, value in world.items())
