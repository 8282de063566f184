"""What is seen of a sweep: a line over one input's values, a heat map over two inputs'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.errors import UsageError, counted
from computegap.reports.charts.shapes import Axis, Chart, HeatMap, Line, Lines, Point, Spot
from computegap.reports.charts.spots import sources_line, spot
from computegap.reports.figures import exact, scale_for
from computegap.reports.layout.conditions import conditions
from computegap.reports.layout.sweep import told

if TYPE_CHECKING:
    from computegap.reports.figures import Scale
    from computegap.results.sweep import SweepAxis, SweepResult, SweepRow, SweepSummary


def charts(result: SweepResult) -> tuple[Chart, ...]:
    """Describe a chart for each quantity of a grid of one input or two.

    Raises
    ------
    UsageError
        If a world has no answer.
    """
    caption = f"{conditions(result, result.scenario).text} computegap {result.version}. {sources_line(result.sources)}"
    return tuple(_chart(result, summary, caption) for summary in result.summaries)


def _chart(result: SweepResult, summary: SweepSummary, caption: str) -> Chart:
    rows = [row for row in result.rows if row.quantity == summary.quantity]
    if summary.without:
        found = counted(summary.without, "worlds")
        message = f"no chart: found {found} without a {summary.quantity}, wanted none: vary less"
        raise UsageError(message)
    scale = scale_for(summary.quantity, summary.unit, summary.most)
    measure = Axis(f"{summary.quantity}, {scale.name or summary.unit}".removesuffix(", 1"))
    last = result.axes[-1]
    if len(result.axes) == 1:
        points = (Point(row.inputs[last.name], exact(row.inputs[last.name]), _spot(row, scale)) for row in rows)
        ordered = tuple(sorted(points, key=lambda point: point.at))
        return Lines(told(summary), _axis(last), measure, (Line(summary.quantity, ordered),), (), caption)
    down = result.axes[0]
    columns = dict.fromkeys(exact(row.inputs[last.name]) for row in rows)
    lines: dict[str, list[Spot]] = {}
    for row in rows:
        lines.setdefault(exact(row.inputs[down.name]), []).append(_spot(row, scale))
    cells = tuple(map(tuple, lines.values()))
    return HeatMap(told(summary), _axis(last), _axis(down), measure, tuple(columns), tuple(lines), cells, caption)


def _spot(row: SweepRow, scale: Scale) -> Spot:
    return spot(0.0 if row.value is None else row.value, scale)


def _axis(axis: SweepAxis) -> Axis:
    return Axis(f"{axis.name}, {axis.unit}".removesuffix(", 1"), is_log=axis.is_log)
