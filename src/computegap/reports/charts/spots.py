"""Quantities as spots on an axis, and captions, for the modules that describe charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.charts.shapes import Spot
from computegap.reports.figures import PERCENT, TIMES, figure, span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from computegap.reports.figures import Scale
    from computegap.results.shared import Citation, Quantity


def spot(value: Quantity | float, scale: Scale) -> Spot:
    """Place a quantity in a scale."""
    text = figure(value, scale)
    if isinstance(value, (float, int)):
        return Spot(*(value / scale.divisor,) * 3, text)
    low, high = span(value)
    return Spot(value.p50 / scale.divisor, low / scale.divisor, high / scale.divisor, text)


def scale_of_worth(value: Quantity) -> Scale:
    """Return the scale of what a rule says: percent of a gap, or months."""
    return TIMES if value.unit == "month" else PERCENT


def sources_line(sources: Iterable[Citation]) -> str:
    """Name who the figures are from, each once, with the years of what was read."""
    years: dict[str, set[str]] = {}
    for source in sources:
        years.setdefault(source.publisher or source.title, set()).add(source.date[:4])
    named = "; ".join(f"{publisher} {', '.join(sorted(found))}" for publisher, found in years.items())
    return f"Sources: {named}." if named else ""
