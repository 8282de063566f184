"""Cases side by side: the ratio, both sides' compute and what it is worth, or how far each is from the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from computegap.reports.charts.shapes import Axis, Bar, Bars, Chart
from computegap.reports.charts.spots import sources_line, spot
from computegap.reports.figures import TIMES, scale_for, scale_of
from computegap.reports.layout.cases import change, conditions, headline, settings
from computegap.reports.layout.conditions import PERFORMANCE, after

if TYPE_CHECKING:
    from computegap.results.cases import CasesResult

POINTS = {"%": "percentage points"}
"""What a change is in, where that is another unit."""


def charts(result: CasesResult) -> tuple[Chart, ...]:
    """Describe cases."""
    found = _changes(result) if result.diff and len(result.cases) > 1 else _values(result)
    held = " ".join((conditions(result).text, *settings(result)))
    caption = f"{held} computegap {result.version}. {sources_line(result.sources)}"
    return tuple(chart._replace(caption=caption) for chart in found)


def _values(result: CasesResult) -> tuple[Bars, ...]:
    first, second = result.names
    worth = tuple(
        Bars(
            title=f"The {what} of {second} behind {first} in each case",
            axis=Axis(f"{what[0].upper()}{what[1:]}{by}, {unit}"),
            bars=tuple(
                Bar(case.name, spot(case.values[name], scale_for(name, case.values[name].unit)), case.name)
                for case in result.cases
                if name in case.values
            ),
        )
        for name, (what, by, unit) in _worth(result).items()
        if any(name in case.values for case in result.cases)
    )
    return (_ratios(result), _compute(result), *worth)


def _worth(result: CasesResult) -> dict[str, tuple[str, str, str]]:
    """Name what a ratio is worth, by what, and its unit."""
    gaps = [case.terms or PERFORMANCE for case in result.cases if "performance_gap" in case.values]
    lags = [case.terms for case in result.cases if "performance_gap" not in case.values]
    return {
        "performance_gap": (f"gap {_or(gaps)}", "", "%"),
        "lag_months": ("lag", after(_or(lags)), "months"),
    }


def _or(terms: list[str]) -> str:
    return " or ".join(dict.fromkeys(filter(None, terms)))


def _ratios(result: CasesResult) -> Bars:
    first, second = result.names
    return Bars(
        title=headline(result),
        axis=Axis(f"Compute ratio, {first} / {second}, times", is_log=True),
        bars=tuple(Bar(case.name, spot(case.values["ratio"], TIMES), case.name) for case in result.cases),
    )


def _compute(result: CasesResult) -> Bars:
    names = [f"{side}.added_compute" for side in result.sides]
    scale = scale_of("H100e", *(case.values[name] for case in result.cases for name in names))
    verb = "has" if result.basis == "stock" else "adds"
    first, second = result.names
    return Bars(
        title=f"What {first} {verb}, and what {second} {verb}, in each case",
        axis=Axis(f"AI compute, {scale.name}", is_log=True),
        bars=tuple(
            Bar(f"{called}, {case.name}", spot(case.values[name], scale), called)
            for name, called in zip(names, result.names, strict=True)
            for case in result.cases
        ),
    )


def _changes(result: CasesResult) -> tuple[Bars, ...]:
    base, *others = result.cases
    first, second = result.names
    found = []
    ratio = (f"compute ratio, {first} / {second},", "", "times")
    for name, (what, by, unit) in {"ratio": ratio, **_worth(result)}.items():
        changed = [(case.name, case.changes[name]) for case in others if name in case.changes]
        if not changed:
            continue
        scale = scale_for(name, base.values[name].unit)
        measure = POINTS.get(unit, unit)
        texts = [change(value, scale) for _, value in changed]
        told = ", ".join(f"{text} in {case}" for text, (case, _) in zip(texts, changed, strict=True))
        found.append(
            Bars(
                title=f"Against {base.name}, the {what} changes by {told}",
                axis=Axis(f"Change of the {what.removesuffix(',')}{by}, {measure}"),
                bars=tuple(
                    Bar(case, spot(value, scale)._replace(text=text), case)
                    for text, (case, value) in zip(texts, changed, strict=True)
                ),
            )
        )
    return tuple(found)
