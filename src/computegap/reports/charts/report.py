"""The charts of a report page: a comparison's, and the swing of its answer with each of the strongest inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.charts import compare, curve
from computegap.reports.charts.shapes import Axis, Chart, Swing, Tornado
from computegap.reports.figures import PERCENT, TIMES, exact, scale_for

if TYPE_CHECKING:
    from computegap.reports.figures import Scale
    from computegap.results.report import Lever, ReportResult


def charts(result: ReportResult) -> tuple[Chart, ...]:
    """Describe a report's charts."""
    return (*curve.charts(result.picture), *((_tornado(result),) if result.levers else ()))


def scale_of_lever(lever: Lever) -> Scale:
    """Return the scale in which a reader thinks of an input."""
    return scale_for(lever.path, lever.unit, lever.high)


def _tornado(result: ReportResult) -> Tornado:
    is_gap = result.recipe.is_gap
    divisor = (PERCENT if is_gap else TIMES).divisor
    return Tornado(
        title=f"{result.levers[0].path} moves the answer most",
        axis=Axis(curve.measure(result.picture.curve.terms, is_gap=is_gap)),
        middle=result.middle / divisor,
        swings=tuple(
            Swing(
                f"{lever.path}, {scale_of_lever(lever).name}".removesuffix(", "),
                lever.at_low / divisor,
                lever.at_high / divisor,
                _written(lever, lever.low),
                _written(lever, lever.high),
            )
            for lever in result.levers
        ),
        caption=f"One input at a time, from its percentile 5 to 95, all others in the middle. "
        f"{compare.caption(result.picture.answer)}",
    )


def _written(lever: Lever, value: float) -> str:
    return exact(value / scale_of_lever(lever).divisor)
