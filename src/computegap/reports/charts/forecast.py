"""A forecast as fans over the years: what each side adds, and the ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.charts.shapes import Axis, Chart, Line, Lines, Point
from computegap.reports.charts.spots import sources_line, spot
from computegap.reports.figures import TIMES, scale_of
from computegap.reports.layout.conditions import conditions
from computegap.reports.layout.forecast import opening

if TYPE_CHECKING:
    from collections.abc import Iterable

    from computegap.reports.figures import Scale
    from computegap.results.forecast import ForecastResult
    from computegap.results.shared import Quantity

YEARS = Axis("Year", is_year=True)


def charts(result: ForecastResult) -> tuple[Chart, ...]:
    """Describe the fans."""
    scale = scale_of("H100e", *(side.added_compute for item in result.years for side in item.sides))
    years = [item.year for item in result.years]
    sides = tuple(
        _line(name, years, (item.sides[place].added_compute for item in result.years), scale)
        for place, name in enumerate(result.names)
    )
    ratio = _line("ratio", years, (item.ratio for item in result.years), TIMES)
    held = conditions(result, result.scenario, "so are bands").text
    caption = f"{held} computegap {result.version}. {sources_line(result.sources)}"
    first, second = result.names
    return (
        Lines(opening(result), YEARS, Axis(f"Compute ratio, {first} / {second}, times", is_log=True), (ratio,)),
        Lines(
            f"What {first} and {second} add in a year",
            YEARS,
            Axis(f"Compute added, {scale.name}", is_log=True),
            sides,
            caption=caption,
        ),
    )


def _line(name: str, years: Iterable[int], values: Iterable[Quantity], scale: Scale) -> Line:
    return Line(
        name,
        tuple(Point(float(year), str(year), spot(value, scale)) for year, value in zip(years, values, strict=True)),
    )
