"""What is seen of a comparison: both sides' compute, our ratio beside others', and what it is worth in months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from computegap.reports.charts.shapes import Axis, Bar, Bars, Chart, Spot
from computegap.reports.charts.spots import sources_line, spot
from computegap.reports.figures import TIMES, figure, scale_of
from computegap.reports.layout.compare import (
    HEDGES,
    as_stated,
    basis_in_words,
    conditions,
    held,
    lag_title,
    opening,
    rule_title,
)

if TYPE_CHECKING:
    from computegap.results.compare import CompareResult, PublishedRatio


BEYOND: dict[str, Literal["above", "below"]] = {"at least": "above", "at most": "below"}
"""Where a figure lies of which a source gives a bound."""


def charts(result: CompareResult) -> tuple[Chart, ...]:
    """Describe a comparison."""
    return (_sides(result), _ratios(result), _lags(result))


def caption(result: CompareResult) -> str:
    """Return what a comparison holds under, and whose figures it rests on."""
    return f"{conditions(result)} computegap {result.version}. {sources_line(result.sources)}"


def _sides(result: CompareResult) -> Bars:
    scale = scale_of("H100e", *(side.added_compute for side in result.sides))
    bars = []
    for side in result.sides:
        bars.append(Bar(f"{side.name}, {held(side) if result.basis == 'stock' else 'added'}",
                        spot(side.added_compute, scale), side.name))  # fmt: skip
        if side.effective_compute is not None:
            bars.append(Bar(f"{side.name}, at work", spot(side.effective_compute, scale), side.name))
    return Bars(
        title=opening(result, figure(result.ratio, TIMES)),
        axis=Axis(f"AI compute {basis_in_words(result)}, {scale.name}", is_log=True),
        bars=tuple(bars),
        caption=caption(result),
    )


def _ratios(result: CompareResult) -> Bars:
    first, second = result.sides
    ours = "this answer"
    bars = [Bar(f"This answer, route {result.route}", spot(result.ratio, TIMES), ours)]
    if result.effective_ratio is not None:
        bars.append(Bar("... at work", spot(result.effective_ratio, TIMES), ours))
    others = [
        Bar(f"Route {item.route}", spot(item.ratio, TIMES), "other routes")
        for item in result.routes
        if item.ratio is not None and item.route != result.route
    ]
    bars.extend(others)
    # The caption calls ranges p5-p95, and theirs are none.
    bars.extend(
        Bar(f"{other.title}{'' if other.ratio.is_exact else ' (bounds)'}", _published(other), "published")
        for other in result.published
    )
    by_route = ", by each route known" if others else ""
    beside = ", beside what others publish of the same basis and year" if result.published else ""
    return Bars(
        title=f"How many times {second.name}'s compute {first.name} has{by_route}{beside}",
        axis=Axis(f"{first.name} over {second.name}, times", is_log=True),
        bars=tuple(bars),
        caption=caption(result),
    )


def _published(other: PublishedRatio) -> Spot:
    text = f"{HEDGES.get(other.bound or '', '')}{as_stated(other.ratio)}"
    return spot(other.ratio, TIMES)._replace(text=text, beyond=BEYOND.get(other.bound or "", ""))


def _lags(result: CompareResult) -> Bars:
    _, second = result.sides
    by_rule = [
        Bar(rule_title(answer), spot(answer.lag_months, TIMES), "by a rule")
        for answer in result.rules
        if answer.lag_months is not None
    ]
    measured = [Bar(lag_title(lag), spot(lag.months, TIMES), "measured") for lag in result.measured_lags]
    beside = ", by rules and as others measured it" if measured else ", by rules"
    return Bars(
        title=f"How many months {second.name} is behind{beside}",
        axis=Axis("Lag, months"),
        bars=(*by_rule, *measured),
        caption=caption(result),
    )
