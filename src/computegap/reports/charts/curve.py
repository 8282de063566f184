"""A rule's curve, with the sides of a comparison or the ratios asked marked on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.charts import compare
from computegap.reports.charts.shapes import Axis, Chart, Line, Lines, Mark, Point
from computegap.reports.charts.spots import scale_of_worth, sources_line, spot
from computegap.reports.figures import TIMES, exact, figure
from computegap.reports.layout.conditions import PERFORMANCE, after
from computegap.results.curve import ComparePicture, CurveResult

if TYPE_CHECKING:
    from computegap.results.curve import CurvePoint
    from computegap.results.shared import Quantity


def charts(result: CurveResult | ComparePicture) -> tuple[Chart, ...]:
    """Describe the curve; beside a comparison, after the comparison's own charts."""
    if isinstance(result, CurveResult):
        told = "; ".join(f"{exact(mark.ratio)} times is {_with_unit(mark.worth)}" for mark in result.marks[1:])
        unit = "a gap" if result.points[0].worth.unit == "1" else "months of lag"
        title = f"What a compute ratio is worth as {unit}{after(result.terms)} by the rule {result.rule!r}: {told}"
        held = f"{_band(result)}Rule {result.rule}; computegap {result.version}."
        return (curve(result, title, f"{held} {sources_line(result.sources)}"),)
    leader, follower = result.curve.marks
    behind, ahead = (follower, leader) if follower.worth.p50 >= 0 else (leader, follower)
    by = f"By the rule {result.curve.rule!r}"
    title = f"{by}, {behind.name} is {_worth(follower)} behind {ahead.name}{after(result.curve.terms)}"
    caption = f"{_band(result.curve)}{compare.caption(result.answer)}"
    # One caption for all, which is then told once.
    others = (chart._replace(caption=caption) for chart in compare.charts(result.answer))
    return (*others, curve(result.curve, title, caption))


def curve(result: CurveResult, title: str, caption: str) -> Lines:
    """Describe what a rule makes of every ratio."""
    is_gap = result.points[0].worth.unit == "1"
    return Lines(
        title=title,
        across=Axis("Compute ratio, times", is_log=True),
        axis=Axis(measure(result.terms, is_gap=is_gap)),
        lines=(Line(f"rule {result.rule}", tuple(map(_point, result.points))),),
        marks=tuple(Mark(_name(mark), _point(mark)) for mark in result.marks),
        caption=caption,
    )


def measure(terms: str, *, is_gap: bool) -> str:
    """Name what a rule gives, and its unit."""
    return f"Gap {terms or PERFORMANCE}, %" if is_gap else f"Lag{after(terms)}, months"


def _band(result: CurveResult) -> str:
    """Say what the band is: one and the same curve is drawn with either."""
    worth = result.points[-1].worth
    if worth.is_exact:
        return ""
    if worth.low is None:
        return "The curve's band is p5-p95. "
    return "The curve's band lies between the bounds of the rule's own figures, which are wider than p5-p95. "


def _name(mark: CurvePoint) -> str:
    # A side's ratio is as sure as its range; one that was asked is exact.
    stands = "level" if mark.ratio == 1 else f"{exact(mark.ratio, 2 if mark.name else 3)} times"
    return f"{mark.name}, {stands}" if mark.name else stands


def _point(point: CurvePoint) -> Point:
    return Point(point.ratio, exact(point.ratio, 3), spot(point.worth, scale_of_worth(point.worth)))


def _worth(point: CurvePoint) -> str:
    """How far behind whoever is behind is."""
    value = point.worth
    if value.p50 < 0:
        value = value._replace(p5=-value.p95, p50=-value.p50, p95=-value.p5, low=None, high=None)
    return _with_unit(value)


def _with_unit(value: Quantity) -> str:
    scale = scale_of_worth(value)
    middle, _, ends = figure(value, scale).partition(" ")
    return f"{middle} {'months' if scale == TIMES else '%'} {ends}".rstrip()
