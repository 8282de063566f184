"""Results as charts: one small module a kind of result says what its charts are; drawing them is others' business.

A chart is described once, in `shapes`; `as_chart` draws it on a screen and `as_picture` in a file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from computegap.errors import UsageError

if TYPE_CHECKING:
    from computegap.reports.charts.shapes import Chart

MODULES = {
    "CasesResult": "cases",
    "CompareResult": "compare",
    "CurveResult": "curve",
    "ComparePicture": "curve",
    "ForecastResult": "forecast",
    "ReportResult": "report",
    "SensitivityResult": "sensitivity",
    "SolvePicture": "solve",
    "SweepResult": "sweep",
}
"""Module that describes each kind of result; a new one is a function `charts(result)` and a line here."""


def charts_of(result: object) -> tuple[Chart, ...]:
    """Describe the charts of a result.

    Raises
    ------
    UsageError
        If there is nothing to see in such a result.
    """
    name = type(result).__name__
    if name not in MODULES:
        message = "--chart: no chart of this answer, wanted a comparison, a forecast, ratios or a sensitivity to draw"
        raise UsageError(message)
    module = import_module(f"{__name__}.{MODULES[name]}")
    found: tuple[Chart, ...] = module.charts(result)
    return found
