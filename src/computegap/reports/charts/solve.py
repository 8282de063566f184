"""What is seen of a solution: the quantity over values of the input, what is now and what does it marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.charts.shapes import Axis, Chart, Line, Lines, Mark, Point
from computegap.reports.charts.spots import sources_line, spot
from computegap.reports.figures import PERCENT, exact, figure, scale_for
from computegap.reports.layout.conditions import conditions
from computegap.reports.layout.solve import headline

if TYPE_CHECKING:
    from computegap.reports.figures import Scale
    from computegap.results.shared import Quantity
    from computegap.results.solve import SolvePicture


def charts(picture: SolvePicture) -> tuple[Chart, ...]:
    """Describe a curve, and that of the target where it is another quantity."""
    result = picture.result
    of = scale_for(result.target.of, picture.now.unit, *(point.answer for point in picture.points))
    values = [point.value for point in picture.points]
    by = scale_for(result.vary, result.unit, *values)

    def line(name: str, quantities: list[Quantity]) -> Line:
        points = (
            Point(value / by.divisor, exact(value / by.divisor, 3), spot(item, of))
            for value, item in zip(values, quantities, strict=True)
        )
        return Line(name, tuple(points))

    lines = [line(result.target.of, [point.answer for point in picture.points])]
    # A figure is the same everywhere, which its mark says.
    if any(not point.wanted.is_exact or point.wanted != picture.points[0].wanted for point in picture.points):
        lines.append(line("what is wanted", [point.wanted for point in picture.points]))
    held = conditions(result, result.scenario).text
    return (
        Lines(
            title=headline(result),
            across=Axis(_titled(result.vary, by), is_log=picture.by_ratio),
            axis=Axis(_titled(result.target.of, of), is_log=of is not PERCENT and picture.now.unit != "month"),
            lines=tuple(lines),
            marks=_marks(picture, of, by),
            caption=f"The band is p5-p95 over all other inputs. {held} computegap {result.version}. "
            f"{sources_line(result.sources)}",
        ),
    )


def _titled(name: str, scale: Scale) -> str:
    return f"{name}, {scale.name}".removesuffix(", ")


def _marks(picture: SolvePicture, of: Scale, by: Scale) -> tuple[Mark, ...]:
    result = picture.result

    def mark(name: str, value: Quantity | float, answer: Quantity | float) -> Mark:
        at = (value if isinstance(value, float) else value.p50) / by.divisor
        return Mark(f"{name}, {figure(value, by)}", Point(at, exact(at, 3), spot(answer, of)))

    found = (
        mark("nearest", result.nearest.value, result.nearest.answer)
        if result.value is None
        else mark("target", result.value, result.target.wanted)
    )
    # What is now may lie beyond the bounds.
    if picture.points[0].value <= result.present.p50 <= picture.points[-1].value:
        return mark("now", result.present, picture.now), found
    return (found,)
